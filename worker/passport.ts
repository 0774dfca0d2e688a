import { compactVerify, decodeProtectedHeader } from 'jose';
import { fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import {
  type Claims,
  checkClaims,
  jsonPart,
  passportAlgorithms,
  passportType,
  readClaims,
  splitPassport,
} from '../shared/passport.ts';
import type { VerificationKey } from './tenant/jwks.ts';

/** A passport at the front door, and how to find the keys of the one tenant that may have signed it. */
export interface Presented {
  readonly passport: string;
  readonly issuer: string;
  readonly nowMs: number;
  /** The tenant's key of that `kid`, or null. Throws `tenant-unreachable`. */
  key(kid: string): Promise<VerificationKey | null>;
}

/** Answers the claims of a passport that holds, throws a coded error at any other. */
export type VerifyPassport = (presented: Presented) => Promise<Claims>;

const malformed = (detail: string) => new BedsideError('passport-malformed', detail);

/**
 * The claims of a passport that the tenant signed for now (PROTOCOL.md §3). Refuses disclosures: the relay must never
 * see a name. Whether the presenter holds the device's key is the proof's question, see proof.ts.
 */
export const verifyPassport: VerifyPassport = async ({ passport, issuer, nowMs, key }) => {
  const { jwt, disclosures } = splitPassport(passport);
  if (disclosures.length > 0) throw malformed('disclosures are not for the relay');
  if (!isCanonical(jwt)) throw malformed('base64url');
  const header = headerOf(jwt);
  if (header.typ !== passportType) throw malformed('typ');
  const algorithm = passportAlgorithms.find((name) => name === header.alg);
  if (algorithm === undefined) throw malformed('alg');
  if (typeof header.kid !== 'string' || header.kid.length > 256) throw malformed('kid');
  const found = await key(header.kid);
  if (found === null || (found.alg !== undefined && found.alg !== algorithm))
    throw new BedsideError('passport-untrusted');
  const claims = readClaims(jsonPart(await signed(jwt, found, algorithm)));
  checkClaims(claims, { issuer, conversation: claims.conversation, jkt: claims.jkt, nowMs });
  return claims;
};

/** True where every part of a JWS is the one text of its bytes. jose takes others, and then peers refuse what the relay took. */
export const isCanonical = (jws: string): boolean =>
  jws.split('.').every((part) => fromBase64url(part) !== null);

function headerOf(jwt: string) {
  try {
    const header = decodeProtectedHeader(jwt);
    // Nothing that a passport may need is an extension: one that says so is refused, as peers do.
    if (header.crit !== undefined) throw malformed('crit');
    return header;
  } catch {
    throw malformed('header');
  }
}

async function signed(jwt: string, key: VerificationKey, algorithm: string): Promise<Uint8Array> {
  try {
    return (await compactVerify(jwt, { ...key }, { algorithms: [algorithm] })).payload;
  } catch {
    throw new BedsideError('passport-untrusted');
  }
}
