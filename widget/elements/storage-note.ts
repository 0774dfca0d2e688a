import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** That nothing outlives this page. It can be put away; the encryption sheet goes on saying it. */
export class BedsideStorageNote extends LitElement {
  static override readonly styles = [
    base,
    css`
      .bar {
        display: flex;
        align-items: center;
        gap: 0.5em;
        padding-block: 0.45em;
        padding-inline: 1em 0.25em;
        border-block-end: 1px solid var(--_border);
        background: var(--_surface);
        color: var(--_quiet);
        font-size: 0.8125em;
        line-height: 1.45;
      }
      p {
        flex: 1;
      }
      button {
        min-inline-size: 32px;
        padding: 0;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    dismissed: { state: true },
  };
  declare language: Language;
  declare private dismissed: boolean;

  constructor() {
    super();
    this.dismissed = false;
  }

  protected override render() {
    if (this.dismissed) return nothing;
    return html`<div class="bar">
      <p>${this.language.text('storage.memory')}</p>
      <button type="button" class="plain" @click=${() => (this.dismissed = true)}>
        ${icons.close}<span class="unseen">${this.language.text('storage.dismiss')}</span>
      </button>
    </div>`;
  }
}
