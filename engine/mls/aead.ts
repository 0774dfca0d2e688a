import { hex } from '../../shared/bytes.ts';
import { buffer, once } from './native.ts';
import { newerCrypto } from './newer-crypto.ts';
import { invalid } from './refusal.ts';

/** An AEAD of RFC 9180 §7.3. The nonce is 12 bytes, the tag the last 16 of the ciphertext. */
export interface Aead {
  readonly id: number;
  /** Nk: bytes of the key. */
  readonly keySize: number;
  seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Promise<Uint8Array>;
  /** Throws mls-invalid where the ciphertext was not sealed with these. */
  open(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Promise<Uint8Array>;
}

/** Nn of every AEAD here. */
export const nonceSize = 12;

const name = 'ChaCha20-Poly1305';
const load = (key: Uint8Array, use: 'encrypt' | 'decrypt') =>
  newerCrypto().importKey('raw-secret', buffer(key), name, false, [use]);
const how = (iv: Uint8Array, aad: Uint8Array) => ({ name, iv: buffer(iv), additionalData: buffer(aad) });

async function sealNatively(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array) {
  const loaded = await load(key, 'encrypt');
  return new Uint8Array(await crypto.subtle.encrypt(how(nonce, aad), loaded, buffer(plain)));
}

/** The tag of nothing under a key of zeros: a WebCrypto that finds it is used, any other is not. */
const knownTag = '4eb972c9a8fb3a1b382bb4d36f5ffad1';
const isNative = once(async () => {
  const nothing = new Uint8Array();
  const tag = await sealNatively(new Uint8Array(32), new Uint8Array(nonceSize), nothing, nothing);
  if (hex(tag) !== knownTag) throw invalid('wrong tag');
});

/** Fetches what a browser without it needs. Rejects where that does not come. */
export const prepareChaCha20 = async (): Promise<unknown> => (await isNative()) || noble();

const noble = async () => (await import('./chacha20-poly1305.ts')).chacha20poly1305;

/** ChaCha20-Poly1305 (RFC 8439): native, or @noble where WebCrypto has none. */
export const chaCha20Poly1305: Aead = {
  id: 3,
  keySize: 32,
  async seal(key, nonce, aad, plain) {
    if (await isNative()) return sealNatively(key, nonce, aad, plain);
    return (await noble())(key, nonce, aad).encrypt(plain);
  },
  async open(key, nonce, aad, ciphertext) {
    const cipher = (await isNative()) ? null : await noble();
    try {
      if (cipher !== null) return cipher(key, nonce, aad).decrypt(ciphertext);
      const loaded = await load(key, 'decrypt');
      return new Uint8Array(await crypto.subtle.decrypt(how(nonce, aad), loaded, buffer(ciphertext)));
    } catch {
      throw invalid('ciphertext does not open');
    }
  },
};
