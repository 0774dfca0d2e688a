import type { Disk } from './ports.ts';

const key = 'left';
const mark: ReadonlyMap<string, Uint8Array> = new Map([[key, Uint8Array.of(1)]]);

/** True where this device's person left, and did not come back since. */
export const hasLeft = async (disk: Disk): Promise<boolean> => (await disk.read(key)) !== null;

/**
 * Erases all that is kept of a conversation, but for the word that its person left it: without that the next visit would
 * be a coming back. Whoever dies in between finds the word, and erases the rest then.
 */
export async function wipeLeft(disk: Disk): Promise<void> {
  await disk.write(mark);
  await disk.wipe();
  await disk.write(mark);
}
