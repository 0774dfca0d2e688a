import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LineView, Snapshot } from '../../engine/snapshot.ts';
import { arrange, type Item } from '../arrange.ts';
import {
  DiscardRequest,
  LineRequest,
  LoadEarlierRequest,
  ReadingRequest,
  ReadRequest,
  ResendRequest,
  ShowEncryptionRequest,
} from '../events/requests.ts';
import { icons } from '../icons.ts';
import { type Language, startOfDay } from '../language.ts';
import { seldom } from '../seldom.ts';
import type { Stay } from '../stay.ts';
import { base } from '../styles/base.ts';
import { messageList } from '../styles/message-list.ts';
import type { LineWindow } from './line-window.ts';
import { ScrollKeeper } from './scroll-keeper.ts';
import type { Sought } from './sought.ts';
import { sweep } from './sweep.ts';
import { WholeWindow, wholeMax } from './whole-window.ts';

/** More new lines than these are a page. */
const pageLines = 8;
/** So often it looks whether it is another day: a timer until midnight would stand still while the device sleeps. */
const lookMs = 30_000;
/** Earlier lines are asked for when the top is nearer than this, and those that sleep when they are. */
const nearPx = 400;

/**
 * The log. Not a live region (the announcer speaks); scrolled by keyboard; asks for earlier lines near its top and
 * says what was read when its end was on the screen. Of many lines only those around the screen stand in the document
 * (line-window.ts), and what is selected: the browser's own search and a screen reader's cursor reach no further than
 * these, and go on where one scrolls.
 *
 * @csspart list - The scrolling box, `role=log`.
 * @csspart unread - The words above the first message that was not read.
 * @csspart jump - The button that goes to the latest message.
 * @slot message-actions - Buttons of the page's own, which stand beside ours on the message that somebody turns to.
 * @slot over - What stands over it.
 * @slot empty - What is said while there are no messages.
 */
