import { env, exports } from 'cloudflare:workers';
import { CompactSign, calculateJwkThumbprint, type JWK } from 'jose';
import { base64url, utf8 } from '../../shared/bytes.ts';
import { passportType } from '../../shared/passport.ts';
import { revocationType } from '../../shared/revocation.ts';
import type { Bindings } from '../bindings.ts';
import { sha256 } from '../sha256.ts';

/** The test's own view of the environment: the relay's, and the tenants' private keys. */
export const testEnv = env as unknown as Bindings & { readonly SIGNERS: string };
export const relayUrl = 'https://relay.test';
export const relayFetch = (path: string, init?: RequestInit): Promise<Response> =>
  (exports as unknown as { default: Fetcher }).default.fetch(new Request(`${relayUrl}${path}`, init));

export interface DeviceKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly jkt: string;
}

export async function makeDeviceKey(): Promise<DeviceKey> {
  const pair = (await crypto.subtle.generateKey({ name: 'Ed25519' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const { kty, crv, x } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
  const jwk = { kty: kty!, crv: crv!, x: x! };
  return { privateKey: pair.privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) };
}

/** A conversation's id, a different one at every call. */
export const makeConversation = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
export const nowS = (): number => Math.floor(Date.now() / 1000);

export const signerOf = (tenant: string): JWK => JSON.parse(testEnv.SIGNERS)[tenant];

export interface PassportWish {
  readonly tenant?: string;
  readonly conversation: string;
  readonly jkt: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signer?: JWK;
  readonly disclosures?: string;
}

/** A passport as a portal would sign it, with what the test wants otherwise. */
export async function mintPassport(wish: PassportWish): Promise<string> {
  const tenant = wish.tenant ?? 'riverside';
  const signer = wish.signer ?? signerOf(tenant);
  const payload = {
    iss: `https://${tenant}.test`,
    sub: wish.jkt.slice(0, 16),
    aud: 'bedside',
    iat: nowS() - 5,
    exp: nowS() + 600,
    jti: crypto.randomUUID(),
    cnf: { jkt: wish.jkt },
    conv: wish.conversation,
    topic: 'clinical',
    role: 'patient',
    can: ['read', 'write'],
    did: 'device-1',
    ...wish.claims,
  };
  const jwt = await new CompactSign(utf8(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ: passportType, kid: signer.kid!, ...wish.header })
    .sign({ ...signer, alg: 'ES256' });
  return `${jwt}~${wish.disclosures ?? ''}`;
}

/** A DPoP proof for `POST /v1/session`. */
export async function makeProof(
  key: DeviceKey,
  passport: string,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const payload = {
    jti: crypto.randomUUID(),
    htm: 'POST',
    htu: `${relayUrl}/v1/session`,
    iat: nowS(),
    ath: base64url(sha256(utf8(passport))),
    ...claims,
  };
  return new CompactSign(utf8(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'dpop+jwt', jwk: key.jwk, ...header })
    .sign(key.privateKey);
}

/** `POST /v1/session` with these. */
export function postSession(
  passport: string,
  proof: string,
  more: { tenant?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return relayFetch('/v1/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', DPoP: proof, ...more.headers },
    body: JSON.stringify({ tenant: more.tenant ?? 'riverside', passport }),
  });
}

/** A revocation as a portal would sign it, with what the test wants otherwise. */
export async function mintRevocation(
  conversation: string,
  claims: Readonly<Record<string, unknown>>,
  wish: { tenant?: string; header?: Readonly<Record<string, unknown>>; signer?: JWK } = {},
): Promise<string> {
  const tenant = wish.tenant ?? 'riverside';
  const signer = wish.signer ?? signerOf(tenant);
  const payload = {
    iss: `https://${tenant}.test`,
    aud: 'bedside',
    iat: nowS(),
    exp: nowS() + 3600,
    jti: crypto.randomUUID(),
    conv: conversation,
    ...claims,
  };
  return new CompactSign(utf8(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ: revocationType, kid: signer.kid!, ...wish.header })
    .sign({ ...signer, alg: 'ES256' });
}

/** `POST /v1/revocations` with this. */
export const postRevocation = (revocation: string, body: unknown = { revocation }): Promise<Response> =>
  relayFetch('/v1/revocations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
