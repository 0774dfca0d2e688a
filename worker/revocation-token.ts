import { fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { jsonPart } from '../shared/passport.ts';
import {
  checkRevocationTime,
  type Revocation,
  readRevocation,
  revocationType,
  splitRevocation,
} from '../shared/revocation.ts';
import type { VerificationKey } from './tenant/jwks.ts';
import { openToken } from './token.ts';

const invalid = (detail: string) => new BedsideError('revocation-invalid', detail);

/** A revocation at the front door. */
export interface ShownRevocation {
  readonly token: string;
  readonly nowMs: number;
  /** The key of that `kid` of the tenant with this issuer, or null. Throws `tenant-unknown`, `tenant-unreachable`. */
  key(issuer: string, kid: string): Promise<VerificationKey | null>;
}

/** What a revocation says that its tenant signed, and that may be handed in now (PROTOCOL.md §3.7). Throws `revocation-invalid`, and what `key` throws. */
export async function verifyRevocation({ token, nowMs, key }: ShownRevocation): Promise<Revocation> {
  const revocation = read(token);
  await openToken({
    token,
    type: revocationType,
    key: (kid) => key(revocation.iss, kid),
    malformed: invalid,
    untrusted: invalid,
  });
  checkRevocationTime(revocation, nowMs);
  return revocation;
}

function read(token: string): Revocation {
  const [, payload] = splitRevocation(token);
  let json: unknown;
  try {
    json = jsonPart(fromBase64url(payload));
  } catch {
    throw invalid('payload');
  }
  return readRevocation(json);
}
