import { type Entry, type EntryKind, entryKinds } from '../../shared/frames.ts';
import type { Epoch, Seq } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { sha256 } from '../sha256.ts';
import { withdrawnTable } from './tables.ts';

const kindNames = new Map(
  Object.entries(entryKinds).map(([name, number]): [number, EntryKind] => [number, name as EntryKind]),
);
const columns = 'seq, at, kind, device, id, epoch, body, link, record';
/** What a device numbers: messages, and redactions among them. */
const isOfDevice = `kind IN (${entryKinds.message}, ${entryKinds.redaction})`;
const bytesOf = (value: SqlStorageValue | undefined): Uint8Array => new Uint8Array(value as ArrayBuffer);

/** Where the log ends. Before the first entry: 0, and 0 for the time. */
export interface LogEnd {
  readonly head: Seq;
  readonly at: number;
  /** Null before the first entry. */
  readonly hash: Uint8Array | null;
}

export interface LogPage {
  readonly entries: readonly Entry[];
  readonly more: boolean;
}

/** The room's log in SQLite. Every question is a seek to a place, never a scan from the start. */
export class Log {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(withdrawnTable);
  }

  end(): LogEnd {
    const row = this.#sql.exec('SELECT seq, at, hash FROM entries ORDER BY seq DESC LIMIT 1').toArray()[0];
    if (row === undefined) return { head: 0, at: 0, hash: null };
    return { head: row['seq'] as number, at: row['at'] as number, hash: bytesOf(row['hash']) };
  }

  /** Appends at `entry.seq`; throws where that place is taken. */
  append(entry: Entry, hash: Uint8Array): void {
    this.#sql.exec(
      'INSERT INTO entries(seq, at, kind, device, id, epoch, hash, link, record, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      entry.seq,
      entry.at,
      entryKinds[entry.kind],
      entry.device,
      entry.id,
      entry.epoch,
      hash,
      entry.link,
      entry.record,
      entry.body,
    );
  }

  entry(seq: Seq): Entry | null {
    const row = this.#sql.exec(`SELECT ${columns} FROM entries WHERE seq = ?`, seq).toArray()[0];
    return row === undefined ? null : this.#entryOf(row);
  }

  /** The commit that stands and left `epoch`. Throws where none does: the room is past that epoch by one. */
  commitLeaving(epoch: Epoch): Entry {
    const row = this.#sql
      .exec(`SELECT ${columns} FROM entries WHERE seq = (SELECT seq FROM commits WHERE epoch = ?)`, epoch)
      .one();
    return this.#entryOf(row);
  }

  /** The hash of the commit that began `epoch`; zeros for the first, which none did. */
  begunBy(epoch: Epoch): Uint8Array {
    return epoch === 0 ? new Uint8Array(32) : sha256(this.commitLeaving(epoch - 1).body);
  }

  /** The log's hash at `seq`, or null where nothing stands there. */
  hashAt(seq: Seq): Uint8Array | null {
    const row = this.#sql.exec('SELECT hash FROM entries WHERE seq = ?', seq).toArray()[0];
    return row === undefined ? null : bytesOf(row['hash']);
  }

  setLink(seq: Seq, link: Uint8Array): void {
    this.#sql.exec('UPDATE entries SET link = ? WHERE seq = ?', link, seq);
  }

  /** Deletes the body at `seq` and keeps its hash, which the chain needs. A second time changes nothing. */
  withdraw(seq: Seq): void {
    const entry = this.entry(seq);
    if (entry === null || entry.withdrawn !== null) return;
    this.#sql.exec('INSERT INTO withdrawn(seq, hash) VALUES (?, ?)', seq, sha256(entry.body));
    this.#sql.exec("UPDATE entries SET body = x'' WHERE seq = ?", seq);
  }

  /** The message or redaction `id` of `device`, sought backwards from `from`; an id's place is never before the id itself. */
  message(device: number, id: number, from: Seq): Entry | null {
    const row = this.#sql
      .exec(
        `SELECT ${columns} FROM entries WHERE seq <= ? AND seq >= ? AND device = ? AND id = ? AND ${isOfDevice} ORDER BY seq DESC LIMIT 1`,
        from,
        id,
        device,
        id,
      )
      .toArray()[0];
    return row === undefined ? null : this.#entryOf(row);
  }

  /** True where a device that is none of `own` has written a message after `seq`, among the newest limits.dedupeRowsMax entries. */
  hasMessageAfter(seq: Seq, own: readonly number[]): boolean {
    const from = Math.max(seq, this.end().head - limits.dedupeRowsMax);
    const others = own.map(() => '?').join(', ');
    return (
      this.#sql
        .exec(
          `SELECT 1 FROM entries WHERE seq > ? AND kind = ${entryKinds.message} AND device NOT IN (${others}) LIMIT 1`,
          from,
          ...own,
        )
        .toArray().length > 0
    );
  }

  /** Each device's last message among the newest limits.dedupeRowsMax entries. */
  lastMessages(head: Seq): readonly { device: number; id: number; seq: Seq }[] {
    return this.#sql
      .exec(
        `SELECT device, max(id) AS id, max(seq) AS seq FROM entries WHERE seq > ? AND ${isOfDevice} GROUP BY device`,
        head - limits.dedupeRowsMax,
      )
      .toArray() as unknown as { device: number; id: number; seq: Seq }[];
  }

  /** At most `limit` entries next to `seq`, lowest first, no more than limits.pageBytesMax but at least one. */
  page(direction: 'before' | 'after', seq: Seq, limit: number): LogPage {
    const [comparison, order] = direction === 'after' ? ['>', 'ASC'] : ['<', 'DESC'];
    const most = Math.max(1, Math.min(limit, limits.pageEntriesMax));
    const entries: Entry[] = [];
    let bytes = 0;
    let more = false;
    for (const row of this.#sql.exec(
      `SELECT ${columns} FROM entries WHERE seq ${comparison} ? ORDER BY seq ${order} LIMIT ?`,
      seq,
      most + 1,
    )) {
      const entry = this.#entryOf(row);
      bytes += entry.body.length + (entry.link?.length ?? 0) + (entry.record?.length ?? 0);
      more = entries.length === most || (entries.length > 0 && bytes > limits.pageBytesMax);
      if (more) break;
      entries.push(entry);
    }
    if (direction === 'before') entries.reverse();
    return { entries, more };
  }

  #entryOf(row: Record<string, SqlStorageValue>): Entry {
    const body = bytesOf(row['body']);
    const seq = row['seq'] as number;
    return {
      seq,
      at: row['at'] as number,
      kind: kindNames.get(row['kind'] as number)!,
      device: row['device'] as number,
      id: row['id'] as number,
      epoch: row['epoch'] as number,
      body,
      link: row['link'] === null ? null : bytesOf(row['link']),
      record: row['record'] === null ? null : bytesOf(row['record']),
      withdrawn: body.length > 0 ? null : this.#withdrawn(seq),
    };
  }

  #withdrawn(seq: Seq): Uint8Array {
    return bytesOf(this.#sql.exec('SELECT hash FROM withdrawn WHERE seq = ?', seq).one()['hash']);
  }
}
