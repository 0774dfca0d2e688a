import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

const steps = [
  ['day', 24 * 3600_000],
  ['hour', 3600_000],
  ['minute', 60_000],
] as const;
/** A timer that is longer than this waits for its end in pieces: a device may sleep meanwhile. */
const lookMsMax = 15 * 60_000;

/** How long a message is still shown. What then takes it away is the conversation, not this. */
export class BedsideLifeMark extends LitElement {
  static override readonly styles = [
    base,
    css`
      span {
        display: inline-flex;
        align-items: center;
        gap: 0.3em;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    until: { attribute: false },
    language: { attribute: false },
  };
  /** Ms since 1970. */
  declare until: number;
  declare language: Language;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    const { language } = this;
    const leftMs = Math.max(0, this.until - Date.now());
    const [unit, size] = steps.find((step) => leftMs > step[1]) ?? steps.at(-1)!;
    clearTimeout(this.#timer);
    if (leftMs > 0)
      this.#timer = setTimeout(() => this.requestUpdate(), Math.min(lookMsMax, leftMs % size || size));
    const when = new Intl.RelativeTimeFormat(language.locale, { style: 'short' }).format(
      Math.max(1, Math.ceil(leftMs / size)),
      unit,
    );
    return html`<span>${icons.clock}${language.text('life.left', { when })}</span>`;
  }
}
