import { html } from 'lit';
import type { ConversationState } from '../engine/snapshot.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { BedsideChat } from './chat.ts';
import type { InboxReports } from './elements/inbox.ts';
import type { Language } from './language.ts';
import type { InboxSettings } from './settings.ts';

/** Every part of what stands in an inbox, handed on to the page. */
const parts =
  'rooms, room, search, found, header, title, encryption, avatar, connection, list, day, notice, problem, sender, bubble, meta, reach, unread, jump, hours, tools, templates, composer, textbox, send, emergency, status, sheet';

/** What the chat is told of the inbox in it. */
export interface InboxHolderReports {
  stood(state: ConversationState, failure: ErrorCode | null): void;
  /** Another number of messages waits, in all rooms. */
  counted(count: number, before: number): void;
}

/** Holds the inbox of a chat whose page names no conversation. The inbox itself is fetched where there is one. */
export class InboxHolder {
  /** Null where the page names a conversation. */
  settings: InboxSettings | null = null;
  /** So many messages wait, in all rooms. */
  unread = 0;
  readonly #reports: InboxHolderReports;
  readonly #told: InboxReports = {
    counted: (count) => {
      const before = this.unread;
      if (count === before) return;
      this.unread = count;
      this.#reports.counted(count, before);
    },
    stood: (state, failure) => this.#reports.stood(state, failure),
  };

  constructor(reports: InboxHolderReports) {
    this.#reports = reports;
  }

  async open(settings: InboxSettings): Promise<void> {
    this.#reports.stood('connecting', null);
    this.settings = settings;
    try {
      (await import('./elements/inbox.ts')).defineInbox();
    } catch {
      if (this.settings === settings) this.#reports.stood('failed', 'relay-unreachable');
    }
  }

  /** Nothing waits any more. */
  clear(): void {
    this.settings = null;
    this.#told.counted(0);
  }

  /** `actions`: the buttons at the end of its bar. */
  render(chat: BedsideChat, language: Language, actions: unknown) {
    return html`<bedside-inbox exportparts=${parts} ?hidden=${chat.state !== 'ready'} .language=${language} .settings=${this.settings} .openTalk=${chat.openTalk}
      .hours=${chat.hours} .answerTime=${chat.answerTime} .templates=${chat.templates} .quickReplies=${chat.quickReplies} .theme=${chat.theme} .leaving=${chat.leaving} .bellWorker=${chat.bellWorker} .reports=${this.#told}>
      ${actions}
      <slot name="emergency" slot="emergency">${language.text('chat.emergency')}</slot>
    </bedside-inbox>`;
  }
}
