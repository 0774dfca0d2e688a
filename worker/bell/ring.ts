import { limits } from '../../shared/limits.ts';
import { type BellSetting, endpointAt } from './setting.ts';
import { authorization } from './vapid.ts';

/** `gone`: the push service does not know the endpoint any more, or not for this key. */
export type Rung = 'rung' | 'gone' | 'failed';

const goneStatuses: readonly number[] = [403, 404, 410];

/**
 * Asks the push service to wake what is behind the endpoint (RFC 8030). There is no payload, so that there is nothing to seal
 * and nothing to leak: neither room, nor tenant, nor topic, nor how much has come. Never throws.
 */
export async function ring(setting: BellSetting, endpoint: string): Promise<Rung> {
  const url = endpointAt(setting.services, endpoint);
  if (url === null) return 'gone';
  // Not AbortSignal.timeout: its timer would keep the object awake long after the answer.
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(), limits.bellTimeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        Authorization: await authorization(setting, url.origin, Date.now()),
        TTL: `${limits.bellTtlMs / 1000}`,
        Urgency: 'normal',
      },
      redirect: 'manual',
      signal: tooLong.signal,
    });
    await response.body?.cancel();
    if (response.ok) return 'rung';
    return goneStatuses.includes(response.status) ? 'gone' : 'failed';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
