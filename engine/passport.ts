import { sha256 } from '@noble/hashes/sha2.js';
import { base64url, fromBase64url, utf8 } from '../shared/bytes.ts';
import { deviceJwk } from '../shared/device-jwk.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import {
  type Claims,
  checkClaims,
  jsonPart,
  passportAlgorithms,
  passportType,
  readClaims,
  splitPassport,
} from '../shared/passport.ts';
import type { Keyring } from './keyring.ts';
import type { SuiteId } from './mls/index.ts';

export { deviceJwk } from '../shared/device-jwk.ts';

const verifiers = {
  ES256: { import: { name: 'ECDSA', namedCurve: 'P-256' }, verify: { name: 'ECDSA', hash: 'SHA-256' } },
  ES384: { import: { name: 'ECDSA', namedCurve: 'P-384' }, verify: { name: 'ECDSA', hash: 'SHA-384' } },
  EdDSA: { import: { name: 'Ed25519' }, verify: { name: 'Ed25519' } },
} as const;

/** Where a passport stands, and what it is held to there. */
export interface PassportPlace {
  readonly issuer: string;
  readonly conversation: string;
  readonly jkt: string;
  readonly nowMs: number | null;
  /** The issuer must list the signing key now. */
  readonly fresh: boolean;
}

/**
 * Holds claims to where they stand, whoever signed them. Throws `passport-untrusted`, `passport-expired`,
 * `passport-elsewhere`, `passport-device`.
 */
export function holdToPlace(claims: Claims, place: PassportPlace): void {
  // A device's clock may be hours behind. That a passport is not yet good is the relay's to say, by a better clock.
  checkClaims(claims, { ...place, earlyMs: limits.peerClockMs });
}

/**
 * Verifies a passport against the issuer's keys (RFC 7515 §5.2, RFC 9901 §7.1) and holds it to where it stands.
 * Throws `passport-malformed`, `passport-untrusted`, `passport-expired`, `passport-elsewhere`, `passport-device`,
 * `portal-unreachable`.
 */
export async function verifyPassport(
  passport: string,
  keyring: Keyring,
  place: PassportPlace,
): Promise<Claims> {
  const { jwt } = splitPassport(passport);
  await verifyJws(jwt, passportType, keyring, place.fresh);
  const payload = jwt.split('.')[1]!;
  const claims = readClaims(jsonPart(fromBase64url(payload)));
  holdToPlace(claims, place);
  return claims;
}

/**
 * Verifies that the issuer signed this compact JWS, of this `typ` (RFC 7515 §5.2). `fresh`: the issuer must list the key
 * now. Throws `passport-malformed`, `passport-untrusted`, `portal-unreachable`.
 */
export async function verifyJws(jwt: string, type: string, keyring: Keyring, fresh: boolean): Promise<void> {
  const [head, payload, signature] = jwt.split('.') as [string, string, string];
  const header = jsonPart(fromBase64url(head));
  const algorithm = header['alg'] as (typeof passportAlgorithms)[number];
  if (header['typ'] !== type || !passportAlgorithms.includes(algorithm) || header['crit'] !== undefined) {
    throw new BedsideError('passport-malformed', 'header');
  }
  const kid = header['kid'];
  if (typeof kid !== 'string') throw new BedsideError('passport-malformed', 'kid');
  const jwk = await keyring.key(kid, fresh);
  if (jwk === null || (jwk.alg !== undefined && jwk.alg !== algorithm))
    throw new BedsideError('passport-untrusted', 'key');
  const bytes = fromBase64url(signature);
  if (bytes === null) throw new BedsideError('passport-malformed', 'signature');
  const { import: imported, verify } = verifiers[algorithm];
  let right = false;
  try {
    const key = await crypto.subtle.importKey('jwk', publicPart(jwk), imported, false, ['verify']);
    right = await crypto.subtle.verify(verify, key, bytes, utf8(`${head}.${payload}`));
  } catch {
    // a key that is not of the algorithm: not right
  }
  if (!right) throw new BedsideError('passport-untrusted', 'signature');
}

const publicPart = ({ kty, crv, x, y }: JsonWebKey): JsonWebKey => ({
  ...(kty !== undefined && { kty }),
  ...(crv !== undefined && { crv }),
  ...(x !== undefined && { x }),
  ...(y !== undefined && { y }),
});

/** The digest under which a passport's `_sd` lists a disclosure (RFC 9901 §4.2.3). */
export const disclosureDigest = (disclosure: string): string => base64url(sha256(utf8(disclosure)));

/** The claim in a disclosure, `[salt, name, value]`, or null where it is none. */
export function readDisclosure(disclosure: string): { name: string; value: unknown } | null {
  const bytes = fromBase64url(disclosure);
  if (bytes === null) return null;
  try {
    const parts: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[1] !== 'string') return null;
    return { name: parts[1], value: parts[2] };
  } catch {
    return null;
  }
}

/** RFC 7638 thumbprint of a device's signature key, given in MLS encoding. */
export const thumbprint = (suite: SuiteId, signatureKey: Uint8Array): string =>
  base64url(sha256(utf8(JSON.stringify(deviceJwk(suite, signatureKey)))));
