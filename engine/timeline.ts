import { sha256 } from '@noble/hashes/sha2.js';
import { equal } from '../shared/bytes.ts';
import { BedsideError, codeOf, type ErrorCode } from '../shared/errors.ts';
import type { Entry } from '../shared/frames.ts';
import { commitHeader } from '../shared/headers.ts';
import { entryHash, nextLogHash } from '../shared/log-hash.ts';
import { isRevokedBy } from '../shared/revocation.ts';
import { readVoid } from '../shared/void-body.ts';
import type { Arrivals } from './arrivals.ts';
import { decodeBody } from './body.ts';
import { Changes } from './changes.ts';
import { type Inner, kidIn, openEnvelope } from './envelope.ts';
import { type EpochPage, movements, signatureKeyIn } from './epoch-book.ts';
import { deriveEpochKeys } from './epoch-keys.ts';
import type { Item, Line } from './line.ts';
import { openLink } from './link.ts';
import { turn } from './mls/index.ts';
import { openRecord } from './record.ts';
import type { Revocations } from './revocations.ts';
import { type Disclosures, type RosterRule, type Verified, verifyDevice } from './roster.ts';
import { type Senders, type Stretch, verdictCodes } from './senders.ts';

/** Where the reading of history stands: everything at and above `seq` was opened; below it the epoch is `epoch`. */
interface Frontier {
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

const crossedKept = 16;

interface Doubt {
  readonly headSeq: number;
  readonly head: Uint8Array;
  /** The message that named it; null: the GroupInfo by which this device joined. */
  readonly item: Item | null;
}

/**
 * The log as one device reads it: forwards entry by entry as they come, backwards page by page as a person scrolls.
 * Every entry is chained; what does not chain is never shown. Pure reading: it sends nothing and saves nothing.
 */
export class Timeline {
  readonly items: Item[] = [];
  /** Whose messages came from the room's devices, by the room's numbers for them: its word. */
  readonly people = new Map<number, string>();
  /** What was said of messages here. */
  readonly changes = new Changes({
    itemAt: (seq) => this.itemAt(seq),
    personOf: (device) => this.people.get(device),
  });
  readonly #hashes: Map<number, Uint8Array>;
  readonly #senders: Senders;
  readonly #arrivals: Arrivals;
  readonly #revocations: Revocations;
  readonly #disclosures: Disclosures;
  readonly #roster: () => RosterRule;
  readonly #roots: Map<number, Uint8Array>;
  /** Roots that the person's vault gave, of epochs to which no link led this device. */
  readonly #restored = new Map<number, Uint8Array>();
  #cursor: number;
  #lastAt = 0;
  /** The last goes to the beginning; others, above it, close what this device could not follow when it came. */
  #frontiers: Frontier[] = [];
  #doubts: Doubt[] = [];
  readonly #unopenedFrom: number;
  /** The commits that history was last read over, by the epoch that each began. */
  readonly #crossed = new Map<number, { readonly hash: Uint8Array; readonly page: EpochPage }>();

