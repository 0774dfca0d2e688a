import { equal, hex } from '../shared/bytes.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { hash, type Inner } from './envelope.ts';

/** Where a device's own chain of envelopes stands. */
export interface Sender {
  readonly counter: number;
  /** H(the envelope with that counter). */
  readonly hash: Uint8Array;
  readonly headSeq: number;
}

/** `clear`: as it should be. `gap`: a message, but others of the device are missing beside it. `replayed`: not a message. */
export type ChainVerdict = 'clear' | 'gap' | 'replayed';

/** The code that a verdict is shown with. */
export const verdictCodes = { gap: 'envelope-gap', replayed: 'envelope-replayed' } as const satisfies Record<
  Exclude<ChainVerdict, 'clear'>,
  ErrorCode
>;

/**
 * Each device numbers its envelopes and names the one before (PROTOCOL.md §5.2), so that a relay that drops, repeats or
 * swaps one is seen by every reader. Forwards as entries come; backwards as history is fetched.
 */
export class Senders {
  readonly #last = new Map<string, Sender>();
  /** What the next older envelope of a device must be; absent: not known yet. */
  readonly #older = new Map<string, { readonly counter: number; readonly hash: Uint8Array }>();

  constructor(saved: readonly (readonly [device: string, sender: Sender])[] = []) {
    for (const [device, sender] of saved) {
      this.#last.set(device, sender);
      this.#older.set(device, sender);
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

  /** Takes the next envelope of its device, in the order of the log. */
  forward(inner: Inner, envelope: Uint8Array): ChainVerdict {
    const device = hex(inner.device);
    const last = this.#last.get(device);
    if (last !== undefined && (inner.counter <= last.counter || inner.headSeq < last.headSeq))
      return 'replayed';
    this.#last.set(device, { counter: inner.counter, hash: hash(envelope), headSeq: inner.headSeq });
    if (!this.#older.has(device)) this.#older.set(device, { counter: inner.counter - 1, hash: inner.prev });
    const follows =
      last === undefined || (inner.counter === last.counter + 1 && equal(inner.prev, last.hash));
    return follows ? 'clear' : 'gap';
  }

  /** Takes the next older envelope of its device, as history is read backwards. */
  backward(inner: Inner, envelope: Uint8Array): ChainVerdict {
    const device = hex(inner.device);
    const due = this.#older.get(device);
    const own = hash(envelope);
    if (due !== undefined && inner.counter > due.counter) return 'replayed';
    if (!this.#last.has(device)) {
      this.#last.set(device, { counter: inner.counter, hash: own, headSeq: inner.headSeq });
    }
    this.#older.set(device, { counter: inner.counter - 1, hash: inner.prev });
    return due === undefined || (inner.counter === due.counter && equal(own, due.hash)) ? 'clear' : 'gap';
  }
}
