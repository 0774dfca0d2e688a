import { base64url } from '../shared/bytes.ts';
import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { count, list, text } from './disk-field.ts';
import type { Disk } from './ports.ts';
import type { Verified } from './verified.ts';

const key = 'arrivals';
const nameOf = (member: Verified): string => base64url(member.device);

/** When the devices that are in the group came, by the log's time: as far as this device has read of it, for the list on the screen. */
export class Arrivals {
  readonly #at: Map<string, number>;

  constructor(known: Iterable<readonly [string, number]> = []) {
    this.#at = new Map(known);
  }

  /** What was kept; nothing where it is of no use: the log says it again. */
  static async load(disk: Disk): Promise<Arrivals> {
    const record = await disk.read(key);
    if (record === null) return new Arrivals();
    try {
      return new Arrivals(
        list(decodeCbor(record)).map((item) => {
          const [device, at] = list(item, 2);
          return [text(device), count(at)] as const;
        }),
      );
    } catch {
      return new Arrivals();
    }
  }

  /** A commit at this time had these members before and after it. */
  note(before: readonly Verified[], after: readonly Verified[], at: number): void {
    const there = new Set(before.map(nameOf));
    for (const member of after) {
      const name = nameOf(member);
      // History is read backwards: an earlier coming of one who left and came back is not the one that counts.
      if (!there.has(name)) this.#at.set(name, Math.max(at, this.#at.get(name) ?? 0));
    }
  }

  /** ms since 1970, null where it is not known. */
  of(member: Verified): number | null {
    return this.#at.get(nameOf(member)) ?? null;
  }

  /** The disk's entry, of those who are there. */
  save(members: readonly Verified[]): [string, Uint8Array] {
    const there = new Set(members.map(nameOf));
    return [key, encodeCbor([...this.#at].filter(([device]) => there.has(device)))];
  }
}
