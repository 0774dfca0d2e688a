import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign as nodeSign,
} from 'node:crypto';
import { p256, p384 } from '@noble/curves/nist.js';

/**
 * spec/PROTOCOL.md written a second time, from its text and not from the code: Node's own crypto, no import of the
 * project. The vectors are made with this, and the product is held to them.
 */
export type Bytes = Uint8Array;
export interface Suite {
  readonly id: number;
  /** Hash of the suite's KDF. */
  readonly hash: 'sha256' | 'sha384';
  readonly size: number;
}
export const suites: Readonly<Record<1 | 7 | 77, Suite>> = {
  1: { id: 1, hash: 'sha256', size: 32 },
  7: { id: 7, hash: 'sha384', size: 48 },
  77: { id: 77, hash: 'sha256', size: 32 },
};

export const utf8 = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'utf8'));
export const hex = (bytes: Bytes): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'hex'));
export const base64url = (bytes: Bytes): string => Buffer.from(bytes).toString('base64url');
export const cat = (...parts: Bytes[]): Bytes => new Uint8Array(Buffer.concat(parts));
export const H = (bytes: Bytes): Bytes => new Uint8Array(createHash('sha256').update(bytes).digest());

/** `length` bytes that count up from `start`: recognisable in a dump. */
export const run = (start: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, i) => (start + i) & 255);

const number = (size: number) => (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return new Uint8Array(bytes.subarray(8 - size));
};
export const u8 = number(1);
export const u16 = number(2);
export const u32 = number(4);
export const u64 = number(8);

/** `bytes<V>` (§1.2). */
export function vec(bytes: Bytes): Bytes {
  const { length } = bytes;
  if (length < 64) return cat(u8(length), bytes);
  if (length < 16384) return cat(u16(length | 0x4000), bytes);
  return cat(u32(length + 0x80000000), bytes);
}
/** `T items<V>` (§1.2), each item given in bytes. */
export const list = (items: readonly Bytes[]): Bytes => vec(cat(...items));

export function expand(suite: Suite, secret: Bytes, info: Bytes, length: number): Bytes {
  let block: Bytes = new Uint8Array();
  let out: Bytes = new Uint8Array();
  for (let i = 1; out.length < length; i++) {
    block = new Uint8Array(
      createHmac(suite.hash, secret)
        .update(cat(block, info, u8(i)))
        .digest(),
    );
    out = cat(out, block);
  }
  return out.subarray(0, length);
}

/** EWL (§5.1). */
export const ewl = (suite: Suite, secret: Bytes, label: string, context: Bytes, length: number): Bytes =>
  expand(suite, secret, cat(u16(length), vec(utf8(`Bedside 1.0 ${label}`)), vec(context)), length);

export interface Keys {
  readonly suite: Suite;
  readonly groupId: Bytes;
  readonly epoch: number;
  readonly root: Bytes;
  readonly context: Bytes;
  readonly kid: Bytes;
  readonly message: Bytes;
  readonly link: Bytes;
  readonly record: Bytes;
  readonly signal: Bytes;
}

/** §5.1. */
export function epochKeys(suite: Suite, groupId: Bytes, epoch: number, root: Bytes): Keys {
  const context = cat(vec(groupId), u64(epoch));
  const derive = (label: string, length: number) => ewl(suite, root, label, context, length);
  return {
    suite,
    groupId,
    epoch,
    root,
    context,
    kid: derive('kid', 32),
    message: derive('message', suite.size),
    link: derive('link', suite.size),
    record: derive('record', suite.size),
    signal: derive('signal', suite.size),
  };
}

export interface Signer {
  readonly secret: Bytes;
  /** In MLS encoding. */
  readonly publicKey: Bytes;
  readonly jwk: Readonly<Record<string, string>>;
  sign(bytes: Bytes): Bytes;
  /** As a JWS has it: R ‖ S. */
  signRaw(bytes: Bytes): Bytes;
}

export function ed25519(seed: Bytes): Signer {
  const der = cat(unhex('302e020100300506032b657004220420'), seed);
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const sign = (bytes: Bytes) => new Uint8Array(nodeSign(null, bytes, key));
  return {
    secret: seed,
    publicKey: new Uint8Array(Buffer.from(x!, 'base64url')),
    jwk: { crv: 'Ed25519', kty: 'OKP', x: x! },
    sign,
    signRaw: sign,
  };
}

