import { BedsideError } from '../shared/errors.ts';
import { type Revocation, readRevocation, revocationType, splitRevocation } from '../shared/revocation.ts';
import { openToken } from './token.ts';
import type { LeafRule } from './verified.ts';

/** What a revocation says, once its signature is its issuer's. Throws `revocation-invalid`, `portal-unreachable`. */
export async function verifyRevocation(
  bytes: Uint8Array,
  { keyring, conversation }: LeafRule,
): Promise<Revocation> {
  let revocation: Revocation;
  try {
    const token = new TextDecoder().decode(bytes);
    revocation = readRevocation(await openToken(splitRevocation(token), revocationType, keyring, false));
  } catch (thrown) {
    if (thrown instanceof BedsideError && thrown.code === 'portal-unreachable') throw thrown;
    throw new BedsideError('revocation-invalid');
  }
  // When it was handed in is the relay's to look at: late or again, it ends no passport that was signed after it.
  if (revocation.iss !== keyring.issuer || revocation.conversation !== conversation)
    throw new BedsideError('revocation-invalid', 'elsewhere');
  return revocation;
}
