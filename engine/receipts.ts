/** How far a device, a person on any of theirs, or everybody has come: what was taken, and of that what was read. */
export interface Reached {
  readonly taken: number;
  readonly read: number;
}
const nowhere: Reached = { taken: 0, read: 0 };
const further = (a: Reached, b: Reached): Reached => ({
  taken: Math.max(a.taken, b.taken, a.read, b.read),
  read: Math.max(a.read, b.read),
});

/** What must survive a reload. `owners`: whose the room's devices are, which else is known only once something that they wrote is. */
export interface SavedReach {
  readonly everyone: Reached;
  readonly owners: readonly (readonly [device: number, person: string])[];
}

/** Who has come how far, as the relay says. Only for the marks beside one's own messages, and for what is new to a person who has read on another device: nothing else is decided by it. */
export class Receipts {
  /** How far the person has read, here or on another device of theirs. Never goes back. */
  readSeq: number;
  #sent = nowhere;
  readonly #reachedBy = new Map<number, Reached>();
  readonly #owners: Map<number, string>;
  #everyone: Reached;

  constructor(readSeq: number, saved: SavedReach | null) {
    this.readSeq = readSeq;
    this.#owners = new Map(saved?.owners);
    this.#everyone = saved?.everyone ?? nowhere;
  }

  /** How far every other person came, after {@link of}. Never goes back (INV-7): who comes later has read nothing yet, and who is removed sees nobody. */
  get everyone(): Reached {
    return this.#everyone;
  }

  get saved(): SavedReach {
    return { everyone: this.#everyone, owners: [...this.#owners] };
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

  /**
   * How far each of these people has come, on whichever device is furthest. `personOf`: whose the room's numbers are. What
   * `self` has read on another device is read here, up to `cursor`, which this one has.
   */
  of(
    people: ReadonlySet<string>,
    personOf: ReadonlyMap<number, string>,
    self: string,
    cursor: number,
  ): readonly ({ readonly person: string } & Reached)[] {
    for (const [device, person] of personOf) this.#owners.set(device, person);
    const furthest = new Map<string, Reached>();
    for (const [device, person] of this.#owners) {
      const reached = this.#reachedBy.get(device) ?? nowhere;
      if (people.has(person)) furthest.set(person, further(reached, furthest.get(person) ?? nowhere));
      else if (person === self) this.readSeq = Math.max(this.readSeq, Math.min(reached.read, cursor));
      else this.#owners.delete(device);
    }
    if (people.size === 0) return [];
    const reached = [...people].map((person) => ({ person, ...(furthest.get(person) ?? nowhere) }));
    const least = {
      taken: Math.min(...reached.map(({ taken }) => taken)),
      read: Math.min(...reached.map(({ read }) => read)),
    };
    this.#everyone = further(least, this.#everyone);
    return reached;
  }
}
