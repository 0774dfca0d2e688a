import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

type Row = Record<string, SqlStorageValue>;

/** A Durable Object's SQLite storage, on Node's: the same SQL, the same transactions; blobs come back as ArrayBuffers. */
export class Storage implements DurableObjectStorage {
  readonly #database = new DatabaseSync(':memory:');
  readonly #statements = new Map<string, { readonly of: StatementSync; readonly reads: boolean }>();
  /** The next transaction fails at its end, as a full disk would make it: nothing of it stays. */
  failsNext = false;
  readonly sql: SqlStorage = { exec: (query, ...bindings) => this.#exec(query, bindings) };

  transactionSync<T>(work: () => T): T {
    this.#database.exec('BEGIN');
    try {
      const result = work();
      if (this.failsNext) throw new Error('the storage would not take it');
      this.#database.exec('COMMIT');
      return result;
    } catch (thrown) {
      this.#database.exec('ROLLBACK');
      throw thrown;
    } finally {
      this.failsNext = false;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #exec(query: string, bindings: readonly unknown[]): SqlStorageCursor {
    let statement = this.#statements.get(query);
    if (statement === undefined) {
      const of = this.#database.prepare(query);
      statement = { of, reads: of.columns().length > 0 };
      this.#statements.set(query, statement);
    }
    const values = bindings as SQLInputValue[];
    const rows = statement.reads ? statement.of.all(...values).map(rowOf) : [];
    const rowsWritten = statement.reads ? 0 : Number(statement.of.run(...values).changes);
    return {
      rowsWritten,
      toArray: () => rows,
      one: () => {
        if (rows.length !== 1) throw new Error(`one row was asked for, there are ${rows.length}`);
        return rows[0]!;
      },
      [Symbol.iterator]: () => rows[Symbol.iterator](),
    };
  }
}

const rowOf = (row: Record<string, unknown>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array
        ? (value.buffer.slice(value.byteOffset, value.byteOffset + value.length) as ArrayBuffer)
        : (value as string | number | null),
    ]),
  );
