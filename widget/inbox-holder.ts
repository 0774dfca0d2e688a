import { nothing } from 'lit';
import type { ConversationState } from '../engine/snapshot.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { BedsideChat } from './chat.ts';
import type { InboxReports } from './elements/inbox.ts';
import type { placeInbox } from './inbox-place.ts';
import type { Language } from './language.ts';
import type { InboxSettings } from './settings.ts';

/** What the chat is told of the inbox in it. */
export interface InboxHolderReports {
  stood(state: ConversationState, failure: ErrorCode | null): void;
  /** It can be rendered. */
  came(): void;
  /** Another number of messages waits, in all rooms. */
  counted(count: number, before: number): void;
}

/** Holds the inbox of a chat whose page names no conversation. The inbox itself is fetched where there is one. */
export class InboxHolder {
  /** Null where the page names a conversation. */
  settings: InboxSettings | null = null;
  /** So many messages wait, in all rooms. */
  unread = 0;
  /** Null until it was fetched. */
  #place: typeof placeInbox | null = null;
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
      const { defineInbox, placeInbox } = await import('./inbox-place.ts');
      defineInbox();
      this.#place = placeInbox;
      this.#reports.came();
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
    const { settings } = this;
    return this.#place?.(chat, { language, settings, reports: this.#told, actions }) ?? nothing;
  }
}
