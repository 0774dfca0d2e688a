import { fetchRare } from '../rare.ts';
import { type BedsideChat, nodes, settled } from './stand.ts';

/** The last element in a chat that matches, whatever language it is in. */
const last = (chat: BedsideChat, selector: string): HTMLElement | undefined =>
  [...nodes(chat)].findLast(
    (node): node is HTMLElement =>
      node instanceof HTMLElement && node.matches(selector) && node.checkVisibility(),
  );

/** What shows only when something is pressed or set, by name; where that is not there, nothing is. The scene `group` has all. */
export const pressed: Readonly<Record<string, (chat: BedsideChat) => Promise<void>>> = {
  reach: async (chat) => {
    await fetchRare('bedside-line-reach');
    last(chat, 'button.who')?.click();
  },
  hours: async (chat) => {
    await fetchRare('bedside-hours-note');
    chat.answerTime = '2 working days';
    chat.hours = { timeZone: 'America/New_York', open: {} };
  },
  search: async (chat) => {
    await fetchRare('bedside-search');
    last(chat, 'button.search')?.click();
    await settled(chat);
    const field = last(chat, '[role=searchbox]') as HTMLInputElement | undefined;
    if (!field) return;
    field.value = 'the';
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await new Promise((next) => setTimeout(next, 400));
  },
};
