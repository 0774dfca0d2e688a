import { concat, fromBase64url } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';
import { isLoopback } from '../loopback.ts';

/** The relay's key at the push services (RFC 8292, ES256), both halves. */
export interface BellKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** What an operator who wants devices to be rung has set. */
export interface BellSetting {
  /** Whom a push service may write to: `mailto:` or https. It reads this, and nothing else about who is behind a ring. */
  readonly subject: string;
  readonly key: BellKey;
  /** The public half, an uncompressed point. */
  readonly publicKey: Uint8Array;
  /** Origins of push services; a `*.` stands for any names below. */
  readonly services: readonly string[];
}

/** The push services of the browsers that there are. */
const knownServices: readonly string[] = [
  'https://fcm.googleapis.com',
  'https://updates.push.services.mozilla.com',
  'https://*.notify.windows.com',
  'https://web.push.apple.com',
];
const servicesMax = 32;
const coordinateBytes = 32;
const originPattern = /^https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/;

const invalid = (detail: string) => new BedsideError('setting-invalid', `BELL: ${detail}`);

/**
 * The secret BELL: `{"subject", "key": <private JWK>}`, made by scripts/bell.ts, and `"services": […]` where others than the
 * known are to be rung at. Null without it. Throws `setting-invalid`, naming the field and never its value.
 */
export function bellFrom(secret: string | undefined): BellSetting | null {
  if (secret === undefined || secret === '') return null;
  const { subject, key, services = knownServices, ...rest } = parsed(secret);
  if (Object.keys(rest).length > 0) throw invalid('an unknown field');
  if (typeof subject !== 'string' || !/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(subject))
    throw invalid('subject');
  if (!Array.isArray(services) || services.length > servicesMax || !services.every(isService))
    throw invalid('services');
  return { subject, services, ...keyFrom(key) };
}

function keyFrom(value: unknown): Pick<BellSetting, 'key' | 'publicKey'> {
  const { kty, crv, x, y, d } = (value ?? {}) as Record<string, unknown>;
  const coordinates = [x, y, d].map((text) => (typeof text === 'string' ? fromBase64url(text) : null));
  if (kty !== 'EC' || crv !== 'P-256' || !coordinates.every((bytes) => bytes?.length === coordinateBytes))
    throw invalid('key');
  return {
    key: { kty, crv, x: x as string, y: y as string, d: d as string },
    publicKey: concat(Uint8Array.of(4), coordinates[0]!, coordinates[1]!),
  };
}

/** https; http on the loopback alone, for tests and the demo. */
function isService(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  return originPattern.test(text) || (isLoopback(URL.parse(text)) && URL.parse(text)?.origin === text);
}

/**
 * The URL of an endpoint at one of these services, or null: a device must not choose whom the relay's requests reach. No
 * credentials, no port but a service's own, no fragment.
 */
export function endpointAt(services: readonly string[], text: string): URL | null {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return null;
  const isKnown = services.some((service) => {
    if (!service.startsWith('https://*.')) return url.origin === service;
    return (
      url.protocol === 'https:' && url.port === '' && url.hostname.endsWith(service.slice('https://*'.length))
    );
  });
  return isKnown ? url : null;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // falls through: not JSON
  }
  throw invalid('not a JSON object');
}
