import type { ClientFrame, Entry } from '../../shared/frames.ts';
import type { Epoch, Seq } from '../../shared/ids.ts';
import { Deposits } from './deposits.ts';
import { Vaults } from './vaults.ts';

type CommitFrame = Extract<ClientFrame, { type: 'commit' }>;

/** What the room knows of the MLS group: its id, its epoch, and what the last commits left for others. */
export class Group {
  readonly deposits: Deposits;
  readonly vaults: Vaults;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.deposits = new Deposits(sql);
    this.vaults = new Vaults(sql);
  }

  load(): { epoch: Epoch; groupId: Uint8Array | null } {
    const row = this.#sql.exec('SELECT epoch, group_id FROM room').one();
    const id = row['group_id'] as ArrayBuffer | null;
    return { epoch: row['epoch'] as number, groupId: id === null ? null : new Uint8Array(id) };
  }

  info(): Uint8Array | null {
    const info = this.#sql.exec('SELECT group_info FROM room').one()['group_info'] as ArrayBuffer | null;
    return info === null ? null : new Uint8Array(info);
  }

  /** Where the commit that left `epoch` stands in the log, or null. */
  commitSeq(epoch: Epoch): Seq | null {
    const row = this.#sql.exec('SELECT seq FROM commits WHERE epoch = ?', epoch).toArray()[0];
    return row === undefined ? null : (row['seq'] as number);
  }

  /** The last commit of a device that stands before `seq`, 0 for none. */
  lastCommitOf(device: number, seq: Seq): Seq {
    const row = this.#sql
      .exec('SELECT max(seq) AS seq FROM commits WHERE device = ? AND seq < ?', device, seq)
      .one();
    return (row['seq'] as number | null) ?? 0;
  }

  /** The places of the commits that stand and left `epoch` or a later one, in order. */
  commitsFrom(epoch: Epoch): Seq[] {
    return this.#sql
      .exec('SELECT seq FROM commits WHERE epoch >= ? ORDER BY epoch', epoch)
      .toArray()
      .map((row) => row['seq'] as number);
  }

  /** Notes all that `frame` brought along but the entry itself; `sub`: whose device it was. For the transaction that appends the entry. */
  advance(frame: CommitFrame, groupId: Uint8Array, entry: Pick<Entry, 'seq' | 'device'>, sub: string): void {
    this.#sql.exec(
      'UPDATE room SET epoch = ?, group_id = ?, group_info = ?',
      frame.epoch + 1,
      groupId,
      frame.groupInfo,
    );
    this.#sql.exec(
      'INSERT INTO commits(epoch, seq, device, welcome) VALUES (?, ?, ?, ?)',
      frame.epoch,
      entry.seq,
      entry.device,
      frame.welcome,
    );
    // What an epoch of this number left, that was voided and that nobody vouches for any more.
    this.deposits.forget(frame.epoch + 1);
    this.deposits.brought(frame.epoch + 1, sub, frame.deposits);
  }

  /** Back to `epoch`, whose GroupInfo this is: the commits from there on stand no more. */
  retreat(epoch: Epoch, groupInfo: Uint8Array): void {
    this.#sql.exec('UPDATE room SET epoch = ?, group_info = ?', epoch, groupInfo);
    this.#sql.exec('DELETE FROM commits WHERE epoch >= ?', epoch);
  }

  /** Commits that were taken back stand again, at these places; the last of them left `groupInfo`. */
  restore(entries: readonly Pick<Entry, 'seq' | 'device' | 'id'>[], groupInfo: Uint8Array): void {
    for (const { seq, device, id } of entries)
      this.#sql.exec('INSERT INTO commits(epoch, seq, device) VALUES (?, ?, ?)', id, seq, device);
    this.#sql.exec('UPDATE room SET epoch = ?, group_info = ?', entries.at(-1)!.id + 1, groupInfo);
  }
}
