import type { Claims } from '../shared/passport.ts';
import { bodyTypes, decodeText } from './envelope.ts';
import type { OutboxRow } from './outbox.ts';
import type { Disclosures, Verified } from './roster.ts';
import type { AuthorView, LineView, MemberView } from './snapshot.ts';
import type { Item, Line } from './timeline.ts';

/**
 * Turns what is kept into what is shown. Lines are made once and made again only when something they show has changed:
 * ten thousand of them cost one array.
 */
export class View {
  readonly #disclosures: Disclosures;
  readonly #cache = new WeakMap<
    readonly Line[],
    { readonly stamp: number; readonly views: readonly LineView[] }
  >();
  readonly #names = new Map<string, string>();
  #stamp = 0;
  #known = -1;
  #self = '';
  #readTo = 0;

  constructor(disclosures: Disclosures) {
    this.#disclosures = disclosures;
  }

  /** `self`: the reader's own `sub`. `readTo`: up to here everyone else has read. */
  update(self: string, readTo: number): void {
    // Who comes later has read nothing yet, and who is removed sees nobody: what was read stays read (INV-7).
    const to = Math.max(readTo, this.#readTo);
    if (self === this.#self && to === this.#readTo && this.#disclosures.size === this.#known) return;
    this.#self = self;
    this.#readTo = to;
    this.#known = this.#disclosures.size;
    this.#stamp += 1;
  }

  author(claims: Claims): AuthorView {
    const disclosed = this.#disclosures.nameOf(claims);
    if (disclosed !== '') this.#names.set(claims.sub, disclosed);
    const name = disclosed !== '' ? disclosed : (this.#names.get(claims.sub) ?? '');
    return { person: claims.sub, name, role: claims.role, self: claims.sub === this.#self };
  }

  members(members: readonly Verified[], ownLeaf: number): readonly MemberView[] {
    const people = new Map<string, Verified[]>();
    for (const member of members) {
      const devices = people.get(member.claims.sub) ?? [];
      devices.push(member);
      people.set(member.claims.sub, devices);
    }
    return [...people.values()].map((devices) => ({
      ...this.author(devices[0]!.claims),
      devices: devices.map(({ leaf, claims }) => ({ id: claims.did, leaf, self: leaf === ownLeaf })),
    }));
  }

  lines(items: readonly Item[]): LineView[] {
    const lines: LineView[] = [];
    for (const item of items) {
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

  pending(rows: readonly OutboxRow[], author: AuthorView): LineView[] {
    return rows
      .filter(({ type }) => type === bodyTypes.text)
      .map((row) => ({
        kind: 'text',
        key: `o${row.ordinal}`,
        seq: null,
        at: row.writtenAt,
        author,
        text: decodeText(row.body) ?? '',
        state: row.state,
        refusal: row.refusal,
      }));
  }

  #line(item: Item, line: Line): LineView {
    const { seq, at } = item;
    if (line.kind === 'problem') return { kind: 'problem', key: line.key, seq, at, code: line.code };
    if (line.kind === 'notice') {
      const { notice, claims } = line.movement;
      return { kind: 'notice', key: line.key, seq, at, notice, author: this.author(claims) };
    }
    const author = this.author(line.claims);
    const state = author.self && seq <= this.#readTo ? 'read' : 'stored';
    return { kind: 'text', key: line.key, seq, at, author, text: line.text, state, refusal: null };
  }
}

/** Messages of others after `readSeq`. */
export const countUnread = (items: readonly Item[], readSeq: number, self: string): number => {
  let count = 0;
  for (let i = items.length - 1; i >= 0 && items[i]!.seq > readSeq; i--) {
    if (items[i]!.lines.some((line) => line.kind === 'text' && line.claims.sub !== self)) count += 1;
  }
  return count;
};
