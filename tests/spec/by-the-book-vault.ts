import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hash,
} from 'node:crypto';
import { p384 } from '@noble/curves/nist.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import * as book from './by-the-book.ts';
import { type Bytes, cat, ewl, H, type Suite, u8, u16, u64, unhex, utf8, vec } from './by-the-book.ts';

/** §6 written a second time, and as much of RFC 9180 as it needs, with the ephemeral key given. */
const none = new Uint8Array();

export const extract = (suite: Suite, salt: Bytes, ikm: Bytes): Bytes =>
  new Uint8Array(createHmac(suite.hash, salt).update(ikm).digest());

interface KemOf {
  readonly id: number;
  /** Secret and public half. */
  derive(ikm: Bytes): { secretKey: Bytes; publicKey: Bytes };
  encapsulate(publicKey: Bytes, ephemeral: Bytes): { shared: Bytes; enc: Bytes };
}

/** LabeledExtract and LabeledExpand (RFC 9180 §4). */
const labeled = (suite: Suite, id: Bytes) => ({
  extract: (salt: Bytes, label: string, ikm: Bytes) =>
    extract(suite, salt, cat(utf8('HPKE-v1'), id, utf8(label), ikm)),
  expand: (prk: Bytes, label: string, info: Bytes, length: number) =>
    book.expand(suite, prk, cat(u16(length), utf8('HPKE-v1'), id, utf8(label), info), length),
});

const x25519 = {
  publicOf(secret: Bytes): Bytes {
    const { x } = createPublicKey(this.key(secret)).export({ format: 'jwk' });
    return new Uint8Array(Buffer.from(x!, 'base64url'));
  },
  key: (secret: Bytes) =>
    createPrivateKey({
      key: Buffer.from(cat(unhex('302e020100300506032b656e04220420'), secret)),
      format: 'der',
      type: 'pkcs8',
    }),
  exchange(secret: Bytes, publicKey: Bytes): Bytes {
    const der = cat(unhex('302a300506032b656e032100'), publicKey);
    const other = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    return new Uint8Array(diffieHellman({ privateKey: this.key(secret), publicKey: other }));
  },
};
const curve384 = {
  publicOf: (secret: Bytes): Bytes => p384.getPublicKey(secret, false),
  exchange: (secret: Bytes, publicKey: Bytes): Bytes =>
    p384.getSharedSecret(secret, publicKey, false).slice(1, 49),
};

/** DHKEM (RFC 9180 §4.1). */
function dhKem(id: number, suite: Suite, curve: typeof curve384, secretOf: (prk: Bytes) => Bytes): KemOf {
  const { extract: from, expand } = labeled(suite, cat(utf8('KEM'), u16(id)));
  return {
    id,
    derive(ikm) {
      const secretKey = secretOf(from(none, 'dkp_prk', ikm));
      return { secretKey, publicKey: curve.publicOf(secretKey) };
    },
    encapsulate(publicKey, ephemeral) {
      const enc = curve.publicOf(ephemeral);
      const prk = from(none, 'eae_prk', curve.exchange(ephemeral, publicKey));
      return { shared: expand(prk, 'shared_secret', cat(enc, publicKey), suite.size), enc };
    },
  };
}

const shake256 = (bytes: Bytes, length: number): Bytes =>
  new Uint8Array(createHash('shake256', { outputLength: length }).update(bytes).digest());

/** X-Wing (draft-connolly-cfrg-xwing-kem-06). The ephemeral is ML-KEM's 32 bytes, then X25519's. */
const xWing: KemOf = {
  id: 0x647a,
  derive(ikm) {
    const secretKey = shake256(ikm, 32);
    const expanded = shake256(secretKey, 96);
    const { publicKey } = ml_kem768.keygen(expanded.subarray(0, 64));
    return { secretKey, publicKey: cat(publicKey, x25519.publicOf(expanded.subarray(64))) };
  },
  encapsulate(publicKey, ephemeral) {
    const peer = publicKey.subarray(1184);
    const kem = ml_kem768.encapsulate(publicKey.subarray(0, 1184), ephemeral.subarray(0, 32));
    const own = x25519.publicOf(ephemeral.subarray(32));
    const point = x25519.exchange(ephemeral.subarray(32), peer);
    const all = cat(kem.sharedSecret, point, own, peer, utf8('\\.//^\\'));
    const shared = new Uint8Array(hash('sha3-256', all, 'buffer'));
    return { shared, enc: cat(kem.cipherText, own) };
  },
};

const one = book.suites[1];
const seven = book.suites[7];
const kems: Record<number, KemOf> = {
  1: dhKem(0x20, one, x25519, (prk) => labeled(one, cat(utf8('KEM'), u16(0x20))).expand(prk, 'sk', none, 32)),
  7: dhKem(0x11, seven, curve384, (prk) =>
    labeled(seven, cat(utf8('KEM'), u16(0x11))).expand(prk, 'candidate', u8(0), 48),
  ),
  77: xWing,
};
const aeads = {
  1: { id: 1, name: 'aes-128-gcm', size: 16 },
  7: { id: 2, name: 'aes-256-gcm', size: 32 },
  77: { id: 3, name: 'chacha20-poly1305', size: 32 },
} as const;

