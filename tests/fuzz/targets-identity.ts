import { sha256 } from '@noble/hashes/sha2.js';
import { Keyring } from '../../engine/keyring.ts';
import { generateKeyPair, signerFrom } from '../../engine/mls/index.ts';
import { deviceJwk, thumbprint, verifyPassport } from '../../engine/passport.ts';
import { proveDevice } from '../../engine/proof.ts';
import { base64url, utf8 } from '../../shared/bytes.ts';
import { checkClaims, passportType, readClaims, splitPassport } from '../../shared/passport.ts';
import { verifyPassport as verifyAtRelay } from '../../worker/passport.ts';
import { verifyProof } from '../../worker/proof.ts';
import { vectors } from '../spec/vector-files.ts';
import type { Dice } from './dice.ts';
import { mutateJson, mutateText } from './mutate.ts';
import { fault, type Target } from './target.ts';

const nowS = 1_800_000_000;
const issuer = 'https://portal.example';
const conversation = 'c'.repeat(43);
const part = (text: string) => base64url(utf8(text));

/** A portal that signs whatever it is given. */
async function openPortal() {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const { kty, crv, x } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = { kty: kty!, crv: crv!, x: x!, kid: 'portal-1', alg: 'EdDSA' };
  const sign = async (header: string, payload: string) => {
    const signed = `${part(header)}.${part(payload)}`;
    const signature = await crypto.subtle.sign('Ed25519', pair.privateKey, utf8(signed));
    return `${signed}.${base64url(new Uint8Array(signature))}`;
  };
  return { jwk, sign };
}

const claimsFor = (jkt: string) => ({
  iss: issuer,
  sub: 'someone',
  aud: 'bedside',
  iat: nowS - 10,
  exp: nowS + 600,
  jti: 'jti-1',
  cnf: { jkt },
  conv: conversation,
  topic: 'clinical',
  role: 'clinician',
  can: ['read', 'write'],
  did: 'device-1',
  rv: 1,
  hist: 'chain',
  amr: ['pwd', 'otp'],
  _sd: ['O4nQUFdjdbs0PkO44gjN9uT7B8XJH7Iz02JV4Pwgqh4'],
});
const header = { alg: 'EdDSA', kid: 'portal-1', typ: passportType };

/** What was accepted must have a header and payload that were signed as they stand. */
const signedPart = (passport: string) => passport.split('~')[0]!;

const passports = (name: string, side: 'peer' | 'relay'): Target => ({
  name,
  weight: 5,
  codes: [
    'passport-malformed',
    'passport-untrusted',
    'passport-expired',
    'passport-elsewhere',
    'passport-device',
  ],
  open: async () => {
    const portal = await openPortal();
    const pair = await generateKeyPair(1);
    const { publicKey } = await signerFrom(1, pair);
    const jkt = thumbprint(1, publicKey);
    const payload = JSON.stringify(claimsFor(jkt));
    const sample = `${await portal.sign(JSON.stringify(header), payload)}~`;
    const others = vectors<{ passport: string }>('passport').map(({ it }) => it.passport);
    const keyring = new Keyring(
      issuer,
      { passport: () => Promise.reject(new Error('not asked')), jwks: async () => [portal.jwk] },
      { now: () => nowS * 1000, after: () => () => {}, random: () => 0 },
      [],
    );
    const verify = (passport: string) =>
      side === 'peer'
        ? verifyPassport(passport, keyring, { issuer, conversation, jkt, nowMs: nowS * 1000, fresh: true })
        : verifyAtRelay({
            passport,
            issuer,
            nowMs: nowS * 1000,
            key: async (kid) => (kid === portal.jwk.kid ? portal.jwk : null),
          });
    await verify(sample);
    return async (dice) => {
      const kind = dice.below(3);
      let input = mutateText(kind === 0 ? sample : dice.pick([sample, ...others]), dice, others);
      let signed = sample;
      if (kind > 0) {
        // Signed by the portal itself, whatever it says.
        const jwt = await portal.sign(
          dice.once(3) ? mutateJson(JSON.stringify(header), dice) : JSON.stringify(header),
          mutateJson(payload, dice),
        );
        input = `${jwt}~`;
        signed = input;
      }
      return {
        input,
        run: async () => {
          const claims = await verify(input);
          if (signedPart(input) !== signedPart(signed)) fault('a passport that nobody signed was taken');
          if (claims.iss !== issuer || claims.conversation.length !== 43)
            fault('claims of another place were taken');
        },
      };
    };
  },
});

