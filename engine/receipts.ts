/** Who has read how far, as the relay says. Only for the marks beside one's own messages: nothing is decided by it. */
export class Receipts {
  /** How far the person has read here. Never goes back. */
  readSeq: number;
  #sent = 0;
  readonly #readOf = new Map<number, number>();
  readonly #personOf = new Map<number, string>();

  constructor(readSeq: number) {
    this.readSeq = readSeq;
  }

  /** What is to be told to the room, null where it knows. */
  due(): number | null {
    if (this.readSeq <= this.#sent) return null;
    this.#sent = this.readSeq;
    return this.readSeq;
  }

  /** A new socket: the room is told again. */
  restart(): void {
    this.#sent = 0;
  }

  heard(receipts: readonly { readonly device: number; readonly seq: number }[]): void {
    for (const { device, seq } of receipts)
      this.#readOf.set(device, Math.max(seq, this.#readOf.get(device) ?? 0));
  }

  /** The room's number for a device, and whose messages come from it. */
  met(device: number, person: string): void {
    this.#personOf.set(device, person);
  }

  /** Up to where every one of these people has read. */
  readByAll(people: ReadonlySet<string>): number {
    if (people.size === 0) return 0;
    const furthest = new Map<string, number>();
    for (const [device, seq] of this.#readOf) {
      const person = this.#personOf.get(device);
      if (person !== undefined) furthest.set(person, Math.max(seq, furthest.get(person) ?? 0));
    }
    return Math.min(...[...people].map((person) => furthest.get(person) ?? 0));
  }
}
