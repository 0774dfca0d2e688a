import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { TextLine } from '../arrange.ts';
import type { Deed } from '../events/requests.ts';
import { moreIcons } from '../icons-more.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** What people in a clinic say with one. */
export const quickEmoji = ['👍', '❤️', '🙏', '😊', '✅', '❓'] as const;

/**
 * What can be done with a message: a toolbar over its edge, while somebody points at it or has the focus in it. Arrow
 * keys go from one button to the next; Escape goes back to the message.
 *
 * @slot - Buttons of the page's own.
 * @csspart actions - The toolbar.
 */
export class BedsideLineActions extends LitElement {
  static override readonly styles = [
    base,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        inline-size: max-content;
        max-inline-size: calc(100cqi - 5em);
        padding: 2px;
        border: 1px solid var(--_border);
        border-radius: 24px;
        background: var(--_surface);
        box-shadow: var(--_shadow-high);
      }
      button {
        inline-size: 32px;
        block-size: 32px;
        min-inline-size: 0;
        padding: 0;
        color: var(--_quiet);
      }
      button svg {
        inline-size: 18px;
        block-size: 18px;
      }
      ::slotted(*) {
        flex: none;
        align-self: center;
        min-block-size: 32px;
        max-inline-size: 12em;
      }
      /* What a page that says nothing of its buttons gets. */
      ::slotted(button) {
        padding: 0 0.75em;
        border: 1px solid var(--_edge);
        border-radius: 999px;
        background: none;
        color: var(--_text);
        font: inherit;
        font-size: 0.8125em;
      }
      .sure {
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5em;
        inline-size: max-content;
        max-inline-size: min(20em, 70cqi);
        padding: 0.6em 0.8em;
        border-radius: 14px;
        font-size: 0.875em;
        line-height: 1.4;
      }
      .sure p {
        inline-size: 100%;
      }
      .sure button {
        inline-size: auto;
        padding-inline: 0.9em;
        border-color: var(--_edge);
        color: var(--_text);
      }
      .sure .danger {
        border-color: transparent;
        background: var(--_danger);
        color: var(--_surface);
      }
      .emoji {
        font-size: 18px;
        line-height: 1;
      }
      button[aria-pressed='true'] {
        background: color-mix(in oklab, var(--_accent) 18%, transparent);
      }
      @media (hover: hover) {
        button:hover {
          background: color-mix(in oklab, currentColor 12%, transparent);
          color: var(--_text);
        }
      }
      /* A finger's are high: over the words of the message they would hide which one it is. */
      @media (pointer: coarse) {
        :host {
          margin-block: -0.9em 0.9em;
        }
        button {
          inline-size: 44px;
          block-size: 44px;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    line: { attribute: false },
    language: { attribute: false },
    writes: { attribute: false },
    act: { attribute: false },
    redacts: { attribute: false },
    reach: { attribute: false },
    choosing: { state: true },
    removing: { state: true },
  };
  declare line: TextLine;
  declare language: Language;
  /** The reader may write here. */
  declare writes: boolean;
  /** The reader may remove what others wrote. */
  declare redacts: boolean;
  /** Who has read it can be asked. */
  declare reach: boolean;
  /** Does it. */
  declare act: (deed: Deed, emoji?: string) => void;
  /** Which emoji is being asked. */
  declare private choosing: boolean;
  /** Whether it is to be removed is being asked. */
  declare private removing: boolean;
  /** Until the next press on the message. */
  #fresh = new AbortController();

  constructor() {
    super();
    this.choosing = false;
    this.removing = false;
  }

  /** Where a finger that is held on the message has it come, that finger is still down: to the browser its lifting would be a press on what came up under it. */
  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = this.#fresh;
    const line = this.getRootNode();
    line.addEventListener('touchend', (event) => event.preventDefault(), { signal, once: true });
    line.addEventListener('pointerdown', () => this.#fresh.abort(), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fresh.abort();
    this.#fresh = new AbortController();
  }

  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector('button')?.focus(options));
  }

  protected override render() {
    const { language, line, writes } = this;
    if (this.removing) return this.#sure();
    const buttons = this.choosing
      ? quickEmoji.map((emoji) => this.#emoji(emoji))
      : html`${writes ? [this.#button('smile', 'react'), this.#button('reply', 'reply')] : nothing}
          ${this.#button('copy', 'copy')}${writes && line.author.self ? this.#button('pencil', 'edit') : nothing}${writes && (line.author.self || this.redacts) ? this.#button('bin', 'remove') : nothing}${this.reach ? this.#button('checks', 'reach') : nothing}<slot></slot>`;
    return html`<div class="bar" part="actions" role="toolbar" aria-label=${language.text('actions.name')} @keydown=${this.#onKey}>${buttons}</div>`;
  }

  #sure() {
    const { language } = this;
    return html`<div class="bar sure" part="actions" role="group" aria-label=${language.text('action.remove')} @keydown=${this.#onKey}>
      <p>${language.text('action.remove-sure')}</p>
      <button type="button" class="danger" @click=${() => this.act('remove')}>${language.text('action.remove')}</button>
      <button type="button" @click=${this.#back}>${language.text('about.cancel')}</button>
    </div>`;
  }

  readonly #back = (): void => {
    this.choosing = this.removing = false;
    this.focus();
  };

  #button(icon: keyof typeof moreIcons, deed: Deed) {
    return html`<button type="button" @click=${() => this.#do(deed)}>${moreIcons[icon]}<span class="unseen">${this.language.text(`action.${deed as 'reply'}`)}</span></button>`;
  }

  #emoji(emoji: string) {
    const own = this.line.margin?.reactions.some((one) => one.own && one.emoji === emoji) === true;
    return html`<button type="button" class="emoji" aria-pressed=${own ? 'true' : 'false'} @click=${() => {
      this.choosing = false;
      this.act('react', emoji);
    }}>${emoji}</button>`;
  }

  #do(deed: Deed): void {
    if (deed === 'react') this.choosing = true;
    else if (deed === 'remove') this.removing = true;
    else {
      this.act(deed);
      return;
    }
    this.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const slot = this.renderRoot.querySelector('slot');
    const buttons = [
      ...this.renderRoot.querySelectorAll('button'),
      ...((slot?.assignedElements({ flatten: true }) ?? []) as HTMLElement[]),
    ].filter((one) => !one.matches(':disabled'));
    const at = buttons.findIndex((one) => one.matches(':focus'));
    const rtl = getComputedStyle(this).direction === 'rtl';
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0) buttons[(at + (rtl ? -step : step) + buttons.length) % buttons.length]?.focus();
    else if (event.key === 'Escape' && (this.choosing || this.removing)) this.#back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
