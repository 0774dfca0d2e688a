/** ChaCha20-Poly1305, where WebCrypto lacks it; a file of its own, fetched by browsers that need it. */
export { chacha20poly1305 } from '@noble/ciphers/chacha.js';
