import { type Aead, chaCha20Poly1305, prepareChaCha20 } from './aead.ts';
import { prepareX25519 } from './diffie-hellman.ts';
import { type Kdf, kdfSha256 } from './kdf.ts';
import type { Kem } from './kem.ts';
import { mlKem } from './ml-kem.ts';
import { unsupported } from './refusal.ts';
import { ed25519, prepareEd25519, type Scheme } from './signature.ts';
import { suitesBeside } from './suites-beside.ts';

/** The suites of the profile, by their MLS number. */
export type SuiteId = 0x004d | 0x0007 | 0x0001;

/** The algorithms of one cipher suite (RFC 9420 §5.1). */
export interface Suite {
  readonly id: number;
  readonly kem: Kem;
  readonly kdf: Kdf;
  readonly aead: Aead;
  readonly scheme: Scheme;
}

/** X-Wing is loaded when first used: ML-KEM is the heaviest part, and two of the suites do without it. */
const xWing = async () => (await import('./x-wing.ts')).xWing;
const lazyXWing: Kem = {
  id: 0x647a,
  generate: async () => (await xWing()).generate(),
  derive: async (ikm) => (await xWing()).derive(ikm),
  encapsulate: async (publicKey, ikm) => (await xWing()).encapsulate(publicKey, ikm),
  decapsulate: async (secretKey, enc) => (await xWing()).decapsulate(secretKey, enc),
};

const suites: Readonly<Partial<Record<SuiteId, Suite>>> = {
  /** MLS_256_XWING_CHACHA20POLY1305_SHA256_Ed25519 (draft-mahy-mls-xwing): the default. */
  77: { id: 0x004d, kem: lazyXWing, kdf: kdfSha256, aead: chaCha20Poly1305, scheme: ed25519 },
  ...suitesBeside,
};

/**
 * Has in hand what the preferred suite needs and the platform does not have: afterwards nothing of it is fetched any more.
 * Rejects where a part does not come; the next call asks again.
 */
export async function prepareSuite(): Promise<void> {
  await Promise.all([xWing(), mlKem(), prepareChaCha20(), prepareX25519(), prepareEd25519()]);
}

/** The numbers of the suites of the profile, the preferred first. */
export const suiteIds: readonly SuiteId[] = [0x004d, 0x0007, 0x0001];

/** The number as one of the profile. Throws mls-unsupported for any other. */
export function suiteId(id: number): SuiteId {
  if (!suiteIds.includes(id as SuiteId)) throw unsupported('cipher suite');
  return id as SuiteId;
}

/** The algorithms of a suite. Throws mls-unsupported for a number outside the profile, or a suite that was left out of a build. */
export function suiteOf(id: number): Suite {
  const suite = suites[suiteId(id)];
  if (!suite) throw unsupported('cipher suite');
  return suite;
}
