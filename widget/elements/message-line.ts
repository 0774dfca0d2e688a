import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Margin, QuoteView, SendState, Snapshot } from '../../engine/snapshot.ts';
import { isEmojiOnly } from '../../shared/emoji.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { TextLine } from '../arrange.ts';
import { type Deed, DiscardRequest, LineRequest, ResendRequest } from '../events/requests.ts';
import { type IconName, icons } from '../icons.ts';
import type { Language, TextKey } from '../language.ts';
import { inOrder, isLong, shown } from '../plain-text.ts';
import { fetchRare } from '../rare.ts';
import { base } from '../styles/base.ts';
import { messageLine } from '../styles/message-line.ts';
import { avatar, avatarStyle } from './avatar.ts';

type Mark = {
  readonly icon: IconName;
  readonly text: 'pending' | 'stored' | 'delivered' | 'read' | 'refused';
};
/**
 * One mark a state. A check stands only for what the room has stored (INV-1): `sent` means no more than "on its
 * way", and still shows the clock.
 */
const marks: Readonly<Record<SendState, Mark>> = {
  queued: { icon: 'clock', text: 'pending' },
  sealed: { icon: 'clock', text: 'pending' },
  sent: { icon: 'clock', text: 'pending' },
  stored: { icon: 'check', text: 'stored' },
  delivered: { icon: 'checks', text: 'delivered' },
  read: { icon: 'checks', text: 'read' },
  refused: { icon: 'alert', text: 'refused' },
};

/** A finger held down for so long asks what can be done. */
const heldMs = 450;

/**
 * A message. Its text is a text node and nothing else: never an attribute, a name or an event (INV-10). It can have the
 * focus, and shows what can be done with it while it has, or while somebody points at it or holds a finger on it.
 *
 * @slot message-actions - Buttons of the page's own, beside ours.
 * @csspart bubble - The box around the text.
 * @csspart sender - Name and role above the first of a run.
 * @csspart meta - Time and state below the last of a run.
 * @csspart avatar - The sender's initials.
 * @csspart quote - The message that it answers, above its text.
 * @csspart reaction - An emoji below it, with how many gave it.
 * @csspart earlier - What it said before it was edited.
 * @csspart reach - Who has read it.
 * @csspart actions - What can be done with it.
 */
