/** A seeded stream of numbers (sfc32): the same seed, the same storm. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;

  constructor(seed: number, stream = 0) {
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    this.#c = stream >>> 0;
    for (let i = 0; i < 15; i++) this.next();
  }
  /** Uniform in [0, 1). */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return (t >>> 0) / 2 ** 32;
  }
  /** Whole, from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }
  chance(probability: number): boolean {
    return this.next() < probability;
  }
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries(weights) as [T, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return entries.at(-1)![0];
  }
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly name: string;
  readonly then: () => void;
  cancelled: boolean;
}

/** Time that passes only from one event to the next. Events of the same ms happen in the order they were asked for. */
export class Time {
  #now: number;
  #order = 0;
  readonly #heap: Event[] = [];

  constructor(now: number) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }

  /** Calls once after so many ms; returns a cancel. */
  after(ms: number, name: string, then: () => void): () => void {
    const event: Event = {
      // A clock’s milliseconds are whole.
      at: this.#now + Math.max(0, Math.round(ms)),
      order: this.#order++,
      name,
      then,
      cancelled: false,
    };
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
    return () => {
      event.cancelled = true;
    };
  }

  /** Goes on to the next event and does it; null where there is none by `untilMs`, and it is that late then. */
  step(untilMs: number): { readonly at: number; readonly name: string } | null {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > untilMs) {
        this.#now = Math.max(this.#now, untilMs);
        return null;
      }
      this.#pop();
      if (next.cancelled) continue;
      this.#now = next.at;
      next.then();
      return next;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);

let pending = 0;
let isWatched = false;

/** From here on {@link settled} knows when WebCrypto is at work: it alone runs on threads of its own. */
export function watchCrypto(): void {
  if (isWatched) return;
  isWatched = true;
  const prototype = Object.getPrototypeOf(crypto.subtle) as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const of = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof of !== 'function' || name === 'constructor' || name === 'supports') continue;
    prototype[name] = function (this: unknown, ...given: unknown[]) {
      const result = (of as (...all: unknown[]) => unknown).apply(this, given);
      if (!(result instanceof Promise)) return result;
      pending += 1;
      const over = () => {
        pending -= 1;
      };
      result.then(over, over);
      return result;
    };
  }
}

const turn = () => new Promise<void>((next) => setImmediate(next));

/** Resolves when nothing runs any more: every promise was followed as far as it goes, and no thread is at work. */
export async function settled(): Promise<void> {
  do await turn();
  while (pending > 0);
}
