import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Revocation } from '../shared/revocation.ts';
import { isRevokedBy } from '../shared/revoked.ts';
import { count, list, text } from './disk-field.ts';
import { later } from './later.ts';
import type { Disk } from './ports.ts';
import type { LeafRule } from './verified.ts';

const key = 'revocations';

/** A revocation that holds, and where it stands in the log; 0 where this device was told of it when it joined. */
export interface Standing extends Pick<Revocation, 'sub' | 'did' | 'iat' | 'jti'> {
  readonly seq: number;
}

interface Named {
  readonly sub: string;
  readonly did: string;
  readonly iat: number;
}

/**
 * The revocations that this device knows, each verified against the issuer's own keys: the relay can withhold one, and
 * bring an old one again, but not make one up. A later passport is not touched by an earlier revocation.
 */
export class Revocations {
  readonly #rule: () => LeafRule;
  readonly #of = new Map<string, Standing>();
  /** Where each was met in the log, the first of such places. */
  readonly #places = new Map<string, number>();

  private constructor(rule: () => LeafRule) {
    this.#rule = rule;
  }

  /** What was kept. Throws `storage-broken` where that is no more what was written. */
  static async load(disk: Disk, rule: () => LeafRule): Promise<Revocations> {
    const revocations = new Revocations(rule);
    const record = await disk.read(key);
    if (record === null) return revocations;
    try {
      for (const item of list(decodeCbor(record))) {
        const [jti, sub, did, iat, seq] = list(item, 5);
        const standing = {
          jti: text(jti),
          sub: text(sub),
          did: did === null ? null : text(did),
          iat: count(iat),
          seq: count(seq),
        };
        revocations.#of.set(standing.jti, standing);
        if (standing.seq > 0) revocations.#places.set(standing.jti, standing.seq);
      }
    } catch {
      throw new BedsideError('storage-broken', 'revocations');
    }
    return revocations;
  }

  /**
   * Takes a token that stands at `seq`; 0: that came with the GroupInfo. Null where it stands in the log a second time: it
   * counts where it stood first. Throws `revocation-invalid`, `portal-unreachable`, `relay-unreachable`.
   */
  async take(token: Uint8Array, seq: number): Promise<Standing | null> {
    const { jti, sub, did, iat } = await (await later.get()).verifyRevocation(token, this.#rule());
    const known = this.#of.get(jti);
    const standing = { jti, sub, did, iat, seq: Math.min(seq, known?.seq ?? seq) };
    this.#of.set(jti, standing);
    if (this.#of.size > limits.revocationsKeptMax) {
      const [oldest] = [...this.#of.values()].sort((a, b) => a.iat - b.iat);
      this.#of.delete(oldest!.jti);
    }
    if (seq === 0) return standing;
    const place = this.#places.get(jti) ?? seq;
    if (place < seq) return null;
    this.#places.set(jti, seq);
    return standing;
  }

  /** True where a revocation that this device knew of before `seq` ends this passport. */
  covers(passport: Named, seq = Number.POSITIVE_INFINITY): boolean {
    return [...this.#of.values()].some((one) => one.seq < seq && isRevokedBy(one, passport));
  }

  /** True where it stands in the log, before `seq`, that this passport was ended. */
  standsBefore(seq: number, passport: Named): boolean {
    return [...this.#of.values()].some(
      (one) => (this.#places.get(one.jti) ?? seq) < seq && isRevokedBy(one, passport),
    );
  }

  /** The disk's entry. */
  get saved(): [string, Uint8Array] {
    return [
      key,
      encodeCbor([...this.#of.values()].map(({ jti, sub, did, iat, seq }) => [jti, sub, did, iat, seq])),
    ];
  }
}
