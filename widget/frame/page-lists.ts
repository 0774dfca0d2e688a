import type { BedsideChat } from '../chat.ts';
import type { PageAction } from './words.ts';

/** What of a button is told to the frame, where it changes. */
const watched = ['value', 'disabled', 'aria-disabled', 'aria-label', 'title', 'hidden'];

/**
 * What a page gives for writing and for doing: templates, quick replies, and its buttons for messages, which stay in the page,
 * seen by nobody: of each a frame gets its value and its words, and makes one of its own.
 */
export class PageLists {
  readonly #chat: BedsideChat;
  readonly #slot = document.createElement('slot');
  readonly #observer: MutationObserver;

  /** `changed`: the buttons are others. */
  constructor(root: ShadowRoot, chat: BedsideChat, changed: () => void) {
    this.#chat = chat;
    this.#observer = new MutationObserver(changed);
    this.#slot.name = 'message-actions';
    this.#slot.hidden = true;
    this.#slot.addEventListener('slotchange', () => {
      this.#watch();
      changed();
    });
    root.append(this.#slot);
  }

  /** As the frame gets them. Throws a TypeError where what the page gave has no JSON. */
  get json(): string {
    const { templates, quickReplies: replies } = this.#chat;
    return JSON.stringify({ templates, replies, actions: this.#actions });
  }

  /** True where one of the page's buttons has this value. */
  has(action: string): boolean {
    return this.#actions.some(({ value }) => value === action);
  }

  remove(): void {
    this.#observer.disconnect();
    this.#slot.remove();
  }

  get #actions(): readonly PageAction[] {
    return this.#buttons
      .filter((button) => !button.hasAttribute('hidden'))
      .map((button) => ({
        value: button.getAttribute('value') ?? '',
        label: wordsOf(button),
        disabled: button.hasAttribute('disabled') || button.ariaDisabled === 'true',
      }));
  }

  get #buttons(): readonly Element[] {
    return this.#slot.assignedElements({ flatten: true });
  }

  #watch(): void {
    this.#observer.disconnect();
    for (const button of this.#buttons)
      this.#observer.observe(button, {
        attributes: true,
        attributeFilter: watched,
        characterData: true,
        childList: true,
        subtree: true,
      });
  }
}

/** What a button says, on the screen or to the ear. */
const wordsOf = (button: Element): string =>
  (button.ariaLabel || button.textContent || button.getAttribute('title') || '').replace(/\s+/g, ' ').trim();
