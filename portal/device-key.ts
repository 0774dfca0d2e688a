import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';

/** JWK members that carry a secret, in any kind of key (RFC 7518 §6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;

const malformed = (detail: string) => new BedsideError('request-malformed', detail);

/** A device's public key as the browser sent it. */
export type DeviceKey = Pick<JsonWebKey, 'kty' | 'crv' | 'x' | 'y'>;

const deviceCurves: Readonly<Record<string, { kty: string; bytes: number }>> = {
  Ed25519: { kty: 'OKP', bytes: 32 },
  'P-256': { kty: 'EC', bytes: 32 },
  'P-384': { kty: 'EC', bytes: 48 },
};

/**
 * The public device key in a JSON value: OKP Ed25519, or EC P-256 or P-384 with a point on the curve. Throws
 * `request-malformed`, also for a key with a private member: a device that sends one has given its key away.
 */
export function deviceKeyFrom(value: unknown): DeviceKey {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('deviceKey is not a JWK');
  const jwk = value as Record<string, unknown>;
  if (privateMembers.some((member) => jwk[member] !== undefined))
    throw malformed('deviceKey has a private member');
  const { kty, crv, x, y } = jwk;
  const curve = typeof crv === 'string' && Object.hasOwn(deviceCurves, crv) ? deviceCurves[crv]! : null;
  if (curve === null || kty !== curve.kty) throw malformed('deviceKey is not Ed25519, P-256 or P-384');
  const coordinates = kty === 'EC' ? [x, y] : [x];
  for (const one of coordinates)
    if (typeof one !== 'string' || fromBase64url(one)?.length !== curve.bytes)
      throw malformed('deviceKey has a coordinate of the wrong length');
  const key = (kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }) as DeviceKey;
  try {
    createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  } catch {
    throw malformed('deviceKey is not on its curve');
  }
  return key;
}
