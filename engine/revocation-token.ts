import { base64url, fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { jsonPart } from '../shared/passport.ts';
import { type Revocation, readRevocation, revocationType, splitRevocation } from '../shared/revocation.ts';
import { verifyJws } from './passport.ts';
import type { RosterRule } from './roster.ts';

/** What a revocation says, once its signature is its issuer's. Throws `revocation-invalid`, `portal-unreachable`. */
export async function verifyRevocation(
  bytes: Uint8Array,
  { keyring, conversation }: RosterRule,
): Promise<Revocation> {
  let revocation: Revocation;
  try {
    const token = new TextDecoder().decode(bytes);
    const [head, payload, signature] = splitRevocation(token);
    if (![head, payload, signature].every((part) => canonical(part))) throw new Error('base64url');
    await verifyJws(token, revocationType, keyring, false);
    revocation = readRevocation(jsonPart(fromBase64url(payload)));
  } catch (thrown) {
    if (thrown instanceof BedsideError && thrown.code === 'portal-unreachable') throw thrown;
    throw new BedsideError('revocation-invalid');
  }
  // When it was handed in is the relay's to look at: late or again, it ends no passport that was signed after it.
  if (revocation.iss !== keyring.issuer || revocation.conversation !== conversation)
    throw new BedsideError('revocation-invalid', 'elsewhere');
  return revocation;
}

const canonical = (part: string): boolean => {
  const bytes = fromBase64url(part);
  return bytes !== null && base64url(bytes) === part;
};
