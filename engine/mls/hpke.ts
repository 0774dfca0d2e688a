import { concat, utf8, zero } from '../../shared/bytes.ts';
import { nonceSize } from './aead.ts';
import { labeled } from './kem.ts';
import type { Suite } from './suite.ts';

/** What one sender sent one receiver under a public key. */
export interface Sealed {
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const none = new Uint8Array();
const number = (value: number) => Uint8Array.of(value >> 8, value & 255);

/** The key schedule of RFC 9180 §5.1 in base mode, for one message or one export. */
function context(suite: Suite, shared: Uint8Array, info: Uint8Array) {
  const { kdf, kem, aead } = suite;
  const id = concat(utf8('HPKE'), number(kem.id), number(kdf.id), number(aead.id));
  const { extract, expand } = labeled(kdf, id);
  const about = concat(
    Uint8Array.of(0),
    extract(none, 'psk_id_hash', none),
    extract(none, 'info_hash', info),
  );
  const secret = extract(shared, 'secret', none);
  zero(shared);
  return {
    keyAndNonce: () => ({
      key: expand(secret, 'key', about, aead.keySize),
      nonce: expand(secret, 'base_nonce', about, nonceSize),
    }),
    export: (label: Uint8Array, length: number) =>
      expand(expand(secret, 'exp', about, kdf.size), 'sec', label, length),
  };
}

/**
 * SealBase (RFC 9180 §6.1). With `ikm` the same bytes come out for the same input: then no two plaintexts may share one.
 * Throws mls-invalid for what is no public key.
 */
export async function sealTo(
  suite: Suite,
  publicKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
  ikm?: Uint8Array | undefined,
): Promise<Sealed> {
  const { shared, enc } = await suite.kem.encapsulate(publicKey, ikm);
  const { key, nonce } = context(suite, shared, info).keyAndNonce();
  const ciphertext = await suite.aead.seal(key, nonce, aad, plain);
  zero(key);
  return { enc, ciphertext };
}

/**
 * OpenBase (RFC 9180 §6.1); `publicKey`, where the caller has it, saves time. Throws mls-invalid where it was not
 * sealed to this key with this info and aad.
 */
export async function openFrom(
  suite: Suite,
  secretKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  { enc, ciphertext }: Sealed,
  publicKey?: Uint8Array | null,
): Promise<Uint8Array> {
  const shared = await suite.kem.decapsulate(secretKey, enc, publicKey);
  const { key, nonce } = context(suite, shared, info).keyAndNonce();
  const plain = await suite.aead.open(key, nonce, aad, ciphertext);
  zero(key);
  return plain;
}

/** SendExportBase with empty info (RFC 9180 §6.2): a fresh secret and how its receiver finds it. */
export async function exportTo(suite: Suite, publicKey: Uint8Array, label: Uint8Array, length: number) {
  const { shared, enc } = await suite.kem.encapsulate(publicKey);
  return { secret: context(suite, shared, none).export(label, length), enc };
}

/** ReceiveExportBase with empty info (RFC 9180 §6.2). Throws mls-invalid for what is no encapsulation. */
export async function exportFrom(
  suite: Suite,
  secretKey: Uint8Array,
  enc: Uint8Array,
  label: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  return context(suite, await suite.kem.decapsulate(secretKey, enc), none).export(label, length);
}
