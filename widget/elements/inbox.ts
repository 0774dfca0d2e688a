import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationState } from '../../engine/snapshot.ts';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import { reduced } from '../../shared/plain-page.ts';
import type { BedsideChat } from '../chat.ts';
import type { OpenTalk } from '../connect.ts';
import { moreIcons } from '../icons-more.ts';
import { type Language, startOfDay } from '../language.ts';
import { askRooms, liveRooms, type Room } from '../rooms.ts';
import type { InboxSettings } from '../settings.ts';
import { base } from '../styles/base.ts';
import { inbox } from '../styles/inbox.ts';

/** What the inbox tells the element that it stands in. */
export interface InboxReports {
  /** So many messages wait, in all rooms. */
  counted(count: number): void;
  stood(state: ConversationState, failure: ErrorCode | null): void;
}

/** What an open room told of itself. */
interface Told {
  readonly unread: number;
  readonly lastAt: number | null;
}

/** More than this is not told apart in a row. */
const mostTold = 99;
/** Every part of a chat, handed on to the page. */
const parts =
  'search, found, header, title, encryption, avatar, connection, list, day, notice, problem, sender, bubble, meta, reach, unread, jump, hours, tools, templates, composer, textbox, send, emergency, status, sheet';

/**
 * Several conversations of one person: the portal's list of them, and the one that was chosen. Each room that was opened is
 * a chat of its own with an engine of its own, which goes on while another is on the screen. Beside each other where there
 * is room, else one or the other. Labels stand in text nodes only (INV-10).
 *
 * @slot action - A button at the end of the bar at the top.
 * @slot emergency - Replaces the line about emergencies.
 * @csspart rooms - The list of conversations.
 * @csspart room - One of them.
 */
