import { base64url, concat, fromBase64url } from '../../shared/bytes.ts';
import { buffer, once } from './native.ts';
import { invalid } from './refusal.ts';

/** One half of an exchange: the public key in its HPKE encoding, and the exchange with another's. */
export interface Half {
  readonly publicKey: Uint8Array;
  /** The shared point. Throws mls-invalid for a key that is no point, or gives the zero secret (RFC 9180 §7.1.4). */
  exchange(publicKey: Uint8Array): Promise<Uint8Array>;
}

/** A Diffie–Hellman group of RFC 9180 §7.1. */
export interface DiffieHellman {
  /** Nsk: bytes of a secret key. */
  readonly size: number;
  /** True where DeriveKeyPair draws candidates until one is below the order (§7.1.3). */
  readonly candidates: boolean;
  /** The half that a secret key makes. Throws mls-invalid for one that is zero, not below the order, or of a wrong size. */
  half(secretKey: Uint8Array): Promise<Half>;
}

const bytesFromHex = (text: string) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

async function exchangeNatively(
  name: 'X25519' | 'ECDH',
  own: CryptoKey,
  algorithm: string | { name: string; namedCurve: string },
  publicKey: Uint8Array,
  bits: number,
): Promise<Uint8Array> {
  try {
    const peer = await crypto.subtle.importKey('raw', buffer(publicKey), algorithm, false, []);
    return new Uint8Array(await crypto.subtle.deriveBits({ name, public: peer }, own, bits));
  } catch {
    throw invalid('not a public key');
  }
}

const x25519Prefix = bytesFromHex('302e020100300506032b656e04220420');
const basePoint = new Uint8Array(32);
basePoint[0] = 9;

const loadX25519 = (secretKey: Uint8Array) =>
  crypto.subtle.importKey('pkcs8', concat(x25519Prefix, secretKey), 'X25519', false, ['deriveBits']);

const hasX25519 = once(async () => {
  const probe = await loadX25519(new Uint8Array(32).fill(1));
  await exchangeNatively('X25519', probe, 'X25519', basePoint, 256);
});

/** X25519 (RFC 7748): native, or @noble where WebCrypto has none. */
export const x25519: DiffieHellman = {
  size: 32,
  candidates: false,
  async half(secretKey) {
    if (secretKey.length !== 32) throw invalid('secret key size');
    if (await hasX25519()) {
      const own = await loadX25519(secretKey);
      const exchange = (publicKey: Uint8Array) => exchangeNatively('X25519', own, 'X25519', publicKey, 256);
      return { publicKey: await exchange(basePoint), exchange };
    }
    const { x25519: curve } = await import('@noble/curves/ed25519.js');
    return {
      publicKey: curve.getPublicKey(secretKey),
      async exchange(publicKey) {
        try {
          return curve.getSharedSecret(secretKey, publicKey);
        } catch {
          throw invalid('not a public key');
        }
      },
    };
  },
};

/** A NIST curve over native ECDH. WebCrypto has no "public key of this scalar": importing it without one gives it. */
const nist = (namedCurve: 'P-256' | 'P-384', size: number, prefix: string): DiffieHellman => {
  const algorithm = { name: 'ECDH', namedCurve };
  const header = bytesFromHex(prefix);
  const point = (x: Uint8Array, y: Uint8Array) => concat(Uint8Array.of(4), x, y);

  const importScalar = async (secretKey: Uint8Array) => {
    const own = await crypto.subtle.importKey('pkcs8', concat(header, secretKey), algorithm, true, [
      'deriveBits',
    ]);
    const jwk = await crypto.subtle.exportKey('jwk', own);
    const x = fromBase64url(jwk.x ?? '');
    const y = fromBase64url(jwk.y ?? '');
    if (x?.length !== size || y?.length !== size) throw invalid('no public key');
    return { own, publicKey: point(x, y) };
  };
  const importsScalars = once(() => importScalar(new Uint8Array(size).fill(1)));

  const multiplyScalar = async (secretKey: Uint8Array) => {
    const curves = await import('@noble/curves/nist.js');
    const publicKey = (namedCurve === 'P-256' ? curves.p256 : curves.p384).getPublicKey(secretKey, false);
    const jwk = {
      kty: 'EC',
      crv: namedCurve,
      x: base64url(publicKey.subarray(1, 1 + size)),
      y: base64url(publicKey.subarray(1 + size)),
      d: base64url(secretKey),
    };
    return { own: await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['deriveBits']), publicKey };
  };

  return {
    size,
    candidates: true,
    async half(secretKey) {
      if (secretKey.length !== size) throw invalid('secret key size');
      const load = (await importsScalars()) ? importScalar : multiplyScalar;
      const loaded = await load(secretKey).catch(() => null);
      if (!loaded) throw invalid('not a secret key');
      return {
        publicKey: loaded.publicKey,
        exchange: (publicKey) => exchangeNatively('ECDH', loaded.own, algorithm, publicKey, size * 8),
      };
    },
  };
};

/** P-384, points uncompressed. */
export const p384: DiffieHellman = nist(
  'P-384',
  48,
  '304e020100301006072a8648ce3d020106052b81040022043730350201010430',
);

/** P-256, points uncompressed; in no suite of the profile, it lets tests run the vectors of suite 2. */
export const p256: DiffieHellman = nist(
  'P-256',
  32,
  '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420',
);
