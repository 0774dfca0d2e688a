import { concat, fromBase64url, hex, zero } from '../../shared/bytes.ts';
import { buffer, once, random } from './native.ts';
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
  /**
   * The half that a secret key makes; its public key, where the caller has it, saves finding it. Throws mls-invalid for
   * a secret key that is zero, not below the order, or of a wrong size.
   */
  half(secretKey: Uint8Array, publicKey?: Uint8Array | null): Promise<Half>;
  /** A fresh secret key and its half. */
  fresh(): Promise<{ secretKey: Uint8Array; half: Half }>;
}

/** What a constant in hexadecimal stands for. */
export const bytesFromHex = (text: string) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** The half of a native private key whose public key is known. */
export function nativeHalf(
  name: 'X25519' | 'ECDH',
  algorithm: string | { name: string; namedCurve: string },
  bits: number,
  own: CryptoKey,
  publicKey: Uint8Array,
): Half {
  return {
    publicKey,
    async exchange(other) {
      try {
        const peer = await crypto.subtle.importKey('raw', buffer(other), algorithm, false, []);
        return new Uint8Array(await crypto.subtle.deriveBits({ name, public: peer }, own, bits));
      } catch {
        throw invalid('not a public key');
      }
    },
  };
}

/**
 * A member of a JWK. WebCrypto has no "public key of this secret key": importing the one and exporting a JWK gives
 * it.
 */
export function memberOfJwk(text: string | undefined, size: number): Uint8Array {
  const bytes = fromBase64url(text ?? '');
  if (bytes?.length !== size) throw invalid('no key');
  return bytes;
}

const x25519Prefix = bytesFromHex('302e020100300506032b656e04220420');

async function x25519Natively(secretKey: Uint8Array): Promise<Half> {
  const pkcs8 = concat(x25519Prefix, secretKey);
  const own = await crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', true, ['deriveBits']);
  zero(pkcs8);
  const publicKey = memberOfJwk((await crypto.subtle.exportKey('jwk', own)).x, 32);
  return nativeHalf('X25519', 'X25519', 256, own, publicKey);
}

/** The public key of a secret key of thirty-two ones: a WebCrypto that finds it is used, any other is not. */
const knownPublicKey = 'a4e09292b651c278b9772c569f5fa9bb13d906b46ab68c9df9dc2b4409f8a209';
const hasX25519 = once(async () => {
  const half = await x25519Natively(new Uint8Array(32).fill(1));
  if (hex(half.publicKey) !== knownPublicKey) throw invalid('wrong public key');
  await half.exchange(half.publicKey);
});

/** Fetches what a browser without it needs. Rejects where that does not come. */
export const prepareX25519 = async (): Promise<unknown> => (await hasX25519()) || import('./curves-25519.ts');

/** X25519 (RFC 7748): native, or @noble where WebCrypto has none. */
export const x25519: DiffieHellman = {
  size: 32,
  candidates: false,
  async half(secretKey) {
    if (secretKey.length !== 32) throw invalid('secret key size');
    if (await hasX25519()) return x25519Natively(secretKey);
    const { x25519: curve } = await import('./curves-25519.ts');
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
  async fresh() {
    const secretKey = random(32);
    return { secretKey, half: await this.half(secretKey) };
  },
};
