import { sha256 } from '@noble/hashes/sha2.js';
import { equal } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import type { Entry } from '../shared/frames.ts';
import { commitHeader } from '../shared/headers.ts';
import { readVoid } from '../shared/void-body.ts';
import type { Chain } from './chain.ts';
import { kidIn } from './envelope.ts';
import { type EpochPage, signatureKeyIn } from './epoch-book.ts';
import { deriveEpochKeys } from './epoch-keys.ts';
import { saysCut } from './leaf.ts';
import type { Item } from './line.ts';
import { linkAt, openLink } from './link.ts';
import { turn } from './mls/index.ts';
import type { Opener } from './opener.ts';
import { openRecord } from './record.ts';
import type { Senders, Stretch } from './senders.ts';
import { Spans } from './spans.ts';
import { type Disclosures, type LeafRule, type Verified, verifyDevice } from './verified.ts';

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

/**
 * Reads the log backwards, as far as there are keys: over links, kept roots and what the vault gave, from one epoch into the
 * one before. Pure reading: it sends nothing and saves nothing.
 */
export class Timeline {
  readonly #chain: Chain;
  readonly #opener: Opener;
  readonly #senders: Senders;
  readonly #disclosures: Disclosures;
  readonly #rule: () => LeafRule;
  readonly #roots: Map<number, Uint8Array>;
  /** Roots that the person's vault gave, of epochs to which no link led this device. */
  readonly #restored = new Map<number, Uint8Array>();
  /** The last goes to the beginning; others, above it, close what this device could not follow when it came. */
  #frontiers: Frontier[] = [];
  #unopenedFrom: number;
  readonly #spans = new Spans();
  /** The commits that history was last read over, by the epoch that each began. */
  readonly #crossed = new Map<number, { readonly hash: Uint8Array; readonly page: EpochPage }>();

  constructor(o: {
    readonly chain: Chain;
    readonly opener: Opener;
    readonly senders: Senders;
    readonly disclosures: Disclosures;
    readonly rule: () => LeafRule;
    readonly roots: Map<number, Uint8Array>;
    /** From here on entries were not opened when they came; 0 where all were. */
    readonly unopenedFrom: number;
  }) {
    this.#chain = o.chain;
    this.#opener = o.opener;
    this.#senders = o.senders;
    this.#disclosures = o.disclosures;
    this.#rule = o.rule;
    this.#roots = o.roots;
    this.#unopenedFrom = o.unopenedFrom;
  }

