import type { Aead } from './aead.ts';
import { buffer } from './native.ts';
import { invalid } from './refusal.ts';

const gcm = (id: number, keySize: number): Aead => {
  const load = (key: Uint8Array, use: 'encrypt' | 'decrypt') =>
    crypto.subtle.importKey('raw', buffer(key), 'AES-GCM', false, [use]);
  const how = (iv: Uint8Array, aad: Uint8Array) => ({
    name: 'AES-GCM',
    iv: buffer(iv),
    additionalData: buffer(aad),
  });
  return {
    id,
    keySize,
    async seal(key, nonce, aad, plain) {
      const loaded = await load(key, 'encrypt');
      return new Uint8Array(await crypto.subtle.encrypt(how(nonce, aad), loaded, buffer(plain)));
    },
    async open(key, nonce, aad, ciphertext) {
      const loaded = await load(key, 'decrypt');
      try {
        return new Uint8Array(await crypto.subtle.decrypt(how(nonce, aad), loaded, buffer(ciphertext)));
      } catch {
        throw invalid('ciphertext does not open');
      }
    },
  };
};

/** AES-128-GCM, native. */
export const aes128Gcm: Aead = gcm(1, 16);

/** AES-256-GCM, native. */
export const aes256Gcm: Aead = gcm(2, 32);
