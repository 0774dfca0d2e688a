import { depositVault } from '../../shared/headers.ts';
import type { Epoch } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { depositsTable } from './tables.ts';

/**
 * The deposits of each epoch, by vault and by who brought them (PROTOCOL.md §6). The room cannot tell a right one from
 * junk: it sees to it that nobody's junk keeps anybody else's deposit out, and that nobody fills its storage.
 */
export class Deposits {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(depositsTable);
  }

  /** What the commit that begins `epoch` brought, by the person whose device made it. For the transaction that appends it. */
  brought(epoch: Epoch, sub: string, deposits: readonly Uint8Array[]): void {
    for (const deposit of deposits)
      this.#sql.exec(
        'INSERT OR REPLACE INTO vault_deposits(epoch, vault, sub, added, deposit) VALUES (?, ?, ?, 0, ?)',
        epoch,
        depositVault(deposit),
        sub,
        deposit,
      );
  }

  /** Those of this epoch and all later ones are of no use to anybody. */
  forget(epoch: Epoch): void {
    this.#sql.exec('DELETE FROM vault_deposits WHERE epoch >= ?', epoch);
  }

  /** One that a person's device adds later. False where it has added limits.depositsAddedMax to that epoch, or one to that vault. */
  add(epoch: Epoch, sub: string, deposit: Uint8Array): boolean {
    const vault = depositVault(deposit);
    const { count } = this.#sql
      .exec(
        'SELECT count(*) AS count FROM vault_deposits WHERE epoch = ? AND sub = ? AND added = 1',
        epoch,
        sub,
      )
      .one() as { count: number };
    if (count >= limits.depositsAddedMax) return false;
    const taken = this.#sql
      .exec(
        'SELECT 1 FROM vault_deposits WHERE epoch = ? AND vault = ? AND sub = ? AND added = 1',
        epoch,
        vault,
        sub,
      )
      .toArray();
    if (taken.length > 0) return false;
    this.#sql.exec(
      'INSERT INTO vault_deposits(epoch, vault, sub, added, deposit) VALUES (?, ?, ?, 1, ?)',
      epoch,
      vault,
      sub,
      deposit,
    );
    return true;
  }

  /** Those to a vault in an epoch: the asker's own first, then what the commit brought, then the others. */
  of(epoch: Epoch, vault: Uint8Array, sub: string): readonly Uint8Array[] {
    return this.#sql
      .exec(
        'SELECT deposit FROM vault_deposits WHERE epoch = ? AND vault = ? ORDER BY sub = ? DESC, added LIMIT ?',
        epoch,
        vault,
        sub,
        limits.depositsShownMax,
      )
      .toArray()
      .map((row) => new Uint8Array(row['deposit'] as ArrayBuffer));
  }
}
