import type { Chain } from './chain.ts';
import type { EpochPage } from './epoch-book.ts';
import { saysCut } from './leaf.ts';
import type { Opener } from './opener.ts';
import type { Senders, Stretch } from './senders.ts';
import { Spans } from './spans.ts';

/** Where the reading of history stands: everything at and above `seq` was opened; below it the epoch is `epoch`. */
export interface Frontier {
  readonly seq: number;
  readonly epoch: number;
  readonly page: EpochPage;
  /** It ends above this place: from there on down all was opened before. */
  readonly floor: number;
  /** At its floor it takes the place of all below: they read in epochs that were voided. */
  readonly isNewBase: boolean;
  /** Down to here stand commits that were voided, and what was said upon them. `stands`: they were put back. */
  readonly aside: { readonly until: number; readonly stands: boolean } | null;
  /** Where there is a floor: how devices' envelopes follow one another above it. */
  readonly stretch: Stretch | null;
}

/**
 * Up to where the log was read, upwards from the beginning of what this device was there for, and downwards from there:
 * what reads downwards is {@link Descent}.
 */
export class Timeline {
  readonly #chain: Chain;
  readonly #opener: Opener;
  readonly #senders: Senders;
  /** The last goes to the beginning; others, above it, close what this device could not follow when it came. */
  frontiers: Frontier[] = [];
  #unopenedFrom: number;
  readonly spans = new Spans();
  /** The commits that history was last read over, by the epoch that each began. */
  readonly crossed = new Map<number, { readonly hash: Uint8Array; readonly page: EpochPage }>();

  constructor(o: {
    readonly chain: Chain;
    readonly opener: Opener;
    readonly senders: Senders;
    /** From here on entries were not opened when they came; 0 where all were. */
    readonly unopenedFrom: number;
  }) {
    this.#chain = o.chain;
    this.#opener = o.opener;
    this.#senders = o.senders;
    this.#unopenedFrom = o.unopenedFrom;
  }

  /** Forgets where it stood and begins at a head that the relay named; what came before is read backwards from there. */
  startAt(seq: number, hash: Uint8Array): void {
    this.#chain.startAt(seq, hash);
    this.#opener.clear();
    this.frontiers = [];
    this.crossed.clear();
    this.spans.clear();
  }

  /** True where entries are held that no key at hand opens: their epochs were not shared with this device. */
  get withheld(): boolean {
    return this.#stopped.length > 0;
  }

  /** True where all that is withheld was said in earlier segments. */
  get isCut(): boolean {
    return this.#stopped.every(({ seq }) => {
      const entry = this.#chain.itemAt(seq - 1)?.entry;
      return entry?.kind === 'commit' && saysCut(entry.body);
    });
  }

  get #stopped(): readonly Frontier[] {
    return this.frontiers.filter(({ seq, floor }) => seq > Math.max(this.#chain.first, floor + 1));
  }

  /** From here on not all was opened when it came, for the disk; 0 where all was, or has been since. */
  get unopenedFrom(): number {
    const from = this.frontiers.flatMap(({ floor }) => (floor > 0 ? [floor + 1] : []));
    const base = this.frontiers.at(-1)?.seq ?? 0;
    if (this.#unopenedFrom > 0 && base > this.#unopenedFrom) from.push(this.#unopenedFrom);
    return from.length === 0 ? 0 : Math.min(...from);
  }

  /**
   * From `seq` on, entries are of `epoch`; what lies below is history, opened by {@link descend}. With a `floor`, only
   * what stands above it: below, reading goes on as it stood; but where that is above `voided` still, from which on down
   * to there the epochs were taken back, it goes on from here.
   */
  readFrom(seq: number, epoch: number, page: EpochPage, floor = 0, voided: number | null = null): void {
    const below = floor === 0 ? [] : this.frontiers.filter((other) => other.floor < floor);
    const stretch = floor === 0 ? null : this.#senders.leap();
    const isNewBase = voided !== null && (below.at(-1)?.seq ?? 0) > voided;
    this.frontiers = [{ seq, epoch, page, floor, isNewBase, stretch, aside: null }, ...below];
    if (floor > 0) this.spans.unsteady(seq - 1);
    this.spans.began(seq - 1, epoch, page);
  }

  /** The commit at `seq` was followed into this epoch. */
  began(seq: number, epoch: number, page: EpochPage): void {
    this.spans.began(seq, epoch, page);
  }

  /** What was said on both sides of this place was not said in one line of epochs. */
  unsteady(seq: number): void {
    this.spans.unsteady(seq);
  }

  /** Where reading back stands, above which all was opened in one line of epochs; null while history is being mended. */
  get steadyBase(): Frontier | null {
    const [base, ...more] = this.frontiers;
    return base === undefined || more.length > 0 || base.floor > 0 || base.aside !== null ? null : base;
  }

  /** What opens the messages at a place; null where that is not known. */
  pageAt(seq: number): EpochPage | null {
    return this.spans.at(seq)?.page ?? null;
  }

  /**
   * Lets go of what stands up to a place that is held: whoever scrolls back there has it fetched and read again, from
   * here. True where it did: while history is being mended it holds on to all. `self`: the reader's own person.
   */
  letGo(upTo: number, self: string | undefined): boolean {
    const base = this.steadyBase;
    const span = this.spans.at(upTo);
    if (base === null || span === null || upTo < base.seq) return false;
    if (base.seq <= this.#unopenedFrom) this.#unopenedFrom = 0;
    this.frontiers = [{ ...base, ...span, seq: upTo + 1 }];
    this.spans.letGo(upTo);
    this.#opener.changes?.letGo(upTo + 1, (seq) => seq > upTo, self);
    this.#chain.letGo(upTo);
    const held = this.#chain.items.flatMap(({ below }) => below ?? []);
    this.#senders.letGo(held, this.#unopenedFrom > 0);
    return true;
  }
}
