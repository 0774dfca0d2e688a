/** The curves over 2²⁵⁵ − 19, where WebCrypto lacks them; a file of its own, fetched by browsers that need it. */
export { ed25519, x25519 } from '@noble/curves/ed25519.js';
