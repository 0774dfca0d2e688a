import { claimReaders, splitJws } from './claim.ts';
import { BedsideError } from './errors.ts';
import { type ConversationId, conversationIdFrom } from './ids.ts';
import { limits } from './limits.ts';
import { passportAudience } from './passport.ts';

/**
 * A revocation: a JWT that the portal signs when it takes a person's access to one conversation back, of one device or
 * of all (PROTOCOL.md §3.7). It ends what was granted up to its `iat`; a passport that the portal signs later is good.
 */
export const revocationType = 'bedside-revocation+jwt';

/** What the signed part says. Times are seconds since 1970. */
export interface Revocation {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly conversation: ConversationId;
  readonly sub: string;
  /** The device's id; null: every device of the person. */
  readonly did: string | null;
}

const invalid = (detail: string) => new BedsideError('revocation-invalid', detail);

const { object, text, whole } = claimReaders(invalid);

/** The parts of the compact JWS. Throws `revocation-invalid`. */
export const splitRevocation = (token: string): ReturnType<typeof splitJws> =>
  splitJws(token, limits.revocationBytesMax, invalid);

/** Reads a payload whose signature the caller checks; its time is {@link checkRevocationTime}'s. Throws `revocation-invalid`. */
export function readRevocation(payload: unknown): Revocation {
  const of = object(payload);
  const conversation = conversationIdFrom(of['conv']);
  if (of['aud'] !== passportAudience || conversation === null) throw invalid('aud or conv');
  const revocation: Revocation = {
    iss: text(of['iss']),
    iat: whole(of['iat']),
    exp: whole(of['exp']),
    jti: text(of['jti']),
    conversation,
    sub: text(of['sub']),
    did: of['did'] === undefined ? null : text(of['did'], 64),
  };
  const { iat, exp } = revocation;
  if (exp <= iat || (exp - iat) * 1000 > limits.revocationLifetimeMs) throw invalid('exp');
  return revocation;
}

/** Holds a token to the time in which it may be handed in. Throws `revocation-invalid`. */
export function checkRevocationTime({ iat, exp }: Revocation, nowMs: number): void {
  if (exp * 1000 <= nowMs - limits.clockSkewMs || iat * 1000 > nowMs + limits.clockSkewMs)
    throw invalid('time');
}
