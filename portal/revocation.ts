import { randomUUID } from 'node:crypto';
import { BedsideError, isErrorCode } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { passportAudience } from '../shared/passport.ts';
import { readRevocation, revocationType, splitRevocation } from '../shared/revocation.ts';
import { checkedIssuer } from './issuer.ts';
import type { PortalKeys } from './keys.ts';
import { signToken } from './sign.ts';

/** Whose access to one conversation is taken back. */
export interface RevocationRequest {
  readonly keys: Pick<PortalKeys, 'signingKey'>;
  readonly issuer: string;
  readonly conversation: string;
  /** The person as their passports name them: `pairwiseSub`. */
  readonly sub: string;
  /** One device, by the `did` of its passports. Left out: every device of the person. */
  readonly deviceId?: string | undefined;
  /** The clock, ms since 1970. For tests. */
  readonly nowMs?: number | undefined;
}

const malformed = (detail: string) => new BedsideError('request-malformed', detail);
const deadlineMs = 10_000;

/**
 * A revocation, signed: it ends every passport of the person (and device) that was signed up to this second. Change what
 * `mayEnter` answers first, or the person's next page asks for a new passport and gets it. Throws `request-malformed`.
 */
export async function mintRevocation(request: RevocationRequest): Promise<string> {
  const iat = Math.floor((request.nowMs ?? Date.now()) / 1000);
  const payload = {
    iss: checkedIssuer(request.issuer),
    aud: passportAudience,
    iat,
    exp: iat + limits.revocationLifetimeMs / 1000,
    jti: randomUUID(),
    conv: request.conversation,
    sub: request.sub,
    ...(request.deviceId === undefined ? {} : { did: request.deviceId }),
  };
  const token = await signToken(request.keys, revocationType, payload);
  try {
    // The readers' own code is the check, as with passports.
    readRevocation(payload);
    splitRevocation(token);
  } catch (thrown) {
    throw malformed(thrown instanceof BedsideError ? thrown.message : 'unreadable');
  }
  return token;
}

/**
 * Hands a revocation to the relay; resolves when the room has it and has closed the sockets that it ends. The same one
 * may be sent again, for as long as `revocationLifetimeMs`: it counts once. Throws the relay's code, or
 * `relay-unreachable`: then send it again.
 */
export async function sendRevocation(relay: string, revocation: string): Promise<void> {
  const response = await fetch(new URL('/v1/revocations', relay), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ revocation }),
    redirect: 'error',
    signal: AbortSignal.timeout(deadlineMs),
  }).catch(() => {
    throw new BedsideError('relay-unreachable');
  });
  if (response.ok) return;
  const body = (await response.json().catch(() => null)) as { code?: unknown } | null;
  throw new BedsideError(isErrorCode(body?.code) ? body.code : 'relay-invalid');
}
