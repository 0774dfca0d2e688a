import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import { count, list, text } from './disk-field.ts';
import type { Group } from './group.ts';
import type { Disk } from './ports.ts';
import { codeOfGroup } from './safety-code.ts';
import type { ComparedView } from './snapshot.ts';

const key = 'compared';

/** When the codes were the same, where the log stood, and for which keys of the person's devices that speaks. */
interface Mark {
  readonly at: number;
  readonly seq: number;
  readonly keys: ReadonlySet<string>;
}

/**
 * With whom this device's person compared the safety code. It speaks for the keys that the other person's devices had
 * then, by their thumbprints: one that comes later, or comes back with another key, is not covered. Kept on this device.
 */
export class Compared {
  readonly #of: Map<string, Mark>;
  /** Counts changes: what was shown before one is out of date. */
  changes = 0;

  private constructor(known: Iterable<readonly [string, Mark]>) {
    this.#of = new Map(known);
  }

  /** What was kept; nothing where it cannot be read: then it is compared again. */
  static async load(disk: Disk): Promise<Compared> {
    const record = await disk.read(key);
    if (record === null) return new Compared([]);
    try {
      return new Compared(
        list(decodeCbor(record)).map((item) => {
          const [person, at, seq, keys] = list(item, 4);
          return [
            text(person),
            { at: count(at), seq: count(seq), keys: new Set(list(keys).map(text)) },
          ] as const;
        }),
      );
    } catch {
      return new Compared([]);
    }
  }

  /**
   * Takes a person's word that `code` was the same on another's screen; null: that it was not. Throws `mls-stale-epoch`
   * where the group has another code by now, or that person is not in it.
   */
  take(
    word: { readonly person: string; readonly code: string | null },
    group: Group | null,
    place: { readonly at: number; readonly seq: number },
  ): void {
    const { person, code } = word;
    const devices = (group?.members ?? []).flatMap(({ claims }) => (claims.sub === person ? [claims] : []));
    if (group === null || devices.length === 0 || (code !== null && code !== codeOfGroup(group.state)))
      throw new BedsideError('mls-stale-epoch', 'the code is another by now');
    this.changes += 1;
    this.#of.delete(person);
    if (code !== null) this.#of.set(person, { ...place, keys: new Set(devices.map(({ jkt }) => jkt)) });
    const [oldest] = this.#of.keys();
    if (this.#of.size > limits.membersMax && oldest !== undefined) this.#of.delete(oldest);
  }

  /** How it stands with a person who has these devices; null: never compared. */
  of(person: string, devices: readonly Claims[]): ComparedView | null {
    const mark = this.#of.get(person);
    if (mark === undefined) return null;
    return { at: mark.at, holds: devices.every(({ jkt }) => mark.keys.has(jkt)) };
  }

  /** True where a device that came at `seq` came after its person was compared, and is not covered by that. */
  isUncovered(seq: number, { sub, jkt }: Claims): boolean {
    const mark = this.#of.get(sub);
    return mark !== undefined && seq > mark.seq && !mark.keys.has(jkt);
  }

  /** The disk's entry. */
  get saved(): [string, Uint8Array] {
    return [
      key,
      encodeCbor([...this.#of].map(([person, { at, seq, keys }]) => [person, at, seq, [...keys]])),
    ];
  }
}
