import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** What is said while nothing was written yet. */
export class BedsideEmptyState extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        margin: auto;
        padding: 2em 1em;
        max-inline-size: 22em;
        color: var(--_quiet);
        line-height: 1.5;
        text-align: center;
        text-wrap: balance;
      }
      svg {
        inline-size: 2.5em;
        block-size: 2.5em;
        margin: 0 auto 0.75em;
        color: var(--_accent);
        stroke-width: 1.25;
      }
      h3 {
        margin-block-end: 0.25em;
        color: var(--_text);
        font-size: 1.0625em;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = { language: { attribute: false } };
  declare language: Language;

  protected override render() {
    return html`${icons.chat}
      <h3>${this.language.text('list.empty-title')}</h3>
      <p>${this.language.text('list.empty')}</p>`;
  }
}
