import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it } from 'vitest';
import { hex } from '../../shared/bytes.ts';
import { mlKem } from './ml-kem.ts';

const seed = Uint8Array.from({ length: 64 }, (_, i) => i);

describe('ML-KEM, native where it can be', () => {
  it('is the same as @noble’s: keys, secrets, and the secret of what nobody encapsulated', async () => {
    const kem = await mlKem();
    const theirs = ml_kem768.keygen(seed);
    const holder = await kem.hold(seed);
    expect(hex(await holder.publicKey())).toBe(hex(theirs.publicKey));

    const { shared, ciphertext } = await kem.encapsulate(theirs.publicKey);
    expect(hex(ml_kem768.decapsulate(ciphertext, theirs.secretKey))).toBe(hex(shared));
    const bent = ciphertext.slice();
    bent[7]! ^= 1;
    expect(hex(await holder.decapsulate(bent))).toBe(hex(ml_kem768.decapsulate(bent, theirs.secretKey)));
    expect(hex(await (await kem.hold(seed)).decapsulate(bent))).not.toBe(hex(shared));
  });

  it('refuses a public key whose numbers are not below the modulus', async () => {
    const kem = await mlKem();
    const bent = ml_kem768.keygen(seed).publicKey.slice();
    bent.set([0xff, 0xff]);
    await expect(kem.encapsulate(bent)).rejects.toThrow();
    await expect(kem.encapsulate(bent.subarray(1))).rejects.toThrow();
  });
});
