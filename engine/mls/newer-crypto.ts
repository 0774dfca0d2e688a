/** WebCrypto's newer algorithms (WICG "Modern Algorithms in the Web Cryptography API"), which not all types know yet. */
interface NewerCrypto {
  importKey(
    format: 'raw-secret' | 'raw-seed' | 'raw-public',
    data: Uint8Array,
    algorithm: string,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
  exportKey(format: 'raw-public', key: CryptoKey): Promise<ArrayBuffer>;
  getPublicKey(key: CryptoKey, usages: readonly string[]): Promise<CryptoKey>;
  encapsulateBits(
    algorithm: string,
    key: CryptoKey,
  ): Promise<{ readonly sharedKey: ArrayBuffer; readonly ciphertext: ArrayBuffer }>;
  decapsulateBits(algorithm: string, key: CryptoKey, ciphertext: Uint8Array): Promise<ArrayBuffer>;
}

/** Where it is not there, every call throws. */
export const newerCrypto = (): NewerCrypto => crypto.subtle as unknown as NewerCrypto;
