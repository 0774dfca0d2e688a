import { sha256 } from '@noble/hashes/sha2.js';
import { equal } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import type { Entry } from '../shared/frames.ts';
import { entryHash, nextLogHash } from '../shared/log-hash.ts';
import type { EpochPage } from './epoch-book.ts';
import type { Item } from './line.ts';
import type { AsleepView } from './snapshot.ts';

interface Doubt {
  readonly headSeq: number;
  readonly head: Uint8Array;
  /** The message that named it; null: the GroupInfo by which this device joined. */
  readonly item: Item | null;
}

/** Entries between others that are held: read once, and fetched and read again for whoever comes near. */
export interface Asleep {
  /** How it is shown; its `seq` and `to` are the first and the last of them. */
  readonly view: AsleepView;
  /** Of these more is known than the text that opening them again would show. */
  readonly kept: ReadonlyMap<number, Item>;
  /** What opens them, each from a place on; epochs that are taken back later change nothing of it. */
  readonly pages: readonly (readonly [seq: number, page: EpochPage])[];
}

/**
 * The log as this device holds it: one contiguous run of entries, each chained to the one before, some of which may be
 * asleep. What does not chain is never in here (INV-5, PROTOCOL.md §5.2).
 */
export class Chain {
  /** In order; the first and the newest are never asleep. */
  readonly items: Item[] = [];
  readonly asleep: Asleep[] = [];
  readonly #hashes: Map<number, Uint8Array>;
  readonly #forked: (item: Item) => void;
  #cursor: number;
  #lastAt: number;
  #doubts: Doubt[] = [];

  constructor(o: {
    readonly cursor: number;
    readonly hashes: readonly (readonly [number, Uint8Array])[];
    readonly lastAt: number;
    /** The log is not the one that the message at this place was written in. */
    readonly forked: (item: Item) => void;
  }) {
    this.#cursor = o.cursor;
    this.#hashes = new Map(o.hashes);
    this.#lastAt = o.lastAt;
    this.#forked = o.forked;
  }

  /** The last seq taken. */
  get cursor(): number {
    return this.#cursor;
  }

  /** The relay's time at the cursor. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** The lowest seq held, or the cursor's successor where none is. */
  get first(): number {
    return this.items[0]?.seq ?? this.#cursor + 1;
  }

