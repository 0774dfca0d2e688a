import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { fromBase64url } from '../shared/bytes.ts';
import { jsonPart, passportAlgorithms } from '../shared/passport.ts';
import type { VerificationKey } from './tenant/jwks.ts';

/** A token at the front door: a compact JWS that a tenant's portal says it signed. */
export interface ShownToken {
  readonly token: string;
  /** The `typ` that its header must have. */
  readonly type: string;
  /** The tenant's key of that `kid`, or null. Throws `tenant-unreachable`. */
  key(kid: string): Promise<VerificationKey | null>;
  /** What to throw where its form is none, and where it is, but nobody of the tenant's signed it. */
  malformed(detail: string): Error;
  untrusted(detail: string): Error;
}

/** True where every part of a JWS is the one text of its bytes. jose takes others, and then peers refuse what the relay took. */
export const isCanonical = (jws: string): boolean =>
  jws.split('.').every((part) => fromBase64url(part) !== null);

/** The payload of a token that the tenant signed (PROTOCOL.md §3.1). What it says is the caller's to read. */
export async function openToken({ token, type, key, malformed, untrusted }: ShownToken): Promise<unknown> {
  if (!isCanonical(token)) throw malformed('base64url');
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw malformed('header');
  }
  // Nothing that a token may need is an extension: one that says so is refused, as peers do.
  if (header.typ !== type || header.crit !== undefined) throw malformed('typ or crit');
  const algorithm = passportAlgorithms.find((name) => name === header.alg);
  if (algorithm === undefined) throw malformed('alg');
  if (typeof header.kid !== 'string' || header.kid.length > 256) throw malformed('kid');
  const found = await key(header.kid);
  if (found === null || (found.alg !== undefined && found.alg !== algorithm)) throw untrusted('key');
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(token, { ...found }, { algorithms: [algorithm] }));
  } catch {
    throw untrusted('signature');
  }
  return jsonPart(payload);
}
