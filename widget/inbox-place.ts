import { html } from 'lit';
import type { BedsideChat } from './chat.ts';
import type { InboxReports } from './elements/inbox.ts';
import type { Language } from './language.ts';
import type { InboxSettings } from './settings.ts';

export { defineInbox } from './elements/inbox.ts';

/** Every part of what stands in an inbox, handed on to the page. */
const parts =
  'rooms, room, search, found, header, title, encryption, avatar, connection, list, day, notice, problem, sender, bubble, meta, reach, unread, jump, hours, tools, templates, composer, textbox, send, emergency, status, sheet';

/** The inbox, set up as its chat is. `actions`: the buttons at the end of its bar. */
export const placeInbox = (
  chat: BedsideChat,
  of: {
    readonly language: Language;
    readonly settings: InboxSettings | null;
    readonly reports: InboxReports;
    readonly actions: unknown;
  },
) => html`<bedside-inbox exportparts=${parts} ?hidden=${chat.state !== 'ready'} .language=${of.language} .settings=${of.settings} .openTalk=${chat.openTalk}
      .hours=${chat.hours} .answerTime=${chat.answerTime} .templates=${chat.templates} .quickReplies=${chat.quickReplies} .theme=${chat.theme} .leaving=${chat.leaving} .bellWorker=${chat.bellWorker} .reports=${of.reports}>
      ${of.actions}
      <slot name="emergency" slot="emergency">${of.language.text('chat.emergency')}</slot>
    </bedside-inbox>`;
