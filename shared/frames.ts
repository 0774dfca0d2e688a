import { type Cbor, decodeCbor, encodeCbor } from './cbor.ts';
import { BedsideError, type ErrorCode, isErrorCode } from './errors.ts';
import { depositNameBytes } from './headers.ts';
import { limits } from './limits.ts';

/**
 * The frames of `bedside.v1` (PROTOCOL.md §7). A frame is one binary WebSocket message: the deterministic CBOR array
 * `[type, field, …]`, the fields in the order of the tables below. Both sides validate what they take with the same
 * tables: a field too many, too few, too long or of another kind is `frame-malformed`; a type that is not in the
 * table is `frame-unknown`.
 */
export const frameVersion = 1;
export const subprotocol = 'bedside.v1';

/** Kinds of entry in the log. The numbers are hashed into the log's chain. */
export const entryKinds = { commit: 1, message: 2, redaction: 3, purge: 4, void: 5, revocation: 6 } as const;
export type EntryKind = keyof typeof entryKinds;
const kindNames = new Map<number, EntryKind>(
  Object.entries(entryKinds).map(([name, number]) => [number, name as EntryKind]),
);

/** One line of the room's log. `body` is an envelope, a commit, or of a void what shared/void-body.ts has; `link` stands at commits, once somebody wrote it. */
export interface Entry {
  readonly seq: number;
  /** The relay's clock, ms since 1970. */
  readonly at: number;
  readonly kind: EntryKind;
  /** The room's number for the device that wrote it; `state.device` tells a device its own. */
  readonly device: number;
  /** The device's own count of its messages (1, 2, …); of a commit, the epoch that it leaves; of a void, the one that it goes back to. */
  readonly id: number;
  /** The room's epoch at this place in the log. A commit stands in the epoch that it leaves. */
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly link: Uint8Array | null;
  /** H(body) where the body was deleted after a redaction: what the log's chain binds. null while it is there. */
  readonly withdrawn: Uint8Array | null;
  /** At commits: the sealed record of who is in the epoch that it begins, as its author sent it. null at other entries. */
  readonly record: Uint8Array | null;
}

// — kinds of field ——————————————————————————————————————————————————————————————————————————————————————————

interface Field<T> {
  to(value: T): Cbor;
  from(value: Cbor | undefined): T;
}
type Fields = Readonly<Record<string, Field<unknown>>>;
type Of<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const bad = (): never => {
  throw new BedsideError('frame-malformed', 'a field is not what its table says');
};
const uint: Field<number> = { to: (v) => v, from: (v) => (typeof v === 'number' ? v : bad()) };
const flag: Field<boolean> = { to: (v) => v, from: (v) => (typeof v === 'boolean' ? v : bad()) };
const bytes = (max: number, min = 0): Field<Uint8Array> => ({
  to: (v) => v,
  from: (v) => (v instanceof Uint8Array && v.length >= min && v.length <= max ? v : bad()),
});
const text = (max: number, min = 0): Field<string> => ({
  to: (v) => v,
  from: (v) => (typeof v === 'string' && v.length >= min && v.length <= max ? v : bad()),
});
const code: Field<ErrorCode> = { to: (v) => v, from: (v) => (isErrorCode(v) ? v : bad()) };
const word = <W extends string>(...words: readonly W[]): Field<W> => ({
  to: (v) => v,
  from: (v) => (words.includes(v as W) ? (v as W) : bad()),
});
const orNull = <T>(field: Field<T>): Field<T | null> => ({
  to: (v) => (v === null ? null : field.to(v)),
  from: (v) => (v === null ? null : field.from(v)),
});
const list = <T>(field: Field<T>, max: number): Field<readonly T[]> => ({
  to: (v) => v.map(field.to),
  from: (v) => (Array.isArray(v) && v.length <= max ? v.map(field.from) : bad()),
});
const tuple = <F extends Fields>(fields: F): Field<Of<F>> => {
  const names = Object.keys(fields);
  const of: Fields = fields;
  return {
    to: (v) => names.map((name) => of[name]!.to((v as Record<string, unknown>)[name])),
    from: (v) => {
      if (!Array.isArray(v) || v.length !== names.length) return bad();
      const result: Record<string, unknown> = {};
      names.forEach((name, i) => {
        result[name] = of[name]!.from(v[i] as Cbor);
      });
      return result as Of<F>;
    },
  };
};
const kind: Field<EntryKind> = {
  to: (v) => entryKinds[v],
  from: (v) => (typeof v === 'number' ? kindNames.get(v) : undefined) ?? bad(),
};
const hash = bytes(32, 32);
const wholeEntry: Field<Entry> = tuple({
  seq: uint,
  at: uint,
  kind,
  device: uint,
  id: uint,
  epoch: uint,
  body: bytes(Math.max(limits.commitBytesMax, limits.envelopeBytesMax)),
  link: orNull(bytes(limits.linkBytesMax, 1)),
  record: orNull(bytes(limits.recordBytesMax)),
  withdrawn: orNull(hash),
});
/** A body, or the hash of one that is gone; never both, never neither. Only messages go. */
const entry: Field<Entry> = {
  to: wholeEntry.to,
  from: (v) => {
    const read = wholeEntry.from(v);
    const isGone = read.withdrawn !== null;
    return (read.body.length === 0) === isGone && (!isGone || read.kind === 'message') ? read : bad();
  },
};
/** A version, and the names of vault and epoch: whatever is sealed stands behind them. */
const deposit = bytes(limits.depositBytesMax, depositNameBytes);

