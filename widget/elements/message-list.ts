import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Snapshot } from '../../engine/snapshot.ts';
import { arrange, type Item } from '../arrange.ts';
import { DiscardRequest, LoadEarlierRequest, ReadRequest, ResendRequest } from '../events/requests.ts';
import { icons } from '../icons.ts';
import { type Language, startOfDay } from '../language.ts';
import { base } from '../styles/base.ts';
import { messageList } from '../styles/message-list.ts';
import { ScrollKeeper } from './scroll-keeper.ts';

/** Earlier lines are asked for when the top is nearer than this. */
const nearTopPx = 400;

/**
 * The log. Not a live region (the announcer speaks); scrolled by keyboard; asks for earlier lines near its top and
 * says what was read when its end was on the screen.
 *
 * @csspart list - The scrolling box, `role=log`.
 * @csspart jump - The button that goes to the latest message.
 * @slot empty - What is said while there are no messages.
 */
export class BedsideMessageList extends LitElement {
  static override readonly styles = [base, messageList];
  static override readonly properties: PropertyDeclarations = {
    snapshot: { attribute: false },
    language: { attribute: false },
    scrolledUp: { state: true },
  };
  declare snapshot: Snapshot;
  declare language: Language;
  declare private scrolledUp: boolean;
  readonly #keeper = new ScrollKeeper(
    this,
    () => this.#settle(),
    (line) => line.localName !== 'bedside-day-line',
  );
  #sight: IntersectionObserver | undefined;
  #seen = false;
  #frame = 0;
  /** The first line when earlier ones were last asked for: once for each, so that a failure is not hammered. */
  #askedBefore: string | undefined;
  #readTo = 0;

  constructor() {
    super();
    this.scrolledUp = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#sight = new IntersectionObserver(([entry]) => {
      this.#seen = entry?.isIntersecting ?? false;
      this.#settle();
    });
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#sight?.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('snapshot') as Snapshot | undefined;
    const last = this.snapshot.lines.at(-1);
    const wrote = last?.kind === 'text' && last.author.self && last.seq === null;
    if (before && wrote && last.key !== before.lines.at(-1)?.key) this.#keeper.atEnd = true;
    this.scrolledUp = !this.#keeper.atEnd;
  }

  protected override firstUpdated(): void {
    this.#keeper.watch(this.#log, this.renderRoot.querySelector<HTMLElement>('.lines')!);
  }

  /** Measured with the next frame: the lines render after this, and asking now would lay everything out twice. */
  protected override updated(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#settle();
    });
  }

  protected override render() {
    const { language, snapshot } = this;
    const today = startOfDay(Date.now());
    return html`
      <div class="log" part="list" role="log" aria-live="off" aria-label=${language.text('list.name')} tabindex="0" @scroll=${this.#keeper.onScroll}>
        <div class="column">
          ${this.#earlier()}
          <div class="lines" @bedside-resend-request=${this.#pass} @bedside-discard-request=${this.#pass}>
            ${repeat(
              arrange(snapshot.lines),
              (item) => item.key,
              (item) => this.#item(item, today),
            )}
          </div>
          ${snapshot.lines.some((line) => line.kind === 'text') || snapshot.history.more || snapshot.history.withheld ? nothing : html`<slot name="empty"></slot>`}
        </div>
      </div>
      <div class="fade"></div>
      ${this.scrolledUp ? this.#jump() : nothing}
    `;
  }

  #item(item: Item, today: number) {
    const { language } = this;
    if (item.kind === 'day')
      return html`<bedside-day-line exportparts="day" .at=${item.at} .now=${today} .language=${language}></bedside-day-line>`;
    if (item.kind === 'other')
      return html`<bedside-other-line exportparts="notice, problem" .line=${item.line} .language=${language}></bedside-other-line>`;
    return html`<bedside-message-line exportparts="bubble, sender, meta, avatar" .line=${item.line} .first=${item.first} .last=${item.last}
      .waiting=${item.line.seq === null && !this.snapshot.connection.live} .language=${language}></bedside-message-line>`;
  }

  #earlier() {
    const { more, loading, withheld } = this.snapshot.history;
    const { language } = this;
    if (loading) return html`<p class="earlier">${language.text('list.loading')}</p>`;
    if (withheld)
      return html`<p class="earlier withheld">${icons.lock}<span>${language.text('list.withheld')}</span></p>`;
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

  get #log(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>('.log')!;
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.requestUpdate();
  };

  readonly #toLatest = (): void => {
    this.#log.focus({ preventScroll: true });
    this.#keeper.toEnd();
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

  #settle(): void {
    if (!this.#keeper.laidOut || !this.isConnected) return;
    this.scrolledUp = !this.#keeper.atEnd;
    const { lines, history } = this.snapshot;
    const nearTop = this.#keeper.above < nearTopPx && (!this.#keeper.atEnd || this.#keeper.fits);
    if (
      nearTop &&
      history.more &&
      !history.loading &&
      !history.withheld &&
      this.#askedBefore !== (lines[0]?.key ?? '')
    )
      this.#loadEarlier();
    if (!this.#keeper.atEnd || !this.#seen || document.visibilityState !== 'visible') return;
    const seq = lines.findLast((line) => line.seq !== null)?.seq ?? 0;
    if (seq <= this.#readTo) return;
    this.#readTo = seq;
    this.dispatchEvent(new ReadRequest(seq));
  }
}
