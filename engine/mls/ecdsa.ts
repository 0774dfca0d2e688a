import { decodeDer, encodeDer } from './der.ts';
import { buffer } from './native.ts';
import { imported, rawKey, type Scheme } from './signature.ts';

const ecdsa = (namedCurve: 'P-256' | 'P-384', size: number, hash: 'SHA-256' | 'SHA-384'): Scheme => {
  const keyType = { name: 'ECDSA', namedCurve };
  const how = { name: 'ECDSA', hash };
  return {
    async generate() {
      return (await crypto.subtle.generateKey(keyType, false, ['sign', 'verify'])) as CryptoKeyPair;
    },
    async signer(pair) {
      return {
        publicKey: await rawKey(pair),
        sign: async (bytes) =>
          encodeDer(new Uint8Array(await crypto.subtle.sign(how, pair.privateKey, buffer(bytes)))),
      };
    },
    async memory() {
      return this.signer(await this.generate());
    },
    async verify(publicKey, bytes, signature) {
      const raw = decodeDer(signature, size);
      if (!raw) return false;
      try {
        const key = await imported(publicKey, (raw) =>
          crypto.subtle.importKey('raw', buffer(raw), keyType, false, ['verify']),
        );
        return await crypto.subtle.verify(how, key, buffer(raw), buffer(bytes));
      } catch {
        return false;
      }
    },
  };
};

/** ECDSA on P-384 with SHA-384, native. */
export const ecdsaP384: Scheme = ecdsa('P-384', 48, 'SHA-384');

/** ECDSA on P-256 with SHA-256, native; in no suite of the profile, it lets tests run the vectors of suite 2. */
export const ecdsaP256: Scheme = ecdsa('P-256', 32, 'SHA-256');
