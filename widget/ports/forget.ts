import { BedsideError } from '../../shared/errors.ts';
import { changeBell } from '../bell/kept-bell.ts';
import { unsubscribe } from '../bell/subscription.ts';
import { browserDisk, finished, openDatabase, result, stores } from './disk.ts';
import { SealedChannel } from './sealed-channel.ts';
import type { TabWord } from './tab-words.ts';

/** All names that begin so in `localStorage` are the widget's. */
const prefix = 'bedside/';

/**
 * Erases all that the widget keeps in this browser, of everybody: records and keys of every conversation, whose place is whose,
 * choices, and where this browser can be rung. Other tabs show nothing of it from then on; what they are in the middle of writing the disk refuses, for its
 * writer is gone. `worker`: the script that rings people, where the page has one. Throws `storage-broken`.
 */
export async function forget(worker: string | null): Promise<void> {
  let choices: string[];
  try {
    choices = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    // A browser that refuses storage has nothing to erase.
    return;
  }
  try {
    const db = await openDatabase();
    const seals = await result(db.transaction('seals').objectStore('seals').getAllKeys());
    const scopes = new Set((seals as [string, string][]).map(([scope]) => scope));
    // They tell the other tabs under the keys that those know.
    const disks = await Promise.all(
      [...scopes].map(async (scope) => [scope, await browserDisk(scope)] as const),
    );
    const erasing = db.transaction(stores, 'readwrite', { durability: 'strict' });
    const erased = finished(erasing);
    for (const store of stores) erasing.objectStore(store).clear();
    await erased;
    db.close();
    for (const name of choices) localStorage.removeItem(name);
    await Promise.all(disks.map(([scope, disk]) => tellTabs(scope, disk)));
    await changeBell(() => null);
  } catch {
    throw new BedsideError('storage-broken');
  }
  if (worker !== null) await unsubscribe(new URL(worker, document.baseURI).href).catch(() => {});
}

async function tellTabs(scope: string, disk: Awaited<ReturnType<typeof browserDisk>>): Promise<void> {
  const channel = new SealedChannel<TabWord>(`bedside/${scope}`, disk.seals, () => {});
  await channel.post({ is: 'forgotten' });
  channel.close();
  disk.close();
}