export class BedsideMessageLine extends LitElement {
  static override readonly styles = [base, avatarStyle, messageLine];
  static override readonly properties: PropertyDeclarations = {
    line: { attribute: false },
    language: { attribute: false },
    first: { attribute: false },
    last: { attribute: false },
    waiting: { attribute: false },
    writes: { attribute: false },
    redacts: { attribute: false },
    several: { attribute: false },
    reach: { attribute: false },
    acts: { attribute: false },
    active: { state: true },
    unfolded: { state: true },
    tellsEarlier: { state: true },
  };
  declare line: TextLine;
  declare language: Language;
  /** First of a run: says who. */
  declare first: boolean;
  /** Last of a run: says when, and how far it got. */
  declare last: boolean;
  /** There is no connection to send it on. */
  declare waiting: boolean;
  /** The reader may write here. */
  declare writes: boolean;
  /** The reader may remove what others wrote. */
  declare redacts: boolean;
  /** There is more than one other: who has read it is worth asking. */
  declare several: boolean;
  /** What says how far it got with whom, while that is asked; else null. */
  declare reach: Snapshot | null;
  /** The page has buttons of its own for messages. */
  declare acts: boolean;
  /** Somebody points at it, or has the focus in it. */
  declare private active: boolean;
  declare private unfolded: boolean;
  declare private tellsEarlier: boolean;
  #held: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.active = false;
    this.unfolded = false;
    this.tellsEarlier = false;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('article')?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#held);
    this.active = false;
  }

  protected override render() {
    const { line, first, last, language } = this;
    const { margin } = line;
    const own = line.author.self;
    const pending = own && line.state !== 'refused' && marks[line.state].text === 'pending';
    const classes = [own ? 'own' : 'other', first && 'first', last && 'last', pending && 'pending'];
    return html`
      <article tabindex="-1" class=${[...classes, line.state === 'refused' && 'refused'].filter(Boolean).join(' ')}
        @pointerenter=${this.#onPoint} @pointerleave=${this.#onLeave} @pointerdown=${this.#onDown} @pointerup=${this.#onUp} @pointercancel=${this.#onUp}
        @pointermove=${this.#onMove} @contextmenu=${this.#onMenu} @focusin=${this.#onFocus} @focusout=${this.#onBlur} @keydown=${this.#onKey}>
        ${own ? nothing : html`<div class="side">${first ? avatar(line.author) : nothing}</div>`}
        <div class="stack">
          ${this.#sender()}
          <div class="box">
            ${this.#bubble()}
            ${
              this.active && line.seq !== null && this.reach === null
                ? html`<bedside-line-actions exportparts="actions" .line=${line} .language=${language} .writes=${this.writes} .redacts=${this.redacts} .reach=${this.#asksReach} .act=${this.#ask}>${this.acts ? html`<slot name="message-actions" @click=${this.#onPageAction}></slot>` : nothing}</bedside-line-actions>`
                : nothing
            }
          </div>
          ${margin && (margin.reactions.length > 0 || this.tellsEarlier) ? this.#below(margin) : nothing}
          ${this.#refused(own) ?? this.#meta(last || (pending && this.waiting) || (margin?.edits ?? 0) > 0 || margin?.pending != null || this.reach !== null || margin?.expiresAt != null)}
          ${this.reach ? html`<bedside-line-reach exportparts="reach" .line=${line} .snapshot=${this.reach} .language=${language}></bedside-line-reach>` : nothing}
        </div>
      </article>
    `;
  }

  #bubble() {
    const { line, language } = this;
    const quote = line.margin?.quote;
    const long = isLong(line.text);
    const emoji = !quote && isEmojiOnly(line.text);
    const text = emoji ? inOrder(line.text) : shown(line.text);
    if (!quote && !long)
      return html`<p class=${emoji ? 'bubble emoji' : 'bubble'} part="bubble" dir="auto" lang="">${text}</p>`;
    return html`<div class="bubble" part="bubble">
      ${quote ? this.#quote(quote) : nothing}<p class=${long && !this.unfolded ? 'folded' : ''} dir="auto" lang="">${text}</p>${
        long
          ? html`<button type="button" class="fold" aria-expanded=${this.unfolded ? 'true' : 'false'} @click=${() => (this.unfolded = !this.unfolded)}>${language.text(this.unfolded ? 'fold.less' : 'fold.more')}</button>`
          : nothing
      }</div>`;
  }

  /** How far it got differs from one person to the next. */
  get #asksReach(): boolean {
    const { line } = this;
    return this.several && line.author.self && line.seq !== null;
  }

  readonly #ask = (deed: Deed, what = ''): void => {
    if (deed === 'reach') void fetchRare('bedside-line-reach');
    this.dispatchEvent(new LineRequest(deed, this.line.key, what));
  };

  #sender() {
    const { language, line, first } = this;
    const { author } = line;
    const name = author.self ? language.text('member.you') : language.name(author);
    if (author.self || !first)
      return html`<span class="unseen">${language.text('message.from', { name })}</span>`;
    return html`<div class="sender" part="sender">
      <b dir="auto" lang="">${name}</b>${author.name ? html` <span>${language.text(`role.${author.role}`)}</span>` : nothing}
    </div>`;
  }

  #meta(shown: boolean) {
    const { language, line } = this;
    const mark = marks[line.state];
    const state: TextKey =
      mark.text === 'pending' && this.waiting ? 'state.waiting' : (`state.${mark.text}` as const);
    return html`<div class=${shown ? 'meta' : 'unseen'} part="meta">
      <time datetime=${new Date(line.at).toISOString()}>${language.time(line.at)}</time>
      ${line.author.self ? this.#mark(html`<span class=${`mark ${mark.text}`}>${icons[mark.icon]}${language.text(state)}</span>`, shown) : nothing}
      ${this.#edited()}${this.#life()}
    </div>`;
  }

  /** The mark, which among several can be pressed. It is a stop of the Tab key only beside what has the focus. */
  #mark(mark: TemplateResult, shown: boolean) {
    if (!shown || !this.#asksReach) return mark;
    return html`<button type="button" class="who" tabindex=${this.active ? 0 : -1} aria-expanded=${this.reach ? 'true' : 'false'} @click=${() => this.#ask('reach')}>
      ${mark}<span class="unseen">. ${this.language.text('action.reach')}</span>
    </button>`;
  }

  #life() {
    const until = this.line.margin?.expiresAt;
    if (until == null) return nothing;
    void fetchRare('bedside-life-mark');
    return html`<bedside-life-mark .until=${until} .language=${this.language}></bedside-life-mark>`;
  }

  #edited() {
    const { language } = this;
    const margin = this.line.margin;
    if (!margin) return nothing;
    const saving = margin.pending && margin.pending.state !== 'refused';
    if (margin.edits === 0) return saving ? html`<span>${language.text('edited.saving')}</span>` : nothing;
    return html`<button type="button" class="edited" aria-expanded=${this.tellsEarlier ? 'true' : 'false'} @click=${() => (this.tellsEarlier = !this.tellsEarlier)}>
      ${language.text(saving ? 'edited.saving' : 'edited.mark')}
    </button>`;
  }

  /** What was not sent, of the message or of a change to it; null where all was. */
  #refused(own: boolean) {
    const { line } = this;
    const pending = line.margin?.pending;
    if (own && line.state === 'refused')
      return this.#refusal(line.key, line.refusal, this.language.text('state.refused'));
    if (pending?.state !== 'refused') return null;
    return html`${this.#meta(true)}${this.#refusal(pending.key, pending.refusal, this.language.text('edited.refused'))}`;
  }

  #refusal(key: string, refusal: ErrorCode | null, what: string) {
    void fetchRare('bedside-line-refusal');
    return html`<bedside-line-refusal .what=${what} .refusal=${refusal} .language=${this.language} .resend=${() => this.dispatchEvent(new ResendRequest(key))}
      .discard=${() => this.dispatchEvent(new DiscardRequest(key))}>${what}</bedside-line-refusal>`;
  }

  #quote(quote: QuoteView) {
    void fetchRare('bedside-line-quote');
    return html`<bedside-line-quote exportparts="quote" .quote=${quote} .language=${this.language} .show=${() => this.#ask('show')}></bedside-line-quote>`;
  }

  #below(margin: Margin) {
    void fetchRare('bedside-line-below');
    return html`<bedside-line-below exportparts="reaction, earlier" .margin=${margin} .language=${this.language} .writes=${this.writes} .tells=${this.tellsEarlier}
      .react=${(emoji: string) => this.#ask('react', emoji)}></bedside-line-below>`;
  }

  #wake(): void {
    this.active = true;
    void fetchRare('bedside-line-actions');
    if (this.acts) this.#ask('wake');
  }

  /** Of the page's button only its value is told on: whose press it was the page hears from the button itself. */
  readonly #onPageAction = (event: Event): void => {
    const button = event
      .composedPath()
      .find((one): one is HTMLElement => one instanceof HTMLElement && one.slot === 'message-actions');
    this.#ask('page', button?.getAttribute('value') ?? '');
  };

  readonly #onPoint = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') this.#wake();
  };

  readonly #onLeave = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch' && !this.matches(':focus-within')) this.active = false;
  };

  readonly #onDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') return;
    clearTimeout(this.#held);
    this.#held = setTimeout(() => this.focus({ preventScroll: true }), heldMs);
  };

  readonly #onUp = (): void => clearTimeout(this.#held);

  /** A finger that moves scrolls. */
  readonly #onMove = (event: PointerEvent): void => {
    if (Math.abs(event.movementX) + Math.abs(event.movementY) > 2) clearTimeout(this.#held);
  };

  /** Of a held finger: the browser's own menu would come over ours. A mouse's stays the browser's. */
  readonly #onMenu = (event: Event): void => {
    if ((event as PointerEvent).pointerType === 'touch') event.preventDefault();
  };

  readonly #onFocus = (): void => this.#wake();

  /** A button that was pressed may make room for others, which get the focus a moment later. */
  readonly #onBlur = (): void => {
    setTimeout(() => {
      if (!this.matches(':focus-within') && !this.matches(':hover')) this.active = false;
    });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, target } = event;
    const onArticle = target === this.renderRoot.querySelector('article');
    const actions = this.renderRoot.querySelector<HTMLElement>('bedside-line-actions');
    if (
      onArticle &&
      actions &&
      (key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && event.shiftKey))
    )
      actions.focus();
    else if (!onArticle && key === 'Escape') {
      if (this.reach) this.#ask('reach');
      this.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