// — the tables ——————————————————————————————————————————————————————————————————————————————————————————————

/** What a client says. */
export const clientFrames = {
  /** First, once. `cursor`: the last seq taken, 0 for none. `credit`: how many live entries the client can take. */
  hello: { version: uint, cursor: uint, credit: uint },
  /**
   * Append an envelope sealed in `epoch`, which the commit with the hash `begunBy` began: after a void there is another epoch
   * of that number. `id` is the device's last stored id + 1; the same id is the same entry (INV-4).
   */
  send: { id: uint, epoch: uint, begunBy: hash, envelope: bytes(limits.envelopeBytesMax, 1) },
  /** Append the signed redaction in this envelope, and delete the body of the message at `seq`, in one. `id` as in send. */
  redact: { id: uint, epoch: uint, begunBy: hash, seq: uint, envelope: bytes(limits.envelopeBytesMax, 1) },
  /** Move the room from `epoch` to the next: all of it lands, or nothing. */
  commit: {
    epoch: uint,
    commit: bytes(limits.commitBytesMax, 1),
    groupInfo: bytes(limits.groupInfoBytesMax, 1),
    welcome: orNull(bytes(limits.welcomeBytesMax, 1)),
    record: bytes(limits.recordBytesMax),
    link: orNull(bytes(limits.linkBytesMax, 1)),
    deposits: list(deposit, limits.depositsMax),
  },
  /** The link from `epoch` to the one before, where the commit that began `epoch`, at `seq`, came without. First one stays. */
  link: { epoch: uint, seq: uint, link: bytes(limits.linkBytesMax, 1) },
  /** The commit at `seq`, which left `epoch`, cannot be applied: back to `epoch`. */
  void: { epoch: uint, seq: uint },
  /** The commit at `seq`, which left `epoch` and was voided, was applied here: it stands. */
  vouch: { epoch: uint, seq: uint },
  /** A deposit of `epoch`, for a vault to which the commit that began it brought none that is right. */
  deposit: { epoch: uint, deposit },
  /** Ask for the deposits of `epoch` to the vault of this name. */
  deposits: { epoch: uint, vault: hash },
  /** Ask for the sealed vault of one's own person. */
  vault: {},
  /** Keep one's own sealed vault, in place of the one before: `version` is above that one's. */
  keep: { version: uint, sealed: bytes(limits.vaultBytesMax, 1) },
  /** Ring this device at this endpoint of a push service while nobody of its person is here; null: not any more. */
  bell: { endpoint: orNull(text(limits.bellEndpointBytesMax, 1)) },
  /** Sealed, passed on to the live members, never stored. */
  signal: { epoch: uint, body: bytes(limits.signalBytesMax, 1) },
  /** This device has taken everything to `taken`, and its person read everything to `read`. Neither goes back. */
  reached: { taken: uint, read: uint },
  /** Ask for at most `limit` entries next to `seq`, which is not among them. */
  page: { direction: word('before', 'after'), seq: uint, limit: uint },
  /** The client can take so many live entries more. */
  credit: { entries: uint },
  /** Everything up to the `pace` with this mark was read from the socket. */
  paced: { mark: uint },
  /** Ask for the GroupInfo of the room's epoch. */
  group: {},
} as const satisfies Record<string, Fields>;

