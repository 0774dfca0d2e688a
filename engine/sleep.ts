import type { ClientFrame, Entry, RelayFrame } from '../shared/frames.ts';
import type { Asleep, Chain } from './chain.ts';
import type { Changes } from './changes.ts';
import type { EpochPage } from './epoch-book.ts';
import type { Item } from './line.ts';

/** What letting go of the log takes, of those who have it in hand. */
export interface Log {
  readonly chain: Chain;
  readonly timeline: {
    readonly steadyBase: { readonly seq: number } | null;
    pageAt(seq: number): EpochPage | null;
    letGo(upTo: number, self: string): boolean;
  };
  readonly opener: {
    readonly changes: Changes | null;
    open(item: Item, page: EpochPage, direction: 'again'): Promise<unknown>;
  };
  readonly profile: { readonly claims: { readonly sub: string } | null };
}

/** Who reads where, and what they have not read of what is not held. */
interface Readers {
  places(nowMs: number): readonly number[];
  left(items: readonly Item[], self: string): void;
}

type Page = Extract<RelayFrame, { type: 'page' }>;

/** So many of the newest entries are held: more than a screen shows, and one turn for many messages. */
export const heldAfter = 400;
/** What is nearer than this to where somebody reads is held. */
export const nearEntries = 200;
/** So many entries sleep and wake together. */
const stretchEntries = 50;
/** What sleeps nearer than this to where somebody reads is woken: nearer than what falls asleep. */
const wokenEntries = nearEntries / 2;

/**
 * Of a long log that somebody scrolls through, only what is around them stays in memory, beside the newest few hundred
 * entries: what lies between falls asleep, a stretch at a time, and is fetched and opened again where they come back to
 * it. Of a stretch are kept the log's hash at its end, by which the same entries are taken back and no others, and all but
 * its plain messages: who came and went, problems, what was removed, and what was said of messages, here or elsewhere.
 */
export class Sleep {
  readonly #parts: Log & { readonly holding: Readers };
  /** It is being fetched, from its end on; this much has come, and the rest may be on its way. */
  #asked: Asleep | null = null;
  #came: readonly Entry[] = [];
  #isOnItsWay = false;

  constructor(parts: Log & { readonly holding: Readers }) {
    this.#parts = parts;
  }

  /** It is being fetched: nothing may be let go of below. */
  get isAsking(): boolean {
    return this.#asked !== null;
  }

  /** What was asked for does not come any more. */
  restart(): void {
    this.#asked = null;
    this.#came = [];
    this.#isOnItsWay = false;
  }

  /** Puts to sleep what nobody reads: `places` are where they do. */
  doze(places: readonly number[]): void {
    const { chain, timeline, opener, holding, profile } = this.#parts;
    const from = Math.max(chain.first + 1, timeline.steadyBase?.seq ?? Number.POSITIVE_INFINITY);
    const stretches = new Map<number, Item[]>();
    for (const item of chain.items) {
      if (item.seq < from || item.seq > chain.cursor - heldAfter || item.entry !== null) continue;
      const stretch = Math.ceil(item.seq / stretchEntries);
      const items = stretches.get(stretch);
      if (items === undefined) stretches.set(stretch, [item]);
      else items.push(item);
    }
    const going = [...stretches.values()].filter((items) => {
      const { seq } = items[0]!;
      const isRead = places.some((place) => isWithin(place, seq, items.at(-1)!.seq, nearEntries));
      return items.length === stretchEntries && !isRead && timeline.pageAt(seq) !== null;
    });
    if (going.length === 0) return;
    const self = profile.claims?.sub ?? '';
    const isGoing = new Set(going.flat().map(({ seq }) => seq));
    const isHeld = (seq: number) => !isGoing.has(seq) && chain.itemAt(seq) !== undefined;
    holding.left(going.flat(), self);
    opener.changes?.letGo(chain.first, isHeld, self);
    for (const items of going) {
      const isKept = (item: Item) =>
        item.lines.length !== 1 || item.lines[0]!.kind !== 'text' || chain.doubts(item);
      const lines = items.flatMap((item) => item.lines);
      const others = lines.filter((line) => line.kind === 'text' && line.claims.sub !== self);
      const { seq } = items[0]!;
      const { seq: to, at } = items.at(-1)!;
      chain.remove(seq, to);
      chain.asleep.push({
        view: { kind: 'asleep', key: `z${seq}`, seq, to, at, count: lines.length, others: others.length },
        kept: new Map(items.filter(isKept).map((item) => [item.seq, item])),
        pages: items.flatMap(({ seq }, i) => {
          const page = timeline.pageAt(seq)!;
          return i > 0 && page === timeline.pageAt(seq - 1) ? [] : [[seq, page] as const];
        }),
      });
    }
    chain.asleep.sort((a, b) => a.view.seq - b.view.seq);
  }

  /** The question for what sleeps nearest to somebody, or for the rest of it; null where nothing does, or it is asked. */
  next(nowMs: number): ClientFrame | null {
    if (this.#isOnItsWay) return null;
    this.#asked ??= this.#nearest(nowMs);
    if (this.#asked === null) return null;
    this.#isOnItsWay = true;
    const { view } = this.#asked;
    const seq = this.#came[0]?.seq ?? view.to + 1;
    return { type: 'page', direction: 'before', seq, limit: seq - view.seq };
  }

  #nearest(nowMs: number): Asleep | null {
    const { chain, holding } = this.#parts;
    const place = holding.places(nowMs).find((one) => chain.asleep.some((asleep) => reaches(asleep, one)));
    if (place === undefined) return null;
    const near = chain.asleep.filter((asleep) => reaches(asleep, place));
    near.sort((a, b) => Math.abs(middle(a) - place) - Math.abs(middle(b) - place));
    return near[0]!;
  }

  /** Takes what was asked for, and opens it once all of it is there. True where it is that. Throws `log-forked`. */
  async take({ base, entries }: Page): Promise<boolean> {
    const asked = this.#asked;
    if (asked === null || entries.at(-1)?.seq !== (this.#came[0]?.seq ?? asked.view.to + 1) - 1) return false;
    this.#came = [...entries, ...this.#came];
    this.#isOnItsWay = false;
    if (entries[0]!.seq > asked.view.seq) return true;
    const { chain, opener } = this.#parts;
    const items = chain.insert(base, this.#came, asked.kept);
    chain.asleep.splice(chain.asleep.indexOf(asked), 1);
    this.restart();
    const pageAt = (seq: number) => asked.pages.findLast(([from]) => from <= seq)![1];
    for (const item of items.toReversed())
      if (item.entry !== null) await opener.open(item, pageAt(item.seq), 'again');
      // Of what was kept something may have been said meanwhile.
      else opener.changes?.opened(item);
    return true;
  }
}

const middle = ({ view }: Asleep): number => (view.seq + view.to) / 2;
const isWithin = (seq: number, from: number, to: number, around: number): boolean =>
  seq > from - around && seq < to + around;
const reaches = ({ view }: Asleep, place: number): boolean =>
  isWithin(place, view.seq, view.to, wokenEntries);