  /** What stands at a place, where it is held. */
  itemAt(seq: number): Item | undefined {
    const item = this.items[this.#index(seq)];
    return item?.seq === seq ? item : undefined;
  }

  /** Where an entry at this place is among {@link items}, or would be. */
  #index(seq: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.items[middle]!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The entries above a place that were not opened when they came. */
  unopenedAbove(seq: number): Item[] {
    return this.items.filter((item) => item.seq > seq && item.entry !== null);
  }

  /** The log's hash at a seq, null where this device does not know it. */
  hashAt = (seq: number): Uint8Array | null => this.#hashes.get(seq) ?? null;

  /** The newest hashes, for the disk: commits and messages name recent heads. */
  recentHashes(count: number): readonly (readonly [number, Uint8Array])[] {
    const recent: (readonly [number, Uint8Array])[] = [];
    for (let seq = this.#cursor; seq >= 0 && recent.length < count; seq--) {
      const hash = this.#hashes.get(seq);
      if (hash === undefined) break;
      recent.push([seq, hash]);
    }
    return recent;
  }

  /** Forgets where it stood and begins at a head that the relay named; what came before is read backwards from there. */
  startAt(seq: number, hash: Uint8Array): void {
    this.items.length = this.asleep.length = 0;
    this.#hashes.clear();
    this.#hashes.set(seq, hash);
    this.#doubts = [];
    this.#cursor = seq;
    this.#lastAt = 0;
  }

  /** Lets go of all up to a place that is held, above which nothing is asleep. The hash there stays: by it {@link prepend} takes back the same entries and no others. */
  letGo(upTo: number): void {
    this.items.splice(0, this.#index(upTo + 1));
    this.asleep.length = 0;
    for (const seq of this.#hashes.keys()) if (seq < upTo) this.#hashes.delete(seq);
    this.#doubts = this.#doubts.filter(({ item }) => item === null || item.seq > upTo);
  }

  /** The log must have this hash at this seq: checked as soon as it is known. Throws `log-forked`. */
  expect(headSeq: number, head: Uint8Array): void {
    this.#doubts.push({ headSeq, head, item: null });
    this.#settleDoubts();
  }

  /** Takes the next entry into the chain, unopened. Throws `log-gap` out of order, `log-forked` where time runs back. */
  place(entry: Entry): Item {
    if (entry.seq !== this.#cursor + 1) throw new BedsideError('log-gap');
    if (entry.at < this.#lastAt) throw new BedsideError('log-forked', 'time runs back');
    const before = this.#hashes.get(this.#cursor);
    if (before === undefined) throw new BedsideError('log-gap', 'no hash');
    const hash = entryHash(sha256, entry);
    this.#hashes.set(entry.seq, nextLogHash(sha256, before, entry, hash));
    this.#cursor = entry.seq;
    this.#lastAt = entry.at;
    const item: Item = { seq: entry.seq, at: entry.at, hash, entry, lines: [], author: null, below: null };
    this.items.push(item);
    return item;
  }

  /**
   * Takes a page of history below {@link first}: contiguous, and chained up to a hash that is known; `base` is proved by
   * that. Throws `log-forked`.
   */
  prepend(base: Uint8Array, entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (last === undefined) return;
    if (last.seq !== this.first - 1) throw new BedsideError('log-forked', 'page is not the one below');
    const nextAt = this.items[0]?.at ?? (this.#lastAt || Number.POSITIVE_INFINITY);
    this.items.unshift(...this.#proven(base, entries, nextAt));
    this.#settleDoubts();
  }

  /** Holds on to nothing of the entries between but the hash at their end: by it {@link insert} takes them back. */
  remove(from: number, to: number): void {
    this.items.splice(this.#index(from), to - from + 1);
    for (let seq = from; seq < to; seq++) this.#hashes.delete(seq);
  }

  /** Takes entries back that were removed: the same and no others, or as `kept` has them. Throws `log-forked`. */
  insert(base: Uint8Array, entries: readonly Entry[], kept: ReadonlyMap<number, Item>): readonly Item[] {
    const items = this.#proven(base, entries, Number.POSITIVE_INFINITY).map(
      (item) => kept.get(item.seq) ?? item,
    );
    this.items.splice(this.#index(items[0]!.seq), 0, ...items);
    return items;
  }

  /** Entries that are contiguous and chained up to a hash that is known. `nextAt`: the time of what follows them. Throws `log-forked`. */
  #proven(base: Uint8Array, entries: readonly Entry[], nextAt: number): Item[] {
    const last = entries.at(-1)!;
    const hashes: [number, Uint8Array][] = [[entries[0]!.seq - 1, base]];
    const items: Item[] = [];
    let hash = base;
    entries.forEach((entry, i) => {
      if (entry.seq !== entries[0]!.seq + i) throw new BedsideError('log-forked', 'page has holes');
      if (entry.at > (entries[i + 1]?.at ?? nextAt)) throw new BedsideError('log-forked', 'time runs back');
      const own = entryHash(sha256, entry);
      hash = nextLogHash(sha256, hash, entry, own);
      hashes.push([entry.seq, hash]);
      items.push({ seq: entry.seq, at: entry.at, hash: own, entry, lines: [], author: null, below: null });
    });
    const known = this.#hashes.get(last.seq);
    if (known === undefined || !equal(known, hash))
      throw new BedsideError('log-forked', 'page does not chain');
    for (const [seq, value] of hashes) this.#hashes.set(seq, value);
    return items;
  }

  /** True where the log has another hash at the place that a message names, or that place is not before the message's own. */
  denies(item: Item, headSeq: number, head: Uint8Array): boolean {
    const known = this.#hashes.get(headSeq);
    return headSeq >= item.seq || (known !== undefined && !equal(known, head));
  }

  /** A message names a place whose hash is not known yet: looked at when it is. */
  remember(item: Item, headSeq: number, head: Uint8Array): void {
    if (!this.#hashes.has(headSeq)) this.#doubts.push({ headSeq, head, item });
  }

  /** True where a message names a place whose hash is not known yet. */
  doubts(item: Item): boolean {
    return this.#doubts.some((doubt) => doubt.item === item);
  }

  /** Messages named heads that were not known then; where one is known now and is another, the log was forked. */
  #settleDoubts(): void {
    this.#doubts = this.#doubts.filter(({ headSeq, head, item }) => {
      const known = this.#hashes.get(headSeq);
      if (known === undefined) return true;
      if (equal(known, head)) return false;
      if (item === null) throw new BedsideError('log-forked', 'GroupInfo');
      this.#forked(item);
      return false;
    });
  }
}
