import { base64url, fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { jsonPart } from '../shared/passport.ts';
import type { Keyring } from './keyring.ts';
import { verifyJws } from './passport.ts';

const canonical = (part: string): boolean => {
  const bytes = fromBase64url(part);
  return bytes !== null && base64url(bytes) === part;
};

/**
 * The payload of a token of this `typ` that the issuer signed, of these parts. `fresh`: the issuer must list the key now.
 * Throws `passport-malformed`, `passport-untrusted`, `portal-unreachable`: what they mean of this token, its caller says.
 */
export async function openToken(
  parts: readonly [head: string, payload: string, signature: string],
  type: string,
  keyring: Keyring,
  fresh: boolean,
): Promise<unknown> {
  if (!parts.every(canonical)) throw new BedsideError('passport-malformed', 'base64url');
  await verifyJws(parts.join('.'), type, keyring, fresh);
  return jsonPart(fromBase64url(parts[1]));
}
