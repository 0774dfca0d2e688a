import { equal } from '../shared/bytes.ts';
import { depositVersion, infoOf, markBytes, markOf } from './deposit.ts';
import { deriveEpochKeys, type EpochKeys } from './epoch-keys.ts';
import { hashLength, hpkeOpen, Reader, type SuiteId } from './mls/index.ts';
import type { Vault } from './vault.ts';

const partBytesMax = 2048;
const none = new Uint8Array();

/** What a deposit held. `own`: a device of the vault's own person made it, so its root is true. */
export interface Deposited {
  readonly keys: EpochKeys;
  readonly own: boolean;
}

/** The keys in a deposit of that epoch, or null where it is not one to this vault, or its root is not of the kid that it names. */
export async function openDeposit(
  of: { readonly suite: SuiteId; readonly groupId: Uint8Array; readonly epoch: number },
  vault: Vault,
  deposit: Uint8Array,
): Promise<Deposited | null> {
  const { suite, groupId, epoch } = of;
  try {
    const reader = new Reader(deposit);
    if (reader.u8() !== depositVersion) return null;
    if (!equal(reader.fixed(32), vault.name)) return null;
    const kid = reader.fixed(32);
    const enc = reader.opaque(partBytesMax);
    const ciphertext = reader.opaque(partBytesMax);
    const front = deposit.subarray(0, reader.position);
    const mark = reader.opaque(markBytes);
    reader.done();
    const own = mark.length > 0;
    if (own && !equal(mark, await markOf(suite, vault, front))) return null;
    const info = infoOf(groupId, epoch, kid);
    const plain = await hpkeOpen(suite, vault.secretKey, enc, info, none, ciphertext);
    const inside = new Reader(plain);
    const root = inside.opaque(64);
    inside.done();
    if (root.length !== hashLength(suite)) return null;
    const keys = await deriveEpochKeys(suite, groupId, epoch, root);
    return equal(keys.kid, kid) ? { keys, own } : null;
  } catch {
    return null;
  }
}
