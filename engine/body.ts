import { utf8 } from '../shared/bytes.ts';
import { isEmoji } from '../shared/emoji.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { bodyTypes, decodeText, encodeText } from './envelope.ts';
import { decodeIntroduction } from './introduction.ts';
import { Reader, Writer } from './mls/index.ts';

/** A message that another one speaks of: its place, and H(its envelope), so that nobody can turn it to another. */
export interface Target {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** What a body says (PROTOCOL.md §5.2), in words. */
export type Body =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** What it answers. */
      readonly quotes: Target | null;
      /** How long it is to be shown, from the time in the log; 0: for good. */
      readonly lifeMs: number;
    }
  | { readonly kind: 'introduction'; readonly disclosures: readonly string[] }
  /** The author's person leaves, with every device. */
  | { readonly kind: 'leave' }
  | ChangeBody;

/** What is said of an earlier message. */
export type ChangeBody =
  | { readonly kind: 'edit'; readonly target: Target; readonly text: string }
  | { readonly kind: 'reaction'; readonly target: Target; readonly emoji: string; readonly on: boolean }
  | { readonly kind: 'redaction'; readonly target: Target; readonly why: 'removed' | 'expired' };

/** Type and body of the word that somebody leaves. */
export const leaveBody = { type: bodyTypes.leave, body: new Uint8Array() };

/** True where a body speaks of an earlier message. */
export const isChange = (body: Body): body is ChangeBody => 'target' in body;

const writeTarget = (to: Writer, target: Target): Writer => to.u64(target.seq).fixed(target.hash);
const readTarget = (from: Reader): Target => ({ seq: from.u64(), hash: from.fixed(32) });

/** Type and body of a text, as short as it can be said. Throws `text-too-long`. */
export function encodeSaid(
  text: string,
  quotes: Target | null,
  lifeMs: number,
): { readonly type: number; readonly body: Uint8Array } {
  const said = encodeText(text);
  if (said.length === 0 || said.length > limits.textBytesMax) throw new BedsideError('text-too-long');
  if (quotes === null && lifeMs === 0) return { type: bodyTypes.text, body: said };
  const to = new Writer().u32(Math.ceil(lifeMs / 1000)).optional(quotes, writeTarget);
  return { type: bodyTypes.remark, body: to.opaque(said).done() };
}

/** Type and body of a change. Throws `text-too-long`, `target-invalid` for what is no emoji. */
export function encodeChange(change: ChangeBody): { readonly type: number; readonly body: Uint8Array } {
  const to = writeTarget(new Writer(), change.target);
  if (change.kind === 'edit') {
    const text = encodeText(change.text);
    if (text.length === 0 || text.length > limits.textBytesMax) throw new BedsideError('text-too-long');
    return { type: bodyTypes.edit, body: to.opaque(text).done() };
  }
  if (change.kind === 'redaction')
    return { type: bodyTypes.redaction, body: to.u8(change.why === 'expired' ? 1 : 0).done() };
  const emoji = utf8(change.emoji);
  if (emoji.length > limits.emojiBytesMax || !isEmoji(change.emoji))
    throw new BedsideError('target-invalid', 'no emoji');
  return {
    type: bodyTypes.reaction,
    body: to
      .u8(change.on ? 1 : 0)
      .opaque(emoji)
      .done(),
  };
}

/** What a body says; `unknown` for a type of a later version, `malformed` for one that is not as its type must be. Never throws. */
export function decodeBody(type: number, body: Uint8Array): Body | 'unknown' | 'malformed' {
  if (type === bodyTypes.introduction) return { kind: 'introduction', disclosures: decodeIntroduction(body) };
  if (type === bodyTypes.text) {
    const text = decodeText(body);
    return text === null ? 'malformed' : { kind: 'text', text, quotes: null, lifeMs: 0 };
  }
  if (type === bodyTypes.leave) return body.length === 0 ? { kind: 'leave' } : 'malformed';
  if (type < bodyTypes.remark || type > bodyTypes.redaction) return 'unknown';
  try {
    const from = new Reader(body);
    const read = type === bodyTypes.remark ? readRemark(from) : readChange(type, from);
    from.done();
    return read;
  } catch {
    return 'malformed';
  }
}

function readRemark(from: Reader): Body {
  const lifeMs = from.u32() * 1000;
  const quotes = from.optional(readTarget);
  return { kind: 'text', text: readText(from, limits.textBytesMax), quotes, lifeMs };
}

function readChange(type: number, from: Reader): Body {
  const target = readTarget(from);
  if (type === bodyTypes.edit) return { kind: 'edit', target, text: readText(from, limits.textBytesMax) };
  const on = readFlag(from);
  if (type === bodyTypes.redaction) return { kind: 'redaction', target, why: on ? 'expired' : 'removed' };
  const emoji = readText(from, limits.emojiBytesMax);
  if (!isEmoji(emoji)) throw new BedsideError('envelope-malformed', 'no emoji');
  return { kind: 'reaction', target, emoji, on };
}

function readFlag(from: Reader): boolean {
  const value = from.u8();
  if (value > 1) throw new BedsideError('envelope-malformed', 'a flag is 0 or 1');
  return value === 1;
}

function readText(from: Reader, bytesMax: number): string {
  const text = decodeText(from.opaque(bytesMax));
  if (text === null || text === '') throw new BedsideError('envelope-malformed', 'no text');
  return text;
}
