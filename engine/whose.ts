import { claimsOf } from './epoch-book.ts';
import { generateKeyPair, type SuiteId, signerFrom } from './mls/index.ts';
import { holdToOwner, readOwner } from './owner.ts';
import { deviceJwk } from './passport.ts';
import type { Ports } from './ports.ts';
import { keysName } from './profile.ts';

/**
 * Asks the portal who is here now, and holds that to whose the records are: for those who show what a device has and ask for
 * no session themselves. Throws `person-changed`, `portal-*`, `storage-broken`.
 */
export async function askWhose(
  conversation: string,
  suite: SuiteId,
  { disk, identity }: Pick<Ports, 'disk' | 'identity'>,
): Promise<void> {
  const [owner, kept] = await Promise.all([readOwner(disk), disk.readKeys(keysName)]);
  const { publicKey } = await signerFrom(suite, kept ?? (await generateKeyPair(suite)));
  const { passport } = await identity.passport({ conversation, deviceKey: deviceJwk(suite, publicKey) });
  await holdToOwner(owner, claimsOf(passport).sub, identity);
}
