import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Bindings } from './bindings.ts';
import { jsonBody } from './json-body.ts';
import { answer } from './responses.ts';
import { verifyRevocation } from './revocation-token.ts';
import { roomName } from './room-name.ts';
import { keyOf } from './session.ts';
import { tenantsOf } from './tenant/configuration.ts';

/**
 * `POST /v1/revocations`: a token that the tenant's portal signed ends what passports granted up to its time, at once
 * (PROTOCOL.md §3.7). Whoever brings it, it is the portal's word. 201 for a new one, 200 for one that was brought before.
 * Throws coded errors.
 */
export async function takeRevocation(request: Request, env: Bindings): Promise<Response> {
  const { revocation: token } = await jsonBody(request, ['revocation'], limits.revocationBytesMax + 64);
  const { iss, conversation, jti, sub, did, iat } = await verifyRevocation({
    token,
    nowMs: Date.now(),
    key: async (issuer, kid) => {
      const found = [...tenantsOf(env.TENANTS)].find(([, tenant]) => tenant.issuer === issuer);
      if (found === undefined) throw new BedsideError('tenant-unknown');
      return keyOf(env, ...found, kid);
    },
  });
  const room = env.ROOMS.get(env.ROOMS.idFromName(roomName(iss, conversation)));
  const isNew = await room.revoke({ jti, sub, did, iat, token });
  return answer(isNew ? 201 : 200, { ok: true });
}
