import { base64url, concat, equal, utf8, zero } from '../shared/bytes.ts';
import { depositNameBytes } from '../shared/headers.ts';
import { hash } from './envelope.ts';
import { type EpochKeys, epochContext, expandLabel } from './epoch-keys.ts';
import { hpkeSeal, type Member, type SuiteId, Writer } from './mls/index.ts';
import { readVault, type Vault } from './vault.ts';

/**
 * A deposit (PROTOCOL.md §6.2): the root of an epoch, sealed to a vault.
 *
 *   Deposit = {u8 1; vault[32]; kid[32]; kem<V>; C<V>; mark<V>}
 *   C       = HPKE.SealBase(vault key, info = "Bedside 1.0 deposit" ‖ c ‖ kid, aad = "", R<V>)
 *   mark    = EWL(vault seal, "deposit", H(all before), 32) by a device of the vault's person, else empty
 */
export const depositVersion = 1;
export const markBytes = 32;
const none = new Uint8Array();

/** What a deposit is sealed for. */
export const infoOf = (groupId: Uint8Array, epoch: number, kid: Uint8Array) =>
  concat(utf8('Bedside 1.0 deposit'), epochContext(groupId, epoch), kid);
/** By what a person's own devices mark theirs. */
export const markOf = (suite: SuiteId, vault: Vault, front: Uint8Array) =>
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
      .u8(depositVersion)
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

/** The kid that a deposit names. */
export const depositKid = (deposit: Uint8Array): Uint8Array => deposit.subarray(33, depositNameBytes);
