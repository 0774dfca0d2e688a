import { limits } from '../../shared/limits.ts';
import { readAtMost } from '../body.ts';

/** A public key that may sign passports: the members that verification needs, and no others. */
export interface VerificationKey {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
  readonly alg?: string;
}

const curves: Readonly<Record<string, readonly string[]>> = { EC: ['P-256', 'P-384'], OKP: ['Ed25519'] };

/**
 * The keys at a tenant's own URL, or null where they cannot be had: no answer in time, a redirect, another status, too
 * long, not a JWKS. Keys of kinds that passports do not use are left out; private members are never kept.
 */
export async function fetchKeys(url: string): Promise<readonly VerificationKey[] | null> {
  // Not AbortSignal.timeout: its timer would keep the object awake long after the answer.
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(), limits.jwksTimeoutMs);
  try {
    const response = await fetch(url, {
      headers: { Accept: 'application/jwk-set+json, application/json' },
      redirect: 'manual',
      signal: tooLong.signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      return null;
    }
    const body = await readAtMost(response.body, limits.jwksBytesMax);
    return body === null ? null : keysFrom(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The usable keys of a parsed JWKS, or null where it is none. */
export function keysFrom(value: unknown): readonly VerificationKey[] | null {
  const keys = (value as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) return null;
  const usable = keys.map(keyFrom).filter((key) => key !== null);
  return usable.slice(0, limits.jwksKeysMax);
}

function keyFrom(value: unknown): VerificationKey | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kid, kty, crv, x, y, alg, use } = value as Record<string, unknown>;
  if (typeof kid !== 'string' || kid.length === 0 || kid.length > 256) return null;
  if (typeof kty !== 'string' || typeof crv !== 'string' || !curves[kty]?.includes(crv)) return null;
  if (typeof x !== 'string' || (kty === 'EC') !== (typeof y === 'string')) return null;
  if (use !== undefined && use !== 'sig') return null;
  return {
    kid,
    kty,
    crv,
    x,
    ...(typeof y === 'string' ? { y } : {}),
    ...(typeof alg === 'string' ? { alg } : {}),
  };
}
