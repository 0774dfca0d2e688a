import { compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { jsonPart, passportAlgorithms } from '../shared/passport.ts';
import {
  checkRevocationTime,
  type Revocation,
  readRevocation,
  revocationType,
  splitRevocation,
} from '../shared/revocation.ts';
import type { Bindings } from './bindings.ts';
import { jsonBody } from './json-body.ts';
import { isCanonical } from './passport.ts';
import { answer } from './responses.ts';
import { roomName } from './room-name.ts';
import { keyOf } from './session.ts';
import { tenantsOf } from './tenant/configuration.ts';
import type { VerificationKey } from './tenant/jwks.ts';

const invalid = (detail: string) => new BedsideError('revocation-invalid', detail);

/**
 * `POST /v1/revocations`: a token that the tenant's portal signed ends what passports granted up to its time, at once
 * (PROTOCOL.md §3.7). Whoever brings it, it is the portal's word. 201 for a new one, 200 for one that was brought before.
 * Throws coded errors.
 */
export async function takeRevocation(request: Request, env: Bindings): Promise<Response> {
  const { revocation: token } = await jsonBody(request, ['revocation'], limits.revocationBytesMax + 64);
  const [, payload] = splitRevocation(token);
  const claimed = readRevocation(json(payload));
  const found = [...tenantsOf(env.TENANTS)].find(([, { issuer }]) => issuer === claimed.iss);
  if (found === undefined) throw new BedsideError('tenant-unknown');
  const [name, tenant] = found;
  const revocation = await verified(token, (kid) => keyOf(env, name, tenant, kid));
  checkRevocationTime(revocation, Date.now());
  const room = roomName(tenant.issuer, revocation.conversation);
  const { jti, sub, did, iat } = revocation;
  const isNew = await env.ROOMS.get(env.ROOMS.idFromName(room)).revoke({ jti, sub, did, iat, token });
  return answer(isNew ? 201 : 200, { ok: true });
}

function json(payload: string): unknown {
  try {
    return jsonPart(fromBase64url(payload));
  } catch {
    throw invalid('payload');
  }
}

async function verified(
  token: string,
  keyOfKid: (kid: string) => Promise<VerificationKey | null>,
): Promise<Revocation> {
  if (!isCanonical(token)) throw invalid('base64url');
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw invalid('header');
  }
  const algorithm = passportAlgorithms.find((one) => one === header.alg);
  if (header.typ !== revocationType || algorithm === undefined || header.crit !== undefined)
    throw invalid('header');
  if (typeof header.kid !== 'string' || header.kid.length > 256) throw invalid('kid');
  const key = await keyOfKid(header.kid);
  if (key === null || (key.alg !== undefined && key.alg !== algorithm)) throw invalid('key');
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(token, { ...key }, { algorithms: [algorithm] }));
  } catch {
    throw invalid('signature');
  }
  return readRevocation(jsonPart(payload));
}
