import { equal } from '../shared/bytes.ts';
import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError, type ErrorCode, isErrorCode } from '../shared/errors.ts';
import { bytes, count, list } from './disk-field.ts';
import { bodyTypes, hash } from './envelope.ts';
import type { Disk } from './ports.ts';
import type { SendState } from './snapshot.ts';

/**
 * One message on its way out: the pending line on the screen is this row (STYLE, the walk). It is saved when written,
 * saved again when sealed, and the same bytes go out at every try (INV-2, INV-3). It goes when its entry has come back.
 */
export interface OutboxRow {
  /** Place in the queue; the line's key is made from it. */
  readonly ordinal: number;
  readonly writtenAt: number;
  readonly type: number;
  readonly body: Uint8Array;
  /** What the screen shows. Never goes back (INV-7), but from `refused` by a person's hand. */
  state: SendState;
  refusal: ErrorCode | null;
  /** Set together, once sealed. */
  sealed: {
    readonly id: number;
    readonly epoch: number;
    readonly begunBy: Uint8Array;
    readonly envelope: Uint8Array;
  } | null;
  /** H of the envelopes that it was before: after a void the room may take one of those yet. */
  earlier: readonly Uint8Array[];
  /**
   * Where it stands in the log without being settled: the room says that it took one of those, or a void took back what it
   * stands upon; null: nowhere. It goes when it is read there, and is its person's again where it cannot be: the room's word
   * alone must not cost anybody words.
   */
  storedAt: number | null;
  /** On this socket. Not saved. */
  inFlight: boolean;
}

/** A row that has its envelope. */
export type SealedRow = OutboxRow & { readonly sealed: NonNullable<OutboxRow['sealed']> };

const order: readonly SendState[] = ['queued', 'sealed', 'sent', 'stored', 'delivered', 'read'];
const earlierKept = 8;
const prefix = 'outbox/';
const keyOf = (ordinal: number) => `${prefix}${String(ordinal).padStart(16, '0')}`;

/** Moves a state on, never back (INV-7). `refused` is entered and left by its own doors. */
export const onward = (from: SendState, to: SendState): SendState =>
  order.indexOf(to) > order.indexOf(from) ? to : from;

export class Outbox {
  readonly rows: OutboxRow[] = [];
  #next = 1;

  /** Throws `storage-broken`. */
  static async load(disk: Disk): Promise<Outbox> {
    const outbox = new Outbox();
    for (const [key, bytes] of await disk.list(prefix)) {
      const row = decodeRow(Number(key.slice(prefix.length)), bytes);
      outbox.rows.push(row);
      outbox.#next = Math.max(outbox.#next, row.ordinal + 1);
    }
    return outbox;
  }

  /** A new row, not yet saved. Ordinals follow the clock, so that none is given twice, also after a reload. */
  add(type: number, body: Uint8Array, writtenAt: number): OutboxRow {
    const ordinal = Math.max(this.#next, writtenAt * 8);
    this.#next = ordinal + 1;
    const row: OutboxRow = {
      ordinal,
      writtenAt,
      type,
      body,
      state: 'queued',
      refusal: null,
      sealed: null,
      earlier: [],
      storedAt: null,
      inFlight: false,
    };
    this.rows.push(row);
    return row;
  }

  /** The word that its person leaves, on its way. */
  get isLeaving(): boolean {
    return this.rows.some(({ type, state }) => type === bodyTypes.leave && state !== 'refused');
  }

  /** Takes a row out of memory; the caller writes the deletion. */
  drop(row: OutboxRow): void {
    const at = this.rows.indexOf(row);
    if (at >= 0) this.rows.splice(at, 1);
  }

  /** What is sealed, in the order of its numbers: what a person sent again stands further up, and was sealed after what came later. */
  get inOrder(): readonly SealedRow[] {
    return this.rows
      .filter((row): row is SealedRow => row.sealed !== null)
      .sort((a, b) => a.sealed.id - b.sealed.id);
  }

  /** The row that was sealed with this id, or undefined. */
  sealedAs(id: number): OutboxRow | undefined {
    return this.rows.find((row) => row.sealed?.id === id);
  }

  /** The row that was sealed as this envelope before, or undefined. */
  sealedBefore(envelope: Uint8Array): OutboxRow | undefined {
    const own = hash(envelope);
    return this.rows.find(({ earlier }) => earlier.some((known) => equal(known, own)));
  }

  /**
   * Takes the seals off all rows from this id on: the room said that it did not store them. Rows keep their place and
   * what the screen shows.
   */
  unseal(fromId: number): OutboxRow[] {
    const changed = this.rows.filter((row) => row.sealed !== null && row.sealed.id >= fromId);
    for (const row of changed) {
      row.earlier = [...row.earlier, hash(row.sealed!.envelope)].slice(-earlierKept);
      row.sealed = null;
      row.inFlight = false;
    }
    return changed;
  }
}

/** The disk's entry for a row. */
export const saveRow = (row: OutboxRow): [string, Uint8Array] => [
  keyOf(row.ordinal),
  encodeCbor([
    row.writtenAt,
    row.type,
    row.body,
    row.state,
    row.refusal,
    row.sealed === null ? null : [row.sealed.id, row.sealed.epoch, row.sealed.begunBy, row.sealed.envelope],
    row.earlier,
    row.storedAt,
  ]),
];

/** The disk's entry for a row that went. */
export const dropRow = (row: OutboxRow): [string, null] => [keyOf(row.ordinal), null];

function decodeRow(ordinal: number, record: Uint8Array): OutboxRow {
  try {
    const [writtenAt, type, body, state, refusal, sealed, earlier, storedAt] = list(decodeCbor(record), 8);
    const [id, epoch, begunBy, envelope] = sealed === null ? [] : list(sealed, 4);
    if (state !== 'refused' && !order.includes(state as SendState)) throw new Error('no state of a row');
    return {
      ordinal,
      writtenAt: count(writtenAt),
      type: count(type),
      body: bytes(body),
      state: state as SendState,
      refusal: isErrorCode(refusal) ? refusal : null,
      sealed:
        sealed === null
          ? null
          : { id: count(id), epoch: count(epoch), begunBy: bytes(begunBy), envelope: bytes(envelope) },
      earlier: list(earlier).map((item) => bytes(item)),
      storedAt: storedAt === null ? null : count(storedAt),
      inFlight: false,
    };
  } catch {
    throw new BedsideError('storage-broken', 'outbox row');
  }
}
