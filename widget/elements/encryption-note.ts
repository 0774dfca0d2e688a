import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import { ShowEncryptionRequest } from '../events/requests.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/**
 * "End-to-end encrypted · who can read this": the way to the sheet.
 *
 * @csspart encryption - The button.
 */
export class BedsideEncryptionNote extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }
      button {
        max-inline-size: 100%;
        min-block-size: 28px;
        margin-inline-start: -0.5em;
        padding: 0.1em 0.5em;
        color: var(--_quiet);
        font-size: 0.8125em;
        font-weight: 400;
        text-align: start;
      }
      svg {
        inline-size: 1.1em;
        block-size: 1.1em;
        color: var(--_accent);
        stroke-width: 2;
      }
      u {
        text-decoration-color: color-mix(in oklab, currentColor 45%, transparent);
        text-underline-offset: 0.2em;
      }
      /* Where buttons stand beside it, it is heard and not seen. */
      .who {
        position: var(--_who-position, static);
        clip-path: var(--_who-clip, none);
      }
      .what {
        text-decoration: var(--_what-line, none);
        text-underline-offset: 0.2em;
      }
      @container (inline-size < 19.5em) {
        .who {
          position: absolute;
          clip-path: inset(50%);
        }
        .what {
          text-decoration: underline;
        }
      }
      /* Little height, or large letters: the room is the messages'. */
      @container (block-size < 30em) and (inline-size < 30em) {
        button {
          min-inline-size: 28px;
          margin-inline-start: 0;
          padding-inline: 0.25em;
        }
        /* Small as well, so that no word of it lies beyond the screen. */
        .what,
        .who {
          position: absolute;
          clip-path: inset(50%);
          font-size: 1px;
        }
      }
      @media (pointer: coarse) {
        button {
          min-inline-size: 44px;
          min-block-size: 44px;
          margin-block: -8px -10px;
        }
      }
      @media (forced-colors: active) {
        button {
          border: 0;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = { language: { attribute: false } };
  declare language: Language;

  protected override render() {
    const { language } = this;
    return html`<button type="button" class="quiet" part="encryption" aria-haspopup="dialog" @click=${() => this.dispatchEvent(new ShowEncryptionRequest())}>
      ${icons.lock}<span><span class="what">${language.text('encryption.note')}</span><span class="who"> · <u>${language.text('encryption.who')}</u></span></span>
    </button>`;
  }
}
