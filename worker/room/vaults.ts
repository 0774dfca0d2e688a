import { limits } from '../../shared/limits.ts';
import { vaultsTable } from './tables.ts';

/** A person's sealed vault, as that person's device gave it. */
export interface SealedVault {
  readonly version: number;
  /** Null while there is none. */
  readonly sealed: Uint8Array | null;
}

/** The sealed vaults of those who keep their own (PROTOCOL.md §6.5): one a person, the version only ever up. */
export class Vaults {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(vaultsTable);
  }

  of(sub: string): SealedVault {
    const row = this.#sql.exec('SELECT version, sealed FROM vaults WHERE sub = ?', sub).toArray()[0];
    if (row === undefined) return { version: 0, sealed: null };
    return { version: row['version'] as number, sealed: new Uint8Array(row['sealed'] as ArrayBuffer) };
  }

  /** False where `version` is not above the one before, or limits.socketsMax persons have one. */
  keep(sub: string, version: number, sealed: Uint8Array): boolean {
    const before = this.of(sub);
    if (version <= before.version) return false;
    const { count } = this.#sql.exec('SELECT count(*) AS count FROM vaults').one() as { count: number };
    if (before.sealed === null && count >= limits.socketsMax) return false;
    this.#sql.exec(
      'INSERT OR REPLACE INTO vaults(sub, version, sealed) VALUES (?, ?, ?)',
      sub,
      version,
      sealed,
    );
    return true;
  }
}
