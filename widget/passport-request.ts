import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { GetPassport } from './connect.ts';

/**
 * Asks the portal at `url` (absolute): `POST {conversation, deviceKey}` → `{passport}`, with the portal's own cookie. Throws
 * `portal-unreachable` (no answer, 429, 5xx: try later) and `portal-refused` (anything else that is not a passport,
 * a redirect to a sign-in page included).
 */
export function passportFrom(url: string): GetPassport {
  return async ({ conversation, deviceKey }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ conversation, deviceKey }),
      credentials: new URL(url).origin === location.origin ? 'same-origin' : 'include',
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'same-origin',
      signal: AbortSignal.timeout(limits.openDeadlineMs),
    }).catch(() => {
      throw new BedsideError('portal-unreachable');
    });
    if (response.status >= 500 || response.status === 429) throw new BedsideError('portal-unreachable');
    if (!response.ok) throw new BedsideError('portal-refused');
    const body: unknown = await response.json().catch(() => null);
    const passport = (body as { passport?: unknown } | null)?.passport;
    if (typeof passport !== 'string' || passport === '' || passport.length > limits.passportBytesMax)
      throw new BedsideError('portal-refused', 'no passport in the answer');
    return passport;
  };
}
