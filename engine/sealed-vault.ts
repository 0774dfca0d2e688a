import { concat, equal, utf8, zero } from '../shared/bytes.ts';
import { limits } from '../shared/limits.ts';
import { hash } from './envelope.ts';
import { expandLabel } from './epoch-keys.ts';
import { extract, Reader, type SuiteId, Writer } from './mls/index.ts';
import { commitmentBytes, openBox, salt, saltBytes, sealBox } from './sealed-box.ts';
import { type Vault, vaultOf } from './vault.ts';

/**
 * A vault that its person keeps (PROTOCOL.md §6.5): its secret, sealed once under each way in. The relay stores it, and
 * has no way in.
 *
 *   Way    = {u8 kind; id<V>; salt[32]; commitment[32]; C<V>}
 *   Sealed = {u8 1; u64 version; public key<V>; list<V> of Way; mark[32]}
 *   C      = box of the secret under S = HKDF-Extract("", way's key), label "vault way",
 *            Header = {u8 1; conversation<V>; public key<V>; u8 kind; id<V>; salt[32]}
 *   mark   = EWL(vault seal, "vault", H(all before), 32)
 */
const version = 1;
const label = 'vault way';
const markBytes = 32;
const idBytesMax = 1024;

/** What opens a vault: 1 a recovery code, 2 a passkey, by the id of its credential. */
export const wayKinds = { code: 1, passkey: 2 } as const;
export type WayKind = keyof typeof wayKinds;

/** A way in, and the key that it takes. */
export interface WayKey {
  readonly kind: WayKind;
  readonly id: Uint8Array;
  readonly key: Uint8Array;
}

interface Way {
  readonly kind: number;
  readonly id: Uint8Array;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** What anybody can read in a sealed vault. */
export interface SealedVault {
  readonly version: number;
  readonly publicKey: Uint8Array;
  readonly ways: readonly Way[];
}

/** A vault that was opened, with its secret: what a device keeps of it. */
export interface OpenVault {
  readonly vault: Vault;
  readonly secret: Uint8Array;
  readonly version: number;
}

const headerOf = (conversation: string, publicKey: Uint8Array, way: Pick<Way, 'kind' | 'id' | 'salt'>) =>
  new Writer()
    .u8(version)
    .opaque(utf8(conversation))
    .opaque(publicKey)
    .u8(way.kind)
    .opaque(way.id)
    .fixed(way.salt)
    .done();
const markOf = (suite: SuiteId, vault: Vault, front: Uint8Array) =>
  expandLabel(suite, vault.seal, 'vault', hash(front), markBytes);

/** Parses; null for what is no sealed vault. */
export function readSealed(
  bytes: Uint8Array,
): (SealedVault & { readonly front: Uint8Array; readonly mark: Uint8Array }) | null {
  try {
    const reader = new Reader(bytes);
    if (reader.u8() !== version) return null;
    const number = reader.u64();
    const publicKey = reader.opaque(2048);
    const ways = reader.vector(
      limits.vaultWaysMax,
      (from): Way => ({
        kind: from.u8(),
        id: from.opaque(idBytesMax),
        salt: from.fixed(saltBytes),
        commitment: from.fixed(commitmentBytes),
        ciphertext: from.opaque(256),
      }),
    );
    const front = bytes.subarray(0, reader.position);
    const mark = reader.fixed(markBytes);
    reader.done();
    return { version: number, publicKey, ways, front, mark };
  } catch {
    return null;
  }
}

/** The vault of this secret, sealed under one way more; one of the same kind and id gives way to it. */
export async function sealVault(
  of: { readonly suite: SuiteId; readonly conversation: string; readonly version: number },
  secret: Uint8Array,
  way: WayKey,
  before: readonly Way[],
): Promise<{ readonly sealed: Uint8Array; readonly vault: Vault }> {
  const { suite, conversation } = of;
  const vault = await vaultOf(suite, secret.slice(), { policy: 'own', version: of.version });
  const place = { kind: wayKinds[way.kind], id: way.id, salt: salt() };
  const prk = await extract(suite, new Uint8Array(), way.key);
  const box = await sealBox(
    suite,
    prk,
    label,
    headerOf(conversation, vault.publicKey, place),
    secret.slice(),
  );
  zero(prk);
  const others = before.filter(
    ({ kind, id }) => kind !== place.kind || (place.kind === wayKinds.passkey && !equal(id, way.id)),
  );
  const ways: Way[] = [...others.slice(0, limits.vaultWaysMax - 1), { ...place, ...box }];
  const front = new Writer()
    .u8(version)
    .u64(of.version)
    .opaque(vault.publicKey)
    .vector(ways, (to, it) =>
      to.u8(it.kind).opaque(it.id).fixed(it.salt).fixed(it.commitment).opaque(it.ciphertext),
    )
    .done();
  return { sealed: concat(front, await markOf(suite, vault, front)), vault };
}

/** The vault behind a way in; null where the key does not open it, or what stands there is not what its person sealed. */
export async function openSealed(
  of: { readonly suite: SuiteId; readonly conversation: string },
  bytes: Uint8Array,
  way: WayKey,
): Promise<OpenVault | null> {
  const { suite, conversation } = of;
  const read = readSealed(bytes);
  const prk = await extract(suite, new Uint8Array(), way.key);
  const same = (it: Way) => it.kind === wayKinds[way.kind] && (way.kind === 'code' || equal(it.id, way.id));
  try {
    for (const found of read?.ways.filter(same) ?? []) {
      const header = headerOf(conversation, read!.publicKey, found);
      const secret = await openBox(suite, prk, label, header, found);
      if (secret?.length !== 32) continue;
      const vault = await vaultOf(suite, secret.slice(), { policy: 'own', version: read!.version });
      const holds =
        equal(vault.publicKey, read!.publicKey) && equal(read!.mark, await markOf(suite, vault, read!.front));
      if (holds) return { vault, secret, version: read!.version };
    }
    return null;
  } finally {
    zero(prk);
  }
}