/** What the relay says. */
export const relayFrames = {
  /** The answer to hello. `device`: this device's number; `lastId`: its last stored id. `hash`: of the log at `head`. */
  state: { epoch: uint, head: uint, hash, device: uint, lastId: uint, now: uint },
  /** Live entries, in order, your own among them: an entry with your device and id is its ack. */
  entries: { entries: list(entry, limits.batchEntriesMax) },
  /** The answer to page, lowest seq first. `base`: the log's hash before the first of them. `more`: there are further ones that way. */
  page: {
    direction: word('before', 'after'),
    base: hash,
    entries: list(entry, limits.pageEntriesMax),
    more: flag,
  },
  /** Stored as `seq` at `at`: for a resend of what was stored before, and for a sender without credit. */
  ack: { kind, id: uint, seq: uint, at: uint },
  /** The frame `frame` (with `id`: of a send its id, of a commit, link, void or vouch its epoch) was not done. */
  refused: {
    frame: word(
      'send',
      'redact',
      'commit',
      'link',
      'void',
      'vouch',
      'deposit',
      'deposits',
      'vault',
      'keep',
      'bell',
      'signal',
      'reached',
      'page',
      'credit',
      'paced',
      'group',
      'unknown',
    ),
    id: uint,
    code,
    retryMs: uint,
  },
  /** The GroupInfo that the last commit left; absent while there is no group. With the revocations that a newcomer has not read of. */
  group: {
    epoch: uint,
    groupInfo: orNull(bytes(limits.groupInfoBytesMax, 1)),
    revocations: list(bytes(limits.revocationBytesMax, 1), limits.revocationsKeptMax),
  },
  signal: { device: uint, epoch: uint, body: bytes(limits.signalBytesMax, 1) },
  /** How far each device has come. */
  receipts: { receipts: list(tuple({ device: uint, taken: uint, read: uint }), limits.socketsMax) },
  /** The devices with a live socket, by the relay's word. */
  presence: { devices: list(uint, limits.socketsMax) },
  /** Somebody wrote the link of `epoch`, which the commit at `seq` began. */
  linked: { epoch: uint, seq: uint, link: bytes(limits.linkBytesMax, 1) },
  /** The answer to deposits, and to a deposit that was stored: those that the asker's own devices made come first. */
  deposits: { epoch: uint, vault: hash, deposits: list(deposit, limits.depositsShownMax) },
  /** The answer to vault and keep: the asker's own person's; null while there is none. */
  vault: { version: uint, sealed: orNull(bytes(limits.vaultBytesMax, 1)) },
  /** From a relay that can ring: its key at the push services (an uncompressed P-256 point), and whether this device has a bell. After state, and the answer to bell. */
  bell: { key: bytes(65, 65), set: flag },
  /** The credit is used up: live entries stop until the client has paged to `head` and given credit. */
  behind: { head: uint },
  /** So much was sent that the room wants to see it read: to be answered with `paced` and the same mark. */
  pace: { mark: uint },
  /** The last frame before the relay closes the socket. */
  bye: { code },
} as const satisfies Record<string, Fields>;

type Table = Readonly<Record<string, Fields>>;
type FrameOf<T extends Table> = { [K in keyof T & string]: { readonly type: K } & Of<T[K]> }[keyof T &
  string];
export type ClientFrame = FrameOf<typeof clientFrames>;
export type RelayFrame = FrameOf<typeof relayFrames>;

function codec<T extends Table>(table: T, bytesMax: number) {
  const types = new Map(Object.entries(table).map(([type, fields]) => [type, tuple(fields)]));
  return {
    encode(frame: FrameOf<T>): Uint8Array<ArrayBuffer> {
      const fields = types.get(frame.type)!.to(frame as never) as readonly Cbor[];
      return encodeCbor([frame.type, ...fields]);
    },
    decode(raw: Uint8Array): FrameOf<T> {
      if (raw.length > bytesMax) throw new BedsideError('frame-too-large');
      const value = decodeCbor(raw);
      if (!Array.isArray(value) || typeof value[0] !== 'string') return bad();
      const type = types.get(value[0]);
      if (type === undefined) throw new BedsideError('frame-unknown');
      return { type: value[0], ...(type.from(value.slice(1)) as object) } as FrameOf<T>;
    },
  };
}
const client = codec(clientFrames, limits.clientFrameBytesMax);
const relay = codec(relayFrames, limits.relayFrameBytesMax);

/** The bytes of a client's frame. */
export const encodeClientFrame = client.encode;
/** The client's frame in these bytes. Throws `frame-too-large`, `frame-malformed`, `frame-unknown`. */
export const decodeClientFrame = client.decode;
/** The bytes of a relay's frame. */
export const encodeRelayFrame = relay.encode;
/** The relay's frame in these bytes. Throws `frame-too-large`, `frame-malformed`, `frame-unknown`. */
export const decodeRelayFrame = relay.decode;

/** Heartbeat: these two texts, answered by the platform without waking the room. The only text messages there are. */
export const heartbeat = { ping: 'ping', pong: 'pong' } as const;
