import { bodyTypes } from './envelope.ts';
import { Outbox, saveRow } from './outbox.ts';
import { leftKey, ownerKey, readOwner } from './owner.ts';
import type { Disk } from './ports.ts';

const mark: ReadonlyMap<string, Uint8Array> = new Map([[leftKey, Uint8Array.of(1)]]);

/** Erases all but whose it is (owner.ts), and writes `kept`. */
async function wipeFor(disk: Disk, kept: Iterable<readonly [string, Uint8Array]>): Promise<void> {
  const owner = await readOwner(disk);
  await disk.wipe();
  await disk.write(new Map(owner === null ? kept : [...kept, [ownerKey, owner]]));
}

/**
 * Erases all that is kept of a conversation, but for the word that its person left it: without that the next visit would
 * be a coming back. Whoever dies in between finds the word, and erases the rest then.
 */
export async function wipeLeft(disk: Disk): Promise<void> {
  await disk.write(mark);
  await wipeFor(disk, mark);
}

/**
 * Wipes all but words that were never sealed. What was sealed may stand in the log already, under a key that is gone:
 * sent again it could be there twice.
 */
export async function beginAnew(disk: Disk): Promise<void> {
  const rows = (await Outbox.load(disk).catch(() => null))?.rows ?? [];
  const kept = rows.filter(
    ({ type, sealed, storedAt }) => type !== bodyTypes.introduction && sealed === null && storedAt === null,
  );
  await wipeFor(disk, kept.map(saveRow));
}
