import { base64url, concat, equal, utf8, zero } from '../shared/bytes.ts';
import { depositNameBytes } from '../shared/headers.ts';
import { hash } from './envelope.ts';
import { deriveEpochKeys, type EpochKeys, epochContext, expandLabel } from './epoch-keys.ts';
import { hashLength, hpkeOpen, hpkeSeal, type Member, Reader, type SuiteId, Writer } from './mls/index.ts';
import { readVault, type Vault } from './vault.ts';

/**
 * A deposit (PROTOCOL.md §6.2): the root of an epoch, sealed to a vault.
 *
 *   Deposit = {u8 1; vault[32]; kid[32]; kem<V>; C<V>; mark<V>}
 *   C       = HPKE.SealBase(vault key, info = "Bedside 1.0 deposit" ‖ c ‖ kid, aad = "", R<V>)
 *   mark    = EWL(vault seal, "deposit", H(all before), 32) by a device of the vault's person, else empty
 */
const version = 1;
const partBytesMax = 2048;
const markBytes = 32;
const none = new Uint8Array();

const infoOf = (groupId: Uint8Array, epoch: number, kid: Uint8Array) =>
  concat(utf8('Bedside 1.0 deposit'), epochContext(groupId, epoch), kid);
const markOf = (suite: SuiteId, vault: Vault, front: Uint8Array) =>
  expandLabel(suite, vault.seal, 'deposit', hash(front), markBytes);

/**
 * Seals the root of `keys` to a vault's public key; with `own`, the vault itself, it is marked as its person's. Null for
 * what is no public key: one member's nonsense must not keep the others from committing.
 */
export async function sealDeposit(
  keys: EpochKeys,
  publicKey: Uint8Array,
  own: Vault | null,
  ikm?: Uint8Array,
): Promise<Uint8Array | null> {
  const { suite, groupId, epoch, kid } = keys;
  const plain = new Writer().opaque(keys.root).done();
  try {
    const { enc, ciphertext } = await hpkeSeal(
      suite,
      publicKey,
      infoOf(groupId, epoch, kid),
      none,
      plain,
      ikm,
    );
    const front = new Writer()
      .u8(version)
      .fixed(hash(publicKey))
      .fixed(kid)
      .opaque(enc)
      .opaque(ciphertext)
      .done();
    return new Writer()
      .fixed(front)
      .opaque(own === null ? none : await markOf(suite, own, front))
      .done();
  } catch {
    return null;
  } finally {
    zero(plain);
  }
}

/** A deposit of the epoch of `keys` to each vault that these members' leaves name; the committer's `own` is marked. */
export async function depositsTo(
  members: readonly Member[],
  keys: EpochKeys,
  own: Vault | null,
): Promise<readonly Uint8Array[]> {
  const vaults = new Map<string, Uint8Array>();
  for (const { extensions } of members) {
    const notice = readVault(extensions);
    if (notice !== null) vaults.set(base64url(hash(notice.publicKey)), notice.publicKey);
  }
  const sealed = [...vaults.values()].map((publicKey) =>
    sealDeposit(keys, publicKey, own !== null && equal(publicKey, own.publicKey) ? own : null),
  );
  return (await Promise.all(sealed)).filter((deposit) => deposit !== null);
}

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
    if (reader.u8() !== version) return null;
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

/** The kid that a deposit names. */
export const depositKid = (deposit: Uint8Array): Uint8Array => deposit.subarray(33, depositNameBytes);
