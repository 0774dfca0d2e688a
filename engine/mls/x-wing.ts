import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, utf8, zero } from '../../shared/bytes.ts';
import { x25519 } from './diffie-hellman.ts';
import type { Kem, KeyPair } from './kem.ts';
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
  const mlKem = ml_kem768.keygen(expanded.subarray(0, 64));
  const half = await x25519.half(expanded.slice(64));
  zero(expanded);
  return { mlKem, half };
}

async function pairFrom(seed: Uint8Array): Promise<KeyPair> {
  const { mlKem, half } = await grow(seed);
  zero(mlKem.secretKey);
  return { secretKey: seed, publicKey: concat(mlKem.publicKey, half.publicKey) };
}

/** X-Wing: ML-KEM-768 and X25519, secret while either holds (draft-connolly-cfrg-xwing-kem-06, HPKE id 0x647a). */
export const xWing: Kem = {
  id: 0x647a,
  generate: () => pairFrom(random(32)),
  derive: (ikm) => pairFrom(shake256(ikm, { dkLen: 32 })),
  async encapsulate(publicKey) {
    await turn();
    if (publicKey.length !== keyBytes + 32) throw invalid('public key size');
    const peer = publicKey.subarray(keyBytes);
    let mlKem: { cipherText: Uint8Array; sharedSecret: Uint8Array };
    try {
      mlKem = ml_kem768.encapsulate(publicKey.subarray(0, keyBytes));
    } catch {
      throw invalid('not a public key');
    }
    const { secretKey: ephemeral, half } = await x25519.fresh();
    const shared = combine(mlKem.sharedSecret, await half.exchange(peer), half.publicKey, peer);
    zero(ephemeral);
    return { shared, enc: concat(mlKem.cipherText, half.publicKey) };
  },
  async decapsulate(secretKey, enc) {
    if (enc.length !== ciphertextBytes + 32) throw invalid('encapsulation size');
    const { mlKem, half } = await grow(secretKey);
    const peer = enc.subarray(ciphertextBytes);
    const sharedSecret = ml_kem768.decapsulate(enc.subarray(0, ciphertextBytes), mlKem.secretKey);
    zero(mlKem.secretKey);
    return combine(sharedSecret, await half.exchange(peer), peer, half.publicKey);
  },
};
