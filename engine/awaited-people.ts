import { base64url, utf8 } from '../shared/bytes.ts';
import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import { type Roster, readRoster, rosterType, splitRoster } from '../shared/roster.ts';
import { AwaitedDeposits } from './awaited-deposits.ts';
import { count, list, text } from './disk-field.ts';
import { hash } from './envelope.ts';
import type { Clock, Disk } from './ports.ts';
import { segmentOf } from './segment.ts';
import type { Snapshot } from './snapshot.ts';
import { openToken } from './token.ts';
import type { LeafRule, Verified } from './verified.ts';

const key = 'awaited';
const goneKept = 256;
const invalid = (detail: string) => new BedsideError('roster-invalid', detail);

/** Somebody who never came, and to whose vault goes what is said meanwhile. */
export interface AwaitedPerson {
  readonly person: string;
  /** As the portal says it; empty where it does not. */
  readonly name: string;
  readonly publicKey: Uint8Array;
}

/** What asking the portal again needs of the conversation (live.ts). */
interface Host {
  readonly clock: Clock;
  readonly records: unknown;
  readonly parts: { readonly profile: { renew(): Promise<void> } };
  after(ms: number, work: () => Promise<void>): void;
  job(work: () => Promise<void>): void;
}

/**
 * Who may still come, by the portal's roster (PROTOCOL.md §3.8): nobody but for the roster that the newest passport names,
 * verified. Of earlier ones only the version is kept, so that an older one does not pass for new.
 */
export class AwaitedPeople {
  #newest: number;
  #roster: Roster | null = null;
  #problem: ErrorCode | null = null;
  /** The segment in which the roster was given. */
  #segment = 0;
  /** The version of which this device heard from others, and for which it asked the portal. */
  #heard = 0;
  readonly deposits = new AwaitedDeposits((members) => this.beside(members));
  /** Persons whom this device knows to have been here: they have, or had, leaves of their own. */
  readonly #gone: Set<string>;

  readonly #disk: Disk;

  private constructor(disk: Disk, newest: number, gone: readonly string[]) {
    this.#disk = disk;
    this.#newest = newest;
    this.#gone = new Set(gone);
  }

  /** What was kept. Throws `storage-broken` where that is no more what was written. */
  static async load(disk: Disk): Promise<AwaitedPeople> {
    const record = await disk.read(key);
    if (record === null) return new AwaitedPeople(disk, 0, []);
    try {
      const [newest, gone] = list(decodeCbor(record), 2);
      return new AwaitedPeople(
        disk,
        count(newest),
        list(gone).map((person) => text(person)),
      );
    } catch {
      throw new BedsideError('storage-broken', 'awaited');
    }
  }

  /** The disk's entry. */
  get saved(): [string, Uint8Array] {
    return [key, encodeCbor([this.#newest, [...this.#gone].slice(-goneKept)])];
  }

  /** The version of the roster that counts, null where none does. */
  get version(): number | null {
    return this.#roster?.version ?? null;
  }

  /** Why the roster that the passport names does not count: `roster-invalid`, `roster-rolled-back`. */
  get problem(): ErrorCode | null {
    return this.#problem;
  }

  /** For the screen, beside these members; nothing where all is as without a roster. */
  view(members: readonly Verified[]): Pick<Snapshot, 'awaited' | 'rosterProblem'> {
    const people = members.length === 0 ? [] : this.beside(members);
    return {
      ...(people.length > 0 && { awaited: people.map(({ person, name }) => ({ person, name })) }),
      ...(this.#problem !== null && { rosterProblem: this.#problem }),
    };
  }

  /** The portal's answer came, with this passport. Throws `portal-unreachable`, `storage-broken`. */
  async take(
    token: string | undefined,
    { rv, rh, seg }: Pick<Claims, 'rv' | 'rh' | 'seg'>,
    rule: LeafRule,
  ): Promise<void> {
    this.#roster = null;
    this.#problem = null;
    if (rh === null) return;
    if (rv < this.#newest) {
      this.#problem = 'roster-rolled-back';
      return;
    }
    try {
      if (token === undefined || base64url(hash(utf8(token))) !== rh)
        throw invalid('not the one that is named');
      const { keyring, conversation } = rule;
      const roster = readRoster(await openToken(splitRoster(token), rosterType, keyring, true));
      if (roster.iss !== keyring.issuer || roster.conversation !== conversation) throw invalid('elsewhere');
      if (roster.version !== rv) throw invalid('another version');
      this.#newest = rv;
      await this.#disk.write(new Map([this.saved]));
      this.#roster = roster;
      this.#segment = seg;
    } catch (thrown) {
      if (errors[codeOf(thrown)].retry === 'later') throw thrown;
      this.#problem = 'roster-invalid';
    }
  }

  /**
   * Looks whether one of these members has a passport that names a newer roster than this device knows of: one that stays
   * open would learn of it only when its own passport has run out. Then the portal is asked, and `then` follows as a job.
   */
  hear(members: readonly Verified[], host: Host, then: () => Promise<void>): void {
    const newest = Math.max(0, ...members.map(({ claims }) => claims.rv));
    if (newest <= Math.max(this.#heard, this.#newest)) return;
    this.#heard = newest;
    host.after(Math.round(host.clock.random() * limits.rosterAskMs), async () => void this.#ask(host, then));
  }

  /** Beside the jobs: the portal may be slow. */
  async #ask(host: Host, then: () => Promise<void>): Promise<void> {
    try {
      await host.parts.profile.renew();
    } catch {
      // What it will not give now is asked for with the next epoch; what is wrong with it, the next session says.
      this.#heard = 0;
      return;
    }
    if (host.records !== null) host.job(then);
  }

  /** A commit had these members before and after it: who went is not one that never came. */
  note(before: readonly Verified[], after: readonly Verified[]): void {
    const are = personsOf(after);
    for (const person of personsOf(before)) if (!are.has(person)) this.#gone.add(person);
  }

  /**
   * Those who have not come, beside these members. Nobody where one of them has a newer roster: who is off it is not known
   * here. Nobody either before a commit begins the roster's own segment: who is awaited in that reads none before it.
   */
  beside(members: readonly Verified[]): readonly AwaitedPerson[] {
    const roster = this.#roster;
    if (roster === null || members.some(({ claims }) => claims.rv > roster.version)) return [];
    if (segmentOf(members) < this.#segment) return [];
    const are = personsOf(members);
    return roster.entries.flatMap(({ sub, name, vault }) =>
      vault === null || are.has(sub) || this.#gone.has(sub)
        ? []
        : [{ person: sub, name: name ?? '', publicKey: vault }],
    );
  }
}

const personsOf = (members: readonly Verified[]): Set<string> =>
  new Set(members.map(({ claims }) => claims.sub));
