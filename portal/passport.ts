import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { base64url, utf8 } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import {
  passportAudience,
  passportType,
  type Right,
  type Role,
  readClaims,
  splitPassport,
} from '../shared/passport.ts';
import { type DeviceKey, deviceKeyFrom } from './device-key.ts';
import { checkedIssuer } from './issuer.ts';
import { jwkThumbprint, type PortalKeys } from './keys.ts';
import { signToken } from './sign.ts';

/** What the portal says of one person, one device and one conversation. */
export interface PassportRequest {
  readonly keys: Pick<PortalKeys, 'signingKey'>;
  /** The portal's own URL; its JWKS stands at `<issuer>/.well-known/jwks.json`. https, or http on this machine. */
  readonly issuer: string;
  /** `sub`: a pseudonym, best from `pairwiseSub`. The others are disclosed to members only, never to the relay. */
  readonly person: {
    readonly sub: string;
    readonly name?: string | undefined;
    readonly credentials?: string | undefined;
  };
  readonly conversation: string;
  readonly topic: string;
  readonly role: Role;
  readonly can: readonly Right[];
  /** The device's public signature key, as the widget sent it. */
  readonly deviceKey: unknown;
  /** By default made from the device key: stable for as long as the key is. */
  readonly deviceId?: string | undefined;
  /** `chain`: may have the messages from before it joined. Default `none`. */
  readonly hist?: 'chain' | 'none' | undefined;
  /** For how long the person may have messages shown, seconds: a choice beside the text box, of at most 8. Default none: all are kept. */
  readonly livesS?: readonly number[] | undefined;
  /**
   * Which segment of the conversation it is, by the portal's own count: a visit, a quarter; a whole number below 2^32.
   * Where it rises, history is cut: who comes from then on reads what was said since, whatever its `hist`. Never lower
   * it, and give everybody in the conversation the same. Default 0: one segment for good.
   */
  readonly segment?: number | undefined;
  /** The roster that goes with it: its version, and {@link rosterHash}. */
  readonly roster?: { readonly version: number; readonly hash: string } | undefined;
  /** Seconds; 24 h by default, 30 days at most. As long as this the person can stay after the portal changed its mind. */
  readonly lifetimeS?: number | undefined;
  /** How the person signed in (OpenID Connect `acr`, RFC 8176 `amr`) and when, in seconds since 1970. */
  readonly acr?: string | undefined;
  readonly amr?: readonly string[] | undefined;
  readonly authTime?: number | undefined;
  /** The clock, ms since 1970. For tests. */
  readonly nowMs?: number | undefined;
}

const malformed = (detail: string) => new BedsideError('request-malformed', detail);
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();
const lifetimeDefaultS = 24 * 3600;

/** One disclosure (RFC 9901 §4.2.1): a 128-bit salt, the claim's name, its value. */
const disclosure = (name: string, value: string): string =>
  base64url(utf8(JSON.stringify([base64url(randomBytes(16)), name, value])));

function disclosed(name: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'string' || value === '' || value.length > 128 || !value.isWellFormed())
    throw malformed('a name or credential is empty or too long');
  const text = disclosure(name, value);
  // A disclosure is at most 1024 characters (shared/passport.ts), and that is 128 letters of any script.
  if (text.length > 1024) throw malformed('a name or credential is too long');
  return [text];
}

/**
 * An SD-JWT (RFC 9901), signed: `<jwt>~<disclosure>~…~`. Whoever calls this has already decided that this person may
 * be in this conversation. Throws `request-malformed` for anything that a peer or the relay would refuse later.
 */
export async function mintPassport(request: PassportRequest): Promise<string> {
  const { keys, person } = request;
  const issuer = checkedIssuer(request.issuer);
  const key: DeviceKey = deviceKeyFrom(request.deviceKey);
  const jkt = jwkThumbprint(key);
  const iat = Math.floor((request.nowMs ?? Date.now()) / 1000);
  const lifetimeS = request.lifetimeS ?? lifetimeDefaultS;
  if (!Number.isSafeInteger(lifetimeS) || lifetimeS < 1 || lifetimeS * 1000 > limits.passportLifetimeMs)
    throw malformed('lifetimeS is not within 1 second and 30 days');
  if (new Set(request.can).size !== request.can.length) throw malformed('a right is named twice');
  const disclosures = [...disclosed('name', person.name), ...disclosed('credentials', person.credentials)];
  const payload = {
    iss: issuer,
    sub: person.sub,
    aud: passportAudience,
    iat,
    exp: iat + lifetimeS,
    jti: randomUUID(),
    cnf: { jkt },
    conv: request.conversation,
    topic: request.topic,
    role: request.role,
    can: [...request.can],
    did: request.deviceId ?? base64url(sha256(jkt).subarray(0, 16)),
    rv: request.roster?.version ?? 0,
    ...(request.roster === undefined ? {} : { rh: request.roster.hash }),
    hist: request.hist ?? 'none',
    ...(request.livesS === undefined ? {} : { lives: [...request.livesS] }),
    ...(request.segment === undefined ? {} : { seg: request.segment }),
    ...(request.acr === undefined ? {} : { acr: request.acr }),
    ...(request.amr === undefined ? {} : { amr: [...request.amr] }),
    ...(request.authTime === undefined ? {} : { auth_time: request.authTime }),
    _sd_alg: 'sha-256',
    // Sorted: the order of the digests must not tell which claim is which (RFC 9901 §4.2.4.1).
    _sd: disclosures.map((text) => sha256(text).toString('base64url')).sort(),
  };
  const jwt = await signToken(keys, passportType, payload);
  const passport = `${[jwt, ...disclosures].join('~')}~`;
  try {
    // The readers' own code is the check: nothing is minted that they would not read.
    readClaims(payload);
    splitPassport(passport);
  } catch (thrown) {
    const detail = thrown instanceof BedsideError ? thrown.message : 'unreadable';
    throw malformed(detail);
  }
  return passport;
}
