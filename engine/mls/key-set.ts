import { equal } from '../../shared/bytes.ts';

/** A set of public keys. Keys are compared as bytes, and only with those that begin alike: X-Wing's are long. */
export class KeySet {
  readonly #alike = new Map<number, Uint8Array[]>();

  /** Adds the key; false where it is in the set already. */
  add(key: Uint8Array): boolean {
    const [, a = 0, b = 0, c = 0, d = 0] = key.subarray(0, 5);
    const start = ((a * 256 + b) * 256 + c) * 256 + d;
    const alike = this.#alike.get(start) ?? [];
    if (alike.some((other) => equal(other, key))) return false;
    this.#alike.set(start, [...alike, key]);
    return true;
  }
}