export class BedsideMessageList extends LitElement {
  static override readonly styles = [base, messageList];
  static override readonly properties: PropertyDeclarations = {
    snapshot: { attribute: false },
    covered: { attribute: false },
    acts: { attribute: false },
    language: { attribute: false },
    scrolledUp: { state: true },
    asked: { state: true },
  };
  declare snapshot: Snapshot;
  declare language: Language;
  /** Something stands over it: it cannot be seen or used. */
  declare covered: boolean;
  /** The page has buttons of its own for messages. */
  declare acts: boolean;
  declare private scrolledUp: boolean;
  /** The message of which somebody wants to know who has read it. */
  declare private asked: string | null;
  readonly #keeper = new ScrollKeeper(
    this,
    (resized) => this.#settle(resized),
    (line) => line.localName === 'bedside-message-line' || line.localName === 'bedside-other-line',
  );
  #window: WholeWindow | LineWindow = new WholeWindow();
  #items: readonly Item[] = [];
  /** The first line that was not read when the reader came, or came back. It stays until the reader writes. */
  #unread: string | null = null;
  /** The reader is still to be brought there. */
  #opensAtUnread = false;
  #focused: Element | null = null;
  #sight: IntersectionObserver | undefined;
  #seen = false;
  #frame = 0;
  /** Midnight before it last rendered: past the next one Today is Yesterday, though nobody writes. */
  #today = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** Where it stands: the small window of a visit is seen while the page is not. */
  #page: Document;
  #rendered = false;
  /** The first line when earlier ones were last asked for: once for each, so that a failure is not hammered. */
  #askedBefore: string | undefined;
  #readTo = 0;
  /** So many lines there were when it last rendered. */
  #drawn = 0;
  /** Few lines are held whole. */
  #stay: Stay | null = null;
  /** So much up to this line was not read, more than was at hand: where it begins is still to be scrolled to. */
  #unreadAbove: { readonly last: string; readonly count: number } | null = null;
  readonly #pageActions = Object.assign(document.createElement('slot'), {
    name: 'message-actions',
    slot: 'message-actions',
  });
  /** A place in the log that somebody wants to see. */
  #sought: Sought | null = null;

  constructor() {
    super();
    this.scrolledUp = false;
    this.asked = null;
    this.#page = this.ownerDocument;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#page = this.ownerDocument;
    this.#page.addEventListener('visibilitychange', this.#onVisibility);
    this.#page.addEventListener('copy', this.#onCopy, true);
    this.#sight = new IntersectionObserver(([entry]) => {
      this.#seen = entry?.isIntersecting ?? false;
      this.#settle(false);
    });
    this.#sight.observe(this);
    this.#clock = setInterval(() => {
      if (startOfDay(Date.now()) !== this.#today) this.requestUpdate();
    }, lookMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#page.removeEventListener('visibilitychange', this.#onVisibility);
    this.#page.removeEventListener('copy', this.#onCopy, true);
    this.#sight?.disconnect();
    clearInterval(this.#clock);
    this.#stay?.at(null);
    // A window that has closed has no next frame.
    this.#frame = 0;
  }

  /** A page of lines is drawn in a task of its own: what else the snapshot changed is on the screen before. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.snapshot.lines.length > this.#drawn + pageLines) await globalThis.scheduler?.yield?.();
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { lines } = this.snapshot;
    const before = changed.get('snapshot') as Snapshot | undefined;
    if (changed.has('snapshot')) this.#mark(before);
    const last = lines.at(-1);
    const wrote = last?.kind === 'text' && last.author.self && last.seq === null;
    if (before && wrote && last.key !== before.lines.at(-1)?.key) {
      this.#keeper.atEnd = true;
      this.#unread = this.#unreadAbove = null;
    }
    if (lines.length > wholeMax || lines.some(({ kind }) => kind === 'asleep')) this.#widen();
    this.#window.follow(lines, this.#keeper.atEnd, this.#keeper.tall);
    this.scrolledUp = !this.#keeper.atEnd;
    const active = this.shadowRoot?.activeElement;
    this.#focused = active?.parentElement?.className.startsWith('lines') ? active : null;
  }

  /** There are too many lines for all of them to stand in the document. */
  #widen(): void {
    if (!(this.#window instanceof WholeWindow)) return;
    if (seldom.held) {
      this.#window = new seldom.held.LineWindow(this.#window.lines);
      this.#stay = new seldom.held.Stay((seq) => this.dispatchEvent(new ReadingRequest(seq)));
    } else
      seldom.get().then(
        () => this.requestUpdate(),
        () => {
          // Offline, or a release ago: the next line asks again.
        },
      );
  }

  /** What came while nobody looked gets a line above it; a reader who opens a conversation is brought there. */
  #mark(before: Snapshot | undefined): void {
    const { lines, unread } = this.snapshot;
    this.#markAbove(before);
    if (unread === 0 || (before && before.unread > 0 && before.lines.length > 0)) return;
    const opening = !before || before.lines.length === 0;
    const watching =
      this.#keeper.atEnd &&
      this.#seen &&
      this.#page.visibilityState === 'visible' &&
      before?.state === 'ready';
    if (watching && !opening) return;
    const { first, left } = firstUnread(lines, unread);
    this.#unreadAbove = left > 0 ? { last: lines.at(-1)?.key ?? '', count: unread } : null;
    if (first === null) return;
    this.#unread = first;
    // Of lines that are not all there, the heights above are guessed: it opens at the end, with the mark above.
    if (!opening || lines.length > wholeMax) return;
    this.#opensAtUnread = true;
    this.#keeper.atEnd = false;
  }

  /** Earlier lines came, or woke: what was not read may begin among them. */
  #markAbove(before: Snapshot | undefined): void {
    const { lines } = this.snapshot;
    if (!this.#unreadAbove || !before) return;
    const { last, count } = this.#unreadAbove;
    const end = lines.findIndex((line) => line.key === last);
    const { first, left } = firstUnread(lines.slice(0, end + 1), count);
    if (left > 0) return;
    this.#unreadAbove = null;
    this.#unread = first;
  }

  override focus(options?: FocusOptions): void {
    this.#log.focus(options);
  }

  protected override firstUpdated(): void {
    this.#keeper.watch(this.#log, this.renderRoot.querySelector<HTMLElement>('.lines')!);
  }

  /** Measured with the next frame: the lines render after this, and asking now would lay everything out twice. */
  protected override updated(): void {
    const [before, after] = this.#gaps;
    height(before!, this.#window.before);
    height(after!, this.#window.after);
    sweep(this.renderRoot.querySelector('.lines')!);
    this.#drawn = this.snapshot.lines.length;
    if (this.#focused && !this.#focused.isConnected) this.#log.focus({ preventScroll: true });
    this.#rendered = true;
    this.#nextFrame();
    if (this.#sought) void this.updateComplete.then(() => this.#seek());
  }

  #nextFrame(): void {
    this.#frame ||= (this.#page.defaultView ?? window).requestAnimationFrame(() => {
      this.#frame = 0;
      const rendered = this.#rendered;
      this.#rendered = false;
      // Of lines that are all there, those out of sight get their heights only after this: then the observer settles.
      if (this.#window.whole) this.#keeper.goOn();
      else if (rendered) this.#keeper.settle();
      this.#settle(false);
      this.#moveWindow(true);
    });
  }

  protected override render() {
    const { language, snapshot } = this;
    const today = startOfDay(Date.now());
    this.#today = today;
    const { from, to, whole } = this.#window;
    this.#items = arrange(snapshot.lines, { from, to, unread: this.#unread });
    return html`
      <div class="log" part="list" role="log" aria-live="off" aria-label=${language.text('list.name')} tabindex="0" ?inert=${this.covered} @scroll=${this.#keeper.onScroll} @keydown=${this.#onLogKey}>
        <div class="column">
          ${this.#earlier()}
          <div class="gap"></div>
          <div class=${whole ? 'lines' : 'lines part'} @bedside-resend-request=${this.#pass} @bedside-discard-request=${this.#pass}
            @bedside-line-request=${this.#onDeed} @keydown=${this.#onKey}>
            ${repeat(
              this.#items,
              (item) => item.key,
              (item) => this.#item(item, today),
            )}
          </div>
          <div class="gap"></div>
          ${snapshot.lines.some((line) => line.kind === 'text') || snapshot.history.more || snapshot.history.withheld ? nothing : html`<slot name="empty"></slot>`}
        </div>
      </div>
      <div class="fade"></div>
      ${this.scrolledUp && !this.covered ? this.#jump() : nothing}
      <slot name="over"></slot>
    `;
  }

  #item(item: Item, today: number) {
    const { language } = this;
    if (item.kind === 'day')
      return html`<bedside-day-line exportparts="day" .at=${item.at} .now=${today} .language=${language}></bedside-day-line>`;
    if (item.kind === 'asleep')
      return html`<div class="asleep" .style=${`block-size:${this.#window.heightOf(item.line)}px`}></div>`;
    if (item.kind === 'unread')
      return html`<h3 class="unread" part="unread">${language.text('list.unread')}</h3>`;
    if (item.kind === 'other')
      return html`<bedside-other-line exportparts="notice, problem" .line=${item.line} .language=${language}></bedside-other-line>`;
    return html`<bedside-message-line exportparts="bubble, sender, meta, avatar, quote, reaction, earlier, reach, actions" .line=${item.line} .first=${item.first} .last=${item.last}
      .acts=${this.acts} .several=${this.snapshot.members.length > 2} .reach=${item.key === this.asked ? this.snapshot : null} .waiting=${item.line.seq === null && !this.snapshot.connection.live} .redacts=${this.snapshot.canRedact} .writes=${this.snapshot.canWrite && this.snapshot.state !== 'ended' && this.snapshot.state !== 'failed'} .language=${language}></bedside-message-line>`;
  }

  #earlier() {
    const { more, loading, withheld, cut } = this.snapshot.history;
    const { language } = this;
    if (loading) return html`<p class="earlier">${language.text('list.loading')}</p>`;
    const { vault } = this.snapshot;
    if (withheld && vault?.policy === 'own' && vault.state === 'locked')
      return html`<p class="earlier withheld">${icons.lock}<span>${language.text('list.locked')}
        <button type="button" class="plain" @click=${() => this.dispatchEvent(new ShowEncryptionRequest())}>${language.text('vault.unlock')}</button></span></p>`;
    if (withheld)
      return html`<p class="earlier withheld">${icons.lock}<span>${language.text(cut ? 'list.cut' : 'list.withheld')}</span></p>`;
    if (!more) return nothing;
    return html`<p class="earlier">
      <button type="button" class="plain" @click=${this.#loadEarlier}>${language.text('list.earlier')}</button>
    </p>`;
  }

  #jump() {
    const { unread } = this.snapshot;
    const { language } = this;
    const words = unread > 0 ? language.text('jump.new', { count: unread }) : language.text('jump.latest');
    return html`<button type="button" part="jump" class=${unread > 0 ? 'jump new' : 'jump'} @click=${this.#toLatest}>
      ${icons.down}<span class=${unread > 0 ? '' : 'unseen'}>${words}</span>
    </button>`;
  }

  /** One for each item. */
  get #boxes(): HTMLCollection {
    return this.renderRoot.querySelector('.lines')!.children;
  }
  get #gaps(): NodeListOf<HTMLElement> {
    return this.renderRoot.querySelectorAll<HTMLElement>('.gap');
  }
  get #log(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>('.log')!;
  }

  readonly #onVisibility = (): void => {
    if (this.#page.visibilityState === 'visible') this.requestUpdate();
  };

  /** Heard at the page: what was selected upwards Chromium copies in its name. */
  readonly #onCopy = (event: ClipboardEvent): void => seldom.held?.copyLines(event, this);

  readonly #toLatest = (): void => {
    this.#log.focus({ preventScroll: true });
    this.#keeper.toEnd();
    this.requestUpdate();
  };

  readonly #loadEarlier = (): void => {
    this.#askedBefore = this.snapshot.lines[0]?.key ?? '';
    this.dispatchEvent(new LoadEarlierRequest());
  };

  /** A line's request ends at this element's own root: it goes on from here as a new one. */
  #pass(event: ResendRequest | DiscardRequest): void {
    event.stopPropagation();
    // The button that was pressed goes away: focus must not fall out of the widget with it.
    this.#log.focus({ preventScroll: true });
    this.dispatchEvent(
      event instanceof ResendRequest ? new ResendRequest(event.key) : new DiscardRequest(event.key),
    );
  }

  /** What the list does itself it does; the rest goes on. */
  #onDeed(event: LineRequest): void {
    event.stopPropagation();
    const { deed, key, what } = event;
    // The line that was pressed goes away: focus must not fall out of the widget with it.
    if (deed === 'remove') this.#log.focus({ preventScroll: true });
    const line = this.snapshot.lines.find((one) => one.key === key);
    if (deed === 'wake') this.#lend(event.target as HTMLElement);
    else if (deed === 'reach') this.asked = key === this.asked ? null : key;
    else if (deed !== 'show') this.dispatchEvent(new LineRequest(deed, key, what));
    else if (line?.kind === 'text' && line.margin?.quote) this.show(line.margin.quote.seq);
  }

  /** The page's own buttons are there once: they go to the message that somebody turns to. */
  #lend(line: HTMLElement): void {
    if (this.#pageActions.parentNode !== line) line.append(this.#pageActions);
  }

  /** Brings the line at a place in the log before the reader, with the focus on it; earlier ones are fetched to find it. */
  show(seq: number): void {
    seldom.get().then(
      ({ Sought }) => {
        this.#sought = new Sought(seq);
        this.requestUpdate();
      },
      () => {
        // Offline, or a release ago: whoever wants to see it asks again.
      },
    );
  }

  /** Arrow keys go from message to message. */
  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    let next: Element | null | undefined = this.shadowRoot?.activeElement;
    do next = step < 0 ? next?.previousElementSibling : next?.nextElementSibling;
    while (next && next.localName !== 'bedside-message-line');
    (next as HTMLElement | null)?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  }

  /** From the box itself into its messages, from the last that can be seen. */
  readonly #onLogKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.target !== this.#log) return;
    const { bottom } = this.#log.getBoundingClientRect();
    const lines = [...this.renderRoot.querySelectorAll<HTMLElement>('bedside-message-line')];
    (lines.findLast((line) => line.getBoundingClientRect().top < bottom - 8) ?? lines.at(-1))?.focus();
  };

  /** Goes on looking for a line that somebody wants to see. */
  #seek(): void {
    const over = this.#sought?.goOn(this, {
      items: this.#items,
      boxes: this.#boxes,
      window: this.#window,
      keeper: this.#keeper,
    });
    if (over) this.#sought = null;
  }

  #settle(resized: boolean): void {
    if (!this.#keeper.laidOut || this.#keeper.away || !this.isConnected) return;
    if (this.#opensAtUnread) {
      const mark = this.renderRoot.querySelector('.unread');
      if (mark) {
        this.#opensAtUnread = false;
        this.#keeper.toLine(mark);
      }
    }
    if (!resized) this.#moveWindow(false);
    else if (!this.#window.whole) this.#nextFrame();
    this.scrolledUp = !this.#keeper.atEnd;
    const { lines, history } = this.snapshot;
    this.#stay?.look(this.#keeper.atEnd, this.#boxes, this.#items, this.#keeper.top);
    const nearTop = this.#keeper.above < nearPx && (!this.#keeper.atEnd || this.#keeper.fits);
    if (
      nearTop &&
      history.more &&
      !history.loading &&
      !history.withheld &&
      this.#askedBefore !== (lines[0]?.key ?? '')
    )
      this.#loadEarlier();
    if (!this.#keeper.atEnd || !this.#seen || this.covered || this.#page.visibilityState !== 'visible')
      return;
    const seq = lines.findLast((line) => line.seq !== null)?.seq ?? 0;
    if (seq <= this.#readTo) return;
    this.#readTo = seq;
    this.dispatchEvent(new ReadRequest(seq));
  }

  #moveWindow(measures: boolean): void {
    // What is measured is the window as it was drawn: with another on its way, that comes first.
    const { laidOut, away } = this.#keeper;
    if (this.#window.whole || !laidOut || away || !this.isConnected || this.isUpdatePending) return;
    const { top, bottom, drawn, width } = this.#keeper.sight;
    const { before } = this.#window;
    if (measures) this.#window.measured(width, this.#boxes, this.#items);
    const now = this.#window.before;
    const moved = this.#window.show(top + now, bottom + now, drawn);
    if (moved || before !== this.#window.before) this.requestUpdate();
  }
}

function height(gap: HTMLElement, px: number): void {
  gap.style.blockSize = `${Math.round(px)}px`;
}

/** The line with which what was not read begins; null where that is all of it, as on a new device. `left`: so much of it is further up, or asleep. */
function firstUnread(
  lines: readonly LineView[],
  unread: number,
): { readonly first: string | null; readonly left: number } {
  let left = unread;
  let first = -1;
  for (let i = lines.length - 1; i >= 0 && left > 0; i--) {
    const line = lines[i]!;
    // It begins among these: which of them it is shows when they wake.
    if (line.kind === 'asleep' && line.others >= left) break;
    if (line.kind === 'asleep') left -= line.others;
    if (line.kind !== 'text' || line.author.self || line.seq === null) continue;
    first = i;
    left--;
  }
  const before = lines.slice(0, Math.max(0, first));
  const isInside = left === 0 && before.some(({ kind }) => kind === 'text' || kind === 'asleep');
  return { first: isInside ? lines[first]!.key : null, left };
}
