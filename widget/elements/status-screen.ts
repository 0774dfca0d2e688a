import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { type ErrorCode, errors } from '../../shared/errors.ts';
import { OpenRequest } from '../events/requests.ts';
import { icons } from '../icons.ts';
import type { Language } from '../language.ts';
import type { SettingName } from '../settings.ts';
import { type StatusKind, startsAnew } from '../status.ts';
import { base } from '../styles/base.ts';

/**
 * Where there is no conversation to go on with: what happened, what to do, and the code to quote to the clinic.
 *
 * @csspart status - The box.
 */
export class BedsideStatusScreen extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        margin: auto;
        inline-size: 100%;
        max-inline-size: 30em;
        padding: 1.25em;
        text-align: center;
        line-height: 1.5;
        text-wrap: balance;
      }
      svg {
        inline-size: 2.5em;
        block-size: 2.5em;
        margin: 0 auto 0.75em;
        color: var(--_quiet);
        stroke-width: 1.25;
      }
      .failed svg {
        color: var(--_danger);
      }
      h3 {
        font-size: 1.0625em;
      }
      p {
        margin-block-start: 0.35em;
        color: var(--_quiet);
      }
      .code {
        font-size: 0.8125em;
      }
      button {
        margin-block-start: 1em;
        min-block-size: 40px;
        padding-inline: 1.25em;
      }
      .brief {
        padding-block: 0.25em;
      }
      .brief svg {
        display: none;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    kind: { attribute: false },
    code: { attribute: false },
    setting: { attribute: false },
    brief: { attribute: false },
  };
  declare language: Language;
  declare kind: StatusKind;
  declare code: ErrorCode | null;
  /** With `setting-invalid`: the one that is wrong, for the developer who reads this. */
  declare setting: SettingName | null;
  /** Below lines that can still be read. */
  declare brief: boolean;

  protected override render() {
    const { language, kind, code, setting } = this;
    return html`<div class=${this.brief ? `brief ${kind}` : kind} part="status">
      ${kind === 'locked' ? icons.lock : kind === 'failed' ? icons.alert : icons.chat}
      <h3>${setting ? language.error('setting-invalid') : language.text(code === 'left' ? 'status.left' : `status.${kind}`)}</h3>
      ${this.#why()}
      ${code && code !== 'left' && kind !== 'locked' && kind !== 'idle' ? html`<p class="code">${language.text('status.code', { code })}</p>` : nothing}
      ${this.#action()}
    </div>`;
  }

  #why() {
    const { language, kind, code, setting } = this;
    if (setting) return html`<p>${language.text(`setting.${setting}`)}</p>`;
    if (kind === 'locked' || kind === 'idle') return html`<p>${language.text(`status.${kind}-why`)}</p>`;
    return code ? html`<p>${language.error(code)}</p>` : nothing;
  }

  #action() {
    const { kind, code, setting } = this;
    const anew = startsAnew(code);
    const again = anew || (kind === 'failed' && code !== null && errors[code].retry !== 'never');
    if (setting || ((kind === 'failed' || kind === 'ended') && !again)) return nothing;
    const words =
      kind === 'locked'
        ? 'status.unlock'
        : kind === 'idle'
          ? 'status.open'
          : code === 'left'
            ? 'status.rejoin'
            : anew
              ? 'status.anew'
              : 'status.retry';
    return html`<button type="button" class="solid" @click=${() => this.dispatchEvent(new OpenRequest())}>
      ${this.language.text(words)}
    </button>`;
  }
}
