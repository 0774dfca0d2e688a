import { claimReaders } from './claim.ts';
import { BedsideError } from './errors.ts';
import { type ConversationId, conversationIdFrom } from './ids.ts';
import { limits } from './limits.ts';

/**
 * The passport: an SD-JWT (RFC 9901) that the portal signs for one person, one device, one conversation
 * (PROTOCOL.md §3). Its `typ` is `bedside-passport+sd-jwt`, its `aud` is `bedside`.
 */
export const passportType = 'bedside-passport+sd-jwt';
export const passportAudience = 'bedside';
export const passportAlgorithms = ['ES256', 'ES384', 'EdDSA'] as const;
export const roles = [
  'patient',
  'caregiver',
  'clinician',
  'front-desk',
  'billing',
  'interpreter',
  'compliance',
  'service',
] as const;
export type Role = (typeof roles)[number];
export const rights = ['read', 'write', 'invite', 'remove', 'redact', 'export'] as const;
export type Right = (typeof rights)[number];

/** What the signed part says. Times are seconds since 1970, as in every JWT. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** RFC 7638 thumbprint of the device's signature key. */
  readonly jkt: string;
  readonly conversation: ConversationId;
  readonly topic: string;
  readonly role: Role;
  readonly can: readonly Right[];
  /** The device's id. */
  readonly did: string;
  /** Version and hash of the conversation's roster (shared/roster.ts); `rh` null: the portal gives none. */
  readonly rv: number;
  readonly rh: string | null;
  /** `chain`: by the care team's policy this member may have the messages from before it joined. */
  readonly hist: 'chain' | 'none';
  /** For how long messages of this member may be shown where it chooses so, seconds. None: all are kept. */
  readonly livesS: readonly number[];
  /** Which segment of the conversation it is: links to the past end where it rises. 0: one for good. */
  readonly seg: number;
  readonly acr: string | null;
  readonly amr: readonly string[];
  readonly authTime: number | null;
  /** Digests of the claims that may be disclosed (RFC 9901 §4.2.4.1). */
  readonly sd: readonly string[];
}

export interface PassportParts {
  /** The compact JWS. */
  readonly jwt: string;
  /** Base64url disclosures, as they stood. */
  readonly disclosures: readonly string[];
}

const malformed = (detail: string) => new BedsideError('passport-malformed', detail);

/** `<jwt>~<disclosure>~…~` apart. Throws `passport-malformed`. A key-binding JWT is not used: DPoP binds. */
export function splitPassport(text: string): PassportParts {
  if (text.length > limits.passportBytesMax) throw malformed('too long');
  const parts = text.split('~');
  const jwt = parts.shift()!;
  if (parts.pop() !== '' || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt)) throw malformed('not an SD-JWT');
  if (parts.length > 16 || !parts.every((part) => /^[\w-]{4,1024}$/.test(part)))
    throw malformed('disclosures');
  return { jwt, disclosures: parts };
}

/** The passport as the relay may see it: without disclosures. */
export const withoutDisclosures = (passport: string): string => `${splitPassport(passport).jwt}~`;

const { object, text, whole, list } = claimReaders(malformed);
const within = (value: unknown, least: number): number => {
  if (whole(value) < least || whole(value) > 0xffff_ffff) throw malformed('a number of 32 bits');
  return whole(value);
};
const lives = (value: unknown): readonly number[] => list(value, 8).map((item) => within(item, 1));
const texts = (value: unknown, max: number): readonly string[] => list(value, max).map((item) => text(item));

/**
 * The claims of a payload whose signature the caller has checked. Throws `passport-malformed`. Looks at shape only:
 * issuer, time, conversation and device are for {@link checkClaims}.
 */
export function readClaims(payload: unknown): Claims {
  const of = object(payload);
  if (of['aud'] !== passportAudience) throw malformed('aud');
  if (of['_sd_alg'] !== undefined && of['_sd_alg'] !== 'sha-256') throw malformed('_sd_alg');
  const conversation = conversationIdFrom(of['conv']);
  const role = of['role'] as Role;
  const can = texts(of['can'], rights.length) as readonly Right[];
  const cnf = of['cnf'] as Record<string, unknown> | null | undefined;
  if (conversation === null) throw malformed('conv');
  if (!roles.includes(role)) throw malformed('role');
  if (!can.every((right) => rights.includes(right))) throw malformed('can');
  if (typeof cnf !== 'object' || cnf === null || typeof cnf['jkt'] !== 'string') throw malformed('cnf');
  if (!/^[\w-]{43}$/.test(cnf['jkt'])) throw malformed('cnf.jkt');
  const hist = of['hist'] ?? 'none';
  if (hist !== 'chain' && hist !== 'none') throw malformed('hist');
  const claims: Claims = {
    iss: text(of['iss']),
    sub: text(of['sub']),
    iat: whole(of['iat']),
    exp: whole(of['exp']),
    jti: text(of['jti']),
    jkt: cnf['jkt'],
    conversation,
    topic: text(of['topic'], 64),
    role,
    can,
    did: text(of['did'], 64),
    rv: whole(of['rv'] ?? 0),
    rh: of['rh'] === undefined ? null : text(of['rh']),
    hist,
    livesS: lives(of['lives'] ?? []),
    seg: within(of['seg'] ?? 0, 0),
    acr: of['acr'] === undefined ? null : text(of['acr']),
    amr: texts(of['amr'] ?? [], 16),
    authTime: of['auth_time'] === undefined ? null : whole(of['auth_time']),
    sd: texts(of['_sd'] ?? [], 16),
  };
  if (claims.exp <= claims.iat || (claims.exp - claims.iat) * 1000 > limits.passportLifetimeMs)
    throw malformed('exp');
  return claims;
}

/**
 * Holds claims to where they are shown. Throws `passport-expired` (also: from the future), `passport-elsewhere`
 * (another conversation or issuer), `passport-device` (another device's key). `nowMs`: the checker's clock; null where
 * the time does not matter, because it was checked when it did. `earlyMs`: how far behind that clock may be.
 */
export function checkClaims(
  claims: Claims,
  expected: { issuer: string; conversation: string; jkt: string; nowMs: number | null; earlyMs?: number },
): void {
  if (claims.iss !== expected.issuer) throw new BedsideError('passport-elsewhere', 'issuer');
  if (claims.conversation !== expected.conversation)
    throw new BedsideError('passport-elsewhere', 'conversation');
  if (claims.jkt !== expected.jkt) throw new BedsideError('passport-device');
  if (expected.nowMs === null) return;
  if (claims.exp * 1000 <= expected.nowMs - limits.clockSkewMs) throw new BedsideError('passport-expired');
  if (claims.iat * 1000 > expected.nowMs + (expected.earlyMs ?? limits.clockSkewMs))
    throw new BedsideError('passport-expired', 'from the future');
}

/** The JSON value in a part of a JWS, or `passport-malformed`. */
export function jsonPart(bytes: Uint8Array | null): Record<string, unknown> {
  if (bytes === null) throw malformed('base64url');
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
    );
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // falls through: not JSON
  }
  throw malformed('not a JSON object');
}
