import { sha384 } from '@noble/hashes/sha2.js';
import { type Kdf, kdfOver } from './kdf.ts';

/** SHA-384, HMAC and HKDF over it. */
export const kdfSha384: Kdf = kdfOver(2, 48, sha384);
