import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';

/**
 * Asks the portal at `url` (absolute) with its own cookie. Throws `portal-unreachable` (no answer, 429, 5xx: try later) and
 * `portal-refused` (any other answer that is no success, a redirect to a sign-in page included).
 */
export async function askPortal(url: string, asked: RequestInit): Promise<Response> {
  const response = await fetch(url, {
    credentials: new URL(url).origin === location.origin ? 'same-origin' : 'include',
    redirect: 'manual',
    cache: 'no-store',
    referrerPolicy: 'same-origin',
    signal: AbortSignal.timeout(limits.openDeadlineMs),
    ...asked,
  }).catch(() => {
    throw new BedsideError('portal-unreachable');
  });
  if (response.status >= 500 || response.status === 429) throw new BedsideError('portal-unreachable');
  if (!response.ok) throw new BedsideError('portal-refused');
  return response;
}
