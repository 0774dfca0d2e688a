import { Aes128Gcm, Aes256Gcm, CipherSuite, DhkemP384HkdfSha384, HkdfSha256, HkdfSha384 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../shared/bytes.ts';
import { aes128Gcm } from './aes-gcm.ts';
import { exportFrom, exportTo, openFrom, sealTo } from './hpke.ts';
import * as mls from './index.ts';
import { type Suite, suiteOf } from './suite.ts';

/**
 * ChaCha20-Poly1305 is not in @hpke/core: X-Wing is compared under AES-128-GCM, and the vectors of suite 3 check
 * ChaCha.
 */
const pairs: readonly [string, Suite, CipherSuite][] = [
  [
    'X-Wing',
    { ...suiteOf(0x004d), aead: aes128Gcm },
    new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes128Gcm() }),
  ],
  [
    'P-384',
    suiteOf(0x0007),
    new CipherSuite({ kem: new DhkemP384HkdfSha384(), kdf: new HkdfSha384(), aead: new Aes256Gcm() }),
  ],
];
const buffer = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer;

describe.each(pairs)(
  'HPKE with %s is what another implementation makes of RFC 9180',
  (_name, ours, theirs) => {
    const [info, aad, plain] = [utf8('info'), utf8('aad'), utf8('a path secret')];

    it('they open what we seal, and we what they seal', async () => {
      const pair = await ours.kem.generate();
      const publicKey = await theirs.kem.deserializePublicKey(buffer(pair.publicKey));
      const privateKey = await theirs.kem.deserializePrivateKey(buffer(pair.secretKey));

      const sealed = await sealTo(ours, pair.publicKey, info, aad, plain);
      const receiver = { recipientKey: privateKey, enc: buffer(sealed.enc), info: buffer(info) };
      const opened = await theirs.open(receiver, buffer(sealed.ciphertext), buffer(aad));
      expect(hex(new Uint8Array(opened))).toBe(hex(plain));

      const sender = await theirs.createSenderContext({ recipientPublicKey: publicKey, info: buffer(info) });
      const ciphertext = new Uint8Array(await sender.seal(buffer(plain), buffer(aad)));
      const theirsSealed = { enc: new Uint8Array(sender.enc), ciphertext };
      expect(hex(await openFrom(ours, pair.secretKey, info, aad, theirsSealed))).toBe(hex(plain));
      expect(hex(await openFrom(ours, pair.secretKey, info, aad, theirsSealed, pair.publicKey))).toBe(
        hex(plain),
      );
    });

    it('the same seed derives the same pair', async () => {
      for (const text of ['one', 'another that is somewhat longer than thirty-two bytes']) {
        const seed = utf8(text.padEnd(48, '.'));
        const pair = await ours.kem.derive(seed);
        const other = await theirs.kem.deriveKeyPair(buffer(seed));
        const publicKey = new Uint8Array(await theirs.kem.serializePublicKey(other.publicKey));
        expect(hex(pair.publicKey)).toBe(hex(publicKey));
      }
    });

    it('the same secret is exported', async () => {
      const pair = await ours.kem.generate();
      const privateKey = await theirs.kem.deserializePrivateKey(buffer(pair.secretKey));
      const { secret, enc } = await exportTo(ours, pair.publicKey, utf8('label'), 32);
      const receiver = await theirs.createRecipientContext({ recipientKey: privateKey, enc: buffer(enc) });
      expect(hex(new Uint8Array(await receiver.export(buffer(utf8('label')), 32)))).toBe(hex(secret));
      expect(hex(await exportFrom(ours, pair.secretKey, enc, utf8('label'), 32))).toBe(hex(secret));
    });
  },
);

describe.each(mls.suiteIds)('HPKE at the front door (suite %i)', (suite) => {
  it('opens only with the same key, info, aad and bytes; refuses what is no key', async () => {
    const [own, other] = [await mls.hpkeKeyPair(suite), await mls.hpkeKeyPair(suite)];
    const [info, aad, plain] = [utf8('info'), utf8('aad'), utf8('plain')];
    const { enc, ciphertext } = await mls.hpkeSeal(suite, own.publicKey, info, aad, plain);
    const open = (key: Uint8Array, about: Uint8Array, with_: Uint8Array, what: Uint8Array) =>
      mls.hpkeOpen(suite, key, enc, about, with_, what);
    expect(hex(await open(own.secretKey, info, aad, ciphertext))).toBe(hex(plain));
    const refused = { code: 'mls-invalid' };
    await expect(open(other.secretKey, info, aad, ciphertext)).rejects.toMatchObject(refused);
    await expect(open(own.secretKey, aad, aad, ciphertext)).rejects.toMatchObject(refused);
    await expect(open(own.secretKey, info, info, ciphertext)).rejects.toMatchObject(refused);
    await expect(
      open(own.secretKey, info, aad, ciphertext.with(0, ciphertext[0]! ^ 1)),
    ).rejects.toMatchObject(refused);
    await expect(open(own.secretKey.slice(1), info, aad, ciphertext)).rejects.toMatchObject(refused);
    for (const key of [new Uint8Array(), own.publicKey.slice(1), new Uint8Array(own.publicKey.length)]) {
      await expect(mls.hpkeSeal(suite, key, info, aad, plain)).rejects.toMatchObject(refused);
    }
  });
});
