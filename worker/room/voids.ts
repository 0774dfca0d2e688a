import type { Epoch, Seq } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';

/** A commit that may still be voided: the epoch that it left, who sent it, and the GroupInfo of the time before it. */
export interface Point {
  readonly seq: Seq;
  readonly epoch: Epoch;
  readonly device: number;
  readonly groupInfo: Uint8Array;
}

/** A void that may still be answered by a vouch, and the GroupInfo of what it took back. */
export interface Voided {
  readonly seq: Seq;
  readonly epoch: Epoch;
  readonly first: Seq;
  readonly device: number;
  readonly voider: number;
  /** The places of all commits that it took back, in order. */
  readonly commits: readonly Seq[];
  readonly groupInfo: Uint8Array;
}

const hourMs = 3600_000;
const bytesOf = (value: SqlStorageValue | undefined): Uint8Array => new Uint8Array(value as ArrayBuffer);

/**
 * What may be taken back, and what was (PROTOCOL.md §7.3, `void`). Commits are unsettled from the first of one person's
 * until another person has written or committed after it: nobody else has shown that they could be applied.
 */
export class Voids {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Who sent the unsettled commits, null where there are none. */
  unsettledBy(): number | null {
    const row = this.#sql.exec('SELECT device FROM unsettled ORDER BY seq DESC LIMIT 1').toArray()[0];
    return row === undefined ? null : (row['device'] as number);
  }

  /** One more unsettled commit. The oldest is always kept, and the newest: of too many, those between go. */
  add(point: Point): void {
    const { seq, epoch, device, groupInfo } = point;
    this.#sql.exec(
      'INSERT INTO unsettled(seq, epoch, device, info) VALUES (?, ?, ?, ?)',
      seq,
      epoch,
      device,
      groupInfo,
    );
    const seqs = this.#sql.exec('SELECT seq FROM unsettled ORDER BY seq').toArray();
    if (seqs.length > limits.unsettledMax)
      this.#sql.exec('DELETE FROM unsettled WHERE seq = ?', seqs[1]!['seq'] as number);
  }

  settle(): void {
    this.#sql.exec('DELETE FROM unsettled');
  }

  /** The last point at or before a commit, or null. */
  pointFor(seq: Seq): Point | null {
    const row = this.#sql
      .exec('SELECT seq, epoch, device, info FROM unsettled WHERE seq <= ? ORDER BY seq DESC LIMIT 1', seq)
      .toArray()[0];
    if (row === undefined) return null;
    const [at, epoch, device] = [row['seq'], row['epoch'], row['device']] as number[];
    return { seq: at!, epoch: epoch!, device: device!, groupInfo: bytesOf(row['info']) };
  }

  /** Notes a void at `seq`, back to `point`; `groupInfo` is of the epoch that the room leaves by it. */
  note(
    point: Point,
    o: {
      seq: Seq;
      at: number;
      voider: number;
      persons: readonly [voider: string, committer: string];
      commits: readonly Seq[];
      groupInfo: Uint8Array;
    },
  ): void {
    this.#sql.exec('DELETE FROM unsettled WHERE seq >= ?', point.seq);
    this.#sql.exec('UPDATE removals SET stands = 0 WHERE seq >= ?', point.seq);
    this.forget();
    this.#sql.exec('DELETE FROM voids WHERE at <= ?', o.at - hourMs);
    this.#sql.exec(
      'INSERT INTO voids(seq, at, epoch, first, device, voider, by_person, of_person, commits, info) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      o.seq,
      o.at,
      point.epoch,
      point.seq,
      point.device,
      o.voider,
      ...o.persons,
      JSON.stringify(o.commits),
      o.groupInfo,
    );
  }

  /** The void that may still be answered, or null. */
  last(): Voided | null {
    const row = this.#sql
      .exec('SELECT seq, epoch, first, device, voider, commits, info FROM voids WHERE info IS NOT NULL')
      .toArray()[0];
    if (row === undefined) return null;
    const [seq, epoch, first, device, voider] = [
      row['seq'],
      row['epoch'],
      row['first'],
      row['device'],
      row['voider'],
    ] as [number, number, number, number, number];
    const commits = JSON.parse(row['commits'] as string) as Seq[];
    return { seq, epoch, first, device, voider, commits, groupInfo: bytesOf(row['info']) };
  }

  /** No void can be answered any more: the room went on. */
  forget(): void {
    this.#sql.exec('UPDATE voids SET info = NULL WHERE info IS NOT NULL');
  }

  /** Another vouched for what the void at `seq` took back: it counts against who voided only. */
  overrule(seq: Seq): void {
    this.#sql.exec('UPDATE voids SET of_person = NULL, info = NULL WHERE seq = ?', seq);
  }

  /** How many voids this person sent within the hour. */
  sentBy(person: string, now: number): number {
    return this.#count('SELECT count(*) AS n FROM voids WHERE by_person = ? AND at > ?', person, now);
  }

  /** By how many persons commits of this one were voided within the hour, and stayed so. */
  voidersOf(person: string, now: number): number {
    return this.#count(
      'SELECT count(DISTINCT by_person) AS n FROM voids WHERE of_person = ? AND at > ?',
      person,
      now,
    );
  }

  #count(query: string, person: string, now: number): number {
    return this.#sql.exec(query, person, now - hourMs).one()['n'] as number;
  }

  /** Notes that the commit at `seq`, of one who may, removes these devices. */
  addRemovals(seq: Seq, devices: readonly number[]): void {
    for (const device of devices)
      this.#sql.exec('INSERT INTO removals(device, seq, stands) VALUES (?, ?, 1)', device, seq);
  }

  /** The devices that commits from this place on removed. */
  removalsFrom(seq: Seq): number[] {
    return this.#sql
      .exec('SELECT device FROM removals WHERE seq >= ? AND stands = 1', seq)
      .toArray()
      .map((row) => row['device'] as number);
  }

  /** A voided commit stands again, at another place. */
  moveRemovals(from: Seq, to: Seq): void {
    this.#sql.exec('UPDATE removals SET seq = ?, stands = 1 WHERE seq = ?', to, from);
  }

  /** The last commit that removed a device, 0 for none. */
  removedAt(device: number): Seq {
    const row = this.#sql
      .exec('SELECT max(seq) AS seq FROM removals WHERE device = ? AND stands = 1', device)
      .one();
    return (row['seq'] as number | null) ?? 0;
  }
}