  /** Forgets where it stood and begins at a head that the relay named; what came before is read backwards from there. */
  startAt(seq: number, hash: Uint8Array): void {
    this.#chain.startAt(seq, hash);
    this.#opener.clear();
    this.#frontiers = [];
    this.#crossed.clear();
    this.#spans.clear();
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
    return this.#frontiers.filter(({ seq, floor }) => seq > Math.max(this.#chain.first, floor + 1));
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
      for (const item of this.#chain.items) {
        if (item.seq <= floor || item.seq >= seq || item.entry?.kind !== 'message') continue;
        item.lines = [{ kind: 'problem', key: `s${item.seq}`, code: 'envelope-unkeyed' }];
      }
    }
  }

  /** The place of the commit whose link history waits for, null where it waits for none. */
  get linkAwaitedAt(): number | null {
    for (const { seq } of this.#frontiers) {
      const entry = this.#chain.itemAt(seq - 1)?.entry;
      if (entry?.kind === 'commit' && entry.link === null && !saysCut(entry.body)) return entry.seq;
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
      epoch > 1 &&
      seq - 1 > Math.max(this.#chain.first, floor) &&
      this.#chain.itemAt(seq - 1)?.entry?.kind === 'commit';
    return this.#frontiers.find(isShut) ?? null;
  }

  /** Of the envelopes held below the frontier, and the record of the commit that began their epoch: how many name this kid, and how many another. */
  witnesses(kid: Uint8Array): { readonly for: number; readonly against: number } {
    const found = { for: 0, against: 0 };
    for (let seq = (this.#shut?.seq ?? 0) - 2; seq >= this.#chain.first; seq--) {
      const entry = this.#chain.itemAt(seq)?.entry;
      const isCommit = entry?.kind === 'commit';
      const named = isCommit ? entry.record : entry?.kind === 'message' ? entry.body : null;
      if (named === null) break;
      // Of what a redaction took the body from, nobody can say.
      if (named.length > 0) found[equal(kidIn(named), kid) ? 'for' : 'against'] += 1;
      if (isCommit) break;
    }
    return found;
  }

  /** The person's vault gave the root of an epoch: history may go on. */
  restore(epoch: number, root: Uint8Array): void {
    this.#restored.set(epoch, root);
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
    if (floor > 0) this.#spans.unsteady(seq - 1);
    this.#spans.began(seq - 1, epoch, page);
  }

  /** The commit at `seq` was followed into this epoch. */
  began(seq: number, epoch: number, page: EpochPage): void {
    this.#spans.began(seq, epoch, page);
  }

  /** What was said on both sides of this place was not said in one line of epochs. */
  unsteady(seq: number): void {
    this.#spans.unsteady(seq);
  }

  /** Where reading back stands, above which all was opened in one line of epochs; null while history is being mended. */
  get steadyBase(): Frontier | null {
    const [base, ...more] = this.#frontiers;
    return base === undefined || more.length > 0 || base.floor > 0 || base.aside !== null ? null : base;
  }

  /** What opens the messages at a place; null where that is not known. */
  pageAt(seq: number): EpochPage | null {
    return this.#spans.at(seq)?.page ?? null;
  }

  /**
   * Lets go of what stands up to a place that is held: whoever scrolls back there has it fetched and read again, from
   * here. True where it did: while history is being mended it holds on to all. `self`: the reader's own person.
   */
  letGo(upTo: number, self: string | undefined): boolean {
    const base = this.steadyBase;
    const span = this.#spans.at(upTo);
    if (base === null || span === null || upTo < base.seq) return false;
    if (base.seq <= this.#unopenedFrom) this.#unopenedFrom = 0;
    this.#frontiers = [{ ...base, ...span, seq: upTo + 1 }];
    this.#spans.letGo(upTo);
    this.#opener.changes?.letGo(upTo + 1, (seq) => seq > upTo, self);
    this.#chain.letGo(upTo);
    const held = this.#chain.items.flatMap(({ below }) => below ?? []);
    this.#senders.letGo(held, this.#unopenedFrom > 0);
    return true;
  }

  /** Epochs above this one were taken back: what opened them opens others of the same numbers no more. */
  forgetAbove(epoch: number): void {
    for (const restored of [...this.#restored.keys()]) if (restored > epoch) this.#restored.delete(restored);
  }

  /** Someone wrote the link of `epoch`, which the commit at `seq` began: history may go on. True where it is the one that was waited for. */
  linked(epoch: number, seq: number, link: Uint8Array): boolean {
    const item = this.#chain.itemAt(seq);
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
    if (seq <= Math.max(this.#chain.first, floor + 1)) return null;
    const item = this.#chain.itemAt(seq - 1)!;
    const entry = item.entry;
    const next = { ...from, seq: seq - 1, aside: aside !== null && item.seq > aside.until ? aside : null };
    if (entry?.kind === 'void') {
      // One that is read from within what it took back has nothing aside, and is read again from outside.
      const isWithin = epoch > entry.id;
      this.#spans.unsteady(item.seq);
      this.#opener.problem(item, 'group-refused', isWithin ? entry : null);
      return isWithin ? next : { ...next, aside: this.#goneBack(entry, aside) };
    }
    if (entry?.kind === 'commit' && aside === null) {
      const crossed = await this.#cross(item, entry, epoch, page);
      if (crossed === null) return null;
      if (floor === 0 && crossed.epoch !== epoch) this.#spans.came(item.seq, crossed.epoch, crossed.page);
      return { ...next, ...crossed };
    }
    if (entry?.kind === 'revocation') await this.#opener.openRevocation(item, page);
    if (entry?.kind === 'message' || entry?.kind === 'redaction') {
      const stood = aside?.stands === true ? this.#crossed.get(entry.epoch)?.page : undefined;
      await this.#opener.open(item, stood ?? page, stretch ?? 'backward');
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
      this.#opener.problem(item, left === epoch ? 'group-refused' : 'group-diverged');
      return { epoch, page };
    }
    const record = entry.record === null ? null : await openRecord(keys, entry.record);
    const verified = await this.#verifyRecord(record?.members ?? []);
    // Without a record nobody can say who was there: the links may still lead on, the messages stay unverified.
    const before =
      record === null ? null : verified.filter(({ when }) => (when & 1) !== 0).map(({ member }) => member);
    const after = verified.filter(({ when }) => (when & 2) !== 0).map(({ member }) => member);
    if (epoch === 1) {
      this.#opener.tell(item, [], after);
      return { epoch: 0, page: { keys: null, members: null } };
    }
    const root = this.#roots.get(epoch - 1) ?? this.#restored.get(epoch - 1);
    const members = page.members ?? after;
    const link = linkAt(entry);
    const keysBefore =
      root !== undefined
        ? await deriveEpochKeys(keys.suite, keys.groupId, epoch - 1, root)
        : link === null
          ? null
          : await openLink(keys, link, signatureKeyIn(members));
    if (keysBefore === null) {
      if (link !== null) {
        item.lines = [{ kind: 'problem', key: `s${item.seq}`, code: 'link-invalid' }];
      }
      return null;
    }
    this.#crossed.set(epoch, { hash: sha256(entry.body), page });
    this.#crossed.delete(epoch + crossedKept);
    if (before !== null) this.#opener.tell(item, before, after);
    else this.#opener.problem(item, 'record-invalid');
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
        verified.push({ when: member.when, member: await verifyDevice(member, this.#rule(), null) });
      } catch (thrown) {
        // Whom the portal does not vouch for was not there: its messages will not verify.
        if (!(thrown instanceof BedsideError)) throw thrown;
      }
    }
    return verified;
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
