import { type PageAction, type SlotWords, type WordSlot, wordSlots } from './words.ts';

/** What of a node is told to the frame, where it changes. */
const watched = ['value', 'disabled', 'aria-disabled', 'aria-label', 'title', 'hidden'];

/**
 * What a page put into the element's slots, which stays in the page, seen by nobody: of a button for messages a frame gets the
 * value and the words, and makes one of its own; of what stands in place of the chat's words, the text.
 */
export class PageSlots {
  readonly #slots: readonly HTMLSlotElement[];
  readonly #observer: MutationObserver;

  /** `changed`: what is in them is another. */
  constructor(root: ShadowRoot, changed: () => void) {
    this.#observer = new MutationObserver(changed);
    this.#slots = ['message-actions', ...wordSlots].map((name) => {
      const slot = document.createElement('slot');
      slot.name = name;
      slot.hidden = true;
      slot.addEventListener('slotchange', () => {
        this.#watch();
        changed();
      });
      root.append(slot);
      return slot;
    });
  }

  /** The buttons for messages. */
  get actions(): readonly PageAction[] {
    return this.#shown('message-actions').map((button) => ({
      value: button.getAttribute('value') ?? '',
      label: inOneLine(button.ariaLabel || button.textContent || button.getAttribute('title')),
      disabled: button.hasAttribute('disabled') || button.ariaDisabled === 'true',
    }));
  }

  /** True where one of the buttons has this value. */
  has(action: string): boolean {
    return this.actions.some(({ value }) => value === action);
  }

  /** The words, empty where there are none. */
  get words(): SlotWords {
    return Object.fromEntries(
      wordSlots.map((name) => [name, inOneLine(this.#shown(name).map(textOf).join(' '))]),
    ) as Record<WordSlot, string>;
  }

  remove(): void {
    this.#observer.disconnect();
    for (const slot of this.#slots) slot.remove();
  }

  #shown(name: string): readonly Element[] {
    const slot = this.#slots.find((one) => one.name === name)!;
    return slot.assignedElements({ flatten: true }).filter((node) => !node.hasAttribute('hidden'));
  }

  #watch(): void {
    this.#observer.disconnect();
    for (const node of this.#slots.flatMap((slot) => slot.assignedElements({ flatten: true })))
      this.#observer.observe(node, {
        attributes: true,
        attributeFilter: watched,
        characterData: true,
        childList: true,
        subtree: true,
      });
  }
}

const textOf = ({ textContent }: Element): string => textContent ?? '';
const inOneLine = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
