import { base64url, concat, zero } from '../../shared/bytes.ts';
import { bytesFromHex, type DiffieHellman, type Half, memberOfJwk, nativeHalf } from './diffie-hellman.ts';
import { once } from './native.ts';
import { invalid } from './refusal.ts';

/**
 * A NIST curve over native ECDH, points uncompressed; @noble only finds public keys, where importing a scalar does
 * not.
 */
const nist = (namedCurve: 'P-256' | 'P-384', size: number, prefix: string): DiffieHellman => {
  const algorithm = { name: 'ECDH', namedCurve };
  const header = bytesFromHex(prefix);
  const halfOf = (own: CryptoKey, publicKey: Uint8Array) =>
    nativeHalf('ECDH', algorithm, size * 8, own, publicKey);
  const point = (jwk: JsonWebKey) =>
    concat(Uint8Array.of(4), memberOfJwk(jwk.x, size), memberOfJwk(jwk.y, size));

  const importScalar = async (secretKey: Uint8Array): Promise<Half> => {
    const pkcs8 = concat(header, secretKey);
    const own = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['deriveBits']);
    zero(pkcs8);
    return halfOf(own, point(await crypto.subtle.exportKey('jwk', own)));
  };
  const importsScalars = once(() => importScalar(new Uint8Array(size).fill(1)));

  const importPair = async (secretKey: Uint8Array, publicKey: Uint8Array): Promise<Half> => {
    const [x, y] = [publicKey.subarray(1, 1 + size), publicKey.subarray(1 + size)].map(base64url);
    const jwk = { kty: 'EC', crv: namedCurve, x: x!, y: y!, d: base64url(secretKey) };
    const own = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits']);
    return halfOf(own, publicKey);
  };
  const multiplyScalar = async (secretKey: Uint8Array): Promise<Half> => {
    const curves = await import('./curves-nist.ts');
    const curve = namedCurve === 'P-256' ? curves.p256 : curves.p384;
    return importPair(secretKey, curve.getPublicKey(secretKey, false));
  };

  return {
    size,
    candidates: true,
    async half(secretKey, publicKey) {
      if (secretKey.length !== size) throw invalid('secret key size');
      try {
        if (publicKey) return await importPair(secretKey, publicKey);
        return await ((await importsScalars()) ? importScalar : multiplyScalar)(secretKey);
      } catch {
        throw invalid('not a secret key');
      }
    },
    async fresh() {
      const pair = (await crypto.subtle.generateKey(algorithm, true, ['deriveBits'])) as CryptoKeyPair;
      const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
      return { secretKey: memberOfJwk(jwk.d, size), half: halfOf(pair.privateKey, point(jwk)) };
    },
  };
};

/** P-384. */
export const p384: DiffieHellman = nist(
  'P-384',
  48,
  '304e020100301006072a8648ce3d020106052b81040022043730350201010430',
);

/** P-256; in no suite of the profile, it lets tests run the vectors of suite 2. */
export const p256: DiffieHellman = nist(
  'P-256',
  32,
  '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
);
