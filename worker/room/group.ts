import type { ClientFrame } from '../../shared/frames.ts';
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

  /** Notes all that `frame` brought along but the entry itself; `sub`: whose device it was. For the transaction that appends the entry. */
  advance(frame: CommitFrame, groupId: Uint8Array, seq: Seq, sub: string): void {
    this.#sql.exec(
      'UPDATE room SET epoch = ?, group_id = ?, group_info = ?',
      frame.epoch + 1,
      groupId,
      frame.groupInfo,
    );
    this.#sql.exec(
      'INSERT INTO commits(epoch, seq, welcome) VALUES (?, ?, ?)',
      frame.epoch,
      seq,
      frame.welcome,
    );
    this.deposits.brought(frame.epoch + 1, sub, frame.deposits);
  }
}
