import { BedsideError } from './errors.ts';

/**
 * Deterministic CBOR (RFC 8949 §4.2.1), the part that frames use: unsigned integers to 2^53-1, byte strings, text,
 * arrays, true, false and null. One value has one encoding; every other is refused.
 */
export type Cbor = number | boolean | null | string | Uint8Array | readonly Cbor[];

const depthMax = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const malformed = () => new BedsideError('frame-malformed', 'not deterministic CBOR');

/** The one encoding of `value`. Throws a TypeError on numbers that are not integers of 0…2^53-1: a bug, not input. */
export function encodeCbor(value: Cbor): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(1024);
  let at = 0;
  const room = (count: number) => {
    if (at + count <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, at + count));
    larger.set(bytes);
    bytes = larger;
  };
  const head = (major: number, count: number) => {
    room(9);
    const kind = major << 5;
    if (count < 24) bytes[at++] = kind | count;
    else if (count < 0x100) {
      bytes[at++] = kind | 24;
      bytes[at++] = count;
    } else if (count < 0x10000) {
      bytes[at++] = kind | 25;
      bytes[at++] = count >>> 8;
      bytes[at++] = count;
    } else {
      const long = count > 0xffffffff;
      bytes[at++] = kind | (long ? 27 : 26);
      const view = new DataView(bytes.buffer);
      if (long) {
        view.setUint32(at, Math.floor(count / 0x100000000));
        at += 4;
      }
      view.setUint32(at, count >>> 0);
      at += 4;
    }
  };
  const put = (item: Cbor): void => {
    if (typeof item === 'number') {
      if (!Number.isSafeInteger(item) || item < 0) throw new TypeError('cbor: not an unsigned integer');
      head(0, item);
    } else if (item instanceof Uint8Array || typeof item === 'string') {
      const raw = typeof item === 'string' ? encoder.encode(item) : item;
      head(typeof item === 'string' ? 3 : 2, raw.length);
      room(raw.length);
      bytes.set(raw, at);
      at += raw.length;
    } else if (item === null || typeof item === 'boolean') {
      room(1);
      bytes[at++] = item === null ? 0xf6 : item ? 0xf5 : 0xf4;
    } else {
      head(4, item.length);
      for (const inner of item) put(inner);
    }
  };
  put(value);
  return bytes.slice(0, at);
}

/** The value of exactly these bytes; byte strings are views into them. Throws `frame-malformed`. */
export function decodeCbor(bytes: Uint8Array): Cbor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const need = (count: number) => {
    if (at + count > bytes.length) throw malformed();
  };
  const argument = (info: number): number => {
    if (info < 24) return info;
    const width = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0;
    if (width === 0) throw malformed();
    need(width);
    let value: number;
    if (width === 1) value = view.getUint8(at);
    else if (width === 2) value = view.getUint16(at);
    else if (width === 4) value = view.getUint32(at);
    else value = view.getUint32(at) * 0x100000000 + view.getUint32(at + 4);
    const least = width === 1 ? 24 : width === 2 ? 0x100 : width === 4 ? 0x10000 : 0x100000000;
    if (value < least || !Number.isSafeInteger(value)) throw malformed();
    at += width;
    return value;
  };
  const take = (depth: number): Cbor => {
    if (depth > depthMax) throw malformed();
    need(1);
    const first = bytes[at++]!;
    const major = first >> 5;
    if (major === 7) {
      if (first === 0xf6) return null;
      if (first === 0xf5 || first === 0xf4) return first === 0xf5;
      throw malformed();
    }
    const count = argument(first & 31);
    if (major === 0) return count;
    if (major === 2 || major === 3) {
      need(count);
      const raw = bytes.subarray(at, at + count);
      at += count;
      if (major === 2) return raw;
      try {
        return decoder.decode(raw);
      } catch {
        throw malformed();
      }
    }
    if (major !== 4) throw malformed();
    need(count);
    const items: Cbor[] = [];
    for (let i = 0; i < count; i++) items.push(take(depth + 1));
    return items;
  };
  const value = take(0);
  if (at !== bytes.length) throw malformed();
  return value;
}
