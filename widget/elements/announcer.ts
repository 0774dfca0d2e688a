import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** What comes within this time is told together. */
const gatherMs = 400;
/** Said words leave again, so that nobody who reads on past the end meets them a second time. */
const keepMs = 10_000;
/** More messages at once than this are counted, not read out. */
const readOutMax = 3;

/** The one polite voice. It says what came in live and never what was there before. For the ear only. */
export class BedsideAnnouncer extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host {
        position: absolute;
        inset-block-end: 0;
        inset-inline-start: 0;
      }
    `,
  ];
  static override readonly properties: PropertyDeclarations = {
    language: { attribute: false },
    said: { state: true },
  };
  declare language: Language;
  declare private said: readonly { readonly id: number; readonly words: string }[];
  #waiting: string[] = [];
  #next = 0;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor() {
    super();
    this.said = [];
  }

  /** A message of somebody else, in words. */
  hear(message: string): void {
    this.#waiting.push(message);
    if (this.#waiting.length > 1) return;
    this.#after(gatherMs, () => {
      const messages = this.#waiting;
      this.#waiting = [];
      const many = messages.length > readOutMax;
      for (const words of many ? [this.language.text('message.many', { count: messages.length })] : messages)
        this.say(words);
    });
  }

  /** Something else worth a word: the connection came or went. */
  say(words: string): void {
    const id = this.#next++;
    this.said = [...this.said, { id, words }];
    this.#after(keepMs, () => (this.said = this.said.filter((one) => one.id !== id)));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.hush();
  }

  /** Takes back what was said, and says nothing of what waits. */
  hush(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting = [];
    this.said = [];
  }

  protected override render() {
    return html`<div class="unseen" role="status" aria-live="polite">${repeat(
      this.said,
      (one) => one.id,
      (one) => html`<p dir="auto">${one.words}</p>`,
    )}</div>`;
  }

  #after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer);
  }
}
