import { type KeptBell, keptBell } from './kept-bell.ts';
import { ownUrl } from './own-url.ts';
import { answerMs, question, renewal, tag } from './question.ts';

/** What this uses of a ServiceWorkerGlobalScope: the widget's program knows the types of pages only. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Page {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(
    type: string,
    listener: (event: Waiting & { readonly notification: Notification }) => void,
  ): void;
  skipWaiting(): Promise<void>;
}
const scope = globalThis as unknown as Scope;

/** Where the words that were chosen are gone: whoever rang must be answered by a notification all the same. */
const unkept = { title: 'You have a new secure message', lang: 'en', dir: 'ltr' } as const;

const pages = () => scope.clients.matchAll({ type: 'window', includeUncontrolled: true });

/** The rooms that are open and live in that page. */
const roomsIn = (page: Page): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data as string[]);
    setTimeout(() => resolve([]), answerMs);
    page.postMessage(question, [port2]);
  });

/** True where every room that might have rung is before somebody's eyes: of a ring, nobody can say which it was. */
async function isSeen({ rooms }: KeptBell): Promise<boolean> {
  const visible = (await pages()).filter((page) => page.visibilityState === 'visible');
  const seen = new Set((await Promise.all(visible.map(roomsIn))).flat());
  const names = Object.keys(rooms);
  return names.length > 0 && names.every((name) => seen.has(name));
}

async function rung(): Promise<void> {
  const kept = await keptBell().catch(() => null);
  if (kept !== null && (await isSeen(kept))) return;
  const { title, lang, dir } = kept ?? unkept;
  // `renotify`: what is rung is new since somebody was last here, whatever still stands there from before.
  await scope.registration.showNotification(title, { tag, lang, dir, renotify: true } as NotificationOptions);
}

/** Whatever came to stand in the storage, a press leads to no other origin. */
const isOwn = (url: string): boolean => ownUrl(url) !== null;

/** To the page with a conversation in it, else to one of those where it was turned on, else there. What was rung has no say in it. */
async function pressed(): Promise<void> {
  const open = await pages();
  const rooms = await Promise.all(open.map(roomsIn));
  const urls = Object.values((await keptBell().catch(() => null))?.people ?? {});
  const page = open.find((_, i) => rooms[i]!.length > 0) ?? open.find(({ url }) => urls.includes(url));
  if (page) await page.focus();
  else await scope.clients.openWindow(urls.findLast(isOwn) ?? '/');
}

/**
 * The browser ended the subscription: here is another. The pages tell it to the rooms, now or when they are next open: nothing
 * lies here that a room would believe.
 */
async function renewed(): Promise<void> {
  const kept = await keptBell();
  if (kept === null) return;
  const { key: applicationServerKey } = kept;
  try {
    await scope.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  } finally {
    for (const page of await pages()) page.postMessage(renewal);
  }
}

scope.addEventListener('install', () => void scope.skipWaiting());
scope.addEventListener('push', (event) => event.waitUntil(rung()));
scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(pressed());
});
scope.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renewed()));
