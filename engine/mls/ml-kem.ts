import { equal, hex, zero } from '../../shared/bytes.ts';
import { buffer, once } from './native.ts';
import { newerCrypto } from './newer-crypto.ts';
import { invalid } from './refusal.ts';

/** One who holds a seed: the public key, and what others encapsulated to it. */
export interface MlKemHolder {
  readonly publicKey: () => Promise<Uint8Array>;
  /** The shared secret; one that nobody else has, for what nobody encapsulated (FIPS 203 §6.3). */
  decapsulate(ciphertext: Uint8Array): Promise<Uint8Array>;
}

/** ML-KEM-768 (FIPS 203), its sizes in bytes. */
interface MlKem {
  /** The holder of a seed of 64 bytes, d ‖ z. */
  hold(seed: Uint8Array): Promise<MlKemHolder>;
  /** Throws for what is no public key. */
  encapsulate(publicKey: Uint8Array): Promise<{ shared: Uint8Array; ciphertext: Uint8Array }>;
}

const name = 'ML-KEM-768';

const native: MlKem = {
  async hold(seed) {
    const own = await newerCrypto().importKey('raw-seed', buffer(seed), name, false, ['decapsulateBits']);
    return {
      publicKey: async () => {
        const key = await newerCrypto().getPublicKey(own, ['encapsulateBits']);
        return new Uint8Array(await newerCrypto().exportKey('raw-public', key));
      },
      decapsulate: async (ciphertext) =>
        new Uint8Array(await newerCrypto().decapsulateBits(name, own, buffer(ciphertext))),
    };
  },
  async encapsulate(publicKey) {
    const key = await newerCrypto().importKey('raw-public', buffer(publicKey), name, false, [
      'encapsulateBits',
    ]);
    const { sharedKey, ciphertext } = await newerCrypto().encapsulateBits(name, key);
    return { shared: new Uint8Array(sharedKey), ciphertext: new Uint8Array(ciphertext) };
  },
};

/** SHA-256 of the public key of a seed of sixty-four ones: a WebCrypto that finds it is used, any other is not. */
const knownHash = 'e68d60857f9cb41f88c278ca430e472c6df5679fd5bac3ce872334293c5d0c42';
const isNative = once(async () => {
  const holder = await native.hold(new Uint8Array(64).fill(1));
  const publicKey = await holder.publicKey();
  const { shared, ciphertext } = await native.encapsulate(publicKey);
  const found = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', buffer(publicKey))));
  if (found !== knownHash || !equal(shared, await holder.decapsulate(ciphertext))) throw invalid('ML-KEM');
});

async function noble(): Promise<MlKem> {
  const { ml_kem768: kem } = await import('./ml-kem-768.ts');
  return {
    async hold(seed) {
      const { publicKey, secretKey } = kem.keygen(seed);
      return {
        publicKey: async () => publicKey,
        async decapsulate(ciphertext) {
          const shared = kem.decapsulate(ciphertext, secretKey);
          zero(secretKey);
          return shared;
        },
      };
    },
    encapsulate: async (publicKey) => encapsulated(kem.encapsulate(publicKey)),
  };
}

const encapsulated = (of: { readonly sharedSecret: Uint8Array; readonly cipherText: Uint8Array }) => ({
  shared: of.sharedSecret,
  ciphertext: of.cipherText,
});

/**
 * The encapsulation of a message of 32 bytes (FIPS 203 §6.2), the same every time. WebCrypto draws its own, so this is
 * @noble's everywhere.
 */
export async function mlKemOf(message: Uint8Array): Promise<Pick<MlKem, 'encapsulate'>> {
  const { ml_kem768: kem } = await import('./ml-kem-768.ts');
  return { encapsulate: async (publicKey) => encapsulated(kem.encapsulate(publicKey, message)) };
}

/** ML-KEM-768: native, or @noble where WebCrypto has none. */
export const mlKem = async (): Promise<MlKem> => ((await isNative()) ? native : noble());
