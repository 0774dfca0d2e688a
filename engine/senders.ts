import { equal, hex } from '../shared/bytes.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { hash, type Inner } from './envelope.ts';
import type { Below } from './line.ts';

/** Where a device's own chain of envelopes stands. */
export interface Sender {
  readonly counter: number;
  /** H(the envelope with that counter). */
  readonly hash: Uint8Array;
  readonly headSeq: number;
}

/** `clear`: as it should be. `gap`: a message, but others of the device are missing beside it. `replayed`: not a message. */
export type ChainVerdict = 'clear' | 'gap' | 'replayed';

/** Messages of one device that are missing: `edge` is the one whose hash, `own`, a neighbour has signed. */
interface Missing {
  readonly from: number;
  readonly to: number;
  readonly edge: number;
  readonly own: Uint8Array;
}
/** No more than so many missing ones are counted out. */
const absentMax = 10_000;

/** The code that a verdict is shown with. */
export const verdictCodes = { gap: 'envelope-gap', replayed: 'envelope-replayed' } as const satisfies Record<
  Exclude<ChainVerdict, 'clear'>,
  ErrorCode
>;

/**
 * A stretch of the log that is read backwards after what follows it: where each device stood below it, which of them
 * were not met above it yet, and what the next older envelope of the others must be.
 */
export interface Stretch {
  readonly below: ReadonlyMap<string, Sender>;
  readonly unmet: Set<string>;
  readonly older: Map<string, Older>;
}

interface Older {
  readonly counter: number;
  readonly hash: Uint8Array;
}

/**
 * Each device numbers its envelopes and names the one before (PROTOCOL.md §5.2), so that a relay that drops, repeats or
 * swaps one is seen by every reader. Forwards as entries come; backwards as history is fetched.
 */
export class Senders {
  readonly #last = new Map<string, Sender>();
  /** What the next older envelope of a device must be; absent: not known yet. */
  readonly #older = new Map<string, Older>();
  #stretch: Stretch | null = null;

  /** H(envelope) of messages whose bodies are gone, by the room's numbers for device and message. */
  readonly #absent = new Map<string, Uint8Array>();

  /** `isPatchy`: below where the devices were left there is more of theirs that was never opened. */
  constructor(saved: readonly (readonly [device: string, sender: Sender])[] = [], isPatchy = false) {
    for (const [device, sender] of saved) {
      this.#last.set(device, sender);
      if (!isPatchy) this.#older.set(device, sender);
    }
  }

  /** For the disk. */
  get saved(): readonly (readonly [device: string, sender: Sender])[] {
    return [...this.#last];
  }

  /** The last envelope of a device, or null. */
  last(device: Uint8Array): Sender | null {
    return this.#last.get(hex(device)) ?? null;
  }

  /** A message whose body is gone: by the room's word it was `device`'s, of number `id`. Its hash is in the log's chain. */
  absent(device: number, id: number, own: Uint8Array): void {
    this.#absent.set(`${device}/${id}`, own);
  }

  /** True where all of a device's messages from one number to another are gone, and the one at `edge` has this hash. */
  #isAbsent(room: number, { from, to, edge, own }: Missing): boolean {
    if (from > to || to - from >= absentMax) return false;
    for (let id = from; id <= to; id++) if (!this.#absent.has(`${room}/${id}`)) return false;
    return equal(this.#absent.get(`${room}/${edge}`)!, own);
  }

  /**
   * What is held now is this and no more, in the order of the log: what is read below it next is held to it. `isPatchy`:
   * below it there is more that was never opened.
   */
  letGo(held: readonly Below[], isPatchy: boolean): void {
    this.#older.clear();
    if (!isPatchy) for (const [device, last] of this.#last) this.#older.set(device, last);
    for (const { device, isTold, ...due } of held.toReversed())
      if (isTold) this.#older.delete(device);
      else this.#older.set(device, due);
  }

  /** What comes from here on follows a stretch that is read later. */
  leap(): Stretch {
    const below = new Map(this.#last);
    this.#stretch = { below, unmet: new Set(below.keys()), older: new Map() };
    return this.#stretch;
  }

  /** Takes the next envelope of its device, in the order of the log. `room`: the room's number for the device. */
  forward(inner: Inner, envelope: Uint8Array, room: number): ChainVerdict {
    const device = hex(inner.device);
    const last = this.#last.get(device);
    if (last !== undefined && (inner.counter <= last.counter || inner.headSeq < last.headSeq))
      return 'replayed';
    this.#last.set(device, { counter: inner.counter, hash: hash(envelope), headSeq: inner.headSeq });
    const due = { counter: inner.counter - 1, hash: inner.prev };
    if (!this.#older.has(device)) this.#older.set(device, due);
    if (this.#stretch?.unmet.delete(device) === true) {
      // What is between stands in the stretch, which is held to this.
      this.#stretch.older.set(device, due);
      return 'clear';
    }
    const follows =
      last === undefined || (inner.counter === last.counter + 1 && equal(inner.prev, last.hash));
    if (follows) return 'clear';
    const to = inner.counter - 1;
    return this.#isAbsent(room, { from: last.counter + 1, to, edge: to, own: inner.prev }) ? 'clear' : 'gap';
  }

  /** Takes the next older envelope of its device in a stretch, read backwards. */
  within(stretch: Stretch, inner: Inner, envelope: Uint8Array): ChainVerdict {
    const device = hex(inner.device);
    const due = stretch.older.get(device);
    const own = hash(envelope);
    if (inner.counter <= (stretch.below.get(device)?.counter ?? 0)) return 'replayed';
    if (due !== undefined && inner.counter > due.counter) return 'replayed';
    stretch.unmet.delete(device);
    stretch.older.set(device, { counter: inner.counter - 1, hash: inner.prev });
    this.#atLeast(device, inner, own);
    return due === undefined || (inner.counter === due.counter && equal(own, due.hash)) ? 'clear' : 'gap';
  }

  /** Takes the next older envelope of its device, as history is read backwards. */
  backward(inner: Inner, envelope: Uint8Array, room: number): ChainVerdict {
    const device = hex(inner.device);
    const due = this.#older.get(device);
    const own = hash(envelope);
    if (due !== undefined && inner.counter > due.counter) return 'replayed';
    this.#atLeast(device, inner, own);
    this.#older.set(device, { counter: inner.counter - 1, hash: inner.prev });
    if (due === undefined || (inner.counter === due.counter && equal(own, due.hash))) return 'clear';
    const missing = { from: inner.counter + 1, to: due.counter, edge: due.counter, own: due.hash };
    return this.#isAbsent(room, missing) ? 'clear' : 'gap';
  }

  #atLeast(device: string, { counter, headSeq }: Inner, own: Uint8Array): void {
    const last = this.#last.get(device);
    if (last === undefined || last.counter < counter) this.#last.set(device, { counter, hash: own, headSeq });
  }
}
