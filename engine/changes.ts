import { equal } from '../shared/bytes.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import { type ChangeBody, decodeBody, isChange, type Target } from './body.ts';
import { type Item, type Line, type TextLine, textIn } from './line.ts';
import type { OutboxRow } from './outbox.ts';

/** A change as it stands in the log, at `item`. */
interface Noted {
  readonly item: Item;
  readonly claims: Claims;
  readonly body: ChangeBody;
  /** It was held against its target: it fits. */
  fits: boolean;
}

/** What became of a text, in the order of the log. */
export interface Changed {
  readonly edits: readonly { readonly text: string; readonly at: number }[];
  readonly reactions: readonly { readonly emoji: string; readonly people: readonly Claims[] }[];
}

/**
 * What members said of earlier messages, whichever came to this device first: history is read backwards, so that an
 * edit may be met long before what it edits. Which change counts is decided by seq alone; all readers see the same.
 */
export class Changes {
  readonly #itemAt: (seq: number) => Item | undefined;
  readonly #personOf: (device: number) => string | undefined;
  /** Texts that are to be hidden at some time. */
  readonly #expiring = new Set<Item>();
  readonly #owed: Target[] = [];
  readonly #of = new Map<number, Noted[]>();
  /** Texts that were let go of and are spoken of yet: quoted by what is held, or one's own and to be taken back at their time. */
  #kept = new Map<number, Item>();
  /** Items that quote the message at a place, and show what becomes of it. */
  readonly #quoting = new Map<number, Item[]>();
  /** Own changes on their way out, by what they change. */
  #pending = new Map<number, OutboxRow[]>();
  readonly #read = new WeakMap<OutboxRow, ChangeBody>();

  /** `personOf`: whose messages come from a device of the room, where any was read. */
  constructor(log: {
    readonly itemAt: (seq: number) => Item | undefined;
    readonly personOf: (device: number) => string | undefined;
  }) {
    this.#itemAt = log.itemAt;
    this.#personOf = log.personOf;
  }

  /** Nothing that was known holds any more. */
  clear(): void {
    this.#of.clear();
    this.#quoting.clear();
    this.#expiring.clear();
    this.#kept.clear();
  }

  /**
   * What is not held any more is let go of, but for texts that are spoken of yet; of what stands below `first`, what was
   * said of it too. It is read again when somebody scrolls there.
   */
  letGo(first: number, isHeld: (seq: number) => boolean, self: string | undefined): void {
    const kept = new Map<number, Item>();
    for (const [seq, quoting] of this.#quoting) {
      const held = quoting.filter((item) => isHeld(item.seq));
      const quoted = isHeld(seq) ? undefined : this.#at(seq);
      if (held.length === 0) this.#quoting.delete(seq);
      else this.#quoting.set(seq, held);
      if (held.length > 0 && quoted !== undefined && textIn(quoted) !== undefined) kept.set(seq, quoted);
    }
    for (const item of this.#expiring) {
      if (isHeld(item.seq)) continue;
      if (textIn(item)?.claims.sub === self) kept.set(item.seq, item);
      else if (!kept.has(item.seq)) this.#expiring.delete(item);
    }
    for (const [seq, known] of this.#of) {
      const left = kept.has(seq) ? known : known.filter(({ item }) => item.seq >= first);
      if (left.length === 0) this.#of.delete(seq);
      else this.#of.set(seq, left);
    }
    this.#kept = kept;
  }

