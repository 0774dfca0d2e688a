import type { Claims } from './passport.ts';
import type { Revocation } from './revocation.ts';

/** True where the revocation ends this passport: of the same person, and device where it names one, and not signed after it. */
export const isRevokedBy = (
  { sub, did, iat }: Pick<Revocation, 'sub' | 'did' | 'iat'>,
  passport: Pick<Claims, 'sub' | 'did' | 'iat'>,
): boolean => passport.sub === sub && (did === null || passport.did === did) && passport.iat <= iat;
