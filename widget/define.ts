import { BedsideChat } from './chat.ts';

/**
 * Registers `<bedside-chat>`. A second call, or a second copy of the script, changes nothing. On a server it does
 * nothing.
 */
export function define(): void {
  if (globalThis.customElements && !customElements.get('bedside-chat'))
    customElements.define('bedside-chat', BedsideChat);
}
