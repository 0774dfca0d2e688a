import { css, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { AuthorView } from '../../engine/snapshot.ts';
import { TellRequest } from '../events/requests.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** Of one person the ear is told once in so long. */
const againMs = 60_000;

/**
 * Who is writing, over the end of the messages; takes no room of its own, so that nothing moves.
 *
 * @csspart writing - The words.
 */
export class BedsideWritingNote extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        position: relative;
        z-index: 1;
        block-size: 0;
        inline-size: 100%;
        max-inline-size: var(--_column);
        margin-inline: auto;
        pointer-events: none;
      }
      p {
        position: absolute;
        inset-block-end: -0.35em;
        inset-inline-start: 1em;
        display: flex;
        align-items: center;
        gap: 0.5em;
        max-inline-size: calc(100% - 2em);
        padding: 0.1em 0.7em;
        border-radius: 999px;
        background: var(--_surface);
        box-shadow: var(--_shadow);
        color: var(--_quiet);
        font-size: 0.8125em;
        line-height: 1.6;
      }
      /* One line: two would lie over what can be pressed below the last message. The ear is told all. */
      .words {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .dots {
        display: inline-flex;
        gap: 3px;
      }
      i {
        inline-size: 5px;
        block-size: 5px;
        border-radius: 50%;
        background: currentColor;
        animation: beat 1.2s infinite ease-in-out;
      }
      i:nth-child(2) {
        animation-delay: 0.15s;
      }
      i:nth-child(3) {
        animation-delay: 0.3s;
      }
      @keyframes beat {
        0%,
        60%,
        100% {
          opacity: 0.35;
        }
        30% {
          opacity: 1;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          animation: none;
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    writing: { attribute: false },
  };
  declare language: Language;
  declare writing: readonly AuthorView[];
  readonly #told = new Map<string, number>();

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('writing')) return;
    const now = performance.now();
    const fresh = this.writing.filter(({ person }) => now - (this.#told.get(person) ?? -againMs) >= againMs);
    for (const { person } of fresh) this.#told.set(person, now);
    if (fresh.length > 0) this.dispatchEvent(new TellRequest(this.#words(fresh)));
  }

  protected override render() {
    if (this.writing.length === 0) return nothing;
    return html`<p part="writing" aria-hidden="true"><span class="dots"><i></i><i></i><i></i></span><span class="words">${this.#words(this.writing)}</span></p>`;
  }

  #words(writing: readonly AuthorView[]): string {
    const { language } = this;
    const [only] = writing;
    return writing.length === 1
      ? language.text('writing.one', { name: language.name(only!) })
      : language.text('writing.many', { count: writing.length });
  }
}
