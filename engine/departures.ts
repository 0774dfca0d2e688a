import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';
import type { Claims } from '../shared/passport.ts';
import { count, list, text } from './disk-field.ts';
import type { Disk } from './ports.ts';
import type { Verified } from './verified.ts';

const key = 'departures';

/**
 * The devices whose persons said that they leave (PROTOCOL.md §4.8), by their keys' thumbprints, with the place of the
 * word: whoever remains may take them out. One that comes behind it is another key's, and is not meant.
 */
export class Departures {
  readonly #of: Map<string, number>;
  /** Where somebody came last, as far as this device was there. */
  #cameLast: number;
  /** Where keys came that this device read of. */
  readonly #came = new Map<string, number>();

  private constructor(known: Iterable<readonly [string, number]>, cameLast: number) {
    this.#of = new Map(known);
    this.#cameLast = cameLast;
  }

  /** What was kept. Throws `storage-broken` where that is no more what was written. */
  static async load(disk: Disk): Promise<Departures> {
    const record = await disk.read(key);
    if (record === null) return new Departures([], 0);
    try {
      const [cameLast, known] = list(decodeCbor(record), 2);
      const read = list(known).map((item) => {
        const [jkt, seq] = list(item, 2);
        return [text(jkt), count(seq)] as const;
      });
      return new Departures(read, count(cameLast));
    } catch {
      throw new BedsideError('storage-broken', 'departures');
    }
  }

  /** A person with these devices said at `seq` that it leaves. Answers the claims of those that are meant. */
  note(members: readonly Verified[], person: string, seq: number): readonly Claims[] {
    const meant = members.flatMap(({ claims }) =>
      claims.sub === person && (this.#came.get(claims.jkt) ?? 0) < seq ? [claims] : [],
    );
    for (const { jkt } of meant) this.#of.set(jkt, seq);
    return meant;
  }

  /** These devices came at `seq`. */
  came(devices: readonly Claims[], seq: number): void {
    for (const { jkt } of devices) {
      this.#came.set(jkt, Math.max(seq, this.#came.get(jkt) ?? 0));
      if ((this.#of.get(jkt) ?? seq) < seq) this.#of.delete(jkt);
    }
    if (devices.length > 0) this.#cameLast = Math.max(this.#cameLast, seq);
  }

  /** True where it stands in the log, before `seq`, that the person of this device leaves with it. */
  covers({ jkt }: Claims, seq = Number.POSITIVE_INFINITY): boolean {
    return (this.#of.get(jkt) ?? seq) < seq;
  }

  /** True where this member may take it out so that all others can see why: nobody came since who could not read the word. */
  mayPutOut(by: Claims, target: Claims): boolean {
    const seq = this.#of.get(target.jkt);
    return seq !== undefined && (by.can.includes('remove') || this.#cameLast < seq);
  }

  /** The disk's entry, of those who are still there. */
  save(members: readonly Verified[]): [string, Uint8Array] {
    const there = new Set(members.map(({ claims }) => claims.jkt));
    return [key, encodeCbor([this.#cameLast, [...this.#of].filter(([jkt]) => there.has(jkt))])];
  }
}
