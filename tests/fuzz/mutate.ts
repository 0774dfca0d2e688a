import { base64url, concat, fromBase64url, utf8 } from '../../shared/bytes.ts';
import { type Cbor, decodeCbor, encodeCbor } from '../../shared/cbor.ts';
import type { Dice } from './dice.ts';

/** Bytes that are the edge of something in CBOR, in MLS vectors or in UTF-8. */
const edges = [
  0, 1, 2, 3, 4, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x3f, 0x40, 0x5b, 0x7f, 0x80, 0x9b, 0xbf, 0xc0, 0xf6, 0xff,
];
const wide = [0, 1, 63, 64, 255, 256, 16383, 16384, 65535, 65536, 2 ** 30 - 1, 2 ** 31, 2 ** 32 - 1];

type Change = (bytes: Uint8Array, dice: Dice, others: readonly Uint8Array[]) => Uint8Array;

const at = (bytes: Uint8Array, dice: Dice) => dice.below(Math.max(1, bytes.length));
/** A length that is short as a rule and long at times. */
const some = (dice: Dice, most: number) => 1 + dice.below(dice.once(8) ? most : 8);

/** A number written as MLS writes the length of a vector, in a form that need not be the shortest. */
function vectorLength(value: number, dice: Dice): Uint8Array {
  const size = dice.pick([1, 2, 4]);
  const bytes = new Uint8Array(size);
  for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  bytes[0] = (bytes[0]! & 0x3f) | (size === 1 ? 0 : size === 2 ? 0x40 : 0x80);
  return bytes;
}

const changes: readonly Change[] = [
  // One bit.
  (bytes, dice) => {
    if (bytes.length > 0) bytes[at(bytes, dice)]! ^= 1 << dice.below(8);
    return bytes;
  },
  // One byte, to an edge.
  (bytes, dice) => {
    if (bytes.length > 0) bytes[at(bytes, dice)] = dice.pick(edges);
    return bytes;
  },
  // One byte up or down: a length or a count that is off by little.
  (bytes, dice) => {
    if (bytes.length > 0) bytes[at(bytes, dice)]! += dice.once(2) ? 1 : 255;
    return bytes;
  },
  // A number of 2, 4 or 8 bytes, to an edge.
  (bytes, dice) => {
    const size = dice.pick([2, 4, 8]);
    if (bytes.length < size) return bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const place = dice.below(bytes.length - size + 1);
    const value = dice.pick(wide);
    if (size === 2) view.setUint16(place, value);
    else if (size === 4) view.setUint32(place, value);
    else view.setBigUint64(place, dice.once(3) ? 2n ** 64n - 1n : BigInt(value));
    return bytes;
  },
  // A lie about a length: put over what stands there, or between.
  (bytes, dice) => {
    const place = at(bytes, dice);
    const lie = vectorLength(dice.once(2) ? dice.pick(wide) : dice.below(bytes.length + 2), dice);
    return concat(bytes.subarray(0, place), lie, bytes.subarray(place + (dice.once(2) ? lie.length : 0)));
  },
  // Cut off, at either end.
  (bytes, dice) => (dice.once(4) ? bytes.slice(at(bytes, dice)) : bytes.slice(0, at(bytes, dice))),
  // Something behind.
  (bytes, dice) => concat(bytes, dice.once(2) ? dice.bytes(some(dice, 64)) : new Uint8Array(some(dice, 64))),
  // A piece taken out.
  (bytes, dice) => {
    const place = at(bytes, dice);
    return concat(bytes.subarray(0, place), bytes.subarray(place + some(dice, 64)));
  },
  // A piece said twice.
  (bytes, dice) => {
    const place = at(bytes, dice);
    const end = place + some(dice, 128);
    return concat(bytes.subarray(0, end), bytes.subarray(place));
  },
  // A piece of noise, over what stands there or between.
  (bytes, dice) => {
    const place = at(bytes, dice);
    const noise = dice.bytes(some(dice, 32));
    return concat(bytes.subarray(0, place), noise, bytes.subarray(place + (dice.once(2) ? noise.length : 0)));
  },
  // A run of one byte.
  (bytes, dice) => bytes.fill(dice.pick(edges), at(bytes, dice), at(bytes, dice) + some(dice, 64)),
  // Two that belong apart: the front of one, the back of another.
  (bytes, dice, others) => {
    const other = dice.pick(others);
    return concat(bytes.subarray(0, at(bytes, dice)), other.subarray(at(other, dice)));
  },
  // A piece of another, in its own place.
  (bytes, dice, others) => {
    const other = dice.pick(others);
    const place = at(other, dice);
    if (place < bytes.length)
      bytes.set(other.subarray(place, Math.min(bytes.length, place + some(dice, 256))), place);
    return bytes;
  },
];

/** A valid sample, changed in one to four ways; at times nothing but noise. */
export function mutate(
  sample: Uint8Array,
  dice: Dice,
  others: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  if (dice.once(64)) return dice.bytes(dice.below(dice.once(4) ? 4096 : 96));
  let bytes: Uint8Array = sample.slice();
  for (let left = dice.once(3) ? 1 + dice.below(4) : 1; left > 0; left--)
    bytes = dice.pick(changes)(bytes, dice, others);
  return bytes.slice() as Uint8Array<ArrayBuffer>;
}

const oddNumbers = [0, 1, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];

