import { BedsideError, codeOf } from '../shared/errors.ts';
import type { RelayFrame } from '../shared/frames.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';
import type { Steering } from './steering.ts';
import type { Verified } from './verified.ts';

/** A room that would not take this device's commits is asked again so much later. */
const refusedHoldMs = 10 * 60_000;

/** This device's own commits: its way in, and later those by which it gives the group fresh keys or takes others out. */
export class Commits {
  readonly #live: Live;
  readonly #steering: Steering;
  /** Devices that are to go, by the portal's id. */
  readonly #removals = new Set<string>();
  /** Since when no commit is sent. */
  #heldFromMs = Number.NEGATIVE_INFINITY;
  #isVisit = false;
  /** It is this device's turn to take out whom the portal revoked, and who left. */
  #putsOut = false;
  /** How many commits that left this device's epoch it voided. */
  #voids = { epoch: 0, count: 0 };

  constructor(live: Live, steering: Steering) {
    this.#live = live;
    this.#steering = steering;
  }

  /** These devices go with the next commit. */
  remove(deviceIds: Iterable<string>): void {
    for (const did of deviceIds) this.#removals.add(did);
  }

  get hasRemovals(): boolean {
    return this.#removals.size > 0;
  }

  /** True while somebody is in the group for whom nothing may be said: wanted out here, or revoked. */
  get isOwed(): boolean {
    return this.hasRemovals || this.#revoked.length > 0;
  }

  /** A visit begins or ends: fresh keys, where the last are a while old. */
  async turnVisit(): Promise<void> {
    this.#isVisit = true;
    if (this.#live.records !== null) await this.make();
  }

  /** This device voided a commit that left `epoch`. */
  voided(epoch: number): void {
    this.#voids = { epoch, count: this.#voids.epoch === epoch ? this.#voids.count + 1 : 1 };
  }

  /** Sends what is staged: the same bytes at every try. */
  send(): void {
    this.#live.send(this.#live.parts.membership.commitFrame);
  }

  /** Stages and sends the commit that is wanted, where one is. */
  async make(): Promise<void> {
    const { membership, profile } = this.#live.parts;
    const { group } = membership;
    const { head, clock } = this.#live;
    if (group === null || membership.staged !== null || head === null) return;
    profile.awaited?.hear(group.members, this.#live, () => this.make());
    if (!this.#live.isCurrent || membership.drift !== null || this.#isHeld) return;
    const out = this.#putsOut ? this.#outgoing : [];
    const targets = group.members.filter(
      (member) =>
        member.leaf !== group.state.ownLeaf &&
        (this.#removals.has(member.claims.did) || out.includes(member)),
    );
    const present = new Set(targets.map(({ claims }) => claims.did));
    for (const did of this.#removals) if (!present.has(did)) this.#removals.delete(did);
    // It may be the epoch's GroupInfo that leads astray: a commit of this device's own brings another.
    const renews = this.#voids.epoch === group.state.epoch && this.#voids.count > 1;
    const due =
      renews ||
      membership.vaultDue ||
      membership.passportDue ||
      membership.rekeyDue(clock.now(), this.#isVisit);
    const isWanted = targets.length > 0 || due;
    // Before what makes it is there, none is made: it is wanted again when that comes (hearing.ts), and nothing is said (sending.ts).
    if (isWanted && later.held === null) return;
    this.#isVisit = false;
    if (!isWanted) return;
    await membership.move(
      head,
      targets.map(({ leaf }) => leaf),
    );
    await this.#live.write(new Map());
    this.send();
  }

  /** The room's GroupInfo came: the way in, or back in, is staged and sent. */
  async grouped(frame: Extract<RelayFrame, { type: 'group' }>): Promise<void> {
    const { membership, chain, revocations } = this.#live.parts;
    const isJoining = this.#live.phase === 'joining' && membership.group === null;
    const isLost = this.#live.isCurrent && membership.drift?.isLost === true;
    if (membership.staged !== null || !(isJoining || isLost)) return;
    // One that does not hold says nothing.
    for (const token of frame.revocations) await revocations.take(token, 0).catch(() => null);
    const { head } = this.#live;
    if (frame.groupInfo === null || frame.epoch !== this.#live.roomEpoch || head === null) {
      this.again();
      return;
    }
    try {
      const builtOn = isJoining
        ? await membership.join(frame.groupInfo, frame.epoch, head)
        : await membership.resync(frame.groupInfo, frame.epoch, head, this.#live.clock.now());
      if (builtOn !== null) chain.expect(builtOn.seq, builtOn.hash);
    } catch (thrown) {
      membership.unstage();
      if (codeOf(thrown) === 'log-forked') throw thrown;
      this.#steering.failed(thrown);
      return;
    }
    await this.#live.write(new Map([revocations.saved]));
    this.send();
  }

  /** The way in that was on its way leads nowhere. */
  again(): void {
    if (this.#live.parts.membership.group === null) this.#live.phase = 'joining';
    this.#steering.again();
  }

  /** Others voided this person's commits, and the room takes none for a while. True where this device goes on without. */
  refused(): boolean {
    const { membership } = this.#live.parts;
    this.#heldFromMs = this.#live.clock.now();
    const isOutside = membership.group === null || membership.drift !== null;
    membership.unstage();
    if (this.isOwed) this.#live.after(refusedHoldMs, () => this.putOut());
    if (isOutside) this.#steering.failed(new BedsideError('group-refused'));
    return !isOutside;
  }

  /** A clock that is set back ends it. */
  get #isHeld(): boolean {
    const heldMs = this.#live.clock.now() - this.#heldFromMs;
    return heldMs >= 0 && heldMs < refusedHoldMs;
  }

  /** The members whose access the portal took back. */
  get #revoked(): readonly Verified[] {
    const { membership, revocations } = this.#live.parts;
    return (membership.group?.members ?? []).filter(({ claims }) => revocations.covers(claims));
  }

  /** Those, and who left and may be taken out by this device. */
  get #outgoing(): readonly Verified[] {
    const { membership, departures, profile } = this.#live.parts;
    const own = profile.claims;
    const left = (membership.group?.members ?? []).filter(
      ({ claims }) => own !== null && departures.mayPutOut(own, claims),
    );
    return [...this.#revoked, ...left];
  }

  get hasOutgoing(): boolean {
    return this.#outgoing.length > 0;
  }

  /** They go by a commit of one of the others: the first in the tree at once, the next after a moment, if still needed. */
  awaitPutOut(): void {
    const leaves = new Set(this.#outgoing.map(({ leaf }) => leaf));
    if (leaves.size === 0) return;
    this.#live.after(this.#live.parts.membership.waitMs(leaves), () => this.putOut());
  }

  async putOut(): Promise<void> {
    this.#putsOut = true;
    await this.make();
    this.#putsOut = false;
  }
}
