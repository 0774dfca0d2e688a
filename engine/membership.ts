import { equal, hex, zero } from '../shared/bytes.ts';
import { BedsideError, codeOf, type ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, Entry } from '../shared/frames.ts';
import { groupIdBytes } from '../shared/headers.ts';
import { limits } from '../shared/limits.ts';
import { firstLogHash } from '../shared/log-hash.ts';
import type { Claims } from '../shared/passport.ts';
import { readVoid } from '../shared/void-body.ts';
import type { Departures } from './departures.ts';
import { type Drift, isRefusal, mayResyncAt, recentResyncs, type Unsettled } from './drift.ts';
import { hash } from './envelope.ts';
import type { EpochPage } from './epoch-book.ts';
import { type EpochKeys, forgetEpochKeys } from './epoch-keys.ts';
import { EpochRoots } from './epoch-roots.ts';
import { foundGroup, type Group, joinGroup, type Staged } from './group.ts';
import { later } from './later.ts';
import type { LogHead } from './leaf.ts';
import { consumedBy, members } from './mls/index.ts';
import type { Profile } from './profile.ts';
import { mayRemove } from './removal.ts';
import type { Revocations } from './revocations.ts';
import { isCut } from './segment.ts';
import type { Saved } from './store.ts';
import type { Change } from './taking.ts';
import type { Verified } from './verified.ts';

/** Each next device in the tree waits so long for those before it. */
const turnMs = 400;

/** What a commit in the log did to this device's membership. */
export type Taken =
  | { readonly kind: 'joined' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'moved'; readonly before: Group; readonly change: Change | null }
  | { readonly kind: 'removed' }
  | { readonly kind: 'outside' }
  /** Not followed, and why: nothing changed, and the room is an epoch ahead. */
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  /** Commits that were voided stand again, and end here: what waited above `drift.seq` can be read. */
  | { readonly kind: 'restored'; readonly drift: Drift }
  /** This device's own way back in: a group of its own making no more. */
  | { readonly kind: 'returned'; readonly before: Group; readonly drift: Drift };

/** What a void did. `rejoin`: a way in that was on its way leads nowhere now. */
export type WentBack = 'healed' | 'voided' | 'rejoin' | 'nothing';

const unsettledKept = 32;
const goneKept = 64;

/**
 * This device's place in the group. One commit of its own at a time is staged: saved, sent, and adopted only when it
 * stands in the log (INV-2, INV-13). The root of an epoch that ended is kept only until a link leads to it.
 */
export class Membership {
  readonly #profile: Profile;
  readonly roots: EpochRoots;
  #group: Group | null;
  #staged: Staged | null;
  #removed: boolean;
  #ownPathAt: number;
  #sinceCommit: number;
  #drift: Drift | null;
  #unsettled: Unsettled | null;
  /** The last commit that this device refused and that was voided: it may come back. */
  #refusal: { readonly seq: number; readonly hash: Uint8Array } | null = null;
  #resyncs: readonly number[];
  /** H of the signature keys that this device saw removed, in hex: no GroupInfo may bring them back unseen. */
  #gone: readonly string[];

  constructor(
    profile: Profile,
    saved: Pick<
      Saved,
      | 'group'
      | 'staged'
      | 'roots'
      | 'owed'
      | 'cuts'
      | 'removed'
      | 'ownPathAt'
      | 'sinceCommit'
      | 'drift'
      | 'unsettled'
      | 'resyncs'
      | 'gone'
    > | null,
  ) {
    this.#profile = profile;
    this.#group = saved?.group ?? null;
    this.#staged = saved?.staged ?? null;
    this.#removed = saved?.removed ?? false;
    this.#ownPathAt = saved?.ownPathAt ?? 0;
    this.#sinceCommit = saved?.sinceCommit ?? 0;
    this.roots = new EpochRoots(saved?.roots ?? [], saved?.owed ?? [], saved?.cuts ?? []);
    this.#drift = saved?.drift ?? null;
    this.#unsettled = saved?.unsettled ?? null;
    this.#resyncs = saved?.resyncs ?? [];
    this.#gone = saved?.gone ?? [];
  }

  get group(): Group | null {
    return this.#group;
  }

  get staged(): Staged | null {
    return this.#staged;
  }

  /** Not null while this device and the room are in different epochs: nothing can be said until they are not. */
  get drift(): Drift | null {
    return this.#drift;
  }