const claims: Target = {
  name: 'claims',
  weight: 10,
  codes: ['passport-malformed', 'passport-expired', 'passport-elsewhere', 'passport-device'],
  open: async () => {
    const jkt = 'k'.repeat(43);
    const sample = JSON.stringify(claimsFor(jkt));
    const texts = vectors<{ passport: string }>('passport').map(({ it }) => it.passport);
    readClaims(JSON.parse(sample));
    return (dice: Dice) => {
      if (dice.once(3)) {
        const input = mutateText(dice.pick(texts), dice, texts);
        return {
          input,
          run: () => {
            const { jwt, disclosures } = splitPassport(input);
            if ([jwt, ...disclosures, ''].join('~') !== input)
              fault('a passport is not the sum of its parts');
          },
        };
      }
      const input = mutateJson(sample, dice);
      return {
        input,
        run: () => {
          let value: unknown;
          try {
            value = JSON.parse(input);
          } catch {
            return;
          }
          checkClaims(readClaims(value), {
            issuer,
            conversation,
            jkt,
            nowMs: dice.once(2) ? null : nowS * 1000,
          });
        },
      };
    };
  },
};

const proofs: Target = {
  name: 'proofs',
  weight: 4,
  codes: ['proof-invalid', 'clock-off'],
  open: async () => {
    const keys = await generateKeyPair(1);
    const { publicKey } = await signerFrom(1, keys);
    const url = 'https://relay.example/v1/session';
    const passport = 'a.b.c~';
    const sample = await proveDevice({
      suite: 1,
      keys,
      signatureKey: publicKey,
      url,
      passport,
      nowMs: nowS * 1000,
    });
    const shown = { method: 'POST', url, passport, nowMs: nowS * 1000 };
    await verifyProof({ ...shown, proof: sample });
    const jwk = deviceJwk(1, publicKey);
    const payload = { jti: 'j', htm: 'POST', htu: url, iat: nowS, ath: base64url(sha256(utf8(passport))) };
    return async (dice) => {
      let input = mutateText(sample, dice, [sample]);
      let signed = sample;
      if (dice.once(2)) {
        const head = dice.once(2)
          ? mutateJson(JSON.stringify({ typ: 'dpop+jwt', alg: 'EdDSA', jwk }), dice)
          : `{"typ":"dpop+jwt","alg":"EdDSA","jwk":${dice.once(2) ? JSON.stringify(jwk) : mutateJson(JSON.stringify(jwk), dice)}}`;
        const said = JSON.stringify(
          dice.once(8) ? { ...payload, iat: nowS + 200 * dice.below(100) } : payload,
        );
        const content = `${part(head)}.${part(dice.once(2) ? mutateJson(said, dice) : said)}`;
        const signature = await crypto.subtle.sign('Ed25519', keys.privateKey, utf8(content));
        input = `${content}.${base64url(new Uint8Array(signature))}`;
        signed = input;
      }
      return {
        input,
        run: async () => {
          const { jkt } = await verifyProof({ ...shown, proof: input });
          if (input !== signed) fault('a changed proof was taken');
          if (jkt !== thumbprint(1, publicKey)) fault('a proof of another key');
        },
      };
    };
  },
};

/** Identity: what the portal, or a device, has signed, whatever it says. */
export const identityTargets: readonly Target[] = [
  passports('passports', 'peer'),
  passports('passports-at-relay', 'relay'),
  claims,
  proofs,
];
