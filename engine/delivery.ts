import { equal } from '../shared/bytes.ts';
import { BedsideError, type ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, Entry, RelayFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import { decodeBody } from './body.ts';
import { bodyTypes, hash, sealEnvelope } from './envelope.ts';
import type { Group } from './group.ts';
import type { LogHead } from './leaf.ts';
import type { Item } from './line.ts';
import type { Signer } from './mls/index.ts';
import { dropRow, type Outbox, type OutboxRow, onward, type SealedRow, saveRow } from './outbox.ts';
import type { Batch } from './ports.ts';
import type { Sender } from './senders.ts';

type Refused = Extract<RelayFrame, { type: 'refused' }>;
/** The device's last envelope in the log; null before its first. */
type Last = Pick<Sender, 'counter' | 'hash'> | null;

/** What sealing needs to know of the rest. */
export interface DeliveryWorld {
  readonly group: Group;
  readonly signer: Signer;
  readonly head: LogHead;
  readonly nowMs: number;
}

/**
 * Brings the outbox to the room: seals in order, saves, sends, and hears the answer. The counter is the device's own
 * count of envelopes and the id of its send frames; the room takes them one after another or not at all (INV-4).
 */
export class Delivery {
  readonly outbox: Outbox;
  #counter: number;
  #prev: Uint8Array;
  /** Nothing is sent for so long, because the room said so. Where the clock is set back, it is over. */
  #hold = { fromMs: 0, ms: 0 };
  /** How many sends may be in flight: one after the room asked to slow down, twice as many after each that it stored. */
  #width: number = limits.sendsInFlightMax;

  constructor(outbox: Outbox, counter: number, prev: Uint8Array) {
    this.outbox = outbox;
    this.#counter = counter;
    this.#prev = prev;
  }

  get counter(): number {
    return this.#counter;
  }

  get prev(): Uint8Array {
    return this.#prev;
  }

  /** How long nothing is to be sent yet; 0: it may be. */
  holdMs(nowMs: number): number {
    const { fromMs, ms } = this.#hold;
    return nowMs < fromMs ? 0 : Math.max(0, fromMs + ms - nowMs);
  }

  /** True where something is to be sent. */
  get waits(): boolean {
    return this.#waiting().length > 0;
  }

  /** A new socket: nothing is in flight. */
  reconnected(): void {
    this.#hold = { fromMs: 0, ms: 0 };
    this.#width = limits.sendsInFlightMax;
    this.again();
  }

  /** The room is in this group's epoch again: what it said was stale goes out once more, the same bytes (INV-3). */
  again(): void {
    for (const row of this.outbox.rows) row.inFlight = false;
  }

  /**
   * Seals what may be sealed, in order, and puts it into `batch`, which the caller saves before it sends what
   * {@link due} returns (INV-2).
   */
  async seal(world: DeliveryWorld, batch: Batch): Promise<void> {
    const { group, signer, head, nowMs } = world;
    const window = this.#waiting().slice(0, limits.sendsInFlightMax);
    for (const row of window) {
      if (row.sealed !== null) continue;
      const id = this.#counter + 1;
      let envelope: Uint8Array;
      try {
        envelope = await sealEnvelope(group.keys, signer, {
          leaf: group.state.ownLeaf,
          device: hash(signer.publicKey),
          counter: id,
          prev: this.#prev,
          headSeq: head.seq,
          head: head.hash,
          timeMs: nowMs,
          type: row.type,
          body: row.body,
        });
      } catch (thrown) {
        if (!(thrown instanceof BedsideError)) throw thrown;
        this.refuse(row, thrown.code, batch);
        continue;
      }
      row.sealed = { id, epoch: group.state.epoch, begunBy: group.begunBy, envelope };
      row.state = onward(row.state, 'sealed');
      this.#counter = id;
      this.#prev = hash(envelope);
      batch.set(...saveRow(row));
    }
  }

  /** The room knows more envelopes of this device than its disk: their numbers are spent. */
  skipTo(id: number): void {
    this.#counter = Math.max(this.#counter, id);
  }

  /** The frames to send now: sealed, saved, not yet on this socket. */
  due(nowMs: number): ClientFrame[] {
    if (this.holdMs(nowMs) > 0) return [];
    const due = this.outbox.inOrder.slice(0, this.#width).filter(({ inFlight }) => !inFlight);
    return due.map((row) => {
      row.inFlight = true;
      row.state = onward(row.state, 'sent');
      return frameOf(row);
    });
  }

  /** An envelope of this device stands in the log; where its disk does not remember it, its number is spent all the same. */
  stands(counter: number, envelope: Uint8Array): void {
    if (counter <= this.#counter) return;
    this.#counter = counter;
    this.#prev = hash(envelope);
  }

  /** The very bytes of a row came back as an entry: it goes. Null where they are no row's: an earlier life's, or bent. */
  returned(entry: Entry, batch: Batch): OutboxRow | null {
    const row = this.outbox.sealedAs(entry.id);
    if (row === undefined || !equal(row.sealed!.envelope, entry.body)) return null;
    this.#width = Math.min(2 * this.#width, limits.sendsInFlightMax);
    this.#gone(row, batch);
    return row;
  }

  /**
   * The bytes that a row had before a void came back as an entry: it waits until it is known whether they can be read there.
   * What was sealed since follows an envelope that is not in the log. True where it is a row's.
   */
  returnedLate(entry: Entry, batch: Batch): boolean {
    const row = this.outbox.sealedBefore(entry.body);
    if (row === undefined) return false;
    for (const unsealed of this.outbox.unseal(entry.id)) batch.set(...saveRow(unsealed));
    row.sealed = null;
    row.storedAt = entry.seq;
    row.state = onward(row.state, 'stored');
    batch.set(...saveRow(row));
    this.#counter = entry.id;
    this.#prev = hash(entry.body);
    return true;
  }

  /** After reading: what was not settled goes where it was read, and is its person's again where it cannot be. */
  settle(
    chain: { itemAt(seq: number): Item | undefined },
    membership: { isInDoubt(seq: number): boolean },
    batch: Batch,
  ): void {
    for (const row of [...this.outbox.rows]) {
      const at = row.storedAt;
      const item = at === null || membership.isInDoubt(at) ? undefined : chain.itemAt(at);
      if (item === undefined || item.entry !== null) continue;
      row.storedAt = null;
      if (item.author !== null) this.#gone(row, batch);
      else this.refuse(row, 'stale-epoch', batch);
    }
  }

  #gone(row: OutboxRow, batch: Batch): void {
    this.outbox.drop(row);
    batch.set(...dropRow(row));
  }

  /** True where these are the bytes of a row. */
  wrote(envelope: Uint8Array): boolean {
    return this.outbox.inOrder.some(({ sealed }) => equal(sealed.envelope, envelope));
  }

  /** The room has it; the entry itself is still to come. */
  acked(id: number): void {
    const row = this.outbox.sealedAs(id);
    if (row !== undefined) row.state = onward(row.state, 'stored');
  }

  /**
   * A new epoch began, and the log was read to its beginning: what is still sealed for an earlier one was not stored and
   * never will be, so it is sealed again. `last`: the device's last stored envelope.
   */
  epochBegan(begunBy: Uint8Array, last: Last, batch: Batch): void {
    const stale = this.outbox.inOrder.find(({ sealed }) => !equal(sealed.begunBy, begunBy));
    if (stale !== undefined) this.#reseal(stale.sealed.id, last, batch);
  }

  /**
   * This device is in another group now, and the log was read up to its commit: what it sealed before and did not come
   * back was never stored and never will be, whatever epoch it was for.
   */
  groupBegan(last: Last, batch: Batch): void {
    const [first] = this.outbox.inOrder;
    if (first !== undefined) this.#reseal(first.sealed.id, last, batch);
  }

  /** The room would not take a send. */
  refused(frame: Refused, nowMs: number, last: Last, batch: Batch): void {
    const row = this.outbox.sealedAs(frame.id);
    if (row === undefined) return;
    if (frame.code === 'stale-epoch') {
      // The commit that made it stale is on its way; the row is sealed again when that was taken. Where it was already,
      // this is the answer to the earlier bytes, and the new ones have still to go.
    } else if (frame.code === 'id-conflict' && row.earlier.length > 0) {
      // The earlier bytes were taken after all, when a void made their epoch the room's again: their entry is on its way.
    } else if (frame.code === 'slow-down' || frame.code === 'id-skipped' || frame.code === 'internal') {
      this.#hold = { fromMs: nowMs, ms: Math.max(this.holdMs(nowMs), frame.retryMs, 250) };
      this.#width = 1;
      for (const other of this.outbox.rows) {
        if (other.sealed !== null && other.sealed.id >= frame.id) other.inFlight = false;
      }
    } else {
      this.#reseal(frame.id, last, batch);
      this.refuse(row, frame.code, batch);
    }
  }

  /** It is its person's again: sent once more by hand, or dropped. */
  refuse(row: OutboxRow, code: ErrorCode, batch: Batch): void {
    row.sealed = null;
    row.state = 'refused';
    row.refusal = code;
    batch.set(...saveRow(row));
  }

  #reseal(fromId: number, last: Last, batch: Batch): void {
    for (const row of this.outbox.unseal(fromId)) batch.set(...saveRow(row));
    const kept = this.outbox.inOrder.at(-1)?.sealed;
    this.#counter = kept?.id ?? last?.counter ?? 0;
    this.#prev = kept === undefined ? (last?.hash ?? new Uint8Array(32)) : hash(kept.envelope);
  }

  #waiting(): OutboxRow[] {
    return this.outbox.rows.filter(({ state, storedAt }) => state !== 'refused' && storedAt === null);
  }
}

/** A row on its way: a redaction names what the room is to delete, beside the envelope that says so to members. */
function frameOf({ type, body, sealed }: SealedRow): ClientFrame {
  const said = type === bodyTypes.redaction ? decodeBody(type, body) : null;
  if (said === null || typeof said === 'string' || said.kind !== 'redaction')
    return { type: 'send', ...sealed };
  return { type: 'redact', ...sealed, seq: said.target.seq };
}