/** SealBase (RFC 9180 §6.1). */
export function hpkeSeal(suite: Suite, publicKey: Bytes, ephemeral: Bytes, info: Bytes, plain: Bytes) {
  const kem = kems[suite.id]!;
  const aead = aeads[suite.id as 1 | 7 | 77];
  const kdf = suite.size === 48 ? 2 : 1;
  const { extract: from, expand } = labeled(suite, cat(utf8('HPKE'), u16(kem.id), u16(kdf), u16(aead.id)));
  const { shared, enc } = kem.encapsulate(publicKey, ephemeral);
  const about = cat(u8(0), from(none, 'psk_id_hash', none), from(none, 'info_hash', info));
  const secret = from(shared, 'secret', none);
  const key = expand(secret, 'key', about, aead.size);
  const nonce = expand(secret, 'base_nonce', about, 12);
  const cipher = createCipheriv(aead.name as 'aes-256-gcm', key, nonce, { authTagLength: 16 });
  const ciphertext = cat(
    new Uint8Array(cipher.update(plain)),
    new Uint8Array(cipher.final()),
    new Uint8Array(cipher.getAuthTag()),
  );
  return { enc, ciphertext };
}

/** §6.1. */
export function vault(suite: Suite, secret: Bytes, policy = 1, version = 0) {
  const prk = extract(suite, none, secret);
  const ikm = ewl(suite, prk, 'vault key', u16(suite.id), suite.size);
  const seal = ewl(suite, prk, 'vault seal', u16(suite.id), suite.size);
  const { secretKey, publicKey } = kems[suite.id]!.derive(ikm);
  const extension = cat(u8(1), u8(policy), u64(version), vec(publicKey));
  return { ikm, seal, secretKey, publicKey, name: H(publicKey), extension };
}

/** §6.2. */
export function deposit(
  keys: book.Keys,
  to: ReturnType<typeof vault>,
  ephemeral: Bytes,
  o: { own: boolean; kid?: Bytes; root?: Bytes; epoch?: number; seal?: Bytes; name?: Bytes },
) {
  const kid = o.kid ?? keys.kid;
  const context = o.epoch === undefined ? keys.context : cat(vec(keys.groupId), u64(o.epoch));
  const info = cat(utf8('Bedside 1.0 deposit'), context, kid);
  const { enc, ciphertext } = hpkeSeal(keys.suite, to.publicKey, ephemeral, info, vec(o.root ?? keys.root));
  const front = cat(u8(1), o.name ?? to.name, kid, vec(enc), vec(ciphertext));
  const mark = o.own ? ewl(keys.suite, o.seal ?? to.seal, 'deposit', H(front), 32) : none;
  return { info, enc, ciphertext, front, mark, deposit: cat(front, vec(mark)) };
}

/** §6.2: to the vault of somebody who never came, the same bytes whoever makes it. */
export function awaitedDeposit(keys: book.Keys, to: ReturnType<typeof vault>) {
  const ikm = ewl(keys.suite, keys.root, 'awaited', cat(keys.context, to.name), 64);
  const ephemeral = keys.suite.id === 77 ? ikm : kems[keys.suite.id]!.derive(ikm).secretKey;
  return { ikm, ...deposit(keys, to, ephemeral, { own: false }) };
}

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** §6.5: 130 bits of the key and two zeros, then the check. */
export function recoveryCode(key: Bytes): string {
  const number = BigInt(`0x${book.hex(key)}`) << 2n;
  const digits = Array.from({ length: 26 }, (_, i) => Number((number >> BigInt(5 * (25 - i))) & 31n));
  let sum = 0;
  for (let i = 1; i <= 26; i++) sum += i * digits[i - 1]!;
  const check = sum % 1021;
  const all = [...digits, Math.floor(check / 32), check % 32].map((digit) => letters[digit]).join('');
  return Array.from({ length: 7 }, (_, i) => all.slice(4 * i, 4 * i + 4)).join('-');
}

/** §6.5. */
export function sealedVault(
  suite: Suite,
  conversation: string,
  secret: Bytes,
  version: number,
  ways: readonly { kind: number; id: Bytes; key: Bytes; salt: Bytes }[],
  bend: { inside?: Bytes; mark?: Bytes; publicKey?: Bytes } = {},
) {
  const made = vault(suite, secret, 2, version);
  const publicKey = bend.publicKey ?? made.publicKey;
  const sealed = ways.map(({ kind, id, key, salt }) => {
    const header = cat(u8(1), vec(utf8(conversation)), vec(publicKey), u8(kind), vec(id), salt);
    const once = book.oneTime(suite, extract(suite, none, key), 'vault way', header);
    const box = book.gcmSeal(once, cat(header, once.commitment), bend.inside ?? secret);
    return cat(u8(kind), vec(id), salt, once.commitment, vec(box));
  });
  const front = cat(u8(1), u64(version), vec(publicKey), book.list(sealed));
  const mark = bend.mark ?? ewl(suite, made.seal, 'vault', H(front), 32);
  return { front, mark, sealed: cat(front, mark) };
}
