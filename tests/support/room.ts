import { sha256 } from '@noble/hashes/sha2.js';
import { claimsOf } from '../../engine/epoch-book.ts';
import type { Session, Socket, SocketEvents, Wire } from '../../engine/index.ts';
import { equal } from '../../shared/bytes.ts';
import { BedsideError, type ErrorCode } from '../../shared/errors.ts';
import {
  type ClientFrame,
  decodeClientFrame,
  type Entry,
  encodeRelayFrame,
  type RelayFrame,
} from '../../shared/frames.ts';
import { commitHeader, depositVault } from '../../shared/headers.ts';
import { limits } from '../../shared/limits.ts';
import { entryHash, firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import { RoomVoids } from './room-voids.ts';

type CommitFrame = Extract<ClientFrame, { type: 'commit' }>;

/** What a hostile relay may do on the way to one reader. Returning null drops the frame. */
export type Meddle = (frame: RelayFrame, device: number) => RelayFrame | null;

interface Seat {
  readonly device: number;
  readonly sub: string;
  readonly on: SocketEvents;
  greeted: boolean;
  open: boolean;
}

/**
 * A relay in memory, for tests of the engine: the room's rules as PROTOCOL.md §7 has them, without limits, and with a
 * hand in the wire for tests of what a hostile one could do. The real room has tests of its own in real workerd.
 */
export class TestRoom {
  readonly entries: Entry[] = [];
  readonly hashes: Uint8Array[] = [new Uint8Array(32)];
  readonly seats = new Set<Seat>();
  groupId: Uint8Array | null = null;
  epoch = 0;
  groupInfo: Uint8Array | null = null;
  readonly voids = new RoomVoids(this);
  meddle: Meddle = (frame) => frame;
  /** Hears every client's frame before the room takes it; false: the room never got it. */
  hear: (frame: ClientFrame, device: number) => boolean = () => true;
  /** The next message is counted and stored nowhere. */
  swallows = false;
  /** While false, sockets cannot be opened. */
  reachable = true;
  /** Sessions are refused with this, and with this token of the portal's beside it. */
  refuse: ErrorCode | null = null;
  refusal: string | null = null;
  /** How far devices said that they have come, in order. */
  readonly reached: { device: number; taken: number; read: number }[] = [];
  /** What newcomers are given beside the GroupInfo. */
  revocations: Uint8Array[] = [];
  now: () => number = Date.now;
  /** The marks of the `paced` that it heard. */
  readonly paced: number[] = [];
  readonly #devices = new Map<string, number>();
  /** What stands in the room for vaults: by epoch, with the name of the device that brought it. */
  readonly deposits: { epoch: number; device: number; deposit: Uint8Array }[] = [];
  /** Sealed vaults by person. */
  readonly vaults = new Map<string, { version: number; sealed: Uint8Array }>();
  /** Its key at push services; null: it rings nobody. */
  bellKey: Uint8Array | null = null;
  /** Where devices are to be rung. */
  readonly bells = new Map<number, string>();
  readonly #subs = new Map<string, string>();
  readonly #lastIds = new Map<number, number>();

  /** A wire for the device of this name. */
  wire(name: string): Wire {
    const refusal = () => this.refusal;
    return {
      get revocation() {
        return refusal();
      },
      sessionUrl: 'https://relay.test/v1/session',
      session: async ({ passport }): Promise<Session> => {
        if (!this.reachable) throw new BedsideError('relay-unreachable');
        if (this.refuse !== null) throw new BedsideError(this.refuse);
        const { jkt, sub } = claimsOf(passport);
        this.#subs.set(`${name} ${jkt}`, sub);
        return { room: 'room', ticket: `${name} ${jkt} ${sub}` };
      },
      connect: (session, on) => {
        const at = session.ticket.lastIndexOf(' ');
        return this.#connect(session.ticket.slice(0, at), session.ticket.slice(at + 1), on);
      },
    };
  }

  /** A room that begins as a copy of this one: from here on a relay shows two people two logs. It voids nothing. */
  fork(): TestRoom {
    const other = new TestRoom();
    other.entries.push(...this.entries);
    other.hashes.splice(0, 1, ...this.hashes);
    Object.assign(other, {
      groupId: this.groupId,
      epoch: this.epoch,
      groupInfo: this.groupInfo,
      now: this.now,
    });
    other.deposits.push(...this.deposits);
    for (const [name, device] of this.#devices) other.#devices.set(name, device);
    for (const [device, id] of this.#lastIds) other.#lastIds.set(device, id);
    other.voids.isDeaf = true;
    return other;
  }

  /** Cuts every socket. */
  cut(): void {
    for (const seat of [...this.seats]) this.#close(seat, 1006);
  }

  /** Deletes a body, as an honest room does with a redaction and a hostile one at will. */
  withdraw(seq: number): void {
    const entry = this.entries[seq - 1]!;
    this.entries[seq - 1] = { ...entry, body: new Uint8Array(), withdrawn: entryHash(sha256, entry) };
  }

  /** Tells everyone who has a socket. */
  tellPresence(): void {
    const devices = [...this.seats].filter(({ greeted }) => greeted).map(({ device }) => device);
    for (const seat of this.seats) if (seat.greeted) this.say(seat, { type: 'presence', devices });
  }

  #connect(name: string, person: string, on: SocketEvents): Socket {
    const device = this.#devices.get(name) ?? this.#devices.size + 1;
    this.#devices.set(name, device);
    this.voids.persons.set(device, person);
    const seat: Seat = { device, sub: person, on, greeted: false, open: true };
    queueMicrotask(() => {
      if (!this.reachable) {
        this.#close(seat, 1006);
        return;
      }
      this.seats.add(seat);
      on.opened();
    });
    return {
      send: (bytes) => {
        const frame = decodeClientFrame(bytes);
        queueMicrotask(() => {
          if (seat.open && this.hear(frame, seat.device)) this.#take(seat, frame);
        });
      },
      ping: () => queueMicrotask(() => seat.open && on.pong()),
      close: () => {
        seat.open = false;
        this.seats.delete(seat);
      },
    };
  }

  #close(seat: Seat, code: number): void {
    if (!seat.open) return;
    seat.open = false;
    this.seats.delete(seat);
    seat.on.closed(code);
  }

  /** Says something to one reader, through the meddling hand. */
  say(seat: Seat, frame: RelayFrame): void {
    const said = this.meddle(frame, seat.device);
    if (said === null) return;
    const bytes = encodeRelayFrame(said);
    queueMicrotask(() => seat.open && seat.on.frame(bytes));
  }

  /** Puts an entry into the log and tells everyone. */
  append(entry: Omit<Entry, 'seq' | 'at' | 'withdrawn'>): Entry {
    const seq = this.entries.length + 1;
    const stored: Entry = {
      ...entry,
      withdrawn: null,
      seq,
      at: Math.max(this.now(), this.entries.at(-1)?.at ?? 0),
    };
    this.entries.push(stored);
    this.hashes.push(nextLogHash(sha256, this.hashes[seq - 1]!, stored));
    for (const seat of this.seats) if (seat.greeted) this.say(seat, { type: 'entries', entries: [stored] });
    return stored;
  }

  /** The same for a device's own message or redaction, whose number is spent by it. */
  store(entry: Omit<Entry, 'seq' | 'at' | 'withdrawn'>): Entry {
    this.#lastIds.set(entry.device, entry.id);
    return this.append(entry);
  }

  /** Those to a vault, the asker's own first. */
  #sayDeposits(seat: Seat, epoch: number, vault: Uint8Array): void {
    const found = this.deposits.filter((it) => it.epoch === epoch && equal(depositVault(it.deposit), vault));
    const own = found.filter(({ device }) => device === seat.device);
    const deposits = [...own, ...found.filter((it) => !own.includes(it))].map(({ deposit }) => deposit);
    this.say(seat, { type: 'deposits', epoch, vault, deposits: deposits.slice(0, limits.depositsShownMax) });
  }

  /** Puts a commit into the log, and moves the epoch. */
  commit(device: number, frame: Pick<CommitFrame, 'commit' | 'groupInfo' | 'link' | 'record'>): void {
    const before = this.groupInfo;
    const { epoch } = this;
    this.groupInfo = frame.groupInfo;
    this.epoch += 1;
    const { link, record, commit: body } = frame;
    this.voids.committed(
      this.append({ kind: 'commit', device, id: epoch, epoch, body, link, record }),
      before,
    );
  }

  #sayBell(seat: Seat): void {
    if (this.bellKey !== null)
      this.say(seat, { type: 'bell', key: this.bellKey, set: this.bells.has(seat.device) });
  }

  #take(seat: Seat, frame: ClientFrame): void {
    const { device } = seat;
    const refuse = (
      of: 'send' | 'redact' | 'commit' | 'link' | 'void' | 'vouch',
      id: number,
      code: 'stale-epoch' | 'epoch-taken' | 'id-skipped' | 'link-refused' | 'void-refused',
    ) => this.say(seat, { type: 'refused', frame: of, id, code, retryMs: 0 });
    switch (frame.type) {
      case 'hello':
        seat.greeted = true;
        this.say(seat, {
          type: 'state',
          epoch: this.epoch,
          head: this.entries.length,
          hash: this.hashes[this.entries.length]!,
          device,
          lastId: this.#lastIds.get(device) ?? 0,
          now: this.now(),
        });
        this.#sayBell(seat);
        this.tellPresence();
        return;
      case 'send':
      case 'redact': {
        const kind = frame.type === 'redact' ? 'redaction' : 'message';
        const last = this.#lastIds.get(device) ?? 0;
        if (frame.id <= last) {
          const { seq, at } = this.entries.find(
            (entry) =>
              (entry.kind === 'message' || entry.kind === 'redaction') &&
              entry.device === device &&
              entry.id === frame.id,
          )!;
          this.say(seat, { type: 'ack', kind, id: frame.id, seq, at });
          return;
        }
        if (frame.epoch !== this.epoch) {
          refuse(frame.type, frame.id, 'stale-epoch');
          return;
        }
        if (frame.id !== last + 1) {
          refuse(frame.type, frame.id, 'id-skipped');
          return;
        }
        if (this.swallows) {
          this.swallows = false;
          this.#lastIds.set(device, frame.id);
          return;
        }
        this.store({
          kind,
          device,
          id: frame.id,
          epoch: frame.epoch,
          body: frame.envelope,
          link: null,
          record: null,
        });
        if (frame.type === 'redact') this.withdraw(frame.seq);
        this.voids.said(device);
        return;
      }
      case 'commit': {
        const header = commitHeader(frame.commit);
        const own = this.entries.findLast((entry) => entry.kind === 'commit' && entry.epoch === frame.epoch);
        if (own !== undefined && frame.epoch < this.epoch && equal(own.body, frame.commit)) {
          this.say(seat, { type: 'ack', kind: 'commit', id: frame.epoch, seq: own.seq, at: own.at });
          return;
        }
        if (frame.epoch !== this.epoch || header.epoch !== this.epoch) {
          refuse('commit', frame.epoch, frame.epoch > this.epoch ? 'stale-epoch' : 'epoch-taken');
          return;
        }
        if (this.groupId === null) {
          this.groupId = header.groupId.slice();
          this.hashes[0] = firstLogHash(sha256, this.groupId);
        }
        for (const deposit of frame.deposits) this.deposits.push({ epoch: frame.epoch + 1, device, deposit });
        this.commit(device, frame);
        return;
      }
      case 'void':
      case 'vouch': {
        const code = this.voids[frame.type](device, frame);
        if (code !== null) refuse(frame.type, frame.epoch, code);
        return;
      }
      case 'link': {
        const at = this.entries.findLastIndex(
          (entry) => entry.kind === 'commit' && entry.epoch === frame.epoch - 1,
        );
        const entry = this.entries[at];
        if (entry === undefined || entry.link !== null || entry.seq !== frame.seq) {
          refuse('link', frame.epoch, 'link-refused');
          return;
        }
        this.entries[at] = { ...entry, link: frame.link };
        for (const other of this.seats)
          this.say(other, { type: 'linked', epoch: frame.epoch, seq: frame.seq, link: frame.link });
        return;
      }
      case 'deposit':
        this.deposits.push({ epoch: frame.epoch, device, deposit: frame.deposit });
        this.#sayDeposits(seat, frame.epoch, depositVault(frame.deposit));
        return;
      case 'deposits':
        this.#sayDeposits(seat, frame.epoch, frame.vault);
        return;
      case 'vault':
        this.say(seat, { type: 'vault', ...(this.vaults.get(seat.sub) ?? { version: 0, sealed: null }) });
        return;
      case 'keep':
        if (frame.version <= (this.vaults.get(seat.sub)?.version ?? 0))
          this.say(seat, { type: 'refused', frame: 'keep', id: 0, code: 'vault-refused', retryMs: 0 });
        else {
          this.vaults.set(seat.sub, { version: frame.version, sealed: frame.sealed });
          this.say(seat, { type: 'vault', version: frame.version, sealed: frame.sealed });
        }
        return;
      case 'bell':
        if (frame.endpoint === null) this.bells.delete(device);
        else this.bells.set(device, frame.endpoint);
        this.#sayBell(seat);
        return;
      case 'page': {
        const from = frame.direction === 'after' ? frame.seq : Math.max(0, frame.seq - 1 - frame.limit);
        const to =
          frame.direction === 'after'
            ? Math.min(this.entries.length, frame.seq + frame.limit)
            : frame.seq - 1;
        const more = frame.direction === 'after' ? to < this.entries.length : from > 0;
        this.say(seat, {
          type: 'page',
          direction: frame.direction,
          base: this.hashes[from]!,
          entries: this.entries.slice(from, to),
          more,
        });
        return;
      }
      case 'group':
        this.say(seat, {
          type: 'group',
          epoch: this.epoch,
          groupInfo: this.groupInfo,
          revocations: this.revocations,
        });
        return;
      case 'reached':
        this.reached.push({ device, taken: frame.taken, read: frame.read });
        for (const other of this.seats)
          this.say(other, { type: 'receipts', receipts: [{ device, taken: frame.taken, read: frame.read }] });
        return;
      case 'paced':
        this.paced.push(frame.mark);
        return;
      case 'signal':
        for (const other of this.seats)
          if (other !== seat && other.greeted)
            this.say(other, { type: 'signal', device, epoch: frame.epoch, body: frame.body });
        return;
      case 'credit':
        return;
    }
  }
}
