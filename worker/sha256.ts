import { createHash } from 'node:crypto';

/** The platform's SHA-256, synchronous: hashing must not let another event in between two entries. */
export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());