function oddCbor(dice: Dice): Cbor {
  const kind = dice.below(8);
  if (kind === 0) return null;
  if (kind === 1) return dice.once(2);
  if (kind === 2)
    return dice.pick([
      '',
      'send',
      'slow-down',
      '\u0000',
      'é',
      '__proto__',
      'toString',
      'constructor',
      'x'.repeat(300),
    ]);
  if (kind === 3) return dice.bytes(dice.pick([0, 1, 31, 32, 33, 70]));
  if (kind === 4) return [];
  if (kind === 5) return [[[[oddNumbers[dice.below(oddNumbers.length)]!]]]];
  return dice.pick(oddNumbers);
}

/** A CBOR value in which one place holds something else, more of it, or less; so that the bytes stay canonical. */
export function mutateCbor(value: Cbor, dice: Dice): Cbor {
  if (!Array.isArray(value) || value.length === 0 || dice.once(6)) return oddCbor(dice);
  const items = [...(value as readonly Cbor[])];
  const place = dice.below(items.length);
  const kind = dice.below(8);
  if (kind === 0) items.splice(place, 1);
  else if (kind === 1) items.splice(place, 0, items[place]!);
  else if (kind === 2) items.push(oddCbor(dice));
  else if (kind === 3) [items[0], items[place]] = [items[place]!, items[0]!];
  else if (kind === 4 && dice.once(20)) return new Array<Cbor>(300).fill(items[place]!);
  else items[place] = mutateCbor(items[place]!, dice);
  return items;
}

/** {@link mutateCbor} on bytes; on bytes that are no CBOR, {@link mutate}. */
export function mutateInCbor(sample: Uint8Array, dice: Dice, others: readonly Uint8Array[]): Uint8Array {
  try {
    return encodeCbor(mutateCbor(decodeCbor(sample), dice));
  } catch {
    return mutate(sample, dice, others);
  }
}

const words = [
  '~',
  '.',
  '..',
  '~~',
  '=',
  '+',
  '/',
  'A',
  '\u0000',
  '\ud800',
  'é',
  '%',
  ' ',
  '\n',
  '{}',
  'null',
  '-',
  '_',
];

/** A text in which something is elsewhere, missing, too much or not base64url any more. */
export function mutateText(sample: string, dice: Dice, others: readonly string[]): string {
  let text = sample;
  for (let left = dice.once(3) ? 1 + dice.below(4) : 1; left > 0; left--) {
    const place = dice.below(Math.max(1, text.length));
    const kind = dice.below(8);
    if (kind === 0) text = text.slice(0, place);
    else if (kind === 1) text = text.slice(place);
    else if (kind === 2) text = text.slice(0, place) + dice.pick(words) + text.slice(place + dice.below(2));
    else if (kind === 3) text = text.slice(0, place) + text.slice(place + 1 + dice.below(16));
    else if (kind === 4) text = text.slice(0, place + 1 + dice.below(300)) + text.slice(place);
    else if (kind === 5) text = text.slice(0, place) + dice.pick(others).slice(dice.below(sample.length));
    else if (kind === 6) text += dice.pick(words).repeat(dice.once(50) ? 9000 : 1 + dice.below(20));
    else {
      const char = base64url(dice.bytes(1))[0]!;
      text = text.slice(0, place) + char + text.slice(place + 1);
    }
  }
  return text;
}

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const oddJson = [
  'null',
  'true',
  'false',
  '0',
  '-1',
  '-0',
  '1.5',
  '1e400',
  '9007199254740993',
  '""',
  '"x"',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '{}',
  '[null]',
  '[[]]',
  '{"jkt":1}',
  '{"__proto__":{"jkt":"x"}}',
  `"${'y'.repeat(300)}"`,
  `["${'z'.repeat(70)}"]`,
  deep(50),
  deep(4000),
  '[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]',
  '"bedside"',
  '"EdDSA"',
  '"none"',
  '["EdDSA"]',
]; // prettier-ignore
const oddNames = [
  'crit',
  'b64',
  'jwk',
  'x5c',
  'jku',
  '__proto__',
  'constructor',
  'toString',
  '_sd_alg',
  'nbf',
  '',
  'aud',
];

/** The text of a JSON object in which one value is another, a name is new, gone or said twice, or the text is broken. */
export function mutateJson(sample: string, dice: Dice): string {
  const parsed: unknown = JSON.parse(sample);
  if (typeof parsed !== 'object' || parsed === null || dice.once(12)) return dice.pick(oddJson);
  if (dice.once(8)) return mutateText(sample, dice, oddJson);
  const members = Object.entries(parsed).map(
    ([name, value]) => [JSON.stringify(name), JSON.stringify(value)] as [string, string],
  );
  for (let left = 1 + dice.below(2); left > 0; left--) {
    const member = dice.pick(members);
    const kind = dice.below(5);
    if (kind === 0 && members.length > 1) members.splice(members.indexOf(member), 1);
    else if (kind === 1) members.push([JSON.stringify(dice.pick(oddNames)), dice.pick(oddJson)]);
    else if (kind === 2) members.push([member[0], dice.pick(oddJson)]);
    else member[1] = dice.pick(oddJson);
  }
  const list = members.map(([name, value]) => (Array.isArray(parsed) ? value : `${name}:${value}`)).join(',');
  return Array.isArray(parsed) ? `[${list}]` : `{${list}}`;
}

/** Base64url JSON → the same with {@link mutateJson}. */
export function mutateJsonPart(part: string, dice: Dice): string {
  const bytes = fromBase64url(part);
  return bytes === null ? part : base64url(utf8(mutateJson(new TextDecoder().decode(bytes), dice)));
}