  #at(seq: number): Item | undefined {
    return this.#itemAt(seq) ?? this.#kept.get(seq);
  }

  /** Takes a change that stands in the log at `item`. */
  add(item: Item, claims: Claims, body: ChangeBody): void {
    const { seq } = body.target;
    if (seq >= item.seq) {
      refuse(item);
      return;
    }
    // One that was let go of may be read a second time.
    const known = (this.#of.get(seq) ?? []).filter((other) => other.item.seq !== item.seq);
    const after = known.findIndex((other) => other.item.seq > item.seq);
    known.splice(after < 0 ? known.length : after, 0, { item, claims, body, fits: false });
    this.#of.set(seq, known);
    this.#settle(seq);
  }

  /** The message at `item` quotes another. */
  quotes(item: Item, target: Target): void {
    if (target.seq >= item.seq) {
      refuse(item);
      return;
    }
    const quoting = this.#quoting.get(target.seq);
    if (quoting === undefined) this.#quoting.set(target.seq, [item]);
    else quoting.push(item);
    this.#settleQuotes(target.seq);
  }

  /** What stands at `item` was opened: what was said of it before can be held against it now. */
  opened(item: Item): void {
    const kept = this.#kept.get(item.seq);
    if (kept !== undefined) {
      this.#kept.delete(item.seq);
      this.#expiring.delete(kept);
    }
    if (textIn(item)?.expiresAt != null) this.#expiring.add(item);
    if (this.#of.has(item.seq)) this.#settle(item.seq);
    if (this.#quoting.has(item.seq)) this.#settleQuotes(item.seq);
  }

  /** The text that a target names; null where it is not at hand, or is none. */
  find(target: Target): { readonly item: Item; readonly line: TextLine } | null {
    const item = this.#at(target.seq);
    const line = item === undefined ? undefined : textIn(item);
    return item !== undefined && line !== undefined && equal(item.hash, target.hash) ? { item, line } : null;
  }

  /** Own changes that are on their way; the lines that they change are shown as they will be. */
  wait(rows: readonly OutboxRow[]): void {
    const pending = new Map<number, OutboxRow[]>();
    for (const row of rows) {
      const body = this.bodyOf(row);
      if (body === null) continue;
      const { seq } = body.target;
      const others = pending.get(seq);
      if (others === undefined) pending.set(seq, [row]);
      else others.push(row);
    }
    const before = this.#pending;
    this.#pending = pending;
    for (const seq of new Set([...before.keys(), ...pending.keys()])) this.#touch(seq);
  }

  /** The last of one's own changes to the message at `seq` that is not in the log yet. */
  pendingOf(seq: number): OutboxRow | null {
    return this.#pending.get(seq)?.at(-1) ?? null;
  }

  /** What a row of the outbox will change, null where it is another kind of row. */
  bodyOf(row: OutboxRow): ChangeBody | null {
    const known = this.#read.get(row);
    if (known !== undefined) return known;
    const body = decodeBody(row.type, row.body);
    if (typeof body === 'string' || !isChange(body)) return null;
    this.#read.set(row, body);
    return body;
  }

  /** What became of the text at `seq`; null where nothing did. `self`: whose changes on their way count already. */
  of(seq: number, self: Claims | null): Changed | null {
    const stored = this.#of.get(seq)?.filter(({ fits }) => fits) ?? [];
    const pending = this.#pending.get(seq)?.filter(({ state }) => state !== 'refused') ?? [];
    if (stored.length === 0 && pending.length === 0) return null;
    const all = [
      ...stored.map(({ item, claims, body }) => ({ at: item.at, claims, body })),
      ...(self === null
        ? []
        : pending.map((row) => ({ at: row.writtenAt, claims: self, body: this.bodyOf(row)! }))),
    ];
    return {
      edits: all.flatMap(({ at, body }) => (body.kind === 'edit' ? [{ at, text: body.text }] : [])),
      reactions: gather(all),
    };
  }

  /** Holds what is said of `seq` against what stands there, once that is known. */
  #settle(seq: number): void {
    const item = this.#at(seq);
    if (item === undefined || item.entry !== null) return;
    const known = this.#of.get(seq) ?? [];
    const taken = known.find(({ body, claims }) => this.#takes(item, body, claims));
    if (taken !== undefined) {
      this.#remove(item, taken.body as Redaction, taken.claims);
      return;
    }
    const text = textIn(item);
    // What could not be read can be neither edited nor wronged.
    const isDark = text === undefined && item.lines.some(({ kind }) => kind !== 'notice' && kind !== 'text');
    const left: Noted[] = [];
    for (const change of known) {
      const { body, claims } = change;
      const own = text !== undefined && text.claims.sub === claims.sub;
      if (body.kind === 'redaction') {
        if (item.author === null && item.lines.some(({ kind }) => kind === 'problem')) left.push(change);
        else refuse(change.item);
        continue;
      }
      change.fits = equal(body.target.hash, item.hash) && text !== undefined && (own || body.kind !== 'edit');
      if (change.fits || isDark) left.push(change);
      else refuse(change.item);
    }
    this.#of.set(seq, left);
    this.#touch(seq);
  }

  /** True where this is a redaction of what stands there, by its author or by one who may. */
  #takes(item: Item, body: ChangeBody, by: Claims): boolean {
    if (body.kind !== 'redaction' || !equal(body.target.hash, item.hash)) return false;
    const line = item.lines.find(({ kind }) => kind === 'withheld' || kind === 'removed');
    if (item.author === null && line === undefined) return false;
    // Of what is gone only the room says whose it was: one who lies there leaves a gap in another's messages.
    const author = item.author?.sub ?? (line?.kind === 'withheld' ? this.#personOf(line.device) : by.sub);
    return by.can.includes('redact') || author === undefined || author === by.sub;
  }

  /** Takes the words from what stands there, and from all that was said of it. */
  #remove(item: Item, body: Redaction, by: Claims): void {
    const { seq } = item;
    this.#of.set(
      seq,
      (this.#of.get(seq) ?? []).filter((one) => one.body === body),
    );
    this.#expiring.delete(item);
    const before = item.lines.find(({ kind }) => kind === 'text' || kind === 'withheld');
    if (before === undefined && item.lines.every(({ kind }) => kind === 'problem')) this.#forget(item);
    else if (before !== undefined)
      item.lines = [{ kind: 'removed', key: before.key, claims: item.author, by, why: body.why }];
    this.#touch(seq);
  }

  /** What was removed is a change: it does not count any more. */
  #forget(item: Item): void {
    for (const [seq, known] of this.#of) {
      const left = known.filter((one) => one.item !== item || one.body.kind === 'redaction');
      if (left.length === known.length) continue;
      this.#of.set(seq, left);
      this.#touch(seq);
    }
  }

  /** Hides texts whose time is over, and notes those of `self`: {@link owed}. */
  expire(nowMs: number, self: string | undefined): void {
    for (const item of this.#expiring) {
      const text = textIn(item);
      if (text !== undefined && text.expiresAt! > nowMs) continue;
      this.#expiring.delete(item);
      if (text === undefined) continue;
      const target = { seq: item.seq, hash: item.hash };
      if (text.claims.sub === self) this.#owed.push(target, ...this.editsOf(item.seq));
      this.#remove(item, { kind: 'redaction', target, why: 'expired' }, text.claims);
    }
  }

  /** Own texts, with their edits, whose time is over and that nobody has redacted yet. Answered once. */
  owed(): Target[] {
    return this.#owed.splice(0);
  }

  /** When the next text is to be hidden; null: none. */
  get nextExpiry(): number | null {
    let next: number | null = null;
    for (const item of this.#expiring) {
      const at = textIn(item)?.expiresAt ?? null;
      if (at !== null && (next === null || at < next)) next = at;
    }
    return next;
  }

  /** The edits of the message at `seq`: they hold its words too. */
  editsOf(seq: number): Target[] {
    return (this.#of.get(seq) ?? []).flatMap(({ fits, body, item }) =>
      fits && body.kind === 'edit' ? [{ seq: item.seq, hash: item.hash }] : [],
    );
  }

  #settleQuotes(seq: number): void {
    const item = this.#at(seq);
    if (item === undefined || item.entry !== null) return;
    this.#quoting.set(
      seq,
      (this.#quoting.get(seq) ?? []).filter((quoting) => {
        const target = textIn(quoting)?.quotes;
        const fits = target != null && equal(target.hash, item.hash);
        if (!fits) refuse(quoting);
        return fits;
      }),
    );
    this.#touch(seq);
  }

  /** What stands at a place, or quotes it, is to be shown anew: lines are made again when they are other lines. */
  #touch(seq: number): void {
    const item = this.#at(seq);
    if (item !== undefined) item.lines = [...item.lines];
    for (const quoting of this.#quoting.get(seq) ?? []) quoting.lines = [...quoting.lines];
  }
}

