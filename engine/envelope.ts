import { sha256 } from '@noble/hashes/sha2.js';
import { concat, equal, utf8, zero } from '../shared/bytes.ts';
import { BedsideError, type ErrorCode } from '../shared/errors.ts';
import { groupIdBytes } from '../shared/headers.ts';
import type { Sealed } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import type { EpochKeys } from './epoch-keys.ts';
import { Reader, type Signer, signWithLabel, verifyWithLabel, Writer } from './mls/index.ts';
import { commitmentBytes, openBox, salt, saltBytes, sealBox } from './sealed-box.ts';

/**
 * The envelope (PROTOCOL.md §5.2): a message, signed by its device inside, sealed for the members of one epoch.
 *
 *   Header   = {u8 1; group_id<V>; u64 epoch; kid[32]; salt[32]}
 *   Inner    = {u32 leaf; device[32]; u64 counter; prev[32]; u64 head_seq; head[32]; u64 time_ms; u16 type; body<V>}
 *   plain    = Inner ‖ sig<V> ‖ zeros up to Padmé(max(256, length))
 *   Envelope = Header ‖ commitment[32] ‖ AES-256-GCM(…)<V>
 */
export interface Inner {
  readonly leaf: number;
  /** H(the device's signature key in MLS encoding). */
  readonly device: Uint8Array;
  /** The device's own count: 1, 2, 3, … It is the id of the send frame too. */
  readonly counter: number;
  /** H(the device's previous envelope), zeros before the first. */
  readonly prev: Uint8Array;
  /** The log as the sender knew it. */
  readonly headSeq: number;
  readonly head: Uint8Array;
  readonly timeMs: number;
  readonly type: number;
  readonly body: Uint8Array;
}

export type Opened =
  | { readonly kind: 'message'; readonly inner: Inner }
  | { readonly kind: 'unreadable'; readonly code: ErrorCode };

const version = 1;
const headerBytes = 1 + 1 + groupIdBytes + 8 + 32 + saltBytes;

/** What is sealed as an envelope is: kept in the log, or passed on and forgotten. Neither opens as the other. */
export interface Form {
  readonly secret: 'message' | 'signal';
  readonly signLabel: string;
  readonly boxLabel: string;
}
const messageForm: Form = { secret: 'message', signLabel: 'Bedside 1.0 message', boxLabel: 'message key' };
/** A signal: signals.ts. */
export const signalForm: Form = {
  secret: 'signal',
  signLabel: 'Bedside 1.0 signal',
  boxLabel: 'signal key',
};

/** H of the protocol: SHA-256. */
export const hash = (bytes: Uint8Array): Uint8Array => sha256(bytes);

/** Padmé (PETS 2019): the next length whose binary mantissa is short; at least 256. Leaks O(log log length) bits. */
export function paddedLength(length: number): number {
  const least = Math.max(256, length);
  const exponent = Math.floor(Math.log2(least));
  const mask = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1) - 1;
  return (least + mask) & ~mask;
}

/** Content with zeros behind it, to the length that {@link paddedLength} says. `content` is zeroed. */
export function pad(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(content.length));
  padded.set(content);
  zero(content);
  return padded;
}

/** True where `plain` is content of this length and nothing but the right number of zeros. */
export function isPadded(plain: Uint8Array, contentLength: number): boolean {
  return (
    plain.length === paddedLength(contentLength) && plain.subarray(contentLength).every((byte) => byte === 0)
  );
}

function encodeInner(inner: Inner): Uint8Array {
  return new Writer()
    .u32(inner.leaf)
    .fixed(inner.device)
    .u64(inner.counter)
    .fixed(inner.prev)
    .u64(inner.headSeq)
    .fixed(inner.head)
    .u64(inner.timeMs)
    .u16(inner.type)
    .opaque(inner.body)
    .done();
}

