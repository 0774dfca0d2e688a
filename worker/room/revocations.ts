import { limits } from '../../shared/limits.ts';
import type { Revocation } from '../../shared/revocation.ts';
import { isRevokedBy } from '../../shared/revoked.ts';
import { revocationsTable } from './tables.ts';

/** A revocation whose signature the front door has checked. */
export type Order = Pick<Revocation, 'jti' | 'sub' | 'did' | 'iat'> & { readonly token: string };
type Kept = Order & { readonly seq: number };

/**
 * The revocations of this room that can still end a passport: for as long as the longest passport lives, and of more than
 * limits.revocationsKeptMax the newest. Held in memory: every session asks.
 */
export class Revocations {
  readonly #sql: SqlStorage;
  #kept: Kept[];

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(revocationsTable);
    this.#kept = sql
      .exec('SELECT jti, sub, did, iat, seq, token FROM revocations ORDER BY iat')
      .toArray() as unknown as Kept[];
  }

  /** Where this revocation stands in the log, 0 where there was no log; null for one that is new. */
  placeOf(jti: string): number | null {
    return this.#kept.find((one) => one.jti === jti)?.seq ?? null;
  }

  /** The revocation that ends this passport, or null. */
  ending(passport: { sub: string; did: string; iat: number }): Order | null {
    return this.#kept.find((one) => isRevokedBy(one, passport)) ?? null;
  }

  /** True where some passport of this person and device was ended. */
  touches(who: { sub: string; did: string }): boolean {
    return this.#kept.some((one) => isRevokedBy(one, { ...who, iat: 0 }));
  }

  /** All, for newcomers. */
  get tokens(): string[] {
    return this.#kept.map(({ token }) => token);
  }

  /** Notes one that stands at `seq`. For the transaction that appends it; answers what {@link keep} is to be given once it stands. */
  store(order: Order, seq: number, now: number): readonly Kept[] {
    const alive = this.#kept.filter(
      ({ iat }) => iat * 1000 + limits.passportLifetimeMs + limits.clockSkewMs > now,
    );
    const kept = [...alive, { ...order, seq }]
      .sort((a, b) => a.iat - b.iat)
      .slice(-limits.revocationsKeptMax);
    for (const { jti } of this.#kept)
      if (!kept.some((one) => one.jti === jti)) this.#sql.exec('DELETE FROM revocations WHERE jti = ?', jti);
    this.#sql.exec(
      'INSERT INTO revocations(jti, sub, did, iat, seq, token) VALUES (?, ?, ?, ?, ?, ?)',
      order.jti,
      order.sub,
      order.did,
      order.iat,
      seq,
      order.token,
    );
    return kept;
  }

  keep(kept: readonly Kept[]): void {
    this.#kept = [...kept];
  }
}
