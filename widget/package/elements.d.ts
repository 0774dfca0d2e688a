import type { BedsideChat, BedsideEvents } from './bedside.js';

declare global {
  interface HTMLElementTagNameMap {
    'bedside-chat': BedsideChat;
  }
  interface HTMLElementEventMap extends BedsideEvents {}
}