  get unsettled(): Unsettled | null {
    return this.#unsettled;
  }

  get resyncs(): readonly number[] {
    return this.#resyncs;
  }

  get gone(): readonly string[] {
    return this.#gone;
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
    if (this.#group === null || this.#staged !== null || this.#drift !== null) return false;
    const ageMs = visit ? limits.visitRekeyMs : limits.rekeyAgeMs;
    return nowMs - this.#ownPathAt > ageMs || this.#sinceCommit >= limits.rekeyMessages;
  }

  /** True where this device's leaf does not say yet which vault its person has. */
  get vaultDue(): boolean {
    const { vault } = this.#profile;
    if (this.#group === null || this.#staged !== null || this.#drift !== null || vault === null) return false;
    const { state } = this.#group;
    const own = members(state).find(({ leaf }) => leaf === state.ownLeaf);
    return own?.extensions.some(({ data }) => equal(data, vault.extension.data)) === false;
  }

  /**
   * True where this device's passport makes a commit due: the deposits of this epoch were made by an older roster, and
   * who was taken off it reads on until the next commit; or it names a later segment, and nobody began that yet.
   */
  get passportDue(): boolean {
    if (this.#group === null || this.#staged !== null || this.#drift !== null) return false;
    const { claims } = this.#profile;
    if (claims === null) return false;
    const isOld = claims.rh !== null && claims.rv > this.#group.rosterVersion;
    return isOld || isCut(this.#group.members, [{ claims }]);
  }

  /** This person's message opened in the current epoch: the commits of others that led here are known to be good. */
  heardFrom(person: string): void {
    if (this.#unsettled === null || this.#unsettled.person === person) return;
    this.#unsettled = null;
    this.#dropRoots();
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

  /** When another way in may be tried, ms since 1970. */
  mayResyncAt(nowMs: number): number {
    return mayResyncAt(this.#resyncs, nowMs);
  }

  /** Neither a void nor a vouch will end the drift. What was staged on the old group goes. */
  giveUp(): void {
    if (this.#drift === null || this.#drift.isLost) return;
    this.#drift = { ...this.#drift, isLost: true };
    this.#staged = null;
  }

  /**
   * Stages the way back in, by an external commit that leaves this device's old leaf behind. Throws what
   * {@link joinGroup} throws, and `group-refused` where somebody is in that group whom this device saw removed and
   * cannot remove.
   */
  async resync(groupInfo: Uint8Array, epoch: number, head: LogHead, nowMs: number): Promise<LogHead | null> {
    const groupId = this.#group?.state.groupId ?? null;
    const { staged, builtOn } = await joinGroup({ ...this.#setting(head), groupInfo, epoch });
    if (groupId === null || !equal(staged.next.state.groupId, groupId))
      throw new BedsideError('group-elsewhere', 'another group');
    const own = this.#profile.actor.claims;
    if (!this.#backIn(staged.next).every(({ claims }) => mayRemove(own, claims)))
      throw new BedsideError('group-refused', 'one who was removed');
    const known = this.#group!.members.map(({ device }) => hex(device));
    // Whom this device would have refused as a newcomer it does not meet inside instead; a clock may be a day off.
    for (const { device, claims } of staged.next.members)
      if (!known.includes(hex(device)) && claims.exp * 1000 <= nowMs - limits.peerClockMs)
        throw new BedsideError('passport-expired', 'newcomer');
    this.#staged = staged;
    this.#resyncs = [...recentResyncs(this.#resyncs, nowMs), nowMs];
    return builtOn;
  }

  /** The ids of devices in the group that this one saw removed: a void, or a relay, brought them back. */
  get unwanted(): readonly string[] {
    return this.#group === null ? [] : this.#backIn(this.#group).map(({ claims }) => claims.did);
  }

  #backIn({ members, state }: Group): readonly Verified[] {
    return members.filter(({ device, leaf }) => leaf !== state.ownLeaf && this.#gone.includes(hex(device)));
  }

  /** The room will not take what is staged. */
  unstage(): void {
    this.#staged = null;
  }

  /** Stages a commit of this member's own. Throws where one is staged already. */
  async move(head: LogHead, remove: readonly number[]): Promise<void> {
    if (this.#group === null || this.#staged !== null)
      throw new BedsideError('internal', 'not free to commit');
    const { moveGroup } = await later.get();
    this.#staged = await moveGroup(this.#group, { ...this.#setting(head), remove });
  }

  #setting(head: LogHead) {
    const { actor, rule, disclosures, awaited } = this.#profile;
    return { actor, rule, disclosures, awaited, head };
  }

  /** The frame of the staged commit: the same at every try (INV-3). */
  get commitFrame(): ClientFrame | null {
    const staged = this.#staged;
    if (staged === null) return null;
    const { epoch, commit, groupInfo, record, link, deposits } = staged;
    return { type: 'commit', epoch, commit, groupInfo, welcome: null, record, link, deposits };
  }

  /**
   * Takes a commit that stands in the log. What {@link takeCommit} refuses is answered as `refused`; throws where this
   * device could not look.
   */
  async take(
    entry: Entry,
    atMs: number,
    hashAt: (seq: number) => Uint8Array | null,
    { revocations, departures }: { readonly revocations: Revocations; readonly departures: Departures },
  ): Promise<Taken> {
    const staged = this.#staged;
    const before = this.#group;
    this.#sinceCommit = 0;
    if (staged !== null && equal(staged.commit, entry.body)) return this.#adopt(staged, entry, atMs);
    if (before === null) {
      if (staged === null) return { kind: 'outside' };
      this.#staged = null;
      return { kind: 'lost' };
    }
    const place = this.#unsettled?.hashes.findIndex((known) => equal(known, hash(entry.body))) ?? -1;
    const drift = this.#drift;
    if (drift !== null) {
      if (drift.kind === 'voided' && place >= 0) {
        this.roots.moved(entry.id + 1, entry.seq);
        if (place < this.#unsettled!.hashes.length - 1) return { kind: 'outside' };
        this.#drift = null;
        this.#staged = null;
        this.#unsettled = null;
        this.#dropRoots();
        return { kind: 'restored', drift };
      }
      this.#staged = null;
      // A voided commit that another one follows is void for good; a refused one may be voided yet.
      if (drift.kind === 'voided') this.giveUp();
      return this.#drift?.isLost === true ? { kind: 'lost' } : { kind: 'outside' };
    }
    const { takeCommit } = await later.get();
    let taken: Awaited<ReturnType<typeof takeCommit>>;
    try {
      const { rule } = this.#profile;
      const revoked: Parameters<typeof takeCommit>[2]['revoked'] = (passport) =>
        revocations.covers(passport, entry.seq);
      const left = (device: Claims) => departures.covers(device, entry.seq);
      taken = await takeCommit(before, entry.body, { rule, atMs, hashAt, seq: entry.seq, revoked, left });
    } catch (thrown) {
      const code = codeOf(thrown);
      if (!isRefusal(code)) throw thrown;
      const { epoch } = before.state;
      const own = hash(entry.body);
      // Where it comes back, what was said upon it the first time counts.
      const from = this.#refusal !== null && equal(this.#refusal.hash, own) ? this.#refusal.seq : entry.seq;
      this.#refusal = { seq: from, hash: own };
      this.#drift = { kind: 'refused', seq: from, commit: entry.seq, epoch, isLost: false };
      return { kind: 'refused', code };
    }
    if (taken.kind === 'removed') {
      this.#group = null;
      this.#staged = null;
      this.#removed = true;
      forgetEpochKeys(before.keys);
      return { kind: 'removed' };
    }
    if (staged !== null && staged.epoch <= before.state.epoch) this.#staged = null;
    this.#group = taken.group;
    this.#took(entry, taken.committer.claims.sub, before);
    await this.#left(before, entry.link);
    return { kind: 'moved', before, change: taken };
  }

  /** The staged commit stands in the log. */
  async #adopt(staged: Staged, entry: Entry, atMs: number): Promise<Taken> {
    const { actor } = this.#profile;
    const before = this.#group;
    const drift = this.#drift;
    this.#staged = null;
    this.#group = staged.next;
    this.#ownPathAt = atMs;
    this.#drift = null;
    if (before === null) {
      this.#unsettled = null;
      this.#took(entry, actor.claims.sub, null);
      return { kind: 'joined' };
    }
    zero(...consumedBy(before.state, staged.next.state));
    if (drift === null) {
      this.#took(entry, actor.claims.sub, before);
      await this.#left(before, entry.link);
      return { kind: 'moved', before, change: null };
    }
    if (drift.kind === 'refused') this.roots.keep(before);
    this.roots.forgetAbove(drift.epoch);
    this.#unsettled = null;
    this.#took(entry, actor.claims.sub, null);
    return { kind: 'returned', before, drift };
  }

  /** A commit of this person was taken; `before`: the group that it left, where this device was in it. */
  #took(entry: Entry, person: string, before: Group | null): void {
    this.roots.began(this.#group!.state.epoch, entry.body);
    // What stood before this device came, nobody here can tell.
    const epoch = before?.state.epoch ?? 0;
    const known = this.#unsettled?.person === person ? this.#unsettled : { person, epoch, hashes: [] };
    this.#unsettled = { ...known, hashes: [...known.hashes, hash(entry.body)].slice(-unsettledKept) };
    const are = this.#group!.members.map(({ device }) => hex(device));
    const went = (before?.members ?? []).map(({ device }) => hex(device)).filter((key) => !are.includes(key));
    // Whom a commit brings in that all could see is welcome again.
    const gone = before === null ? this.#gone : this.#gone.filter((key) => !are.includes(key));
    this.#gone = [...gone, ...went].slice(-goneKept);
  }

  /** True where a void takes this place back, and it is not known yet whether that stands. */
  isInDoubt(seq: number): boolean {
    const drift = this.#drift;
    return drift?.kind === 'voided' && seq > drift.commit && seq < drift.seq;
  }

  /** The room went back to an earlier epoch. Throws `log-forked` where it may not have. */
  voided(entry: Entry): WentBack {
    const back = entry.id;
    const { seq } = readVoid(entry.body);
    if (this.#staged !== null && this.#staged.epoch > back) {
      this.#staged = null;
      if (this.#group === null) return 'rejoin';
    }
    const drift = this.#drift;
    if (this.#group === null) return 'nothing';
    const { epoch } = this.#group.state;
    if (drift?.kind === 'refused' && back === epoch) {
      this.#drift = null;
      return 'healed';
    }
    if (drift?.kind === 'voided' || back >= epoch) {
      // Where one void follows another, the whole run of commits down to the earliest is in question.
      const isDeeper =
        drift?.kind === 'voided' && back < drift.epoch && (this.#unsettled?.epoch ?? epoch) <= back;
      if (isDeeper) this.#drift = { ...drift, commit: seq, epoch: back };
      return drift?.isLost === true ? 'rejoin' : isDeeper ? 'voided' : 'nothing';
    }
    if (this.#unsettled === null || this.#unsettled.epoch > back)
      throw new BedsideError('log-forked', 'a commit that stands was voided');
    this.#staged = null;
    this.#drift = { kind: 'voided', seq: drift?.seq ?? entry.seq, commit: seq, epoch: back, isLost: false };
    return 'voided';
  }

  /** Keeps the root of the epoch that ended, unless the log's link leads to it. */
  async #left(before: Group, link: Uint8Array | null): Promise<void> {
    this.roots.keep(before);
    if (link !== null) await this.linked(this.#group!.state.epoch, link);
  }

  /**
   * A link from `epoch` stands in the log: where it is right, the kept root behind it may go, and those above that were only
   * kept because a link further down could not be written without them.
   */
  async linked(epoch: number, link: Uint8Array): Promise<void> {
    if (this.#group !== null && (await this.roots.linked(this.#group, epoch, link))) this.#dropRoots();
  }

  #dropRoots(): void {
    this.roots.dropBelow(this.#unsettled?.epoch ?? Number.POSITIVE_INFINITY);
  }

  /** The links that this device owes; none while the room's epochs are others than its own: they would open to nothing. */
  async writeLinks(): Promise<ClientFrame[]> {
    if (this.#group === null || this.#drift !== null) return [];
    return this.roots.writeLinks(this.#group, this.#profile.signer);
  }

  /** The keys of an epoch whose root this device still holds. */
  async keysOf(epoch: number): Promise<EpochKeys | null> {
    return this.#group === null ? null : this.roots.keysOf(this.#group, epoch);
  }

  /** How long this device waits when one should act for all: each in the tree a turn longer than the one before. */
  waitMs(newcomers: ReadonlySet<number> = new Set()): number {
    const group = this.#group;
    if (group === null) return limits.membersMax * turnMs;
    const isBefore = (leaf: number) => leaf < group.state.ownLeaf && !newcomers.has(leaf);
    return group.members.filter(({ leaf }) => isBefore(leaf)).length * turnMs;
  }
}
