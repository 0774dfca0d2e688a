import { buffer, once, random } from './native.ts';
import { unsupported } from './refusal.ts';

/**
 * Signs as the device; the private half may be a non-extractable CryptoKey. `publicKey` and what `sign` gives are in
 * MLS encoding: 32 bytes and R ‖ S for Ed25519, an uncompressed point and DER for ECDSA (RFC 9420 §5.1.2).
 */
export interface Signer {
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

const importedKeys = new WeakMap<Uint8Array, Promise<CryptoKey>>();

/** A member's key as the platform holds it, imported once for as long as the member's bytes live. */
export function imported(
  publicKey: Uint8Array,
  load: (raw: Uint8Array) => Promise<CryptoKey>,
): Promise<CryptoKey> {
  let key = importedKeys.get(publicKey);
  if (key === undefined) {
    key = load(publicKey);
    importedKeys.set(publicKey, key);
  }
  return key;
}

/** A signature scheme of a suite. */
export interface Scheme {
  /** A native pair whose private half cannot leave. Throws mls-unsupported where WebCrypto lacks the scheme. */
  generate(): Promise<CryptoKeyPair>;
  /** The signer of a native pair. */
  signer(pair: CryptoKeyPair): Promise<Signer>;
  /** A fresh signer that lives in memory only, native where it can be. */
  memory(): Promise<Signer>;
  /** False for any signature, or any key, that is not right. */
  verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** A native public key in its raw encoding. */
export const rawKey = async (pair: CryptoKeyPair) =>
  new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));

const loadEd25519 = (publicKey: Uint8Array) =>
  crypto.subtle.importKey('raw', buffer(publicKey), 'Ed25519', false, ['verify']);

const hasEd25519 = once(async () => {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  await loadEd25519(await rawKey(pair));
});

/** Fetches what a browser without it needs. Rejects where that does not come. */
export const prepareEd25519 = async (): Promise<unknown> =>
  (await hasEd25519()) || import('./curves-25519.ts');

/** Ed25519 (RFC 8032): native, or @noble where WebCrypto has none. */
export const ed25519: Scheme = {
  async generate() {
    if (!(await hasEd25519())) throw unsupported('no native Ed25519');
    return (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  },
  async signer(pair) {
    return {
      publicKey: await rawKey(pair),
      sign: async (bytes) =>
        new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, buffer(bytes))),
    };
  },
  async memory() {
    if (await hasEd25519()) return this.signer(await this.generate());
    const { ed25519: curve } = await import('./curves-25519.ts');
    const secretKey = random(32);
    return { publicKey: curve.getPublicKey(secretKey), sign: async (bytes) => curve.sign(bytes, secretKey) };
  },
  async verify(publicKey, bytes, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      if (await hasEd25519()) {
        const key = await imported(publicKey, loadEd25519);
        return await crypto.subtle.verify('Ed25519', key, buffer(signature), buffer(bytes));
      }
      const { ed25519: curve } = await import('./curves-25519.ts');
      return curve.verify(signature, bytes, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};
