import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { concat, utf8, zero } from '../../shared/bytes.ts';
import { x25519 } from './diffie-hellman.ts';
import type { Kem, KeyPair } from './kem.ts';
import { mlKem, mlKemOf } from './ml-kem.ts';
import { random, turn } from './native.ts';
import { invalid } from './refusal.ts';

/** ML-KEM-768's public key and ciphertext, in bytes; X25519's 32 follow each. */
const keyBytes = 1184;
const ciphertextBytes = 1088;
const label = utf8('\\.//^\\');

const combine = (mlKem: Uint8Array, dh: Uint8Array, ciphertext: Uint8Array, publicKey: Uint8Array) => {
  const shared = sha3_256(concat(mlKem, dh, ciphertext, publicKey, label));
  zero(mlKem, dh);
  return shared;
};

/** A secret key is a seed of 32 bytes: both halves grow from it (draft-connolly-cfrg-xwing-kem §5.2). */
async function grow(seed: Uint8Array) {
  await turn();
  if (seed.length !== 32) throw invalid('secret key size');
  const expanded = shake256(seed, { dkLen: 96 });
  const holder = await (await mlKem()).hold(expanded.subarray(0, 64));
  const half = await x25519.half(expanded.slice(64));
  zero(expanded);
  return { holder, half };
}

async function pairFrom(seed: Uint8Array): Promise<KeyPair> {
  const { holder, half } = await grow(seed);
  return { secretKey: seed, publicKey: concat(await holder.publicKey(), half.publicKey) };
}

const halfOf = async (secretKey: Uint8Array) => ({ secretKey, half: await x25519.half(secretKey) });

/** X-Wing: ML-KEM-768 and X25519, secret while either holds (draft-connolly-cfrg-xwing-kem-06, HPKE id 0x647a). */
export const xWing: Kem = {
  id: 0x647a,
  generate: () => pairFrom(random(32)),
  derive: (ikm) => pairFrom(shake256(ikm, { dkLen: 32 })),
  async encapsulate(publicKey, ikm) {
    await turn();
    if (publicKey.length !== keyBytes + 32) throw invalid('public key size');
    const peer = publicKey.subarray(keyBytes);
    const kem = ikm === undefined ? await mlKem() : await mlKemOf(ikm.subarray(0, 32));
    const { shared: mlKemShared, ciphertext } = await kem
      .encapsulate(publicKey.subarray(0, keyBytes))
      .catch(() => {
        throw invalid('not a public key');
      });
    // EncapsulateDerand (§5.4 there): the seed's halves are ML-KEM's message and X25519's secret.
    const { secretKey: ephemeral, half } =
      ikm === undefined ? await x25519.fresh() : await halfOf(ikm.slice(32, 64));
    const shared = combine(mlKemShared, await half.exchange(peer), half.publicKey, peer);
    zero(ephemeral);
    return { shared, enc: concat(ciphertext, half.publicKey) };
  },
  async decapsulate(secretKey, enc) {
    if (enc.length !== ciphertextBytes + 32) throw invalid('encapsulation size');
    const { holder, half } = await grow(secretKey);
    const peer = enc.subarray(ciphertextBytes);
    const shared = await holder.decapsulate(enc.subarray(0, ciphertextBytes));
    return combine(shared, await half.exchange(peer), peer, half.publicKey);
  },
};
