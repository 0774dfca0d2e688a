import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import type { Arrivals } from './arrivals.ts';
import { decodeBody, type Target } from './body.ts';
import type { Asleep } from './chain.ts';
import type { Changes } from './changes.ts';
import type { Compared } from './compared.ts';
import type { Departures } from './departures.ts';
import type { Item, Line, TextLine } from './line.ts';
import type { OutboxRow } from './outbox.ts';
import type { Reached } from './receipts.ts';
import type { AuthorView, LineView, Margin, MemberView, QuoteView } from './snapshot.ts';
import type { Disclosures, Verified } from './verified.ts';

/** Notices of a device that was not there before. */
const arriving: ReadonlySet<string> = new Set(['joined', 'device-added', 'rejoined']);
/** So much of a quoted text is shown. */
const quoteMax = 280;
const blank: Margin = { quote: null, edits: 0, earlier: [], reactions: [], pending: null, expiresAt: null };

/**
 * Turns what is kept into what is shown. Lines are made once and made again only when something they show has changed:
 * ten thousand of them cost one array.
 */
export class View {
  readonly #disclosures: Disclosures;
  readonly #arrivals: Arrivals;
  readonly #compared: Compared;
  readonly #departures: Departures;
  #comparedBefore = 0;
  readonly #cache = new WeakMap<
    readonly Line[],
    { readonly stamp: number; readonly views: readonly LineView[] }
  >();
  readonly #names = new Map<string, string>();
  #stamp = 0;
  readonly #said: { readonly changes: Changes | null };
  #known = -1;
  #self: Claims | null = null;
  #everyone: Reached = { taken: 0, read: 0 };

  constructor(o: {
    readonly disclosures: Disclosures;
    /** What was said of messages, once that is known. */
    readonly said: { readonly changes: Changes | null };
    readonly arrivals: Arrivals;
    readonly compared: Compared;
    readonly departures: Departures;
  }) {
    this.#disclosures = o.disclosures;
    this.#arrivals = o.arrivals;
    this.#said = o.said;
    this.#compared = o.compared;
    this.#departures = o.departures;
  }

