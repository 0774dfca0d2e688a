import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Clock, Identity, IssuerKey } from './ports.ts';

/**
 * The issuer's keys, from the issuer's own origin and never from the relay, pinned: a kid that was seen once stands
 * for that key for ever, so that nobody who takes over a key's name later can speak for the past.
 */
export class Keyring {
  readonly issuer: string;
  readonly #identity: Identity;
  readonly #clock: Clock;
  readonly #pinned = new Map<string, IssuerKey>();
  #current = new Set<string>();
  #fetchedAt = Number.NEGATIVE_INFINITY;

  constructor(issuer: string, identity: Identity, clock: Clock, pinned: readonly IssuerKey[]) {
    this.issuer = issuer;
    this.#identity = identity;
    this.#clock = clock;
    for (const key of pinned) if (key.kid !== undefined) this.#pinned.set(key.kid, key);
  }

  /** All keys seen, for the disk. */
  get pinned(): readonly IssuerKey[] {
    return [...this.#pinned.values()];
  }

  /**
   * The key of this id, or null where the issuer does not list it. `fresh`: the issuer must list it now, by an answer
   * no older than `limits.jwksCacheMs`; else a key seen before will do, which is what reading the past needs. While
   * the issuer is away, keys seen before go on serving. Throws `portal-unreachable` where none was ever seen, and
   * `portal-changed` where a known id names another key now.
   */
  async key(kid: string, fresh: boolean): Promise<IssuerKey | null> {
    const age = this.#clock.now() - this.#fetchedAt;
    const listed = this.#current.has(kid);
    const due = fresh ? !listed || age >= limits.jwksCacheMs : !this.#pinned.has(kid);
    const answered = due && age >= limits.jwksRefetchMs ? await this.#fetch() : age < limits.jwksCacheMs;
    if (fresh && answered && !this.#current.has(kid)) return null;
    return this.#pinned.get(kid) ?? null;
  }

  /** True where the issuer answered. */
  async #fetch(): Promise<boolean> {
    let keys: readonly IssuerKey[];
    try {
      keys = await this.#identity.jwks(this.issuer);
    } catch (thrown) {
      // Known keys go on serving while the portal is away; only a first visit needs it.
      if (this.#pinned.size > 0) return false;
      throw thrown;
    }
    this.#fetchedAt = this.#clock.now();
    this.#current = new Set();
    for (const key of keys.slice(0, limits.jwksKeysMax)) {
      if (typeof key.kid !== 'string') continue;
      const known = this.#pinned.get(key.kid);
      if (known !== undefined && !sameKey(known, key))
        throw new BedsideError('portal-changed', 'a kid was reused');
      this.#pinned.set(key.kid, key);
      this.#current.add(key.kid);
    }
    return true;
  }
}

const sameKey = (a: IssuerKey, b: IssuerKey): boolean =>
  a.kty === b.kty && a.crv === b.crv && a.x === b.x && a.y === b.y;
