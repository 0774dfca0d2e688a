import { BedsideError } from '../shared/errors.ts';
import { type Claims, checkClaims, passportType, readClaims, splitPassport } from '../shared/passport.ts';
import { openToken, type ShownToken } from './token.ts';

/** A passport at the front door, and how to find the keys of the one tenant that may have signed it. */
export interface Presented extends Pick<ShownToken, 'key'> {
  readonly passport: string;
  readonly issuer: string;
  readonly nowMs: number;
}

/** Answers the claims of a passport that holds, throws a coded error at any other. */
export type VerifyPassport = (presented: Presented) => Promise<Claims>;

const malformed = (detail: string) => new BedsideError('passport-malformed', detail);
const untrusted = (detail: string) => new BedsideError('passport-untrusted', detail);

/**
 * The claims of a passport that the tenant signed for now (PROTOCOL.md §3). Refuses disclosures: the relay must never
 * see a name. Whether the presenter holds the device's key is the proof's question, see proof.ts.
 */
export const verifyPassport: VerifyPassport = async ({ passport, issuer, nowMs, key }) => {
  const { jwt, disclosures } = splitPassport(passport);
  if (disclosures.length > 0) throw malformed('disclosures are not for the relay');
  const payload = await openToken({ token: jwt, key, type: passportType, malformed, untrusted });
  const claims = readClaims(payload);
  checkClaims(claims, { issuer, conversation: claims.conversation, jkt: claims.jkt, nowMs });
  return claims;
};
