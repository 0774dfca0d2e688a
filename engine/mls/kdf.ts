import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';

/**
 * The hash of a suite and what is built on it. Synchronous on purpose: the key schedule and the tree hash are many
 * short inputs, for which a WebCrypto call costs more than the hash.
 */
export interface Kdf {
  /** HPKE's number for the HKDF (RFC 9180 §7.2). */
  readonly id: number;
  /** Nh: bytes of one output. */
  readonly size: number;
  hash(data: Uint8Array): Uint8Array;
  mac(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** HKDF-Extract (RFC 5869 §2.2). */
  extract(salt: Uint8Array, ikm: Uint8Array): Uint8Array;
  /** HKDF-Expand (RFC 5869 §2.3); throws for more than 255 × Nh bytes. */
  expand(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array;
}

/** A hash, with HMAC and HKDF over it. */
export const kdfOver = (id: number, size: number, hash: CHash): Kdf => ({
  id,
  size,
  hash,
  mac: (key, data) => hmac(hash, key, data),
  extract: (salt, ikm) => extract(hash, ikm, salt),
  expand: (secret, info, length) => expand(hash, secret, info, length),
});

/** SHA-256, HMAC and HKDF over it. */
export const kdfSha256: Kdf = kdfOver(1, 32, sha256);
