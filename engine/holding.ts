import type { Chain } from './chain.ts';
import type { Item } from './line.ts';
import type { Receipts } from './receipts.ts';
import { heldAfter, type Log, nearEntries, Sleep } from './sleep.ts';
import { isUnread } from './view.ts';

/** With more entries than this, the oldest are let go of until {@link heldAfter} are left. */
const heldMax = 600;
/** So many read in different places; with more, who said so longest ago is not counted. */
const readersMax = 8;
/** What a reader has on the screen stays so long after that was last said. */
const readingMs = 120_000;
/** What was fetched for a reader stays so long, until that is said. */
const fetchedMs = 10_000;

/**
 * How much of the log is held in memory: the newest few hundred entries, and what stands around where somebody reads. What
 * lies between sleeps (sleep.ts); what lies below is let go of, and fetched and read again by the way that scrolling back
 * goes.
 */
export class Holding {
  readonly sleep: Sleep;
  readonly #chain: Chain;
  readonly #timeline: Log['timeline'];
  readonly #profile: Log['profile'];
  readonly #receipts: Receipts;
  /** Who reads where, by name; who said so last comes last. */
  readonly #readers = new Map<string, { readonly seq: number; readonly until: number }>();
  /** Places of messages that were let go of before somebody read them. */
  readonly #unread = new Set<number>();

  constructor(o: Log & { readonly receipts: Receipts }) {
    this.#chain = o.chain;
    this.#timeline = o.timeline;
    this.#profile = o.profile;
    this.#receipts = o.receipts;
    this.sleep = new Sleep({ ...o, holding: this });
  }

  /** More is held than need be. */
  get #isFull(): boolean {
    return this.#chain.items.length > heldMax || this.#chain.asleep.length > 0;
  }

  /** Somebody of this name has on a screen what stands around `seq`, and nothing else any more. */
  reading(seq: number, by: string, nowMs: number): void {
    this.#stay(seq, by, nowMs + readingMs);
  }

  /** What stands from here on was fetched for somebody. */
  fetched(nowMs: number): void {
    this.#stay(this.#chain.first, 'fetched', nowMs + fetchedMs);
  }

  #stay(seq: number, by: string, until: number): void {
    this.#readers.delete(by);
    this.#readers.set(by, { seq, until });
    const [longestAgo] = this.#readers.keys();
    if (this.#readers.size > readersMax) this.#readers.delete(longestAgo!);
  }

  /** Where somebody reads, by the latest word. */
  places(nowMs: number): readonly number[] {
    for (const [by, { until }] of this.#readers) if (until <= nowMs) this.#readers.delete(by);
    return [...this.#readers.values()].map(({ seq }) => seq).reverse();
  }

  /** ms until something that stays for now may go; null: nothing does. */
  staysMs(nowMs: number): number | null {
    if (!this.#isFull || this.#readers.size === 0) return null;
    return Math.max(0, Math.min(...[...this.#readers.values()].map(({ until }) => until)) - nowMs) + 1;
  }

  /** Lets go of what is too much, or has it sleep, as far as nobody reads there. */
  letGo(nowMs: number): void {
    const places = this.places(nowMs);
    if (!this.#isFull) return;
    if (!this.sleep.isAsking) this.#letGoBelow(places);
    if (this.#isFull) this.sleep.doze(places);
  }

  /** What is below all that somebody reads goes, unless something sleeps above it. */
  #letGoBelow(places: readonly number[]): void {
    const { items, asleep, cursor } = this.#chain;
    const upTo = Math.min(cursor - heldAfter, ...places.map((seq) => seq - nearEntries));
    const self = this.#profile.claims?.sub ?? '';
    const going = items.filter((item) => item.seq <= upTo);
    if (going.length === 0 || asleep.some(({ view }) => view.to > upTo)) return;
    if (this.#timeline.letGo(upTo, self)) this.left(going, self);
  }

  /** These are not held any more: of those that nobody read yet the places stay known. */
  left(items: readonly Item[], self: string): void {
    const { readSeq } = this.#receipts;
    for (const seq of this.#unread) if (seq <= readSeq) this.#unread.delete(seq);
    for (const item of items) if (item.seq > readSeq && isUnread(item, self)) this.#unread.add(item.seq);
  }

  /** Messages of others after `readSeq` that are not held. */
  get unread(): number {
    const { readSeq } = this.#receipts;
    let count = 0;
    for (const seq of this.#unread) if (seq > readSeq && this.#chain.itemAt(seq) === undefined) count += 1;
    return count;
  }
}
