import { equal } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import type { ClientFrame, Entry } from '../shared/frames.ts';
import { groupIdBytes } from '../shared/headers.ts';
import { limits } from '../shared/limits.ts';
import { firstLogHash } from '../shared/log-hash.ts';
import { hash } from './envelope.ts';
import { type EpochPage, signatureKeyIn } from './epoch-book.ts';
import { deriveEpochKeys, forgetEpochKeys } from './epoch-keys.ts';
import {
  type Change,
  foundGroup,
  type Group,
  joinGroup,
  moveGroup,
  type Staged,
  takeCommit,
} from './group.ts';
import type { LogHead } from './leaf.ts';
import { openLink, writeLink } from './link.ts';
import type { Profile } from './profile.ts';
import type { Saved } from './store.ts';

/** What a commit in the log did to this device's membership. */
export type Taken =
  | { readonly kind: 'joined' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'moved'; readonly before: Group; readonly change: Change | null }
  | { readonly kind: 'removed' }
  | { readonly kind: 'outside' };

/**
 * This device's place in the group. One commit of its own at a time is staged: saved, sent, and adopted only when it
 * stands in the log (INV-2, INV-13). The root of an epoch that ended is kept only until a link leads to it.
 */
export class Membership {
  readonly #profile: Profile;
  readonly roots: Map<number, Uint8Array>;
  #group: Group | null;
  #staged: Staged | null;
  #removed: boolean;

  constructor(profile: Profile, saved: Pick<Saved, 'group' | 'staged' | 'roots' | 'removed'> | null) {
    this.#profile = profile;
    this.#group = saved?.group ?? null;
    this.#staged = saved?.staged ?? null;
    this.#removed = saved?.removed ?? false;
    this.roots = new Map(saved?.roots);
  }

  get group(): Group | null {
    return this.#group;
  }

  get staged(): Staged | null {
    return this.#staged;
  }

  /** Another took this device out of the group. */
  get removed(): boolean {
    return this.#removed;
  }

  /** The current epoch, for the reader. */
  get page(): EpochPage {
    return { keys: this.#group?.keys ?? null, members: this.#group?.members ?? [] };
  }

  /** Stages the founding commit of a room that has no group. Returns the hash its log begins with. */
  async found(): Promise<Uint8Array> {
    const groupId = crypto.getRandomValues(new Uint8Array(groupIdBytes));
    const first = firstLogHash(hash, groupId);
    this.#staged = await foundGroup({
      ...this.#setting({ seq: 0, hash: first }),
      suite: this.#profile.suite,
      groupId,
    });
    return first;
  }

  /** Stages an external join from the relay's GroupInfo, onto this head. Throws what {@link joinGroup} throws. */
  async join(groupInfo: Uint8Array, epoch: number, head: LogHead): Promise<LogHead | null> {
    const { staged, builtOn } = await joinGroup({ ...this.#setting(head), groupInfo, epoch });
    this.#staged = staged;
    return builtOn;
  }

  /** Stages a commit of this member's own. Throws where one is staged already. */
  async move(head: LogHead, remove: readonly number[]): Promise<void> {
    if (this.#group === null || this.#staged !== null)
      throw new BedsideError('internal', 'not free to commit');
    this.#staged = await moveGroup(this.#group, { ...this.#setting(head), remove });
  }

  #setting(head: LogHead) {
    const { actor, roster, disclosures } = this.#profile;
    return { actor, roster, disclosures, head };
  }

  /** The frame of the staged commit: the same at every try (INV-3). */
  get commitFrame(): ClientFrame | null {
    const staged = this.#staged;
    if (staged === null) return null;
    const { epoch, commit, groupInfo, record, link } = staged;
    return { type: 'commit', epoch, commit, groupInfo, welcome: null, record, link, deposits: [] };
  }

  /** Gives the staged commit up: another won its epoch. */
  unstage(): void {
    this.#staged = null;
  }

  /** Takes a commit that stands in the log. Throws what {@link takeCommit} throws; the group stays as it was. */
  async take(entry: Entry, atMs: number, hashAt: (seq: number) => Uint8Array | null): Promise<Taken> {
    const staged = this.#staged;
    const before = this.#group;
    if (staged !== null && equal(staged.commit, entry.body)) {
      this.#staged = null;
      this.#group = staged.next;
      if (before === null) return { kind: 'joined' };
      await this.#left(before, entry.link);
      return { kind: 'moved', before, change: null };
    }
    if (before === null) {
      if (staged === null) return { kind: 'outside' };
      this.#staged = null;
      return { kind: 'lost' };
    }
    const taken = await takeCommit(before, entry.body, {
      roster: this.#profile.roster,
      atMs,
      hashAt,
      seq: entry.seq,
    });
    if (taken.kind === 'removed') {
      this.#group = null;
      this.#staged = null;
      this.#removed = true;
      forgetEpochKeys(before.keys);
      return { kind: 'removed' };
    }
    if (staged !== null && staged.epoch <= before.state.epoch) this.#staged = null;
    this.#group = taken.group;
    await this.#left(before, entry.link);
    return { kind: 'moved', before, change: taken };
  }

  /** Keeps the root of the epoch that ended, unless the log's link leads to it. */
  async #left(before: Group, link: Uint8Array | null): Promise<void> {
    this.roots.set(before.state.epoch, before.keys.root);
    if (link !== null) await this.linked(this.#group!.state.epoch, link);
  }

  /** A link to `epoch - 1` stands in the log: where it is right, the kept root may go (DESIGN §4 g). */
  async linked(epoch: number, link: Uint8Array): Promise<void> {
    const group = this.#group;
    const root = this.roots.get(epoch - 1);
    if (group === null || root === undefined || group.state.epoch !== epoch) return;
    const opened = await openLink(group.keys, link, signatureKeyIn(group.members));
    if (opened !== null && equal(opened.root, root)) this.roots.delete(epoch - 1);
  }

  /** The link from the current epoch back to the one before, where this device holds that one's root. */
  async writeLink(): Promise<ClientFrame | null> {
    const group = this.#group;
    if (group === null) return null;
    const { epoch, suite, groupId, ownLeaf } = group.state;
    const root = this.roots.get(epoch - 1);
    if (root === undefined) return null;
    const before = await deriveEpochKeys(suite, groupId, epoch - 1, root);
    return { type: 'link', epoch, link: await writeLink(group.keys, before, ownLeaf, this.#profile.signer) };
  }

  /** How many other devices come before this one when one of them should act for all: 0 for the first. */
  rank(newcomers: ReadonlySet<number>): number {
    const group = this.#group;
    if (group === null) return limits.membersMax;
    return group.members.filter(({ leaf }) => leaf < group.state.ownLeaf && !newcomers.has(leaf)).length;
  }
}