  /** `self`: the reader's own claims. `everyone`: how far all of the others have come. */
  update(self: Claims, everyone: Reached): void {
    const { changes } = this.#compared;
    const isSame =
      everyone.taken === this.#everyone.taken &&
      everyone.read === this.#everyone.read &&
      changes === this.#comparedBefore;
    if (self.sub === this.#self?.sub && isSame && this.#disclosures.size === this.#known) return;
    this.#self = self;
    this.#everyone = everyone;
    this.#comparedBefore = changes;
    this.#known = this.#disclosures.size;
    this.#stamp += 1;
  }

  author(claims: Claims): AuthorView {
    const disclosed = this.#disclosures.nameOf(claims);
    if (disclosed !== '') this.#names.set(claims.sub, disclosed);
    const name = disclosed !== '' ? disclosed : (this.#names.get(claims.sub) ?? '');
    return { person: claims.sub, name, role: claims.role, self: claims.sub === this.#self?.sub };
  }

  /** `mayRemove`: the reader may take out other people's devices too. */
  members(members: readonly Verified[], ownLeaf: number, mayRemove: boolean): readonly MemberView[] {
    const people = new Map<string, Verified[]>();
    for (const member of members) {
      const devices = people.get(member.claims.sub) ?? [];
      devices.push(member);
      people.set(member.claims.sub, devices);
    }
    return [...people].map(([person, devices]) => {
      const compared = this.#compared.of(
        person,
        devices.map(({ claims }) => claims),
      );
      return {
        ...this.author(devices[0]!.claims),
        devices: devices.map((member) => ({
          id: member.claims.did,
          leaf: member.leaf,
          self: member.leaf === ownLeaf,
          addedAt: this.#arrivals.of(member),
          removable: member.leaf !== ownLeaf && (mayRemove || member.claims.sub === this.#self?.sub),
        })),
        ...(compared !== null && { compared }),
        ...(devices.every(({ claims }) => this.#departures.covers(claims)) && { leaving: true as const }),
      };
    });
  }

  lines(items: readonly Item[], asleep: readonly Asleep[]): LineView[] {
    const lines: LineView[] = [];
    let next = 0;
    for (const item of items) {
      for (; next < asleep.length && asleep[next]!.view.seq < item.seq; next++)
        lines.push(asleep[next]!.view);
      if (item.lines.length === 0) continue;
      let cached = this.#cache.get(item.lines);
      if (cached === undefined || cached.stamp !== this.#stamp) {
        cached = { stamp: this.#stamp, views: item.lines.map((line) => this.#line(item, line)) };
        this.#cache.set(item.lines, cached);
      }
      lines.push(...cached.views);
    }
    return lines;
  }

  /** The texts on their way out. What else is on its way shows on the lines that it changes: {@link Changes.wait}. */
  pending(rows: readonly OutboxRow[], author: AuthorView): LineView[] {
    return rows.flatMap((row): LineView[] => {
      const said = decodeBody(row.type, row.body);
      if (typeof said === 'string' || said.kind !== 'text') return [];
      return [
        {
          kind: 'text',
          key: `o${row.ordinal}`,
          seq: null,
          at: row.writtenAt,
          author,
          text: said.text,
          state: row.state,
          refusal: row.refusal,
          ...(said.quotes !== null && { margin: { ...blank, quote: this.#quote(said.quotes) } }),
        },
      ];
    });
  }

  #line(item: Item, line: Line): LineView {
    const { seq, at } = item;
    if (line.kind === 'withheld') return { kind: 'problem', key: line.key, seq, at, code: 'entry-withheld' };
    if (line.kind === 'removed') {
      const { key, why, by } = line;
      const author = line.claims === null ? null : this.author(line.claims);
      return { kind: 'removed', key, seq, at, author, by: this.author(by), why };
    }
    if (line.kind === 'problem') return { kind: 'problem', key: line.key, seq, at, code: line.code };
    if (line.kind === 'notice') {
      const { notice, claims } = line.movement;
      const view = { kind: 'notice', key: line.key, seq, at, notice, author: this.author(claims) } as const;
      const isNews = arriving.has(notice) && this.#compared.isUncovered(seq, claims);
      return isNews ? { ...view, compareAgain: true } : view;
    }
    const author = this.author(line.claims);
    const { taken, read } = this.#everyone;
    const state = !author.self || seq > taken ? 'stored' : seq <= read ? 'read' : 'delivered';
    const margin = this.#margin(seq, line);
    const said = margin === null ? line.text : (margin.text ?? line.text);
    const view = { kind: 'text', key: line.key, seq, at, author, text: said, state, refusal: null } as const;
    return margin === null ? view : { ...view, margin: margin.margin };
  }

  #margin(seq: number, line: TextLine): { readonly text: string | null; readonly margin: Margin } | null {
    const { changes } = this.#said;
    const changed = changes?.of(seq, this.#self) ?? null;
    const row = changes?.pendingOf(seq) ?? null;
    if (changed === null && row === null && line.quotes === null && line.expiresAt === null) return null;
    const edits = changed?.edits ?? [];
    const said = [{ text: line.text, at: 0 }, ...edits];
    return {
      text: edits.at(-1)?.text ?? null,
      margin: {
        quote: line.quotes === null ? null : this.#quote(line.quotes),
        edits: edits.length,
        earlier: said.slice(0, -1).slice(-limits.editsShownMax),
        reactions: (changed?.reactions ?? []).map(({ emoji, people }) => ({
          emoji,
          people: people.map((claims) => this.author(claims)),
          own: people.some(({ sub }) => sub === this.#self?.sub),
        })),
        pending: row === null ? null : { key: `o${row.ordinal}`, state: row.state, refusal: row.refusal },
        expiresAt: line.expiresAt,
      },
    };
  }

  #quote(target: Target): QuoteView {
    const { changes } = this.#said;
    const found = changes?.find(target);
    if (!found) return { seq: target.seq, found: null };
    const { line, item } = found;
    const text = changes?.of(item.seq, this.#self)?.edits.at(-1)?.text ?? line.text;
    const shown = text.length > quoteMax ? `${text.slice(0, quoteMax)}…` : text;
    return { seq: target.seq, found: { key: line.key, author: this.author(line.claims), text: shown } };
  }
}

/** A message that somebody other than `self` wrote. */
export const isUnread = (item: Item, self: string): boolean =>
  item.lines.some((line) => line.kind === 'text' && line.claims.sub !== self);

/** Messages of others after `readSeq`. */
export const countUnread = (items: readonly Item[], readSeq: number, self: string): number => {
  let count = 0;
  for (let i = items.length - 1; i >= 0 && items[i]!.seq > readSeq; i--) {
    if (isUnread(items[i]!, self)) count += 1;
  }
  return count;
};
