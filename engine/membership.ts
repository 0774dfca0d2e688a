import { equal, zero } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import type { ClientFrame, Entry } from '../shared/frames.ts';
import { groupIdBytes } from '../shared/headers.ts';
import { limits } from '../shared/limits.ts';
import { firstLogHash } from '../shared/log-hash.ts';
import { hash } from './envelope.ts';
import { type EpochPage, signatureKeyIn } from './epoch-book.ts';
import { deriveEpochKeys, type EpochKeys, forgetEpochKeys } from './epoch-keys.ts';
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
import { consumedBy, members } from './mls/index.ts';
import type { Profile } from './profile.ts';
import type { Revocations } from './revocations.ts';
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
  #ownPathAt: number;
  #sinceCommit: number;
  /** Epochs whose links stand in the log, and those whose links this device has still to write. */
  readonly #linked = new Set<number>();
  readonly #owed: Set<number>;

  constructor(
    profile: Profile,
    saved: Pick<
      Saved,
      'group' | 'staged' | 'roots' | 'owed' | 'removed' | 'ownPathAt' | 'sinceCommit'
    > | null,
  ) {
    this.#profile = profile;
    this.#group = saved?.group ?? null;
    this.#staged = saved?.staged ?? null;
    this.#removed = saved?.removed ?? false;
    this.#ownPathAt = saved?.ownPathAt ?? 0;
    this.#sinceCommit = saved?.sinceCommit ?? 0;
    this.roots = new Map(saved?.roots);
    this.#owed = new Set(saved?.owed);
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

  get ownPathAt(): number {
    return this.#ownPathAt;
  }

  get sinceCommit(): number {
    return this.#sinceCommit;
  }

  /** A message stands in the log. */
  counted(): void {
    this.#sinceCommit += 1;
  }

  /** True where this device should give the group fresh keys before it says more (DESIGN §4 h). `visit`: one begins. */
  rekeyDue(nowMs: number, visit = false): boolean {
    if (this.#group === null || this.#staged !== null) return false;
    const ageMs = visit ? limits.visitRekeyMs : limits.rekeyAgeMs;
    return nowMs - this.#ownPathAt > ageMs || this.#sinceCommit >= limits.rekeyMessages;
  }

  /** True where this device's leaf does not say yet which vault its person has. */
  get vaultDue(): boolean {
    const { vault } = this.#profile;
    if (this.#group === null || this.#staged !== null || vault === null) return false;
    const { state } = this.#group;
    const own = members(state).find(({ leaf }) => leaf === state.ownLeaf);
    return own?.extensions.some(({ data }) => equal(data, vault.extension.data)) === false;
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
    const { epoch, commit, groupInfo, record, link, deposits } = staged;
    return { type: 'commit', epoch, commit, groupInfo, welcome: null, record, link, deposits };
  }

  /** Takes a commit that stands in the log. Throws what {@link takeCommit} throws; the group stays as it was. */
  async take(
    entry: Entry,
    atMs: number,
    hashAt: (seq: number) => Uint8Array | null,
    revocations: Revocations,
  ): Promise<Taken> {
    const staged = this.#staged;
    const before = this.#group;
    this.#sinceCommit = 0;
    if (staged !== null && equal(staged.commit, entry.body)) {
      this.#staged = null;
      this.#group = staged.next;
      this.#ownPathAt = atMs;
      if (before === null) return { kind: 'joined' };
      zero(...consumedBy(before.state, staged.next.state));
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
      revoked: (passport) => revocations.covers(passport, entry.seq),
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

  /**
   * A link from `epoch` stands in the log: where it is right, the kept root behind it may go (DESIGN §4 g), and those
   * above that were only kept because a link further down could not be written without them.
   */
  async linked(epoch: number, link: Uint8Array): Promise<void> {
    const group = this.#group;
    const root = this.roots.get(epoch - 1);
    const keys = await this.keysOf(epoch);
    if (group === null || root === undefined || keys === null) return;
    const opened = await openLink(keys, link, signatureKeyIn(group.members));
    if (opened === null || !equal(opened.root, root)) return;
    this.#owed.delete(epoch);
    this.#linked.add(epoch);
    for (const kept of [...this.roots.keys()])
      if (this.#linked.has(kept + 1) && !this.#owed.has(kept)) this.roots.delete(kept);
  }

  /** The current epoch came without a link: this device may write it, as soon as it can be heard. */
  owe(): void {
    const epoch = this.#group?.state.epoch ?? 0;
    if (this.roots.has(epoch - 1) && !this.#linked.has(epoch)) this.#owed.add(epoch);
  }

  /** Those epochs, for the disk: whoever dies before the link is written writes it afterwards. */
  get owed(): readonly number[] {
    return [...this.#owed];
  }

  /** True where links are owed. */
  get owes(): boolean {
    return this.#owed.size > 0;
  }

  /** Somebody else's link of this epoch stands already. */
  forgive(epoch: number): void {
    this.#owed.delete(epoch);
  }

  /** The links that this device owes, oldest first: of the current epoch, and of those that followed each other too fast. */
  async writeLinks(): Promise<ClientFrame[]> {
    const frames: ClientFrame[] = [];
    for (const epoch of [...this.#owed].sort((a, b) => a - b)) {
      const [keys, before] = [await this.keysOf(epoch), await this.keysOf(epoch - 1)];
      if (keys === null || before === null) this.#owed.delete(epoch);
      else {
        const leaf = this.#group!.state.ownLeaf;
        const link = await writeLink(keys, before, leaf, this.#profile.signer);
        frames.push({ type: 'link', epoch, link });
      }
    }
    return frames;
  }

  /** The keys of an epoch whose root this device still holds. */
  async keysOf(epoch: number): Promise<EpochKeys | null> {
    if (this.#group === null) return null;
    const { suite, groupId } = this.#group.state;
    if (this.#group.state.epoch === epoch) return this.#group.keys;
    const root = this.roots.get(epoch);
    return root === undefined ? null : deriveEpochKeys(suite, groupId, epoch, root);
  }

  /** How many other devices come before this one when one of them should act for all: 0 for the first. */
  rank(newcomers: ReadonlySet<number>): number {
    const group = this.#group;
    if (group === null) return limits.membersMax;
    return group.members.filter(({ leaf }) => leaf < group.state.ownLeaf && !newcomers.has(leaf)).length;
  }
}