/** Seals and signs. Throws `text-too-long` where the envelope would pass the relay's limit. */
export async function sealEnvelope(
  keys: EpochKeys,
  signer: Signer,
  inner: Inner,
  form: Form = messageForm,
): Promise<Sealed> {
  const header = new Writer()
    .u8(version)
    .opaque(keys.groupId)
    .u64(keys.epoch)
    .fixed(keys.kid)
    .fixed(salt())
    .done();
  const signed = encodeInner(inner);
  const signature = await signWithLabel(signer, form.signLabel, concat(header, signed));
  const content = new Writer().fixed(signed).opaque(signature).done();
  zero(signed);
  const { commitment, ciphertext } = await sealBox(
    keys.suite,
    keys[form.secret],
    form.boxLabel,
    header,
    pad(content),
  );
  const sealed = new Writer().fixed(header).fixed(commitment).opaque(ciphertext).done();
  if (sealed.length > limits.envelopeBytesMax) throw new BedsideError('text-too-long', 'envelope');
  return sealed as Uint8Array as Sealed;
}

/** The kid that an envelope names in its clear header; of what is no envelope, any bytes or none. */
export const kidIn = (sealed: Uint8Array): Uint8Array =>
  sealed.subarray(headerBytes - saltBytes - 32, headerBytes - saltBytes);

const unreadable = (code: ErrorCode): Opened => ({ kind: 'unreadable', code });

/**
 * Opens what stood in the log in `keys.epoch`. `signatureKeyOf`: the signature key of a leaf in that epoch's tree, or
 * null where the leaf is blank. Checks in this order: form, epoch and group, kid, commitment, tag, padding, leaf and
 * device, signature. Never throws on input.
 */
export async function openEnvelope(
  keys: EpochKeys,
  sealed: Uint8Array,
  signatureKeyOf: (leaf: number) => Uint8Array | null,
  form: Form = messageForm,
): Promise<Opened> {
  let header: Uint8Array;
  let commitment: Uint8Array;
  let ciphertext: Uint8Array;
  let kid: Uint8Array;
  let elsewhere: ErrorCode | null;
  try {
    const reader = new Reader(sealed);
    if (reader.u8() !== version) return unreadable('envelope-malformed');
    const groupId = reader.opaque(groupIdBytes);
    const epoch = reader.u64();
    kid = reader.fixed(32);
    reader.fixed(saltBytes);
    header = sealed.subarray(0, headerBytes);
    commitment = reader.fixed(commitmentBytes);
    ciphertext = reader.opaque(limits.envelopeBytesMax);
    reader.done();
    const sameGroup = equal(groupId, keys.groupId);
    elsewhere = !sameGroup ? 'envelope-foreign' : epoch !== keys.epoch ? 'envelope-wrong-epoch' : null;
  } catch {
    return unreadable('envelope-malformed');
  }
  if (elsewhere !== null) return unreadable(elsewhere);
  if (!equal(kid, keys.kid)) return unreadable('envelope-forged');
  const plain = await openBox(keys.suite, keys[form.secret], form.boxLabel, header, {
    commitment,
    ciphertext,
  });
  if (plain === null) return unreadable('envelope-forged');

  let inner: Inner;
  let signature: Uint8Array;
  let signedLength: number;
  try {
    const reader = new Reader(plain);
    inner = {
      leaf: reader.u32(),
      device: reader.fixed(32),
      counter: reader.u64(),
      prev: reader.fixed(32),
      headSeq: reader.u64(),
      head: reader.fixed(32),
      timeMs: reader.u64(),
      type: reader.u16(),
      body: reader.opaque(limits.envelopeBytesMax),
    };
    signedLength = reader.position;
    signature = reader.opaque(1024);
    if (plain.length !== paddedLength(reader.position)) return unreadable('envelope-malformed');
    for (let i = reader.position; i < plain.length; i++)
      if (plain[i] !== 0) return unreadable('envelope-malformed');
  } catch {
    return unreadable('envelope-malformed');
  }
  const key = signatureKeyOf(inner.leaf);
  if (key === null || !equal(hash(key), inner.device)) return unreadable('envelope-forged');
  const signed = concat(header, plain.subarray(0, signedLength));
  if (!(await verifyWithLabel(keys.suite, key, form.signLabel, signed, signature)))
    return unreadable('envelope-forged');
  return { kind: 'message', inner };
}

/** Types of body; what they say is read in body.ts. */
export const bodyTypes = {
  text: 1,
  introduction: 2,
  remark: 3,
  edit: 4,
  reaction: 5,
  redaction: 6,
  leave: 7,
} as const;

/** A text's body: UTF-8, nothing around it. */
export const encodeText = (text: string): Uint8Array => utf8(text);

/** The text of a body, or null where it is not UTF-8. */
export function decodeText(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}
