import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  jwtVerify,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../shared/bytes.ts';
import { codeOf } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import {
  checkClaims,
  jsonPart,
  passportAlgorithms,
  passportType,
  readClaims,
  splitPassport,
  withoutDisclosures,
} from '../shared/passport.ts';
import { conversationId, generatePortalKeys, jwks, mintPassport, type PassportRequest } from './index.ts';

const keys = generatePortalKeys();
const issuer = 'https://portal.example';
const visit = { roomSecret: keys.roomSecret, patient: 'MRN-0042', encounter: 'enc-7', topic: 'clinical' };
const conversation = conversationId(visit);
const nowMs = 1_790_000_000_000;

const pair = async (alg: 'EdDSA' | 'ES256' | 'ES384') => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { publicJwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
};
const device = await pair('EdDSA');
const request: PassportRequest = {
  keys,
  issuer,
  person: { sub: 'pseudonym', name: 'Maya Okafor', credentials: 'RN' },
  conversation,
  topic: 'clinical',
  role: 'patient',
  can: ['read', 'write'],
  deviceKey: device.publicJwk,
  nowMs,
};
const payloadOf = (passport: string) => jsonPart(fromBase64url(splitPassport(passport).jwt.split('.')[1]!));
const codeOfCall = async (call: () => unknown) => {
  try {
    await call();
    return 'no error';
  } catch (thrown) {
    return codeOf(thrown);
  }
};

