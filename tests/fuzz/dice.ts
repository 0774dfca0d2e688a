/** Chance that can be repeated: the same seed and place give the same throws. */
export class Dice {
  #state: number;

  constructor(seed: number, ...places: readonly number[]) {
    let state = seed >>> 0;
    for (const place of places) state = Math.imul(state ^ (place + 0x9e3779b9), 0x85ebca6b) ^ (state >>> 13);
    this.#state = state >>> 0;
  }

  /** From 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `most` − 1. */
  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  /** True once in `most` throws. */
  once(most: number): boolean {
    return this.below(most) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.below(256);
    return bytes;
  }
}
