import { sha256 } from '@noble/hashes/sha2.js';
import { equal, hex } from '../../shared/bytes.ts';
import { type Entry, entryKinds } from '../../shared/frames.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';

/** Where a write stands, by the relay's own word. */
export interface Place {
  readonly seq: number;
  readonly at: number;
}

/** What the relay had said by an instant: acks, and the last seq that anyone was told. */
export interface Said {
  readonly acks: ReadonlyMap<string, Place>;
  readonly told: number;
}

const keyOf = (kind: Entry['kind'], device: number, id: number) => `${kind} ${device} ${id}`;
const digest = ({ seq, at, kind, device, id, epoch, body }: Entry) =>
  hex(
    sha256(
      new Uint8Array([
        ...new TextEncoder().encode(`${seq} ${at} ${entryKinds[kind]} ${device} ${id} ${epoch} `),
        ...sha256(body),
      ]),
    ),
  ).slice(0, 24);

/**
 * What the relay has said of one room, to anyone, before and between its deaths: the acks that it gave and the entries
 * that it told. Nothing of it may ever be otherwise.
 */
export class Ledger {
  readonly groupId: Uint8Array;
  readonly #acked = new Map<string, Place & { readonly body: string }>();
  readonly #told = new Map<number, string>();
  #lastTold = 0;
  readonly wrongs: string[] = [];

  constructor(groupId: Uint8Array) {
    this.groupId = groupId;
  }

  get acked(): number {
    return this.#acked.size;
  }
  get told(): number {
    return this.#told.size;
  }

  #wrong(what: string): void {
    if (this.wrongs.length < 50) this.wrongs.push(what);
  }

  /** The relay said that a write is stored. */
  ack(kind: Entry['kind'], device: number, id: number, { seq, at }: Place, body: Uint8Array): void {
    const key = keyOf(kind, device, id);
    const known = this.#acked.get(key);
    if (known === undefined) this.#acked.set(key, { seq, at, body: hex(sha256(body)) });
    else if (known.seq !== seq || known.at !== at)
      this.#wrong(`${key} acked at ${known.seq}, then at ${seq}`);
  }

  /** The relay told an entry, live or in a page. */
  tell(entry: Entry): void {
    this.#lastTold = Math.max(this.#lastTold, entry.seq);
    const known = this.#told.get(entry.seq);
    if (known === undefined) this.#told.set(entry.seq, digest(entry));
    else if (known !== digest(entry)) this.#wrong(`seq ${entry.seq} was another entry before`);
  }

  /**
   * Holds a whole log, from its first entry, to what was said. `head` and `hash`: as the relay says of itself; `entries`
   * may go beyond. Answers how many messages it has that were not acked to anyone.
   */
  audit(entries: readonly Entry[], head: number, hash: Uint8Array, said: Said): number {
    const seen = new Set<string>();
    const lastIds = new Map<number, number>();
    let chain = firstLogHash(sha256, this.groupId);
    let at = 0;
    let epoch = 0;
    let unacked = 0;
    entries.forEach((entry, index) => {
      const key = keyOf(entry.kind, entry.device, entry.id);
      if (entry.seq !== index + 1) this.#wrong(`seq ${entry.seq} stands at ${index + 1}`);
      if (entry.at < at) this.#wrong(`time ran back at ${entry.seq}`);
      if (seen.has(key)) this.#wrong(`${key} is stored twice, again at ${entry.seq}`);
      if (entry.epoch !== epoch) this.#wrong(`epoch ${entry.epoch} at ${entry.seq}, not ${epoch}`);
      if (entry.kind === 'commit') epoch += 1;
      else {
        const id = (lastIds.get(entry.device) ?? 0) + 1;
        if (entry.id !== id) this.#wrong(`${key} at ${entry.seq}, not id ${id}`);
        lastIds.set(entry.device, entry.id);
      }
      const acked = this.#acked.get(key);
      if (acked === undefined) unacked += 1;
      else if (acked.seq !== entry.seq || acked.at !== entry.at || acked.body !== hex(sha256(entry.body)))
        this.#wrong(`${key} was acked at ${acked.seq} and is at ${entry.seq}`);
      this.tell(entry);
      seen.add(key);
      at = entry.at;
      chain = nextLogHash(sha256, chain, entry);
      if (entry.seq === head && !equal(chain, hash))
        this.#wrong(`the chain does not lead to the hash of ${head}`);
    });
    if (entries.length < head) this.#wrong(`${entries.length} entries of ${head}`);
    for (const [key, { seq }] of said.acks)
      if (!seen.has(key)) this.#wrong(`${key} was acked at ${seq} and is lost`);
    if (entries.length < said.told) this.#wrong(`seq ${said.told} was told and is lost`);
    return unacked;
  }

  /** What was said up to now. */
  said(): Said {
    return { acks: new Map(this.#acked), told: this.#lastTold };
  }
}
