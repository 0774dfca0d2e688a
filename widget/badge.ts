import type { BedsideChat } from './chat.ts';

/** More than this is not told apart. */
const mostTold = 99;

/**
 * How many messages wait, for somebody who looks elsewhere: before the page's title, and on the installed app's icon. A
 * number and nothing else (INV-10).
 */
class Badge {
  /** What this wrote before the title, to take it away again, and only that. */
  #mark = '';

  show(count: number): void {
    const mark = count === 0 ? '' : `(${count > mostTold ? `${mostTold}+` : count}) `;
    if (mark === this.#mark) return;
    const title = document.title.startsWith(this.#mark)
      ? document.title.slice(this.#mark.length)
      : document.title;
    this.#mark = mark;
    document.title = mark + title;
    const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
    // Refused where the page is no installed app: then there is no icon either.
    (count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator))?.catch(() => {});
  }
}

const badges = new WeakMap<BedsideChat, Badge>();

/** So many wait in this chat. It changes what belongs to the page, and so only where that wants it and has the chat in it. */
export function showBadge(chat: BedsideChat, count: number): void {
  const { badge, isConnected } = chat;
  const shown = badges.get(chat) ?? new Badge();
  badges.set(chat, shown);
  shown.show(isConnected && (badge === '' || badge) ? count : 0);
}
