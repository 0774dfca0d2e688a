import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { askPortal } from './ask-portal.ts';
import type { GetPassport, PassportAnswer } from './connect.ts';

/**
 * Asks the portal at `url` (absolute): `POST {conversation, deviceKey}` → `{passport, vault?, roster?}`, with the portal's own cookie. Throws
 * `portal-unreachable` (no answer, 429, 5xx: try later) and `portal-refused` (anything else that is not a passport,
 * a redirect to a sign-in page included).
 */
export function passportFrom(url: string): GetPassport {
  return async ({ conversation, deviceKey }) => {
    const response = await askPortal(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ conversation, deviceKey }),
    });
    const body: unknown = await response.json().catch(() => null);
    return passportAnswer(body);
  };
}

/** What was given as an answer, if it is one. A vault of a kind that this version does not know is none. Throws `portal-refused`. */
export function passportAnswer(given: unknown): PassportAnswer {
  const answer = typeof given === 'string' ? { passport: given } : (given as Partial<PassportAnswer> | null);
  const passport = answer?.passport;
  if (typeof passport !== 'string' || passport === '' || passport.length > limits.passportBytesMax)
    throw new BedsideError('portal-refused', 'no passport in the answer');
  const { vault, roster } = answer as PassportAnswer;
  const more = typeof roster === 'string' && roster.length <= limits.rosterBytesMax ? { roster } : {};
  if (vault?.policy === 'own') return { passport, vault: { policy: 'own' }, ...more };
  if (vault?.policy !== 'portal' || typeof vault.secret !== 'string') return { passport, ...more };
  return { passport, vault: { policy: 'portal', secret: vault.secret }, ...more };
}
