import { createHash, createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { dataDir, issuer } from './settings.ts';

/** One row of the relay's log, as it lies on its disk. */
export interface Row {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly device: number;
  readonly bytes: number;
  /** The first and the last bytes of the body, in hexadecimal. */
  readonly first: string;
  readonly last: string;
}
export interface Rows {
  readonly head: number;
  readonly bytes: number;
  readonly rows: readonly Row[];
}

const rowsMax = 200;

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const mac = (key: Buffer, data: string | Buffer) =>
  createHmac('sha256', key).update(data).digest().subarray(0, 16);

/**
 * Where `wrangler dev --persist-to` keeps a conversation's room. The relay names the room by a hash (PROTOCOL.md §2) and
 * workerd its file by a keyed hash of that name.
 */
function roomFile(conversation: string): string {
  const name = sha256(`Bedside 1.0 room${issuer}\0${conversation}`).toString('base64url');
  const objects = 'bedside-relay-Room';
  const key = sha256(objects);
  const id = mac(key, name);
  const file = `${Buffer.concat([id, mac(key, id)]).toString('hex')}.sqlite`;
  return join(dataDir, 'relay', 'v3', 'do', objects, file);
}

/**
 * The rows after `after` that the relay stored for a conversation; null while there are none. For the demo's third
 * pane only: a portal has no business in the relay's files, and here it shows how little is in them.
 */
export function relayRows(conversation: string, after: number): Rows | null {
  const file = roomFile(conversation);
  if (!existsSync(file)) return null;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 200 });
    const { head, bytes } = database
      .prepare('SELECT max(seq) AS head, sum(length(body)) AS bytes FROM entries')
      .get() as { head: number | null; bytes: number | null };
    if (head === null) return null;
    const rows = database
      .prepare(
        `SELECT seq, at, device, length(body) AS bytes, lower(hex(substr(body, 1, 6))) AS first, lower(hex(substr(body, -8))) AS last,
                CASE kind WHEN 1 THEN 'commit' WHEN 2 THEN 'message' WHEN 3 THEN 'redaction'
                          WHEN 4 THEN 'purge' WHEN 5 THEN 'void' END AS kind
           FROM entries WHERE seq > ? ORDER BY seq DESC LIMIT ?`,
      )
      .all(after, rowsMax) as unknown as Row[];
    return { head, bytes: bytes ?? 0, rows: rows.reverse() };
  } catch {
    // Being made or being written: the next look will tell.
    return null;
  } finally {
    database?.close();
  }
}
