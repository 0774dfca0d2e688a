import type { PageAction } from './words.ts';

/** Has a chat in a frame hold a button for each of the page's; one that is there already stays, and keeps the focus. */
export function lendButtons(chat: Element, actions: readonly PageAction[]): void {
  const held = [...chat.querySelectorAll('button')];
  for (const [i, { value, label, disabled }] of actions.entries()) {
    const button = held[i] ?? document.createElement('button');
    button.type = 'button';
    button.slot = 'message-actions';
    button.dir = 'auto';
    button.lang = '';
    button.value = value;
    button.textContent = label;
    button.disabled = disabled;
    if (!held[i]) chat.append(button);
  }
  for (const one of held.slice(actions.length)) one.remove();
}
