import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
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

/** ChaCha20-Poly1305 (RFC 8439), which WebCrypto does not have. */
export const chaCha20Poly1305: Aead = {
  id: 3,
  keySize: 32,
  async seal(key, nonce, aad, plain) {
    return chacha20poly1305(key, nonce, aad).encrypt(plain);
  },
  async open(key, nonce, aad, ciphertext) {
    try {
      return chacha20poly1305(key, nonce, aad).decrypt(ciphertext);
    } catch {
      throw invalid('ciphertext does not open');
    }
  },
};