  constructor(o: {
    readonly cursor: number;
    readonly hashes: readonly (readonly [number, Uint8Array])[];
    readonly senders: Senders;
    readonly arrivals: Arrivals;
    readonly revocations: Revocations;
    readonly disclosures: Disclosures;
    readonly roster: () => RosterRule;
    readonly roots: Map<number, Uint8Array>;
    readonly lastAt: number;
    /** From here on entries were not opened when they came; 0 where all were. */
    readonly unopenedFrom: number;
  }) {
    this.#cursor = o.cursor;
    this.#hashes = new Map(o.hashes);
    this.#senders = o.senders;
    this.#arrivals = o.arrivals;
    this.#revocations = o.revocations;
    this.#disclosures = o.disclosures;
    this.#roster = o.roster;
    this.#roots = o.roots;
    this.#lastAt = o.lastAt;
    this.#unopenedFrom = o.unopenedFrom;
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

  /** True where entries are held that no key at hand opens: their epochs were not shared with this device. */
  get withheld(): boolean {
    return this.#frontiers.some(({ seq, floor }) => seq > Math.max(this.first, floor + 1));
  }

  /** From here on not all was opened when it came, for the disk; 0 where all was, or has been since. */
  get unopenedFrom(): number {
    const from = this.#frontiers.flatMap(({ floor }) => (floor > 0 ? [floor + 1] : []));
    const base = this.#frontiers.at(-1)?.seq ?? 0;
    if (this.#unopenedFrom > 0 && base > this.#unopenedFrom) from.push(this.#unopenedFrom);
    return from.length === 0 ? 0 : Math.min(...from);
  }

  /** What this device could not follow and no key has come for since is said to be so, at each place. */
  ownUp(): void {
    for (const { seq, floor } of this.#frontiers) {
      if (floor === 0) continue;
      for (const item of this.items) {
        if (item.seq <= floor || item.seq >= seq || item.entry?.kind !== 'message') continue;
        item.lines = [{ kind: 'problem', key: `s${item.seq}`, code: 'envelope-unkeyed' }];
      }
    }
  }

  /** The place of the commit whose link history waits for, null where it waits for none. */
  get linkAwaitedAt(): number | null {
    for (const { seq } of this.#frontiers) {
      const item = this.itemAt(seq - 1);
      if (item?.entry?.kind === 'commit' && item.entry.link === null) return item.seq;
    }
    return null;
  }

  /** The epoch whose keys reading back stands still for, after {@link descend}; null where it does not, or nothing of that epoch is held. */
  get shutEpoch(): number | null {
    const shut = this.#shut;
    return shut === null ? null : shut.epoch - 1;
  }

  /** The uppermost place where reading back stands still at a commit. */
  get #shut(): Frontier | null {
    const isShut = ({ seq, epoch, floor }: Frontier) =>
      epoch > 1 && seq - 1 > Math.max(this.first, floor) && this.itemAt(seq - 1)?.entry?.kind === 'commit';
    return this.#frontiers.find(isShut) ?? null;
  }

  /** Of the envelopes held below the frontier, as far as the next commit: how many name this kid, and how many another. */
  witnesses(kid: Uint8Array): { readonly for: number; readonly against: number } {
    const found = { for: 0, against: 0 };
    for (let seq = (this.#shut?.seq ?? 0) - 2; seq >= this.first; seq--) {
      const entry = this.itemAt(seq)?.entry;
      if (entry?.kind !== 'message') break;
      found[equal(kidIn(entry.body), kid) ? 'for' : 'against'] += 1;
    }
    return found;
  }

  /** The person's vault gave the root of an epoch: history may go on. */
  restore(epoch: number, root: Uint8Array): void {
    this.#restored.set(epoch, root);
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
    this.items.length = 0;
    this.changes.clear();
    this.#hashes.clear();
    this.#hashes.set(seq, hash);
    this.#doubts = [];
    this.#frontiers = [];
    this.#crossed.clear();
    this.#cursor = seq;
    this.#lastAt = 0;
  }

  /**
   * From `seq` on, entries are of `epoch`; what lies below is history, opened by {@link descend}. With a `floor`, only
   * what stands above it: below, reading goes on as it stood; but where that is above `voided` still, from which on down
   * to there the epochs were taken back, it goes on from here.
   */
  readFrom(seq: number, epoch: number, page: EpochPage, floor = 0, voided: number | null = null): void {
    const below = floor === 0 ? [] : this.#frontiers.filter((other) => other.floor < floor);
    const stretch = floor === 0 ? null : this.#senders.leap();
    const isNewBase = voided !== null && (below.at(-1)?.seq ?? 0) > voided;
    this.#frontiers = [{ seq, epoch, page, floor, isNewBase, stretch, aside: null }, ...below];
  }

  /** Epochs above this one were taken back: what opened them opens others of the same numbers no more. */
  forgetAbove(epoch: number): void {
    for (const restored of [...this.#restored.keys()]) if (restored > epoch) this.#restored.delete(restored);
  }

  /**
   * A stretch between two places opens for nobody now. This device's own texts in it are its person's again; others' are
   * shown as what they are to whoever reads later.
   */
  takeBack(from: number, to: number, device: number): { readonly text: string; readonly at: number }[] {
    const taken: { readonly text: string; readonly at: number }[] = [];
    for (const item of this.items) {
      if (item.seq <= from || item.seq >= to) continue;
      for (const line of item.lines)
        if (line.kind === 'text' && line.device === device) taken.push({ text: line.text, at: item.at });
      if (item.lines.some((line) => line.kind === 'text' && line.device !== device))
        this.problem(item, 'envelope-wrong-epoch');
      else item.lines = item.lines.filter(({ kind }) => kind !== 'text');
    }
    return taken;
  }

  /** The entries above a place that were not opened when they came. */
  unopenedAbove(seq: number): Item[] {
    return this.items.filter((item) => item.seq > seq && item.entry !== null);
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
    const item: Item = { seq: entry.seq, at: entry.at, hash, entry, lines: [], author: null };
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
    const hashes: [number, Uint8Array][] = [[entries[0]!.seq - 1, base]];
    const items: Item[] = [];
    let hash = base;
    entries.forEach((entry, i) => {
      if (entry.seq !== entries[0]!.seq + i) throw new BedsideError('log-forked', 'page has holes');
      if (entry.at > (entries[i + 1]?.at ?? this.items[0]?.at ?? (this.#lastAt || entry.at))) {
        throw new BedsideError('log-forked', 'time runs back');
      }
      const own = entryHash(sha256, entry);
      hash = nextLogHash(sha256, hash, entry, own);
      hashes.push([entry.seq, hash]);
      items.push({ seq: entry.seq, at: entry.at, hash: own, entry, lines: [], author: null });
    });
    const known = this.#hashes.get(last.seq);
    if (known === undefined || !equal(known, hash))
      throw new BedsideError('log-forked', 'page does not chain');
    for (const [seq, value] of hashes) this.#hashes.set(seq, value);
    this.items.unshift(...items);
    this.#settleDoubts();
  }

  /** Opens an entry that just came, in the epoch that the group is in. Returns its inner where it is a message. */
  async openForward(item: Item, page: EpochPage, key = `s${item.seq}`): Promise<Inner | null> {
    return this.#open(item, page, 'forward', key);
  }

  /** Says on a commit's line who came and went. */
  tell(item: Item, before: readonly Verified[], after: readonly Verified[]): void {
    this.#arrivals.note(before, after, item.at);
    // That the portal took back someone's access was told at its own place.
    const told = movements(before, after).filter(
      ({ notice, claims }) =>
        !(notice === 'left' || notice === 'device-removed') || !this.#revocations.covers(claims, item.seq),
    );
    item.lines = told.map((movement, i): Line => ({ kind: 'notice', key: `s${item.seq}.${i}`, movement }));
    item.entry = null;
    this.changes.opened(item);
  }

  /**
   * Reads a revocation at its place: verified, it is told where it ended somebody's access. What that device still wrote
   * behind it is not shown. Throws `portal-unreachable`.
   */
  async openRevocation(item: Item, page: EpochPage): Promise<void> {
    const { entry } = item;
    item.entry = null;
    if (entry === null) return;
    let standing: Awaited<ReturnType<Revocations['take']>>;
    try {
      standing = await this.#revocations.take(entry.body, entry.seq);
    } catch (thrown) {
      if (codeOf(thrown) !== 'revocation-invalid') throw thrown;
      this.problem(item, 'revocation-invalid');
      return;
    }
    if (standing === null) return;
    const ended = standing;
    const claims = page.members?.find((member) => isRevokedBy(ended, member.claims))?.claims;
    if (claims === undefined) return;
    const notice = ended.did === null ? 'revoked' : 'device-revoked';
    item.lines = [{ kind: 'notice', key: `s${item.seq}`, movement: { notice, claims } }];
    for (const later of this.items)
      if (
        later.seq > item.seq &&
        later.lines.some((line) => line.kind === 'text' && isRevokedBy(ended, line.claims))
      )
        this.problem(later, 'envelope-forged');
  }

  /** {@link tell}, for a commit that history is still to be read over. */
  announce(item: Item, before: readonly Verified[], after: readonly Verified[]): void {
    const { entry } = item;
    this.tell(item, before, after);
    item.entry = entry;
  }

  /** Says on an entry's line what is wrong with it. `kept`: the entry, where it is still to be read over. */
  problem(item: Item, code: ErrorCode, kept: Entry | null = null): void {
    item.lines = [{ kind: 'problem', key: `s${item.seq}`, code }];
    item.entry = kept;
    this.changes.opened(item);
  }

  /** Someone wrote the link of `epoch`, which the commit at `seq` began: history may go on. True where it is the one that was waited for. */
  linked(epoch: number, seq: number, link: Uint8Array): boolean {
    const item = this.itemAt(seq);
    if (item?.entry == null || item.entry.link !== null || item.entry.kind !== 'commit') return false;
    item.entry = { ...item.entry, link };
    return this.#frontiers.some((frontier) => frontier.epoch === epoch && frontier.seq - 1 === item.seq);
  }

  /** Opens history downwards, as far as entries are held and keys are found. */
  async descend(): Promise<void> {
    for (let i = 0; i < this.#frontiers.length; i++) {
      for (;;) {
        const next = await this.#down(this.#frontiers[i]!);
        if (next === null) break;
        this.#frontiers[i] = next;
        const { isNewBase, seq, floor } = next;
        if (isNewBase && seq === floor + 1)
          this.#frontiers.splice(i, this.#frontiers.length, {
            ...next,
            floor: 0,
            isNewBase: false,
            stretch: null,
          });
      }
    }
    this.#frontiers = this.#frontiers.filter(({ seq, floor }) => floor === 0 || seq > floor + 1);
  }

  /** One entry further down; null where the way is shut or ends. */
  async #down(from: Frontier): Promise<Frontier | null> {
    const { seq, epoch, page, floor, stretch, aside } = from;
    if (seq <= Math.max(this.first, floor + 1)) return null;
    const item = this.itemAt(seq - 1)!;
    const entry = item.entry;
    const next = { ...from, seq: seq - 1, aside: aside !== null && item.seq > aside.until ? aside : null };
    if (entry?.kind === 'void') {
      // One that is read from within what it took back has nothing aside, and is read again from outside.
      const isWithin = epoch > entry.id;
      this.problem(item, 'group-refused', isWithin ? entry : null);
      return isWithin ? next : { ...next, aside: this.#goneBack(entry, aside) };
    }
    if (entry?.kind === 'commit' && aside === null) {
      const crossed = await this.#cross(item, entry, epoch, page);
      return crossed === null ? null : { ...next, ...crossed };
    }
    if (entry?.kind === 'revocation') await this.openRevocation(item, page);
    if (entry?.kind === 'message' || entry?.kind === 'redaction') {
      const stood = aside?.stands === true ? this.#crossed.get(entry.epoch)?.page : undefined;
      await this.#open(item, stood ?? page, stretch ?? 'backward', `s${item.seq}`);
    }
    item.entry = null;
    return next;
  }

  /** Over a void: what it took back stands below it, and above it again where somebody vouched for it. */
  #goneBack({ body, id }: Entry, aside: Frontier['aside']): Frontier['aside'] {
    try {
      const { seq, hash } = readVoid(body);
      const again = this.#crossed.get(id + 1);
      const stands = again !== undefined && equal(again.hash, hash);
      // One within another: the outer one reaches further.
      return aside !== null && aside.until <= seq ? aside : { until: seq, stands };
    } catch {
      return aside;
    }
  }

  /** What stands at a place, where it is held. */
  itemAt(seq: number): Item | undefined {
    return this.items[seq - this.first];
  }

  /** Over a commit, into the epoch before it. null: the way is shut, for want of a link. */
  async #cross(
    item: Item,
    entry: Entry,
    epoch: number,
    page: EpochPage,
  ): Promise<{ epoch: number; page: EpochPage } | null> {
    const { keys } = page;
    if (keys === null) return null;
    const left = commitEpoch(entry.body, keys.groupId);
    if (left !== epoch - 1) {
      // A commit that never took effect here: nobody's epoch changed at this place. One that would have was refused.
      this.problem(item, left === epoch ? 'group-refused' : 'group-diverged');
      return { epoch, page };
    }
    const record = entry.record === null ? null : await openRecord(keys, entry.record);
    const verified = await this.#verifyRecord(record?.members ?? []);
    // Without a record nobody can say who was there: the links may still lead on, the messages stay unverified.
    const before =
      record === null ? null : verified.filter(({ when }) => (when & 1) !== 0).map(({ member }) => member);
    const after = verified.filter(({ when }) => (when & 2) !== 0).map(({ member }) => member);
    if (epoch === 1) {
      this.tell(item, [], after);
      return { epoch: 0, page: { keys: null, members: null } };
    }
    const root = this.#roots.get(epoch - 1) ?? this.#restored.get(epoch - 1);
    const members = page.members ?? after;
    const keysBefore =
      root !== undefined
        ? await deriveEpochKeys(keys.suite, keys.groupId, epoch - 1, root)
        : entry.link === null
          ? null
          : await openLink(keys, entry.link, signatureKeyIn(members));
    if (keysBefore === null) {
      if (entry.link !== null) {
        item.lines = [{ kind: 'problem', key: `s${item.seq}`, code: 'link-invalid' }];
      }
      return null;
    }
    this.#crossed.set(epoch, { hash: sha256(entry.body), page });
    this.#crossed.delete(epoch + crossedKept);
    if (before !== null) this.tell(item, before, after);
    else this.problem(item, 'record-invalid');
    return { epoch: epoch - 1, page: { keys: keysBefore, members: before } };
  }

  async #verifyRecord(
    members: readonly {
      when: number;
      leaf: number;
      signatureKey: Uint8Array;
      passport: string;
      disclosures: readonly string[];
    }[],
  ): Promise<{ when: number; member: Verified }[]> {
    const verified: { when: number; member: Verified }[] = [];
    for (const member of members) {
      for (const disclosure of member.disclosures) this.#disclosures.add(disclosure);
      await turn();
      try {
        verified.push({ when: member.when, member: await verifyDevice(member, this.#roster(), null) });
      } catch (thrown) {
        // Whom the portal does not vouch for was not there: its messages will not verify.
        if (!(thrown instanceof BedsideError)) throw thrown;
      }
    }
    return verified;
  }

  async #open(
    item: Item,
    page: EpochPage,
    direction: 'forward' | 'backward' | Stretch,
    key: string,
  ): Promise<Inner | null> {
    await turn();
    const { entry } = item;
    item.entry = null;
    if (entry === null) return null;
    if (entry.withdrawn !== null) {
      this.#senders.absent(entry.device, entry.id, item.hash);
      item.lines = [{ kind: 'withheld', key, device: entry.device }];
      this.changes.opened(item);
      return null;
    }
    if (page.keys === null) {
      this.problem(item, 'envelope-unkeyed');
      return null;
    }
    const { members } = page;
    if (members === null) {
      this.problem(item, 'record-invalid');
      return null;
    }
    const opened = await openEnvelope(page.keys, entry.body, signatureKeyIn(members));
    if (opened.kind === 'unreadable') {
      this.problem(item, opened.code);
      return null;
    }
    const { inner } = opened;
    const head = this.#hashes.get(inner.headSeq);
    if (inner.headSeq >= item.seq || (head !== undefined && !equal(head, inner.head))) {
      this.problem(item, 'log-forked');
      return null;
    }
    const verdict =
      typeof direction === 'string'
        ? this.#senders[direction](inner, entry.body, entry.device)
        : this.#senders.within(direction, inner, entry.body);
    if (verdict === 'replayed') {
      this.problem(item, verdictCodes.replayed);
      return null;
    }
    if (head === undefined) this.#doubts.push({ headSeq: inner.headSeq, head: inner.head, item });
    const { claims } = members.find(({ leaf }) => leaf === inner.leaf)!;
    if (this.#revocations.standsBefore(item.seq, claims)) {
      // The room takes nothing from a device whose access ended: here it did.
      this.problem(item, 'envelope-forged');
      return null;
    }
    this.people.set(entry.device, claims.sub);
    item.author = claims;
    const lines: Line[] = [];
    if (verdict === 'gap') lines.push({ kind: 'problem', key: `s${item.seq}.gap`, code: verdictCodes.gap });
    const said = decodeBody(inner.type, inner.body);
    if (said === 'unknown' || said === 'malformed') {
      lines.push({
        kind: 'problem',
        key,
        code: said === 'unknown' ? 'message-unknown' : 'envelope-malformed',
      });
    } else if (said.kind === 'introduction') {
      for (const disclosure of said.disclosures) this.#disclosures.add(disclosure);
    } else if (said.kind === 'text') {
      const { text, quotes, lifeMs } = said;
      const expiresAt = lifeMs === 0 ? null : item.at + lifeMs;
      lines.push({ kind: 'text', key, claims, text, device: entry.device, quotes, expiresAt });
    }
    item.lines = lines;
    if (typeof said === 'object' && said.kind === 'text' && said.quotes !== null)
      this.changes.quotes(item, said.quotes);
    else if (typeof said === 'object' && said.kind !== 'text' && said.kind !== 'introduction')
      this.changes.add(item, claims, said);
    this.changes.opened(item);
    return inner;
  }

  /** Messages named heads that were not known then; where one is known now and is another, the log was forked. */
  #settleDoubts(): void {
    this.#doubts = this.#doubts.filter(({ headSeq, head, item }) => {
      const known = this.#hashes.get(headSeq);
      if (known === undefined) return true;
      if (equal(known, head)) return false;
      if (item === null) throw new BedsideError('log-forked', 'GroupInfo');
      this.problem(item, 'log-forked');
      return false;
    });
  }
}

/** The epoch that a commit leaves, or null where it is not one of this group. */
function commitEpoch(body: Uint8Array, groupId: Uint8Array): number | null {
  try {
    const header = commitHeader(body);
    return equal(header.groupId, groupId) ? header.epoch : null;
  } catch {
    return null;
  }
}
