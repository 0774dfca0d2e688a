import { fetchSheet } from '../fetch-sheet.ts';
import { fetchRare } from '../rare.ts';
import type { SceneName } from './scenes.ts';
import { type BedsideChat, nodes, settled } from './stand.ts';

/** The last element in a chat that matches, whatever language it is in. */
const last = (chat: BedsideChat, selector: string): HTMLElement | undefined =>
  [...nodes(chat)].findLast(
    (node): node is HTMLElement =>
      node instanceof HTMLElement && node.matches(selector) && node.checkVisibility(),
  );

/** Opens the sheet, and waits until what it offers by this selector is there; nothing where it offers no such thing. */
async function inSheet(chat: BedsideChat, selector: string): Promise<HTMLElement | undefined> {
  await fetchSheet();
  last(chat, '[part=encryption]')?.click();
  await settled(chat);
  return last(chat, selector);
}

async function compare(chat: BedsideChat): Promise<void> {
  (await import('../elements/compare-view.ts')).defineCompareView();
  (await inSheet(chat, '[data-compare]'))?.click();
  await settled(chat);
}

/** What shows only when something is pressed or set, by name, and a scene in which it does. In others nothing may come of it. */
export const pressed: Readonly<
  Record<string, { readonly scene: SceneName; readonly press: (chat: BedsideChat) => Promise<void> }>
> = {
  reach: {
    scene: 'group',
    press: async (chat) => {
      await fetchRare('bedside-line-reach');
      last(chat, 'button.who')?.click();
    },
  },
  hours: {
    scene: 'group',
    press: async (chat) => {
      await fetchRare('bedside-hours-note');
      chat.answerTime = '2 working days';
      chat.hours = { timeZone: 'America/New_York', open: {} };
    },
  },
  templates: {
    scene: 'staff',
    press: async (chat) => {
      await Promise.all([fetchRare('bedside-composer-tools'), fetchRare('bedside-life-mark')]);
      chat.templates = [{ title: 'The spot', text: 'is the same size' }];
      chat.quickReplies = ['is the same size'];
      await settled(chat);
      last(chat, '.menu-button')?.click();
    },
  },
  comparing: { scene: 'compared', press: compare },
  'comparing, and they differ': {
    scene: 'compared',
    press: async (chat) => {
      await compare(chat);
      last(chat, '.actions button.outline')?.click();
      await settled(chat);
    },
  },
  leaving: {
    scene: 'group',
    press: async (chat) => {
      const ask = await inSheet(chat, 'bedside-confirm.leave');
      ask?.shadowRoot?.querySelector('button')?.click();
      await settled(chat);
    },
  },
  search: {
    scene: 'group',
    press: async (chat) => {
      await fetchRare('bedside-search');
      last(chat, 'button.search')?.click();
      await settled(chat);
      const field = last(chat, '[role=searchbox]') as HTMLInputElement | undefined;
      if (!field) return;
      field.value = 'the';
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      await new Promise((next) => setTimeout(next, 400));
    },
  },
};
