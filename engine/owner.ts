import { equal, utf8 } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { hash } from './envelope.ts';
import type { Disk, Identity } from './ports.ts';

/*
 * Several people may use one browser, and the portal's page asks for whoever is signed in. What a device keeps is one
 * person's: a leaf, words that wait to be sent, words that were begun.
 */
/** Where a disk says it. */
export const ownerKey = 'owner';

/** Where it says that its person left. */
export const leftKey = 'left';

/** Whose the records on this disk are, as a hash; null until the portal has said so. */
export const readOwner = (disk: Disk): Promise<Uint8Array | null> => disk.read(ownerKey);

/** What {@link readOwner} reads where the records are this person's. */
export const ownerMark = (person: string): Uint8Array => hash(utf8(person));

export const writeOwner = (disk: Disk, owner: Uint8Array): Promise<void> =>
  disk.write(new Map([[ownerKey, owner]]));

/** Lets nobody at another's records: throws `person-changed`, once the host was told whom to open their own for. */
export async function holdToOwner(
  owner: Uint8Array | null,
  person: string,
  identity: Identity,
): Promise<void> {
  if (owner === null || equal(owner, ownerMark(person))) return;
  await identity.isOther?.(person);
  throw new BedsideError('person-changed');
}
