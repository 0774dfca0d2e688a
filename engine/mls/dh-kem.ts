import { concat, utf8, zero } from '../../shared/bytes.ts';
import type { DiffieHellman } from './diffie-hellman.ts';
import type { Kdf } from './kdf.ts';
import { type Kem, type KeyPair, labeled } from './kem.ts';
import { invalid } from './refusal.ts';

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

  const derive = async (ikm: Uint8Array): Promise<KeyPair> => {
    const prk = extract(none, 'dkp_prk', ikm);
    const pair = await firstOf((counter) =>
      group.candidates
        ? expand(prk, 'candidate', Uint8Array.of(counter), group.size)
        : expand(prk, 'sk', none, group.size),
    );
    zero(prk);
    return pair;
  };

  const ephemeral = async (ikm: Uint8Array) => {
    const { secretKey, publicKey } = await derive(ikm);
    return { secretKey, half: await group.half(secretKey, publicKey) };
  };

  return {
    id,
    async generate() {
      const { secretKey, half } = await group.fresh();
      return { secretKey, publicKey: half.publicKey };
    },
    derive,
    async encapsulate(publicKey, ikm) {
      const { secretKey, half } = ikm === undefined ? await group.fresh() : await ephemeral(ikm);
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
