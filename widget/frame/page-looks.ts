import type { BedsideChat } from '../chat.ts';
import { type Tokens, tokenNames, tokensFrom } from './tokens.ts';

/** Browsers that tell of no token's transition (before 2024) tell of this. */
const dark = matchMedia('(prefers-color-scheme: dark)');

/** The design tokens as the page's styles have them: by day and night, and by a button of the page's. */
export class PageLooks {
  readonly #chat: BedsideChat;
  readonly #tell: (tokens: Tokens) => void;
  #told = '';

  /** `tell`: these are others than the last ones. */
  constructor(chat: BedsideChat, tell: (tokens: Tokens) => void) {
    this.#chat = chat;
    this.#tell = tell;
  }

  /** For a document that was told of none. A token that changes is a transition (styles/frame.ts). */
  watch(): void {
    this.#told = '';
    dark.addEventListener('change', this.look);
    this.#chat.addEventListener('transitionend', this.look);
  }
  unwatch(): void {
    dark.removeEventListener('change', this.look);
    this.#chat.removeEventListener('transitionend', this.look);
  }

  /** Tells of them where they are others. */
  readonly look = (): void => {
    const style = getComputedStyle(this.#chat);
    const tokens = tokensFrom(
      Object.fromEntries(tokenNames.map((name) => [name, style.getPropertyValue(name).trim()])),
    );
    const looks = JSON.stringify(tokens);
    if (looks === this.#told) return;
    this.#told = looks;
    this.#tell(tokens);
  };
}
