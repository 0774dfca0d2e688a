/** The NIST curves, where WebCrypto lacks something; a file of its own, fetched by browsers that need it. */
export { p256, p384 } from '@noble/curves/nist.js';