type Redaction = Extract<ChangeBody, { kind: 'redaction' }>;

const code: ErrorCode = 'target-invalid';

/** Says beside a line, or in its place, that it does not fit what it speaks of. Once. */
function refuse(item: Item): void {
  if (item.lines.some((line) => line.kind === 'problem' && line.code === code)) return;
  const lines = item.lines.map((line): Line => (line.kind === 'text' ? { ...line, quotes: null } : line));
  item.lines = [{ kind: 'problem', key: `s${item.seq}.target`, code }, ...lines];
}

/** Who reacted with what: each person's last word on each emoji, at most limits.reactionsMax emoji of one person. */
function gather(
  all: readonly { readonly claims: Claims; readonly body: ChangeBody }[],
): Changed['reactions'] {
  const people = new Map<string, Map<string, Claims>>();
  for (const { claims, body } of all) {
    if (body.kind !== 'reaction') continue;
    const by = people.get(body.emoji) ?? new Map<string, Claims>();
    by.delete(claims.sub);
    if (body.on && countOf(people, claims.sub) < limits.reactionsMax) by.set(claims.sub, claims);
    if (by.size > 0) people.set(body.emoji, by);
    else people.delete(body.emoji);
  }
  return [...people].map(([emoji, by]) => ({ emoji, people: [...by.values()] }));
}

function countOf(people: ReadonlyMap<string, ReadonlyMap<string, Claims>>, sub: string): number {
  let count = 0;
  for (const by of people.values()) if (by.has(sub)) count += 1;
  return count;
}
