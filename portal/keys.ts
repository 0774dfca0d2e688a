import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { base64url, fromBase64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { passportAlgorithms } from '../shared/passport.ts';

export type PassportAlgorithm = (typeof passportAlgorithms)[number];

/** A signing key as a JWK (RFC 7517). `d` is the private half. */
export interface SigningKey extends JsonWebKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: PassportAlgorithm;
  readonly use: 'sig';
}

/** The same key as everyone may see it. */
export type PublicKey = Omit<SigningKey, 'd'>;

/** All that a portal must keep secret for Bedside. Lose it and every room gets another name: back it up. */
export interface PortalKeys {
  readonly signingKey: SigningKey;
  /** Base64url of 32 bytes. Names rooms; who has it can tell which patient a room belongs to. */
  readonly roomSecret: string;
  /** Base64url of 32 bytes. Makes the pseudonyms; who has it can link a person's rooms. */
  readonly pairwiseSecret: string;
  /** Base64url of 32 bytes. Makes the vaults' secrets; who has it, and what the relay stores, can read every conversation. */
  readonly vaultSecret?: string;
  /** Keys that sign no more and are still published, until the last passport that they signed has expired. */
  readonly retiredKeys?: readonly PublicKey[];
}

const malformed = (detail: string) => new BedsideError('request-malformed', detail);

const curves = {
  ES256: { kty: 'EC', crv: 'P-256', bytes: 32 },
  ES384: { kty: 'EC', crv: 'P-384', bytes: 48 },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', bytes: 32 },
} as const satisfies Record<PassportAlgorithm, { kty: string; crv: string; bytes: number }>;

/** RFC 7638 thumbprint (SHA-256, base64url) of an EC or OKP public key. */
export function jwkThumbprint(jwk: {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
}): string {
  const { kty, crv, x, y } = jwk;
  // The members in the order of their names: RFC 7638 §3.3 hashes these bytes and no others.
  const canonical = JSON.stringify(kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x });
  return createHash('sha256').update(canonical).digest('base64url');
}

/** New keys for a portal. `alg` signs the passports: ES256 by default. Throws `request-malformed` for another. */
export function generatePortalKeys({ alg = 'ES256' }: { alg?: PassportAlgorithm } = {}): PortalKeys {
  if (!passportAlgorithms.includes(alg)) throw malformed('alg is not ES256, ES384 or EdDSA');
  const { privateKey } =
    alg === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: curves[alg].crv });
  const jwk = privateKey.export({ format: 'jwk' }) as Pick<SigningKey, 'kty' | 'crv' | 'x' | 'y' | 'd'>;
  return {
    signingKey: { ...jwk, kid: jwkThumbprint(jwk), alg, use: 'sig' },
    roomSecret: base64url(randomBytes(32)),
    pairwiseSecret: base64url(randomBytes(32)),
    vaultSecret: base64url(randomBytes(32)),
  };
}

/** The 32 bytes of a secret. Throws `request-malformed`. */
export function secretBytes(text: unknown): Uint8Array {
  const bytes = typeof text === 'string' ? fromBase64url(text) : null;
  if (bytes?.length !== 32) throw malformed('a secret is not base64url of 32 bytes');
  return bytes;
}

/**
 * Keys as they were read from a file or a secret manager (`JSON.parse` of what `generate-keys.ts` printed), checked.
 * Throws `request-malformed`; the message never has any part of a key.
 */
export function portalKeysFrom(value: unknown): PortalKeys {
  const keys = value as Partial<PortalKeys> | null;
  if (typeof keys !== 'object' || keys === null) throw malformed('keys are not an object');
  secretBytes(keys.roomSecret);
  secretBytes(keys.pairwiseSecret);
  if (keys.vaultSecret !== undefined) secretBytes(keys.vaultSecret);
  const key = keys.signingKey;
  const curve = passportAlgorithms.includes(key?.alg as PassportAlgorithm) ? curves[key!.alg] : null;
  if (!key || curve === null || key.kty !== curve.kty || key.crv !== curve.crv || key.use !== 'sig')
    throw malformed('signingKey is not a signing key of a known algorithm');
  if (typeof key.kid !== 'string' || key.kid === '') throw malformed('signingKey has no kid');
  try {
    createPrivateKey({ key, format: 'jwk' });
  } catch {
    throw malformed('signingKey is not a valid private key');
  }
  if (keys.retiredKeys !== undefined && !Array.isArray(keys.retiredKeys))
    throw malformed('retiredKeys is not a list');
  return keys as PortalKeys;
}

/**
 * The JWKS (RFC 7517 §5) to serve at `<issuer>/.well-known/jwks.json`. Members are picked by name, so a private one
 * cannot slip through.
 */
export function jwks(keys: Pick<PortalKeys, 'signingKey' | 'retiredKeys'>): { keys: PublicKey[] } {
  const shown = [keys.signingKey, ...(keys.retiredKeys ?? [])].map(
    ({ kty, crv, x, y, kid, alg }): PublicKey => ({
      kty,
      crv,
      x,
      ...(y === undefined ? {} : { y }),
      kid,
      alg,
      use: 'sig',
    }),
  );
  return { keys: shown };
}
