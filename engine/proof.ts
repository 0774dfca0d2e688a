import { sha256 } from '@noble/hashes/sha2.js';
import { base64url, utf8 } from '../shared/bytes.ts';
import type { SuiteId } from './mls/index.ts';
import { deviceJwk } from './passport.ts';

/**
 * A DPoP proof (RFC 9449 §4.2) that the holder of the device's key asks for a session with this passport, here and
 * now. `ath` binds it to the passport, `htu` to the relay, `jti` to one use.
 */
export async function proveDevice(o: {
  readonly suite: SuiteId;
  readonly keys: CryptoKeyPair;
  readonly signatureKey: Uint8Array;
  readonly url: string;
  readonly passport: string;
  readonly nowMs: number;
}): Promise<string> {
  const part = (value: unknown) => base64url(utf8(JSON.stringify(value)));
  const header = {
    typ: 'dpop+jwt',
    alg: o.suite === 7 ? 'ES384' : 'EdDSA',
    jwk: deviceJwk(o.suite, o.signatureKey),
  };
  const payload = {
    jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
    htm: 'POST',
    htu: o.url,
    iat: Math.floor(o.nowMs / 1000),
    ath: base64url(sha256(utf8(o.passport))),
  };
  const signed = `${part(header)}.${part(payload)}`;
  const algorithm = o.suite === 7 ? { name: 'ECDSA', hash: 'SHA-384' } : { name: 'Ed25519' };
  const signature = await crypto.subtle.sign(algorithm, o.keys.privateKey, utf8(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}
