import { bounds } from './bounds.ts';
import { malformed } from './refusal.ts';

/** Writes the TLS presentation language with the variable-size vectors of RFC 9420 §2.1.2. */
export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  #grow(more: number): void {
    const need = this.#length + more;
    if (need <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(need, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes.fill(0);
    this.#bytes = larger;
  }

  #number(value: number, size: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw malformed('number out of range');
    }
    this.#grow(size);
    for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) {
      this.#bytes[this.#length + i] = rest % 256;
    }
    this.#length += size;
    return this;
  }

  /** Appends one byte. Throws mls-malformed where the number does not fit. */
  u8(value: number): this {
    return this.#number(value, 1);
  }

  /** Appends a big-endian uint16. Throws mls-malformed where the number does not fit. */
  u16(value: number): this {
    return this.#number(value, 2);
  }

  /** Appends a big-endian uint32. Throws mls-malformed where the number does not fit. */
  u32(value: number): this {
    return this.#number(value, 4);
  }

  /** Appends a big-endian uint64. Throws mls-malformed for a number that is not a safe integer (2^53 − 1). */
  u64(value: number): this {
    return this.#number(value, 8);
  }

  /** Appends the bytes as they are, without a length. */
  fixed(bytes: Uint8Array): this {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Appends `opaque<V>`: the length in its shortest form, then the bytes. Throws mls-malformed past 2^30 − 1. */
  opaque(bytes: Uint8Array): this {
    const { length } = bytes;
    if (length < 2 ** 6) this.u8(length);
    else if (length < 2 ** 14) this.u16(length + 0x4000);
    else if (length < 2 ** 30) this.u32(length + 0x80000000);
    else throw malformed('vector too long');
    return this.fixed(bytes);
  }

  /** Appends `T items<V>`: the length of all items in bytes, then each item as `write` writes it. */
  vector<T>(items: Iterable<T>, write: (to: Writer, item: T) => void): this {
    const inner = new Writer();
    for (const item of items) write(inner, item);
    return this.opaque(inner.done());
  }

  /** Appends `optional<T>` (RFC 9420 §2.1.1): a 0, or a 1 and the value. */
  optional<T>(value: T | null, write: (to: Writer, value: T) => void): this {
    this.u8(value === null ? 0 : 1);
    if (value !== null) write(this, value);
    return this;
  }

  /** A copy of what was written. */
  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/**
 * Reads what Writer writes, strictly: every method throws mls-malformed where the bytes end early or are not
 * canonical.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  #at: number;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.length;
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#at;
  }

  /** How many bytes are left, inside the vector being read. */
  get left(): number {
    return this.#end - this.#at;
  }

  #take(length: number): number {
    if (length > this.left) throw malformed('bytes end early');
    const at = this.#at;
    this.#at += length;
    return at;
  }

  #number(size: number): number {
    const at = this.#take(size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.#bytes[at + i]!;
    if (!Number.isSafeInteger(value)) throw malformed('number over 2^53');
    return value;
  }

  /** One byte. */
  u8(): number {
    return this.#number(1);
  }

  /** A big-endian uint16. */
  u16(): number {
    return this.#number(2);
  }

  /** A big-endian uint32. */
  u32(): number {
    return this.#number(4);
  }

  /** A big-endian uint64; refuses one over 2^53 − 1. */
  u64(): number {
    return this.#number(8);
  }

  /** A copy of the next `length` bytes. */
  fixed(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length) as Uint8Array<ArrayBuffer>;
  }

  /** The length in front of a vector, which must be in its shortest form (RFC 9420 §2.1.2). */
  length(): number {
    const first = this.u8();
    const prefix = first >> 6;
    if (prefix === 3) throw malformed('vector length prefix');
    let value = first & 0x3f;
    for (let i = (1 << prefix) - 1; i > 0; i--) value = value * 256 + this.u8();
    if (prefix > 0 && value < 2 ** (prefix === 1 ? 6 : 14)) throw malformed('vector length not shortest');
    return value;
  }

  /** A copy of `opaque<V>` of at most `max` bytes. */
  opaque(max: number = bounds.messageBytesMax): Uint8Array<ArrayBuffer> {
    const length = this.length();
    if (length > max) throw malformed('vector too long');
    return this.fixed(length);
  }

  /** The items of `T<V>`, at most `max` of them, each as `read` reads it; `read` cannot run past the vector. */
  vector<T>(max: number, read: (from: this) => T): T[] {
    const length = this.length();
    if (length > this.left) throw malformed('bytes end early');
    const outer = this.#end;
    this.#end = this.#at + length;
    const items: T[] = [];
    while (this.left > 0) {
      if (items.length === max) throw malformed('too many items');
      items.push(read(this));
    }
    this.#end = outer;
    return items;
  }

  /** An `optional<T>`: null for a 0, the value for a 1, and nothing else is taken. */
  optional<T>(read: (from: this) => T): T | null {
    const present = this.u8();
    if (present > 1) throw malformed('optional neither 0 nor 1');
    return present === 1 ? read(this) : null;
  }

  /** A copy of what was read since `start`, a former `position`. */
  since(start: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(start, this.#at) as Uint8Array<ArrayBuffer>;
  }

  /** Ends the reading. Throws mls-malformed where bytes are left over. */
  done(): void {
    if (this.left > 0) throw malformed('bytes left over');
  }
}

/** The whole of `bytes` as `read` reads it. Throws mls-malformed for more than 1 MiB or bytes left over. */
export function readWhole<T>(bytes: Uint8Array, read: (from: Reader) => T): T {
  if (bytes.length > bounds.messageBytesMax) throw malformed('over 1 MiB');
  const reader = new Reader(bytes);
  const value = read(reader);
  reader.done();
  return value;
}

/** The bytes that `write` writes. */
export function written(write: (to: Writer) => void): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  write(writer);
  return writer.done();
}
