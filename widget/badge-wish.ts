import { Part } from '../shared/part.ts';
import type { BedsideChat } from './chat.ts';

const badge = new Part(() => import('./badge.ts'));

/**
 * So many wait, or the page wishes something else: the chat's badge shows it, which is fetched where a page has a wish.
 * Where it does not come the chat goes on without, and the next call asks again.
 */
export function showBadge(chat: BedsideChat, count: number): void {
  if (badge.held) badge.held.showBadge(chat, count);
  else if (chat.badge !== null)
    badge.get().then(
      () => showBadge(chat, chat.unread),
      () => {},
    );
}
