import { x25519 } from '@noble/curves/ed25519.js';
import { p384 } from '@noble/curves/nist.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, utf8, zero } from '../shared/bytes.ts';
import { secretBytes } from './keys.ts';

/** The MLS suites of PROTOCOL.md §4.1: 77, the widget's, 7 of approved algorithms only, 1 for interoperation. */
export type Suite = 77 | 7 | 1;

const u16 = (value: number) => Uint8Array.of(value >> 8, value & 255);
const none = new Uint8Array();

/** DeriveKeyPair of a Diffie–Hellman KEM (RFC 9180 §7.1.3), as far as its public key. */
function dhPublicKey(
  ikm: Uint8Array,
  kem: { readonly id: number; readonly hash: typeof sha256 | typeof sha384; readonly label: string },
  publicKey: (secretKey: Uint8Array) => Uint8Array,
): Uint8Array {
  const { hash, id, label } = kem;
  const labeled = (name: string) => concat(utf8('HPKE-v1KEM'), u16(id), utf8(name));
  const prk = extract(hash, concat(labeled('dkp_prk'), ikm), none);
  const size = hash === sha384 ? 48 : 32;
  // Of the curve's candidates the first that is a secret key; under X25519 every one is.
  for (let counter = 0; counter < 256; counter++) {
    const info = label === 'candidate' ? Uint8Array.of(counter) : none;
    const secretKey = expand(hash, prk, concat(u16(size), labeled(label), info), size);
    try {
      return publicKey(secretKey);
    } catch {
      // Not below the order: the next.
    } finally {
      zero(secretKey);
    }
  }
  throw new Error('no key pair');
}

/** X-Wing's public key (draft-connolly-cfrg-xwing-kem §5.2): both halves grow from the seed. */
function xWingPublicKey(ikm: Uint8Array): Uint8Array {
  const expanded = shake256(shake256(ikm, { dkLen: 32 }), { dkLen: 96 });
  const mlKem = ml_kem768.keygen(expanded.subarray(0, 64));
  const publicKey = concat(mlKem.publicKey, x25519.getPublicKey(expanded.slice(64)));
  zero(expanded, mlKem.secretKey);
  return publicKey;
}

const kems: Record<Suite, { hash: typeof sha256 | typeof sha384; publicKey(ikm: Uint8Array): Uint8Array }> = {
  77: { hash: sha256, publicKey: xWingPublicKey },
  7: {
    hash: sha384,
    publicKey: (ikm) =>
      dhPublicKey(ikm, { id: 0x11, hash: sha384, label: 'candidate' }, (secret) =>
        p384.getPublicKey(secret, false),
      ),
  },
  1: {
    hash: sha256,
    publicKey: (ikm) => dhPublicKey(ikm, { id: 0x20, hash: sha256, label: 'sk' }, x25519.getPublicKey),
  },
};

/**
 * The public key of a person's vault (PROTOCOL.md §6.1) from its secret, which `personVaultSecret` makes: to it members
 * deposit, so that the person can read what was said before they ever came. Throws `request-malformed`.
 */
export function vaultPublicKey(suite: Suite, secret: string): Uint8Array {
  const { hash, publicKey } = kems[suite];
  const size = hash === sha384 ? 48 : 32;
  const label = utf8('Bedside 1.0 vault key');
  const info = concat(u16(size), Uint8Array.of(label.length), label, Uint8Array.of(2), u16(suite));
  const bytes = secretBytes(secret);
  const prk = extract(hash, bytes, none);
  const ikm = expand(hash, prk, info, size);
  zero(bytes, prk);
  const made = publicKey(ikm);
  zero(ikm);
  return made;
}
