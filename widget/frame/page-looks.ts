import type { BedsideChat } from '../chat.ts';
import { type Tokens, tokenNames, tokensFrom } from './tokens.ts';

/** Browsers that tell of no token's transition (before 2024) tell of this. */
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The design tokens as the page's styles have them, by day and night, and by a button of the page's. */
export class PageLooks {
  readonly #chat: BedsideChat;
  readonly #changed: () => void;

  /** `changed`: they may be others. */
  constructor(chat: BedsideChat, changed: () => void) {
    this.#chat = chat;
    this.#changed = changed;
  }

  /** A token that changes is a transition (styles/frame.ts). */
  watch(): void {
    dark.addEventListener('change', this.#changed);
    this.#chat.addEventListener('transitionend', this.#changed);
  }
  unwatch(): void {
    dark.removeEventListener('change', this.#changed);
    this.#chat.removeEventListener('transitionend', this.#changed);
  }

  get tokens(): Tokens {
    const style = getComputedStyle(this.#chat);
    return tokensFrom(
      Object.fromEntries(tokenNames.map((name) => [name, style.getPropertyValue(name).trim()])),
    );
  }
}
