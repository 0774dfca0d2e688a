import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a class's databases hold of messages. */
export interface Stored {
  readonly messages: number;
  /** Rows that a message costs: its own, and one in each index of its table. */
  readonly rowsEach: number;
  readonly bytesEach: number;
}

/**
 * Looks into the databases that workerd left behind: `table` with the messages, `where` they are told from other rows.
 * It counts rows that are there, not writes: what was updated in place is not seen.
 */
export async function storedIn(folder: string, table: string, where: string): Promise<Stored> {
  const { DatabaseSync } = await import('node:sqlite');
  let [messages, rows, bytes] = [0, 0, 0];
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.sqlite') || name === 'metadata.sqlite') continue;
    const db = new DatabaseSync(join(folder, name));
    const one = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0] ?? 0);
    const count = one(`SELECT count(*) FROM ${table} WHERE ${where}`);
    messages += count;
    rows += count * (1 + one(`SELECT count(*) FROM pragma_index_list('${table}')`));
    bytes += one('SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()');
    db.close();
  }
  return { messages, rowsEach: rows / messages, bytesEach: bytes / messages };
}
