/** How far a device, or a person on any of theirs, has come: what was taken, and of that what was read. */
interface Reached {
  readonly taken: number;
  readonly read: number;
}
const nowhere: Reached = { taken: 0, read: 0 };
const further = (a: Reached, b: Reached): Reached => ({
  taken: Math.max(a.taken, b.taken, a.read, b.read),
  read: Math.max(a.read, b.read),
});

/** Who has come how far, as the relay says. Only for the marks beside one's own messages: nothing is decided by it. */
export class Receipts {
  /** How far the person has read here. Never goes back. */
  readSeq: number;
  #sent = nowhere;
  readonly #reachedBy = new Map<number, Reached>();

  constructor(readSeq: number) {
    this.readSeq = readSeq;
  }

  /** What is to be told to the room, null where it knows. `taken`: this device's cursor. */
  due(taken: number): Reached | null {
    const now = { taken, read: this.readSeq };
    if (now.taken <= this.#sent.taken && now.read <= this.#sent.read) return null;
    this.#sent = now;
    return now;
  }

  /** A new socket: the room is told again. */
  restart(): void {
    this.#sent = nowhere;
  }

  heard(receipts: readonly ({ readonly device: number } & Reached)[]): void {
    for (const { device, ...reached } of receipts)
      this.#reachedBy.set(device, further(reached, this.#reachedBy.get(device) ?? nowhere));
  }

  /** How far each of these people has come, on whichever device is furthest. `personOf`: whose the room's numbers are. */
  of(
    people: ReadonlySet<string>,
    personOf: ReadonlyMap<number, string>,
  ): readonly ({ readonly person: string } & Reached)[] {
    const furthest = new Map<string, Reached>();
    for (const [device, reached] of this.#reachedBy) {
      const person = personOf.get(device);
      if (person !== undefined) furthest.set(person, further(reached, furthest.get(person) ?? nowhere));
    }
    return [...people].map((person) => ({ person, ...(furthest.get(person) ?? nowhere) }));
  }
}
