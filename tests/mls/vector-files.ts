import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chaCha20Poly1305 } from '../../engine/mls/aead.ts';
import { aes128Gcm } from '../../engine/mls/aes-gcm.ts';
import { encodeDer } from '../../engine/mls/der.ts';
import { dhKem } from '../../engine/mls/dh-kem.ts';
import { x25519 } from '../../engine/mls/diffie-hellman.ts';
import { ecdsaP256 } from '../../engine/mls/ecdsa.ts';
import { kdfSha256 } from '../../engine/mls/kdf.ts';
import { p256 } from '../../engine/mls/nist-curves.ts';
import { ed25519, type Signer } from '../../engine/mls/signature.ts';
import { type Suite, suiteOf } from '../../engine/mls/suite.ts';
import { base64url, concat, hex } from '../../shared/bytes.ts';

/** The MLS working group's vectors: not in this repository, next to it or where BEDSIDE_VECTORS says. */
const folder =
  process.env['BEDSIDE_VECTORS'] ??
  fileURLToPath(new URL('../../../shared/test-vectors/mls', import.meta.url));

export const haveVectors: boolean = existsSync(join(folder, 'treekem.json'));

/** The cases of a file. */
export const vectorsOf = <Case>(name: string): Case[] =>
  haveVectors ? (JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Case[]) : [];

export const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'));
export { hex };

/** Suites 2 and 3 are not offered, but made of parts that are: running them exercises these. */
const borrowed: Readonly<Record<number, Suite>> = {
  2: { id: 2, kem: dhKem(0x0010, p256, kdfSha256), kdf: kdfSha256, aead: aes128Gcm, scheme: ecdsaP256 },
  3: {
    id: 3,
    kem: dhKem(0x0020, x25519, kdfSha256),
    kdf: kdfSha256,
    aead: chaCha20Poly1305,
    scheme: ed25519,
  },
};

/** The suite of a case, or null for 4, 5 and 6 (X448, Ed448, P-521), of which no part is in the profile. */
export function suiteOfCase(id: number): Suite | null {
  if (id in borrowed) return borrowed[id]!;
  return id === 1 || id === 7 ? suiteOf(id) : null;
}

/** The signer of a private key in a vector. */
export async function signerOf(suite: Suite, secret: string, publicKey: Uint8Array): Promise<Signer> {
  const { subtle } = globalThis.crypto;
  const use: KeyUsage[] = ['sign'];
  if (suite.scheme === ed25519) {
    const pkcs8 = concat(bytes('302e020100300506032b657004220420'), bytes(secret));
    const key = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, use);
    return {
      publicKey,
      sign: async (data) =>
        new Uint8Array(await subtle.sign('Ed25519', key, data as Uint8Array<ArrayBuffer>)),
    };
  }
  const half = (publicKey.length - 1) / 2;
  const [namedCurve, hash] = half === 32 ? ['P-256', 'SHA-256'] : ['P-384', 'SHA-384'];
  const jwk = {
    kty: 'EC',
    crv: namedCurve!,
    x: base64url(publicKey.subarray(1, 1 + half)),
    y: base64url(publicKey.subarray(1 + half)),
    d: base64url(bytes(secret.padStart(2 * half, '0'))),
  };
  const key = await subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: namedCurve! }, false, use);
  const how = { name: 'ECDSA', hash: hash! };
  return {
    publicKey,
    sign: async (data) =>
      encodeDer(new Uint8Array(await subtle.sign(how, key, data as Uint8Array<ArrayBuffer>))),
  };
}

/** The public key of an HPKE private key, found by using it. */
export async function opensOwn(suite: Suite, secretKey: Uint8Array, publicKey: Uint8Array): Promise<boolean> {
  const { shared, enc } = await suite.kem.encapsulate(publicKey);
  return hex(await suite.kem.decapsulate(secretKey, enc)) === hex(shared);
}