/** Deterministic signatures (RFC 6979), so that the vectors can be made again. */
export function ecdsa(crv: 'P-256' | 'P-384', secret: Bytes): Signer {
  const curve = crv === 'P-256' ? p256 : p384;
  const publicKey = curve.getPublicKey(secret, false);
  const half = (publicKey.length - 1) / 2;
  const how = { prehash: true, lowS: false } as const;
  return {
    secret,
    publicKey,
    jwk: {
      crv,
      kty: 'EC',
      x: base64url(publicKey.subarray(1, 1 + half)),
      y: base64url(publicKey.subarray(1 + half)),
    },
    sign: (bytes) => curve.sign(bytes, secret, { ...how, format: 'der' }),
    signRaw: (bytes) => curve.sign(bytes, secret, { ...how, format: 'compact' }),
  };
}

/** RFC 9420 SignWithLabel under the whole label `Bedside 1.0 …` (§1.2). */
export const sign = (signer: Signer, label: string, content: Bytes): Bytes =>
  signer.sign(cat(vec(utf8(`Bedside 1.0 ${label}`)), vec(content)));

/** What §5.2 derives for one box. */
export function oneTime(suite: Suite, secret: Bytes, label: string, header: Bytes) {
  const bytes = ewl(suite, secret, label, header, 76);
  return { key: bytes.subarray(0, 32), nonce: bytes.subarray(32, 44), commitment: bytes.subarray(44, 76) };
}
type OneTime = ReturnType<typeof oneTime>;

export function gcmSeal({ key, nonce }: OneTime, aad: Bytes, plain: Bytes): Bytes {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return cat(
    new Uint8Array(cipher.update(plain)),
    new Uint8Array(cipher.final()),
    new Uint8Array(cipher.getAuthTag()),
  );
}
export function gcmOpen({ key, nonce }: OneTime, aad: Bytes, sealed: Bytes): Bytes {
  const cipher = createDecipheriv('aes-256-gcm', key, nonce)
    .setAAD(aad)
    .setAuthTag(sealed.subarray(sealed.length - 16));
  return cat(
    new Uint8Array(cipher.update(sealed.subarray(0, sealed.length - 16))),
    new Uint8Array(cipher.final()),
  );
}

/** `header ‖ commitment ‖ ciphertext<V>`. `commitment`: what a liar puts there. */
export function box(
  suite: Suite,
  secret: Bytes,
  label: string,
  header: Bytes,
  plain: Bytes,
  commitment?: Bytes,
): Bytes {
  const once = oneTime(suite, secret, label, header);
  const said = commitment ?? once.commitment;
  return cat(header, said, vec(gcmSeal(once, cat(header, said), plain)));
}

/** Padmé(max(256, length)) (§5.2), by the paper's own steps. */
export function padded(length: number): number {
  const least = Math.max(256, length);
  let e = 0;
  while (2 ** (e + 1) <= least) e++;
  let s = 0;
  while (2 ** s <= e) s++;
  const step = 2 ** (e - s);
  return Math.ceil(least / step) * step;
}
export const pad = (content: Bytes, to = padded(content.length)): Bytes => {
  const bytes = new Uint8Array(to);
  bytes.set(content);
  return bytes;
};

export interface Inner {
  readonly leaf: number;
  readonly device: Bytes;
  readonly counter: number;
  readonly prev: Bytes;
  readonly headSeq: number;
  readonly head: Bytes;
  readonly timeMs: number;
  readonly type: number;
  readonly body: Bytes;
}
export const encodeInner = (inner: Inner): Bytes =>
  cat(
    u32(inner.leaf),
    inner.device,
    u64(inner.counter),
    inner.prev,
    u64(inner.headSeq),
    inner.head,
    u64(inner.timeMs),
    u16(inner.type),
    vec(inner.body),
  );

/** Header of an envelope (§5.2) and of a record (§5.4). */
export const header = (keys: Keys, salt: Bytes): Bytes =>
  cat(u8(1), vec(keys.groupId), u64(keys.epoch), keys.kid, salt);

/** Every step of §5.2 on its own, each of which a negative vector can bend. */
export function envelope(
  keys: Keys,
  signer: Signer,
  inner: Inner,
  salt: Bytes,
  bend: {
    readonly header?: Bytes;
    readonly signature?: Bytes;
    readonly plain?: (content: Bytes) => Bytes;
    readonly commitment?: Bytes;
  } = {},
  /** §5.7: a signal is built as an envelope is. */
  as: 'message' | 'signal' = 'message',
) {
  const head = bend.header ?? header(keys, salt);
  const inside = encodeInner(inner);
  const signature = bend.signature ?? sign(signer, as, cat(head, inside));
  const content = cat(inside, vec(signature));
  const plain = bend.plain?.(content) ?? pad(content);
  const once = oneTime(keys.suite, keys[as], `${as} key`, head);
  const sealed = box(keys.suite, keys[as], `${as} key`, head, plain, bend.commitment);
  return { header: head, inner: inside, signature, plain, once, sealed };
}