export class BedsideInbox extends LitElement {
  static override readonly styles = [base, inbox];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    settings: { attribute: false },
    openTalk: { attribute: false },
    theme: { attribute: false },
    hours: { attribute: false },
    answerTime: { attribute: false },
    templates: { attribute: false },
    quickReplies: { attribute: false },
    leaving: { attribute: false },
    bellWorker: { attribute: false },
    reports: { attribute: false },
    rooms: { state: true },
    opened: { state: true },
    current: { state: true },
    told: { state: true },
  };
  declare language: Language;
  declare settings: InboxSettings;
  declare openTalk: OpenTalk | null;
  declare theme: string | null;
  declare hours: BedsideChat['hours'];
  declare answerTime: string | null;
  declare templates: BedsideChat['templates'];
  declare quickReplies: BedsideChat['quickReplies'];
  declare leaving: BedsideChat['leaving'];
  declare bellWorker: string | null;
  declare reports: InboxReports;
  /** As the portal has them; null until it has answered. */
  declare private rooms: readonly Room[] | null;
  /** What a person opened, the last one first. */
  declare private opened: readonly string[];
  /** The one on the screen. */
  declare private current: string | null;
  declare private told: ReadonlyMap<string, Told>;
  /** The row that the Tab key comes to. */
  #row = 0;
  #asks = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.rooms = null;
    this.opened = [];
    this.current = null;
    this.told = new Map();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onSeen);
    this.#timer = setInterval(this.#onSeen, limits.roomsRefetchMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onSeen);
    clearInterval(this.#timer);
  }

  /** Into the conversation on the screen; without one, to the list. */
  override focus(options?: FocusOptions): void {
    const chat = this.renderRoot.querySelector<BedsideChat>('bedside-chat:not([hidden])');
    if (chat) chat.focus(options);
    else this.#rows[this.#row]?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('settings')) void this.#ask(true);
    if (this.rooms !== null)
      this.reports.counted(reduced(this.rooms, (sum, room) => sum + this.#unread(room), 0));
  }

  protected override render() {
    const { rooms, language } = this;
    if (rooms === null) return nothing;
    const live = liveRooms(rooms, this.opened);
    return html`<div class=${this.current === null ? 'panes' : 'panes open'}>
      <nav class="list" part="rooms" aria-labelledby="name" tabindex="-1">
        <div class="bar">
          <h2 id="name">${language.text('inbox.name')}</h2>
          ${this.current === null ? html`<slot name="action"></slot>` : nothing}
        </div>
        ${rooms.length === 0 ? this.#empty() : nothing}
        <ul @keydown=${this.#onKey}>
          ${rooms.map((room, i) => this.#roomRow(room, i))}
        </ul>
      </nav>
      <div class="pane">
        ${this.current === null ? html`<p class="choose">${moreIcons.chat}${language.text('inbox.choose')}</p>` : nothing}
        ${repeat(
          // Not in the order of the list: what is moved in the document loses the focus.
          rooms.filter(({ conversation }) => live.has(conversation)).sort(byName),
          ({ conversation }) => conversation,
          (room) => this.#chat(room),
        )}
      </div>
    </div>`;
  }

  #roomRow(room: Room, i: number) {
    const { language } = this;
    const { conversation, label } = room;
    const unread = this.#unread(room);
    const at = this.told.get(conversation)?.lastAt ?? null;
    const here = conversation === this.current;
    return html`<li>
      <button type="button" class=${unread > 0 ? 'room new' : 'room'} part="room" tabindex=${i === this.#row ? 0 : -1}
        aria-current=${here ? 'true' : nothing} @click=${() => this.#open(conversation, i)}>
        <span class="label"><bdi>${label}</bdi></span>
        <span class="topic">${this.#topic(room)}</span>
        ${at === null ? nothing : html`<time class="at">${this.#when(at)}</time>`}
        ${
          unread > 0
            ? html`<span class="count" aria-hidden="true">${unread > mostTold ? `${mostTold}+` : unread}</span><span class="unseen">, ${language.text('launcher.unread', { count: unread })}</span>`
            : nothing
        }
      </button>
    </li>`;
  }

  #chat({ conversation }: Room) {
    const { language, settings } = this;
    const here = conversation === this.current;
    const told = (event: Event): void => this.#hear(conversation, event.currentTarget as BedsideChat);
    return html`<bedside-chat exportparts=${parts} ?hidden=${!here}
      .relay=${settings.relay} .tenant=${settings.tenant} .conversation=${conversation} .passportUrl=${settings.passportUrl} .getPassport=${settings.getPassport}
      .openTalk=${this.openTalk} .hours=${this.hours} .answerTime=${this.answerTime} .templates=${this.templates} .quickReplies=${this.quickReplies} .locale=${language.locale} .theme=${this.theme} .leaving=${this.leaving} .bellWorker=${this.bellWorker} .dir=${language.direction}
      @bedside-ready=${told} @bedside-unread-changed=${told} @bedside-message-received=${told}>
      <button type="button" slot="start" class="plain back" @click=${this.#back}>${moreIcons.back}<span class="unseen">${language.text('inbox.back')}</span></button>
      ${here ? html`<slot name="action" slot="end"></slot><slot name="emergency" slot="emergency">${language.text('chat.emergency')}</slot>` : nothing}
    </bedside-chat>`;
  }

  #empty() {
    const { language } = this;
    return html`<div class="empty"><h3>${language.text('inbox.empty-title')}</h3><p>${language.text('inbox.empty')}</p></div>`;
  }

  #topic({ topic }: Room): string {
    return topic === 'clinical' || topic === 'scheduling' || topic === 'billing'
      ? this.language.text(`topic.${topic}`)
      : '';
  }

  #when(at: number): string {
    const now = Date.now();
    return startOfDay(at) === startOfDay(now) ? this.language.time(at) : this.language.day(at, now);
  }

  /** The room's own number where it is connected; the portal's until it is. */
  #unread({ conversation, unreadHint }: Room): number {
    return this.told.get(conversation)?.unread ?? unreadHint;
  }

  get #rows(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.room')];
  }

  #hear(conversation: string, { unread, lastAt }: BedsideChat): void {
    this.told = new Map(this.told).set(conversation, { unread, lastAt });
  }

  #open(conversation: string, row: number): void {
    this.#row = row;
    this.current = conversation;
    this.opened = [conversation, ...this.opened.filter((one) => one !== conversation)].slice(
      0,
      limits.roomsLiveMax,
    );
    void this.updateComplete.then(() => {
      const back = this.renderRoot.querySelector<HTMLElement>('bedside-chat:not([hidden]) > .back');
      // Under a finger the text box would bring up the keyboard, over what one came to read.
      if (back?.checkVisibility?.() && matchMedia('(pointer: coarse)').matches) back.focus();
      else this.renderRoot.querySelector<BedsideChat>('bedside-chat:not([hidden])')?.focusSoon();
    });
  }

  readonly #back = (): void => {
    this.current = null;
    void this.updateComplete.then(() => this.#rows[this.#row]?.focus());
  };

  /** One of the rows is a stop of the Tab key; the arrows go from row to row. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const rows = this.#rows;
    const to = { ArrowDown: this.#row + 1, ArrowUp: this.#row - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || !rows[to] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#row = to;
    this.requestUpdate();
    rows[to].focus();
  };

  readonly #onSeen = (): void => {
    if (document.visibilityState === 'visible') void this.#ask(false);
  };

  /** Asks the portal. What goes wrong is shown the first time; later the list that is there stays. */
  async #ask(first: boolean): Promise<void> {
    const turn = ++this.#asks;
    if (first) {
      this.rooms = null;
      this.opened = [];
      this.current = null;
      this.told = new Map();
      this.reports.stood('connecting', null);
    }
    try {
      const rooms = await askRooms(this.settings);
      if (turn !== this.#asks || !this.isConnected) return;
      this.#take(rooms);
      if (first) this.reports.stood('ready', null);
    } catch (thrown) {
      if (turn === this.#asks && this.rooms === null) this.reports.stood('failed', codeOf(thrown));
    }
  }

  #take(rooms: readonly Room[]): void {
    const live = liveRooms(rooms, this.opened);
    // Of a room that is not connected any more, the portal knows better.
    this.told = new Map([...this.told].filter(([conversation]) => live.has(conversation)));
    const { activeElement } = this.renderRoot as ShadowRoot;
    const before = this.rooms?.map(({ conversation }) => conversation) ?? [];
    const now = rooms.map(({ conversation }) => conversation);
    const row = this.#rows.indexOf(activeElement as HTMLElement);
    let follows = row >= 0;
    if (follows) this.#row = row;
    if (this.current !== null && !now.includes(this.current)) {
      this.#row = before.indexOf(this.current);
      this.current = null;
      follows ||= activeElement?.localName === 'bedside-chat';
    }
    const moved = now.indexOf(before[this.#row] ?? '');
    this.#row = moved < 0 ? Math.max(0, Math.min(this.#row, now.length - 1)) : moved;
    this.rooms = rooms;
    // With its room, or to a neighbour of the one that is gone.
    if (follows)
      void this.updateComplete.then(() =>
        (this.#rows[this.#row] ?? this.renderRoot.querySelector<HTMLElement>('.list'))?.focus(),
      );
  }
}

const byName = (a: Room, b: Room): number => (a.conversation < b.conversation ? -1 : 1);

/** Registers the inbox; once. */
export function defineInbox(): void {
  if (!customElements.get('bedside-inbox')) customElements.define('bedside-inbox', BedsideInbox);
}
