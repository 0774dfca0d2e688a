import { DurableObject } from 'cloudflare:workers';
import { limits } from '../../shared/limits.ts';
import type { Bindings } from '../bindings.ts';
import { fetchKeys, type VerificationKey } from './jwks.ts';

/** Without any keys yet, a portal that has only just come up is asked again this soon. */
const firstRetryMs = 1_000;

interface Cached {
  readonly url: string;
  readonly keys: readonly VerificationKey[] | null;
  readonly fetchedAt: number;
  readonly triedAt: number;
}

/**
 * One covered entity: its public keys, fetched from its own URL and kept over restarts, so that its rooms open while its
 * portal is down for a moment. A failed fetch never takes keys away.
 */
export class Tenant extends DurableObject<Bindings> {
  readonly #sql: SqlStorage;
  #cached: Cached | null;
  #fetching: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS jwks(one INTEGER PRIMARY KEY CHECK (one = 1), url TEXT, keys TEXT, fetched_at INTEGER, tried_at INTEGER)',
    );
    const row = this.#sql.exec('SELECT url, keys, fetched_at, tried_at FROM jwks').toArray()[0];
    this.#cached =
      row === undefined
        ? null
        : {
            url: row['url'] as string,
            keys: JSON.parse(row['keys'] as string),
            fetchedAt: row['fetched_at'] as number,
            triedAt: row['tried_at'] as number,
          };
  }

  /**
   * The keys at `url`, fresh enough, and fetched again where `kid` is not among them; null where none were ever had.
   * Asks the portal at most once each limits.jwksRefetchMs, whatever strangers send.
   */
  async keys(url: string, kid: string): Promise<readonly VerificationKey[] | null> {
    if (this.#isDue(url, kid, Date.now())) {
      this.#fetching ??= this.#fetch(url).finally(() => {
        this.#fetching = null;
      });
      await this.#fetching;
    }
    return this.#cached?.url === url ? this.#cached.keys : null;
  }

  #isDue(url: string, kid: string, now: number): boolean {
    const cached = this.#cached;
    if (cached === null || cached.url !== url) return true;
    if (cached.keys === null) return now - cached.triedAt >= firstRetryMs;
    const isFresh = now - cached.fetchedAt < limits.jwksCacheMs;
    if (isFresh && cached.keys.some((key) => key.kid === kid)) return false;
    return now - cached.triedAt >= limits.jwksRefetchMs;
  }

  async #fetch(url: string): Promise<void> {
    const keys = await fetchKeys(url);
    const now = Date.now();
    const before = this.#cached?.url === url ? this.#cached : null;
    this.#cached = {
      url,
      keys: keys ?? before?.keys ?? null,
      fetchedAt: keys === null ? (before?.fetchedAt ?? 0) : now,
      triedAt: now,
    };
    this.#sql.exec(
      'INSERT OR REPLACE INTO jwks(one, url, keys, fetched_at, tried_at) VALUES (1, ?, ?, ?, ?)',
      url,
      JSON.stringify(this.#cached.keys),
      this.#cached.fetchedAt,
      now,
    );
  }
}
