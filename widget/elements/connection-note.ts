import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { ErrorCode } from '../../shared/errors.ts';
import { ProbeRequest } from '../events/requests.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** Nobody else shows it. */
const cloud = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m4 4 16 16M9.5 6.3A6 6 0 0 1 17.3 11 3.9 3.9 0 0 1 19.5 17.5M16 18.5H7a4.3 4.3 0 0 1-.8-8.5" /></svg>`;

/**
 * That there is no connection, why, when the next try is due, and a way to try now. Not heard by itself: the
 * announcer speaks once, not every second.
 *
 * @csspart connection - The bar.
 */
export class BedsideConnectionNote extends LitElement {
  static override readonly styles = [
    base,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: end;
        gap: 0.25em 0.75em;
        padding-block: 0.45em;
        padding-inline: 1em 0.5em;
        background: var(--_notice-surface);
        color: var(--_notice);
        font-size: 0.8125em;
        line-height: 1.4;
        animation: arrive 200ms ease-out;
      }
      p {
        flex: 1 1 12em;
        min-inline-size: 0;
      }
      b {
        font-weight: 600;
      }
      button {
        flex: none;
      }
      .due {
        font-variant-numeric: tabular-nums;
      }
      @keyframes arrive {
        from {
          opacity: 0;
        }
      }
      @media (forced-colors: active) {
        .bar {
          border-block-end: 1px solid CanvasText;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    retryAt: { attribute: false },
    failure: { attribute: false },
    keeps: { attribute: false },
  };
  declare language: Language;
  /** ms since 1970; null while trying. */
  declare retryAt: number | null;
  /** Why, where that is not plain. */
  declare failure: ErrorCode | null;
  /** There is a text box: what is written in it is kept. */
  declare keeps: boolean;
  #tick: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#tick = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  protected override render() {
    const { language, retryAt, failure } = this;
    const seconds = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
    const why = failure !== null && navigator.onLine;
    return html`<div class="bar" part="connection">
      ${cloud}
      <p>
        <b>${why ? language.error(failure) : language.text(navigator.onLine ? 'connection.lost' : 'connection.offline')}</b>
        ${this.keeps ? language.text('connection.kept') : nothing}
        <span class="due">${seconds > 0 ? language.text('connection.retry', { count: seconds }) : language.text('connection.trying')}</span>
      </p>
      <button type="button" class="outline" @click=${() => this.dispatchEvent(new ProbeRequest())}>
        ${language.text('connection.try-now')}
      </button>
    </div>`;
  }
}
