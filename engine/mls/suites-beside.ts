import { aes128Gcm, aes256Gcm } from './aes-gcm.ts';
import { dhKem } from './dh-kem.ts';
import { x25519 } from './diffie-hellman.ts';
import { ecdsaP384 } from './ecdsa.ts';
import { kdfSha256 } from './kdf.ts';
import { kdfSha384 } from './kdf-sha384.ts';
import { p384 } from './nist-curves.ts';
import { ed25519 } from './signature.ts';

/**
 * The suites of the profile beside the preferred one. The widget has no setting for them and is built without
 * (scripts/build.ts): a group of theirs is `mls-unsupported` to it.
 */
export const suitesBeside = {
  /** MLS_256_DHKEMP384_AES256GCM_SHA384_P384: approved algorithms only. */
  7: {
    id: 0x0007,
    kem: dhKem(0x0011, p384, kdfSha384),
    kdf: kdfSha384,
    aead: aes256Gcm,
    scheme: ecdsaP384,
  },
  /** MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: mandatory in the RFC, for interoperation. */
  1: {
    id: 0x0001,
    kem: dhKem(0x0020, x25519, kdfSha256),
    kdf: kdfSha256,
    aead: aes128Gcm,
    scheme: ed25519,
  },
};
