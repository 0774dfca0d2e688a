/** ML-KEM-768, where WebCrypto lacks it; a file of its own, fetched by browsers that need it. */
export { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