describe('a passport', () => {
  it('reads back as what was asked for', async () => {
    const passport = await mintPassport({
      ...request,
      hist: 'chain',
      segment: 7,
      roster: { version: 3, hash: 'abc' },
      lifetimeS: 600,
      acr: 'urn:mfa',
      amr: ['pwd', 'otp'],
      authTime: 1_789_999_000,
    });
    const claims = readClaims(payloadOf(passport));
    const jkt = await calculateJwkThumbprint(device.publicJwk);
    expect(claims).toMatchObject({
      iss: issuer,
      sub: 'pseudonym',
      iat: nowMs / 1000,
      exp: nowMs / 1000 + 600,
      jkt,
      conversation,
      topic: 'clinical',
      role: 'patient',
      can: ['read', 'write'],
      rv: 3,
      rh: 'abc',
      hist: 'chain',
      seg: 7,
      acr: 'urn:mfa',
      amr: ['pwd', 'otp'],
      authTime: 1_789_999_000,
    });
    expect(() => checkClaims(claims, { issuer, conversation, jkt, nowMs })).not.toThrow();
    expect(claims.did).toBe(createHash('sha256').update(jkt).digest().subarray(0, 16).toString('base64url'));
  });
  it('keeps name and credentials out of the signed part, and each disclosure answers to a digest', async () => {
    const passport = await mintPassport(request);
    const { jwt, disclosures } = splitPassport(passport);
    const claims = readClaims(payloadOf(passport));
    const digests = disclosures.map((text) => createHash('sha256').update(text).digest('base64url'));
    expect([...digests].sort()).toEqual(claims.sd);
    const values = disclosures.map((text) => JSON.parse(Buffer.from(text, 'base64url').toString()));
    expect(values.map(([, name, value]) => [name, value])).toEqual([
      ['name', 'Maya Okafor'],
      ['credentials', 'RN'],
    ]);
    for (const [salt] of values) expect(fromBase64url(salt)).toHaveLength(16);
    const clear = jwt.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(clear.join('')).not.toMatch(/Maya|Okafor|RN"/);
    const again = splitPassport(await mintPassport(request));
    expect(again.disclosures[0]).not.toBe(disclosures[0]);
    expect(payloadOf(await mintPassport(request))['jti']).not.toBe(payloadOf(passport)['jti']);
  });
  it('without disclosures verifies with jose against the JWKS, under every algorithm', async () => {
    for (const alg of passportAlgorithms) {
      const of = generatePortalKeys({ alg });
      const passport = await mintPassport({ ...request, keys: of, nowMs: Date.now() });
      const shown = withoutDisclosures(passport);
      expect(shown).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+~$/);
      const { payload, protectedHeader } = await jwtVerify(
        shown.slice(0, -1),
        createLocalJWKSet(jwks(of) as { keys: JWK[] }),
        { issuer, audience: 'bedside', typ: passportType, algorithms: [alg] },
      );
      expect(protectedHeader).toEqual({ alg, kid: of.signingKey.kid, typ: passportType });
      expect(readClaims(payload).role).toBe('patient');
      const stranger = createLocalJWKSet(jwks(generatePortalKeys({ alg })) as { keys: JWK[] });
      await expect(jwtVerify(shown.slice(0, -1), stranger)).rejects.toThrow();
    }
  });
  it('is bound to device keys of every supported kind, and ignores what a JWK may also carry', async () => {
    for (const alg of passportAlgorithms) {
      const { publicJwk } = await pair(alg);
      const deviceKey = { ...publicJwk, key_ops: ['verify'], ext: true };
      const claims = readClaims(payloadOf(await mintPassport({ ...request, deviceKey })));
      expect(claims.jkt).toBe(await calculateJwkThumbprint(publicJwk));
    }
  });
  it('is refused for a private, foreign or broken device key', async () => {
    const ec = (await pair('ES384')).publicJwk;
    const bad = [
      device.privateJwk,
      (await pair('ES384')).privateJwk,
      { ...device.publicJwk, k: 'AAAA' },
      { kty: 'oct', k: 'AAAA' },
      { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
      { ...device.publicJwk, crv: 'X25519' },
      { ...device.publicJwk, kty: 'EC' },
      { ...device.publicJwk, x: `${device.publicJwk.x}=` },
      { ...device.publicJwk, x: 'AAAA' },
      { ...ec, y: ec.x },
      { ...ec, crv: 'P-256' },
      { ...ec, y: undefined },
      { ...device.publicJwk, crv: '__proto__' },
      null,
      [],
      'key',
      undefined,
    ];
    for (const deviceKey of bad)
      expect(await codeOfCall(() => mintPassport({ ...request, deviceKey }))).toBe('request-malformed');
  });
  it('lives 24 hours unless told otherwise, 30 days at most', async () => {
    const { exp, iat } = readClaims(payloadOf(await mintPassport(request)));
    expect(exp - iat).toBe(24 * 3600);
    const most = limits.passportLifetimeMs / 1000;
    const longest = readClaims(payloadOf(await mintPassport({ ...request, lifetimeS: most })));
    expect(longest.exp - longest.iat).toBe(most);
    for (const lifetimeS of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, most + 1])
      expect(await codeOfCall(() => mintPassport({ ...request, lifetimeS }))).toBe('request-malformed');
  });
  it('is never minted where a reader would refuse it', async () => {
    const bad: Partial<Record<keyof PassportRequest, unknown>>[] = [
      { conversation: 'room-1' },
      { topic: '' },
      { topic: 'x'.repeat(65) },
      { role: 'admin' },
      { can: ['read', 'own'] },
      { can: ['read', 'read'] },
      { person: { sub: '' } },
      { person: { sub: 'x'.repeat(257) } },
      { person: { sub: 's', name: '' } },
      { person: { sub: 's', name: 'x'.repeat(129) } },
      { person: { sub: 's', name: '\u0001'.repeat(128) } },
      { person: { sub: 's', credentials: '\ud800' } },
      { deviceId: '' },
      { hist: 'all' },
      { segment: -1 },
      { segment: 1.5 },
      { segment: 2 ** 32 },
      { livesS: [0] },
      { livesS: [1.5] },
      { livesS: [2 ** 32] },
      { livesS: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
      { roster: { version: -1, hash: 'x' } },
      { roster: { version: 1, hash: '' } },
      { amr: [''] },
      { authTime: -5 },
      { issuer: 'portal.example' },
      { issuer: 'http://portal.example' },
      { issuer: 'https://portal.example/?tenant=1' },
      { issuer: 'https://u@portal.example' },
      { issuer: 'javascript:0' },
    ];
    for (const part of bad)
      expect(
        await codeOfCall(() => mintPassport({ ...request, ...part } as PassportRequest)),
        JSON.stringify(part),
      ).toBe('request-malformed');
    for (const local of ['http://127.0.0.1:8080', 'http://localhost:8080', 'https://portal.example/chart'])
      expect(await codeOfCall(() => mintPassport({ ...request, issuer: local }))).toBe('no error');
  });
});
