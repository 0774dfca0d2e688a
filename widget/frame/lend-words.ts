import { type SlotWords, type WordSlot, wordSlots } from './words.ts';

/** A heading where the chat's own words are one. */
const tags: Readonly<Record<WordSlot, string>> = {
  header: 'h2',
  empty: 'p',
  footer: 'p',
  emergency: 'span',
};

/** Has the chat in a frame say the page's words, as text, in place of its own; where the page has none, its own stand. */
export function lendWords(chat: Element, words: SlotWords): void {
  for (const slot of wordSlots) {
    const held = chat.querySelector(`:scope > [slot=${slot}]`);
    if (words[slot] === '') held?.remove();
    else if (held) held.textContent = words[slot];
    else {
      const node = document.createElement(tags[slot]);
      node.slot = slot;
      node.dir = 'auto';
      node.lang = '';
      node.textContent = words[slot];
      chat.append(node);
    }
  }
}
