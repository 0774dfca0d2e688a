import { concat, utf8 } from '../../shared/bytes.ts';
import type { Kdf } from './kdf.ts';

/** An HPKE key pair, both halves as RFC 9180 §7.1 serialises them. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** A key encapsulation mechanism of HPKE (RFC 9180 §4). */
export interface Kem {
  readonly id: number;
  generate(): Promise<KeyPair>;
  /** DeriveKeyPair: the same pair for the same input. */
  derive(ikm: Uint8Array): Promise<KeyPair>;
  /**
   * A fresh shared secret and its encapsulation; with `ikm`, 64 bytes as hard to guess as a key, the same ones for the
   * same input. Throws mls-invalid for what is no public key.
   */
  encapsulate(
    publicKey: Uint8Array,
    ikm?: Uint8Array | undefined,
  ): Promise<{ shared: Uint8Array; enc: Uint8Array }>;
  /**
   * The shared secret; `publicKey`, where the caller has it, saves time. Throws mls-invalid for what is no
   * encapsulation.
   */
  decapsulate(secretKey: Uint8Array, enc: Uint8Array, publicKey?: Uint8Array | null): Promise<Uint8Array>;
}

/** LabeledExtract and LabeledExpand under one suite id (RFC 9180 §4). */
export function labeled(kdf: Kdf, suiteId: Uint8Array) {
  const version = utf8('HPKE-v1');
  return {
    extract: (salt: Uint8Array, label: string, ikm: Uint8Array) =>
      kdf.extract(salt, concat(version, suiteId, utf8(label), ikm)),
    expand: (secret: Uint8Array, label: string, info: Uint8Array, length: number) =>
      kdf.expand(
        secret,
        concat(Uint8Array.of(length >> 8, length & 255), version, suiteId, utf8(label), info),
        length,
      ),
  };
}
