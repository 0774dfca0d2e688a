import type { Chain } from './chain.ts';
import type { Profile } from './profile.ts';
import type { Receipts } from './receipts.ts';
import type { Timeline } from './timeline.ts';
import { isUnread } from './view.ts';

/** With more entries than this, the oldest are let go of … */
const heldMax = 600;
/** … until so many are left: more than a screen shows, and one turn for many messages. */
const heldAfter = 400;
/** What a reader has on the screen stays so long after that was last said. */
const readingMs = 120_000;
/** What was fetched for a reader stays so long, until that is said. */
const fetchedMs = 10_000;

/**
 * How much of the log is held in memory: the newest few hundred entries, and all from where somebody reads. What is let
 * go of is fetched and read again by the way that scrolling back goes.
 */
export class Holding {
  readonly #chain: Chain;
  readonly #timeline: Timeline;
  readonly #profile: Profile;
  readonly #receipts: Receipts;
  #readers: { readonly seq: number; readonly until: number }[] = [];
  /** Places of messages that were let go of before somebody read them. */
  #unread: number[] = [];

  constructor(o: {
    readonly chain: Chain;
    readonly timeline: Timeline;
    readonly profile: Profile;
    readonly receipts: Receipts;
  }) {
    this.#chain = o.chain;
    this.#timeline = o.timeline;
    this.#profile = o.profile;
    this.#receipts = o.receipts;
  }

  /** More is held than need be. */
  get #isFull(): boolean {
    return this.#chain.items.length > heldMax;
  }

  /** Somebody has on a screen what stands from `seq` on. */
  reading(seq: number, nowMs: number): void {
    this.#stay(seq, nowMs, readingMs);
  }

  /** What stands from here on was fetched for somebody. */
  fetched(nowMs: number): void {
    this.#stay(this.#chain.first, nowMs, fetchedMs);
  }

  #stay(seq: number, nowMs: number, forMs: number): void {
    const until = nowMs + forMs;
    this.#readers = [...this.#readers.filter((one) => one.until > nowMs && one.seq !== seq), { seq, until }];
  }

  /** ms until something that stays for now may go; null: nothing does. */
  staysMs(nowMs: number): number | null {
    if (!this.#isFull || this.#readers.length === 0) return null;
    return Math.max(0, Math.min(...this.#readers.map(({ until }) => until)) - nowMs) + 1;
  }

  /** Lets go of what is too much, as far as nobody reads there. */
  letGo(nowMs: number): void {
    if (!this.#isFull) return;
    this.#readers = this.#readers.filter(({ until }) => until > nowMs);
    const { items, cursor } = this.#chain;
    const upTo = Math.min(cursor - heldAfter, ...this.#readers.map(({ seq }) => seq - 1));
    const self = this.#profile.claims?.sub ?? '';
    const { readSeq } = this.#receipts;
    const going = items.filter((item) => item.seq <= upTo);
    if (going.length === 0 || !this.#timeline.letGo(upTo, self)) return;
    const unread = going.filter((item) => item.seq > readSeq && isUnread(item, self));
    this.#unread = [...this.#unread.filter((seq) => seq < going[0]!.seq), ...unread.map(({ seq }) => seq)];
  }

  /** Messages of others after `readSeq` that are not held. */
  get unread(): number {
    const { first } = this.#chain;
    const { readSeq } = this.#receipts;
    return this.#unread.reduce((count, seq) => (seq > readSeq && seq < first ? count + 1 : count), 0);
  }
}
