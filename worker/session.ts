import { BedsideError, errors } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Bindings } from './bindings.ts';
import { jsonBody } from './json-body.ts';
import type { VerifyPassport } from './passport.ts';
import { verifyProof } from './proof.ts';
import { answer, coded } from './responses.ts';
import { roomName } from './room-name.ts';
import { type TenantConfiguration, tenantsOf } from './tenant/configuration.ts';
import type { VerificationKey } from './tenant/jwks.ts';

/**
 * `POST /v1/session`: a passport and a DPoP proof for a ticket (DESIGN §7). Cheap questions first; the room is asked
 * last, so that nobody without a signed passport can wake one. Throws coded errors.
 */
export async function openSession(
  request: Request,
  env: Bindings,
  verifyPassport: VerifyPassport,
): Promise<Response> {
  const { tenant: name, passport } = await jsonBody(
    request,
    ['tenant', 'passport'],
    limits.passportBytesMax + 1024,
  );
  const tenant = tenantsOf(env.TENANTS).get(name);
  if (tenant === undefined) throw new BedsideError('tenant-unknown');
  const origin = request.headers.get('Origin');
  if (origin !== null && !tenant.origins.includes(origin)) throw new BedsideError('origin-refused');
  const nowMs = Date.now();
  const claims = await verifyPassport({
    passport,
    issuer: tenant.issuer,
    nowMs,
    key: (kid) => keyOf(env, name, tenant, kid),
  });
  const proof = await verifyProof({
    proof: request.headers.get('DPoP') ?? '',
    method: request.method,
    url: request.url,
    passport,
    nowMs,
  });
  if (proof.jkt !== claims.jkt) throw new BedsideError('passport-device');
  const room = roomName(tenant.issuer, claims.conversation);
  const outcome = await env.ROOMS.get(env.ROOMS.idFromName(room)).admit({
    jkt: claims.jkt,
    did: claims.did,
    sub: claims.sub,
    can: [...claims.can],
    iat: claims.iat,
    expiresAt: claims.exp * 1000,
    proof: { jti: proof.jti, iat: proof.iat },
    origins: [...tenant.origins],
  });
  if ('ticket' in outcome) return answer(201, { room, ticket: outcome.ticket });
  // The portal's own word, so that the device can tell it from the relay's.
  if (outcome.revocation !== undefined)
    return answer(errors.revoked.http, { code: 'revoked', revocation: outcome.revocation });
  return coded(
    outcome.code,
    outcome.retryMs > 0 ? { 'Retry-After': `${Math.ceil(outcome.retryMs / 1000)}` } : {},
  );
}

/** Keys that this isolate has just seen, so that a storm of sessions does not queue at one object. */
const recent = new Map<string, { readonly keys: readonly VerificationKey[]; readonly untilMs: number }>();

/** The tenant's key of that `kid`, or null. Throws `tenant-unreachable`. */
export async function keyOf(
  env: Bindings,
  name: string,
  { jwks }: TenantConfiguration,
  kid: string,
): Promise<VerificationKey | null> {
  const cacheName = `${name} ${jwks}`;
  const seen = recent.get(cacheName);
  const known = seen !== undefined && seen.untilMs > Date.now() ? find(seen.keys, kid) : null;
  if (known !== null) return known;
  const keys = await env.TENANT_KEYS.get(env.TENANT_KEYS.idFromName(name)).keys(jwks, kid);
  if (keys === null) throw new BedsideError('tenant-unreachable');
  recent.set(cacheName, { keys, untilMs: Date.now() + limits.jwksRefetchMs });
  return find(keys, kid);
}

const find = (keys: readonly VerificationKey[], kid: string) => keys.find((key) => key.kid === kid) ?? null;
