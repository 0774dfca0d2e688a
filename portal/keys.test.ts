import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../shared/bytes.ts';
import { passportAlgorithms } from '../shared/passport.ts';
import { generatePortalKeys, jwks, jwkThumbprint, portalKeysFrom } from './index.ts';

const keys = generatePortalKeys();
const { roomSecret, pairwiseSecret } = keys;

describe('keys', () => {
  it('are of the algorithm asked for, with a kid, and survive a file', () => {
    for (const alg of passportAlgorithms) {
      const made = generatePortalKeys({ alg });
      expect(made.signingKey).toMatchObject({ alg, use: 'sig', kid: jwkThumbprint(made.signingKey) });
      expect(portalKeysFrom(JSON.parse(JSON.stringify(made)))).toEqual(made);
      expect(fromBase64url(made.roomSecret)).toHaveLength(32);
      expect(made.roomSecret).not.toBe(made.pairwiseSecret);
    }
  });
  it('damaged or of an unknown algorithm are refused, and the error shows no key', () => {
    const bad = [
      null,
      {},
      { ...keys, roomSecret: 'short' },
      { ...keys, pairwiseSecret: `${pairwiseSecret}=` },
      { ...keys, signingKey: { ...keys.signingKey, alg: 'HS256' } },
      { ...keys, signingKey: { ...keys.signingKey, alg: 'ES384' } },
      { ...keys, signingKey: { ...keys.signingKey, d: undefined } },
      { ...keys, signingKey: { ...keys.signingKey, kid: '' } },
      { ...keys, retiredKeys: 'x' },
    ];
    for (const value of bad) {
      let message = '';
      expect(() => {
        try {
          portalKeysFrom(value);
        } catch (thrown) {
          message = String(thrown);
          throw thrown;
        }
      }).toThrow('request-malformed');
      expect(message).not.toContain(keys.signingKey.d);
      expect(message).not.toContain(roomSecret);
    }
    expect(() => generatePortalKeys({ alg: 'HS256' as 'ES256' })).toThrow('request-malformed');
  });
  it('are published without their private half, retired ones too', () => {
    const retired = { ...generatePortalKeys().signingKey, use: 'sig' } as const;
    const text = JSON.stringify(jwks({ ...keys, retiredKeys: [retired] }));
    const shown = JSON.parse(text).keys as JWK[];
    expect(shown).toHaveLength(2);
    for (const key of shown)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    for (const secret of [keys.signingKey.d, retired.d, roomSecret, pairwiseSecret])
      expect(text).not.toContain(secret);
  });
  it('have the thumbprint that jose computes (RFC 7638)', async () => {
    for (const alg of passportAlgorithms) {
      const publicJwk = await exportJWK((await generateKeyPair(alg)).publicKey);
      expect(jwkThumbprint(publicJwk)).toBe(await calculateJwkThumbprint(publicJwk));
    }
  });
});
