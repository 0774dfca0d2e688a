import { concat, utf8, zero } from '../../shared/bytes.ts';
import type { DiffieHellman } from './diffie-hellman.ts';
import type { Kdf } from './kdf.ts';
import { invalid } from './refusal.ts';

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
  /** A fresh shared secret and its encapsulation. Throws mls-invalid for what is no public key. */
  encapsulate(publicKey: Uint8Array): Promise<{ shared: Uint8Array; enc: Uint8Array }>;
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

/** DHKEM over a group (RFC 9180 §4.1), with the key derivation of §7.1.3. */
export function dhKem(id: number, group: DiffieHellman, kdf: Kdf): Kem {
  const { extract, expand } = labeled(kdf, concat(utf8('KEM'), Uint8Array.of(id >> 8, id & 255)));
  const none = new Uint8Array();

  const agree = (point: Uint8Array, enc: Uint8Array, publicKey: Uint8Array) => {
    const prk = extract(none, 'eae_prk', point);
    const shared = expand(prk, 'shared_secret', concat(enc, publicKey), kdf.size);
    zero(point, prk);
    return shared;
  };

  /** The first of `candidate(0), candidate(1), …` that is a secret key of the group. */
  const firstOf = async (candidate: (counter: number) => Uint8Array): Promise<KeyPair> => {
    for (let counter = 0; counter < (group.candidates ? 256 : 1); counter++) {
      const secretKey = candidate(counter);
      const half = await group.half(secretKey).catch(() => null);
      if (half) return { secretKey, publicKey: half.publicKey };
    }
    throw invalid('no key pair');
  };

  return {
    id,
    async generate() {
      const { secretKey, half } = await group.fresh();
      return { secretKey, publicKey: half.publicKey };
    },
    async derive(ikm) {
      const prk = extract(none, 'dkp_prk', ikm);
      const pair = await firstOf((counter) =>
        group.candidates
          ? expand(prk, 'candidate', Uint8Array.of(counter), group.size)
          : expand(prk, 'sk', none, group.size),
      );
      zero(prk);
      return pair;
    },
    async encapsulate(publicKey) {
      const { secretKey, half } = await group.fresh();
      const enc = half.publicKey;
      const shared = agree(await half.exchange(publicKey), enc, publicKey);
      zero(secretKey);
      return { shared, enc };
    },
    async decapsulate(secretKey, enc, publicKey) {
      const half = await group.half(secretKey, publicKey);
      return agree(await half.exchange(enc), enc, half.publicKey);
    },
  };
}
