import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, type JWK } from 'jose';
import { base64url, fromBase64url, utf8 } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { jsonPart, passportAlgorithms } from '../shared/passport.ts';
import { sha256 } from './sha256.ts';
import { isCanonical } from './token.ts';

/** What a proof that holds has shown; `jti` and `iat` let the room take it once. */
export interface Proof {
  /** RFC 7638 thumbprint of the key that signed it. */
  readonly jkt: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

/** A DPoP proof (RFC 9449) and the request that it came with. */
export interface ShownProof {
  readonly proof: string;
  readonly method: string;
  readonly url: string;
  /** The passport as it was sent: `ath` binds the proof to it, and so to one room. */
  readonly passport: string;
  readonly nowMs: number;
}

const invalid = (detail: string) => new BedsideError('proof-invalid', detail);
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Checks a proof as RFC 9449 §4.3 says, but for `jti`, which the room keeps. Throws `proof-invalid`, and `clock-off` where only its time is wrong. */
export async function verifyProof(shown: ShownProof): Promise<Proof> {
  const { jwk, payload } = await signed(shown.proof);
  if (payload['htm'] !== shown.method) throw invalid('htm');
  if (!isSameTarget(payload['htu'], shown.url)) throw invalid('htu');
  if (payload['ath'] !== base64url(sha256(utf8(shown.passport)))) throw invalid('ath');
  const { jti, iat } = payload;
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > 128) throw invalid('jti');
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) throw invalid('iat');
  const age = shown.nowMs - iat * 1000;
  if (age > limits.proofAgeMs + limits.clockSkewMs || age < -limits.clockSkewMs)
    throw new BedsideError('clock-off');
  return { jkt: await calculateJwkThumbprint(jwk), jti, iat };
}

async function signed(proof: string): Promise<{ jwk: JWK; payload: Record<string, unknown> }> {
  if (proof.length > limits.proofBytesMax) throw invalid('too long');
  if (!isCanonical(proof)) throw invalid('base64url');
  try {
    const header = decodeProtectedHeader(proof);
    const jwk = header.jwk;
    if (header.typ !== 'dpop+jwt' || typeof jwk !== 'object' || jwk === null) throw invalid('header');
    if (privateMembers.some((name) => name in jwk)) throw invalid('a private key');
    if (![jwk.x, jwk.y].every((part) => part === undefined || fromBase64url(part) !== null))
      throw invalid('a key that is spelled otherwise');
    const { payload } = await compactVerify(proof, jwk, { algorithms: [...passportAlgorithms] });
    return { jwk, payload: jsonPart(payload) };
  } catch {
    throw invalid('signature');
  }
}

function isSameTarget(htu: unknown, url: string): boolean {
  const claimed = typeof htu === 'string' ? URL.parse(htu) : null;
  const actual = new URL(url);
  return claimed !== null && claimed.origin === actual.origin && claimed.pathname === actual.pathname;
}
