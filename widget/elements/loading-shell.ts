import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** The shape of a conversation, before there is one. */
export class BedsideLoadingShell extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        flex: 1;
        display: flex;
        flex-direction: column;
        justify-content: flex-end;
        gap: 0.75em;
        inline-size: 100%;
        max-inline-size: var(--_column);
        margin-inline: auto;
        padding: 1em;
        overflow: hidden;
      }
      p {
        margin: auto;
        color: var(--_quiet);
        font-size: 0.875em;
        text-align: center;
      }
      i {
        inline-size: 58%;
        min-block-size: 2.6em;
        border-radius: var(--_bubble-radius);
        background: color-mix(in oklab, var(--_quiet) 11%, transparent);
        animation: breathe 1.8s ease-in-out infinite alternate;
      }
      i:nth-of-type(2) {
        inline-size: 40%;
        min-block-size: 4em;
        animation-delay: 0.2s;
      }
      i:nth-of-type(3) {
        align-self: flex-end;
        inline-size: 48%;
        animation-delay: 0.4s;
      }
      @keyframes breathe {
        to {
          opacity: 0.45;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = { language: { attribute: false } };
  declare language: Language;

  protected override render() {
    return html`<p>${this.language.text('chat.loading')}</p>
      <i></i><i></i><i></i>`;
  }
}
