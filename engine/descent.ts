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
import { openRecord } from './opened-record.ts';
import type { Opener } from './opener.ts';
import type { Parts } from './records.ts';
import type { Tidings } from './tidings.ts';
import type { Frontier, Timeline } from './timeline.ts';
import { type Disclosures, type LeafRule, type Verified, verifyDevice } from './verified.ts';

const crossedKept = 16;

/**
 * Reads the log backwards, as far as there are keys: over links, kept roots and what the vault gave, from one epoch into the
 * one before. Pure reading: it sends nothing and saves nothing.
 */
export class Descent {
  readonly #timeline: Timeline;
  readonly #chain: Chain;
  readonly #opener: Opener;
  readonly #tidings: Tidings;
  readonly #disclosures: Disclosures;
  readonly #rule: () => LeafRule;
  readonly #roots: Map<number, Uint8Array>;
  /** Roots that the person's vault gave, of epochs to which no link led this device. */
  readonly #restored = new Map<number, Uint8Array>();

  constructor({ timeline, chain, opener, profile, membership }: Parts, tidings: Tidings) {
    this.#tidings = tidings;
    this.#timeline = timeline;
    this.#chain = chain;
    this.#opener = opener;
    this.#disclosures = profile.disclosures;
    this.#rule = () => profile.rule;
    this.#roots = membership.roots.byEpoch;
  }

  /** What this device could not follow and no key has come for since is said to be so, at each place. */
  ownUp(): void {
    for (const { seq, floor } of this.#timeline.frontiers) {
      if (floor === 0) continue;
      for (const item of this.#chain.items) {
        if (item.seq <= floor || item.seq >= seq || item.entry?.kind !== 'message') continue;
        item.lines = [{ kind: 'problem', key: `s${item.seq}`, code: 'envelope-unkeyed' }];
      }
    }
  }

  /** The place of the commit whose link history waits for, null where it waits for none. */
  get linkAwaitedAt(): number | null {
    for (const { seq } of this.#timeline.frontiers) {
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
    return this.#timeline.frontiers.find(isShut) ?? null;
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

  /** Epochs above this one were taken back: what opened them opens others of the same numbers no more. */
  forgetAbove(epoch: number): void {
    for (const restored of [...this.#restored.keys()]) if (restored > epoch) this.#restored.delete(restored);
  }

  /** Someone wrote the link of `epoch`, which the commit at `seq` began: history may go on. True where it is the one that was waited for. */
  linked(epoch: number, seq: number, link: Uint8Array): boolean {
    const item = this.#chain.itemAt(seq);
    if (item?.entry == null || item.entry.link !== null || item.entry.kind !== 'commit') return false;
    item.entry = { ...item.entry, link };
    return this.#timeline.frontiers.some(
      (frontier) => frontier.epoch === epoch && frontier.seq - 1 === item.seq,
    );
  }

  /** Opens history downwards, as far as entries are held and keys are found. */
  async descend(): Promise<void> {
    for (let i = 0; i < this.#timeline.frontiers.length; i++) {
      for (;;) {
        const next = await this.#down(this.#timeline.frontiers[i]!);
        if (next === null) break;
        this.#timeline.frontiers[i] = next;
        const { isNewBase, seq, floor } = next;
        if (isNewBase && seq === floor + 1)
          this.#timeline.frontiers.splice(i, this.#timeline.frontiers.length, {
            ...next,
            floor: 0,
            isNewBase: false,
            stretch: null,
          });
      }
      // Those below would read in epochs that were voided: their words would come, and go again.
      if (this.#timeline.frontiers[i]!.isNewBase) break;
    }
    this.#timeline.frontiers = this.#timeline.frontiers.filter(
      ({ seq, floor }) => floor === 0 || seq > floor + 1,
    );
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
      this.#timeline.spans.unsteady(item.seq);
      this.#opener.problem(item, 'group-refused', isWithin ? entry : null);
      return isWithin ? next : { ...next, aside: this.#goneBack(entry, aside) };
    }
    if (entry?.kind === 'commit' && aside === null) {
      const crossed = await this.#cross(item, entry, epoch, page);
      if (crossed === null) return null;
      if (floor === 0 && crossed.epoch !== epoch)
        this.#timeline.spans.came(item.seq, crossed.epoch, crossed.page);
      return { ...next, ...crossed };
    }
    if (entry?.kind === 'revocation') await this.#tidings.revoked(item, page);
    if (entry?.kind === 'message' || entry?.kind === 'redaction') {
      const stood = aside?.stands === true ? this.#timeline.crossed.get(entry.epoch)?.page : undefined;
      await this.#opener.open(item, stood ?? page, stretch ?? 'backward');
    }
    item.entry = null;
    return next;
  }

  /** Over a void: what it took back stands below it, and above it again where somebody vouched for it. */
  #goneBack({ body, id }: Entry, aside: Frontier['aside']): Frontier['aside'] {
    try {
      const { seq, hash } = readVoid(body);
      const again = this.#timeline.crossed.get(id + 1);
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
      this.#tidings.tell(item, [], after);
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
    this.#timeline.crossed.set(epoch, { hash: sha256(entry.body), page });
    this.#timeline.crossed.delete(epoch + crossedKept);
    if (before !== null) this.#tidings.tell(item, before, after);
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
