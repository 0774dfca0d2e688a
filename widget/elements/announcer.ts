import { css, html, LitElement, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LineView } from '../../engine/snapshot.ts';
import type { Language } from '../language.ts';
import { base } from '../styles/base.ts';

/** What comes within this time is told together. */
const gatherMs = 400;
/** Said words leave again, so that nobody who reads on past the end meets them a second time. */
const keepMs = 10_000;
/** More messages at once than this are counted, not read out. */
const readOutMax = 3;

/** What is said; of a message, with its line's key. */
interface Said {
  readonly words: string;
  readonly key: string | undefined;
}

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
  declare private said: readonly (Said & { readonly id: number })[];
  #waiting: readonly Said[] = [];
  #gathers = false;
  #next = 0;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor() {
    super();
    this.said = [];
  }

  /** What is on the screen: the words of a message that is no more go with it. */
  set lines(lines: readonly LineView[]) {
    const stays = ({ key }: Said) =>
      key === undefined || lines.some((one) => one.key === key && one.kind === 'text');
    this.#waiting = this.#waiting.filter(stays);
    if (!this.said.every(stays)) this.said = this.said.filter(stays);
  }

  /** A message of somebody else, in words. */
  hear(words: string, key: string): void {
    this.#waiting = [...this.#waiting, { words, key }];
    if (this.#gathers) return;
    this.#gathers = true;
    this.#after(gatherMs, () => {
      const messages = this.#waiting;
      this.#waiting = [];
      this.#gathers = false;
      const many = messages.length > readOutMax;
      if (many) this.say(this.language.text('message.many', { count: messages.length }));
      else for (const { words, key } of messages) this.say(words, key);
    });
  }

  /** Something else worth a word: the connection came or went. `key`: of the line that it is of. */
  say(words: string, key?: string): void {
    const id = this.#next++;
    this.said = [...this.said, { id, words, key }];
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
    this.#gathers = false;
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
