import { importJWK, type JWTPayload, SignJWT } from 'jose';
import type { PortalKeys } from './keys.ts';

/** A JWT of this `typ`, signed by the portal's key. */
export async function signToken(
  { signingKey }: Pick<PortalKeys, 'signingKey'>,
  typ: string,
  payload: JWTPayload,
): Promise<string> {
  const { alg, kid } = signingKey;
  return new SignJWT(payload).setProtectedHeader({ alg, kid, typ }).sign(await importJWK(signingKey, alg));
}
