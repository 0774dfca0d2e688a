import { utf8 } from '../../shared/bytes.ts';
import { limits } from '../../shared/limits.ts';
import { sha256 } from '../sha256.ts';

/** The proofs that this room has taken, for as long as they could be shown again: each is taken once (RFC 9449 §11.1). */
export class Proofs {
  readonly #sql: SqlStorage;
  #count: number | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** `fresh` once; then `replayed`. `full` where there are limits.proofsKeptMax that may not be forgotten yet. */
  take(proof: { jkt: string; jti: string; iat: number }, now: number): 'fresh' | 'replayed' | 'full' {
    const oldest = Math.floor((now - limits.proofAgeMs - limits.clockSkewMs) / 1000) - 1;
    const forgotten = this.#sql.exec('DELETE FROM proofs WHERE iat < ?', oldest).rowsWritten;
    this.#count =
      this.#count === null
        ? (this.#sql.exec('SELECT count(*) AS count FROM proofs').one()['count'] as number)
        : this.#count - forgotten;
    if (this.#count >= limits.proofsKeptMax) return 'full';
    const taken = this.#sql.exec(
      'INSERT OR IGNORE INTO proofs(iat, hash) VALUES (?, ?) RETURNING iat',
      proof.iat,
      sha256(utf8(`${proof.jkt} ${proof.jti}`)),
    );
    if (taken.toArray().length === 0) return 'replayed';
    this.#count++;
    return 'fresh';
  }
}
