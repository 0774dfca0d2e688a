import { css, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** What a {@link BedsideConfirm} says. */
export interface ConfirmWords {
  /** On the button, and again on the one that does it. */
  readonly ask: string;
  /** The same and of what, for the ear, where the eye sees it by the button's place. */
  readonly which: string;
  readonly question: string;
  readonly busy: string;
}

/**
 * A button whose deed cannot be undone: it asks in its own place before it does anything. States, in order: `idle` →
 * `asked` → `busy`, which stays until the deed's effect takes the button away; `asked` again with the reason where it failed.
 */
export class BedsideConfirm extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host([step='asked']) {
        flex-basis: 100%;
      }
      div {
        padding: 0.75em min(1em, 4%) min(1em, 16px);
        border-radius: 14px;
        background: var(--_canvas);
        color: var(--_text);
      }
      p {
        overflow-wrap: anywhere;
      }
      .failure {
        margin-block-start: 0.5em;
        color: var(--_danger);
      }
      button.plain {
        padding-inline: 0.75em;
        color: var(--_danger);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em;
        margin-block-start: 0.75em;
        padding: 0;
      }
      .actions button {
        max-inline-size: 100%;
        padding-inline: min(1.1em, 5%);
        overflow-wrap: anywhere;
      }
      button.solid {
        background: var(--_danger);
        color: var(--_surface);
      }
      .busy {
        color: var(--_quiet);
      }
      @media (hover: hover) {
        button.solid:hover {
          background: color-mix(in oklab, var(--_danger) 88%, var(--_text));
        }
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    words: { attribute: false },
    act: { attribute: false },
    step: { reflect: true },
    failure: { state: true },
  };
  declare language: Language;
  declare words: ConfirmWords;
  /** The deed. */
  declare act: () => Promise<unknown>;
  declare private step: 'idle' | 'asked' | 'busy';
  declare private failure: ErrorCode | null;

  constructor() {
    super();
    this.step = 'idle';
    this.failure = null;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('step') || changed.get('step') === undefined) return;
    this.renderRoot.querySelector<HTMLElement>('button.outline, button.plain, .busy')?.focus();
  }

  protected override render() {
    const { language, step, failure } = this;
    const { ask, which, question, busy } = this.words;
    if (step === 'busy') return html`<p class="busy" role="status" tabindex="-1">${busy}</p>`;
    if (step === 'idle')
      return html`<button type="button" class="plain" @click=${() => this.#go('asked')}>
        <span aria-hidden="true">${ask}</span><span class="unseen">${which}</span>
      </button>`;
    return html`<div role="group" aria-labelledby="question" @keydown=${this.#onKey}>
      <p id="question">${question}</p>
      ${failure ? html`<p class="failure" role="alert">${language.error(failure)}</p>` : nothing}
      <div class="actions">
        <button type="button" class="solid" @click=${this.#do}>${ask}</button>
        <button type="button" class="outline" @click=${() => this.#go('idle')}>${language.text('confirm.cancel')}</button>
      </div>
    </div>`;
  }

  #go(step: 'idle' | 'asked' | 'busy'): void {
    this.failure = null;
    this.step = step;
  }

  readonly #do = async (): Promise<void> => {
    this.#go('busy');
    try {
      await this.act();
    } catch (thrown) {
      this.#go('asked');
      this.failure = codeOf(thrown);
    }
  };

  /** An Escape answers the question; the sheet around it stays. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go('idle');
  };
}
