import '@bedside/chat/define';
import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';

@Component({
  selector: 'app-visit',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <button id="dark" type="button" (click)="theme.set('dark')">Dark</button>
    <output id="state">{{ state() }}</output> <output id="unread">{{ unread() }}</output>
    <bedside-chat
      relay="https://relay.example"
      tenant="riverside"
      [attr.conversation]="conversation"
      passport-url="/chat/passport"
      [theme]="theme()"
      (bedside-state-changed)="state.set($event.detail.state)"
      (bedside-unread-changed)="unread.set($event.detail.count)"
    ></bedside-chat>
  `,
})
export class Visit {
  readonly conversation = 'c'.repeat(43);
  readonly theme = signal<string | null>(null);
  readonly state = signal('');
  readonly unread = signal(0);
}