/** §5.3. */
export function link(
  keys: Keys,
  previous: Keys,
  author: number,
  signer: Signer,
  salt: Bytes,
  bend: {
    readonly epochBefore?: number;
    readonly kidBefore?: Bytes;
    readonly root?: Bytes;
    readonly commitment?: Bytes;
  } = {},
) {
  const head = cat(
    u8(1),
    vec(keys.groupId),
    u64(keys.epoch),
    u64(bend.epochBefore ?? previous.epoch),
    keys.kid,
    bend.kidBefore ?? previous.kid,
    u32(author),
    salt,
  );
  const signed = box(
    keys.suite,
    keys.link,
    'link key',
    head,
    vec(bend.root ?? previous.root),
    bend.commitment,
  );
  const signature = sign(signer, 'link', signed);
  return { header: head, signature, link: cat(signed, vec(signature)) };
}

export interface RecordMember {
  readonly when: number;
  readonly leaf: number;
  readonly signatureKey: Bytes;
  readonly passport: string;
  readonly disclosures: readonly string[];
}
/** §5.4. */
export function record(
  keys: Keys,
  treeHash: Bytes,
  members: readonly RecordMember[],
  author: number,
  signer: Signer,
  salt: Bytes,
  bend: { readonly signature?: Bytes; readonly plain?: (content: Bytes) => Bytes } = {},
) {
  const head = header(keys, salt);
  const content = cat(
    vec(treeHash),
    list(
      members.map((member) =>
        cat(
          u8(member.when),
          u32(member.leaf),
          vec(member.signatureKey),
          vec(utf8(member.passport)),
          list(member.disclosures.map((text) => vec(utf8(text)))),
        ),
      ),
    ),
  );
  const signature = bend.signature ?? sign(signer, 'record', cat(head, content));
  const all = cat(content, u32(author), vec(signature));
  const plain = bend.plain?.(all) ?? pad(all);
  return {
    header: head,
    content,
    signature,
    sealed: box(keys.suite, keys.record, 'record key', head, plain),
  };
}

const logLabel = vec(utf8('Bedside 1.0 log'));
/** §5.6. */
export const firstHash = (groupId: Bytes): Bytes => H(cat(logLabel, vec(groupId)));
export const nextHash = (
  before: Bytes,
  entry: { seq: number; kind: number; at: number; body: Bytes },
): Bytes => H(cat(logLabel, before, u64(entry.seq), u8(entry.kind), u64(entry.at), H(entry.body)));

/** §5.5. */
export function safetyCode(authenticator: Bytes, groupId: Bytes): string {
  const digest = H(cat(vec(utf8('Bedside 1.0 code')), vec(authenticator), vec(groupId)));
  return [0, 5, 10, 15, 20, 25]
    .map((at) => {
      const five = BigInt(`0x${hex(digest.subarray(at, at + 5))}`);
      return (five % 100000n).toString().padStart(5, '0');
    })
    .join(' ');
}

/** §2.1: the label and the fields, each behind its length. */
export const canonicalName = (label: string, fields: readonly string[]): Bytes =>
  cat(
    ...[`Bedside 1.0 ${label}`, ...fields].map((field) => {
      const bytes = utf8(field.normalize('NFC'));
      return cat(u16(bytes.length), bytes);
    }),
  );
export const named = (secret: Bytes, label: string, fields: readonly string[]): string =>
  createHmac('sha256', secret).update(canonicalName(label, fields)).digest('base64url');
/** §2.2. */
export const roomName = (issuer: string, conversation: string): string =>
  base64url(H(cat(utf8('Bedside 1.0 room'), utf8(issuer), u8(0), utf8(conversation))));

export const thumbprint = (jwk: Readonly<Record<string, string>>): string =>
  base64url(H(utf8(JSON.stringify(jwk))));

/** A compact JWS (RFC 7515). `signer` null: no signature at all. */
export function jws(head: object, payload: object | string, signer: Signer | null): string {
  const part = (value: object | string) =>
    base64url(utf8(typeof value === 'string' ? value : JSON.stringify(value)));
  const signed = `${part(head)}.${part(payload)}`;
  return `${signed}.${signer === null ? '' : base64url(signer.signRaw(utf8(signed)))}`;
}
