import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/**
 * The day on which what follows was written.
 *
 * @csspart day - The words.
 */
export class BedsideDayLine extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 0.9em;
        margin-block: calc(0.4em + 1.1em * var(--_density)) 0.25em;
        color: var(--_quiet);
        font-size: 0.8125em;
        font-weight: 600;
      }
      :host::before,
      :host::after {
        content: '';
        flex: 1;
        border-block-start: 1px solid var(--_border);
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    at: { attribute: false },
    now: { attribute: false },
    language: { attribute: false },
  };
  declare at: number;
  /** Midnight of the day on which the words are true: Today becomes Yesterday. */
  declare now: number;
  declare language: Language;

  protected override render() {
    return html`<h3 part="day">${this.language.day(this.at, this.now)}</h3>`;
  }
}
