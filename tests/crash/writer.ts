import { sha256 } from '@noble/hashes/sha2.js';
import type { WebSocket } from 'ws';
import { concat, equal } from '../../shared/bytes.ts';
import {
  type ClientFrame,
  decodeRelayFrame,
  type Entry,
  encodeClientFrame,
  frameVersion,
  type RelayFrame,
} from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import { begunBy, commit, envelope } from '../../worker/testing/group.ts';
import type { Dice } from '../fuzz/dice.ts';
import type { Device } from './clinic.ts';
import type { Ledger } from './ledger.ts';

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const inFlightMax = 12;

type Commit = Extract<ClientFrame, { type: 'commit' }>;
interface Sealed {
  epoch: number;
  begunBy: Uint8Array;
  envelope: Uint8Array;
}

/**
 * One who writes without pause, through whatever happens to the relay: the same bytes again on a new socket (INV-3),
 * sealed anew only where a commit made them stale, pages for what it missed, and no entry twice (INV-6). To the relay,
 * sealed is noise; the clear headers, sessions, frames and ids are real.
 */
export class Writer {
  readonly #device: Device;
  readonly #ledger: Ledger;
  readonly #dice: Dice;
  readonly #commits: boolean;
  readonly #origin: () => string;
  #socket: WebSocket | null = null;
  #live = false;
  #stopped = false;
  #quiet = false;
  #number = 0;
  #epoch = 0;
  #cursor = 0;
  #hash: Uint8Array;
  #paging = false;
  #credit = 0;
  /** By id, in order: written and not acked. */
  readonly #pending = new Map<number, Sealed>();
  readonly #flying = new Set<number>();
  #commit: Commit | null = null;
  #nextId = 1;
  #resent = 0;
  #storedUnacked = 0;
  #connections = 0;

  constructor(o: {
    readonly device: Device;
    readonly ledger: Ledger;
    readonly dice: Dice;
    readonly origin: () => string;
    /** True for the one of a room who founds it and commits. */
    readonly commits: boolean;
  }) {
    this.#device = o.device;
    this.#ledger = o.ledger;
    this.#dice = o.dice;
    this.#origin = o.origin;
    this.#commits = o.commits;
    this.#hash = firstLogHash(sha256, o.ledger.groupId);
  }

  /** How many it has written; how many frames it sent again; how many of those the relay had already. */
  get counts(): { written: number; resent: number; storedUnacked: number; connections: number } {
    return {
      written: this.#nextId - 1,
      resent: this.#resent,
      storedUnacked: this.#storedUnacked,
      connections: this.#connections,
    };
  }

  /** Writes until {@link stop}. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#session();
      } catch {
        // The relay is dead or not yet back.
      }
      this.#socket = null;
      this.#live = false;
      await sleep(5 + this.#dice.below(40));
    }
  }

  /** Writes nothing new; resolves when all that was written is acked and taken back from the log. */
  async finish(withinMs: number): Promise<void> {
    this.#quiet = true;
    for (const until = Date.now() + withinMs; ; await sleep(10)) {
      if (this.#live && this.#pending.size === 0 && this.#commit === null) return;
      if (Date.now() > until) throw new Error(`${this.#pending.size} messages were never acked`);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.terminate();
  }

  #say(frame: ClientFrame): void {
    this.#socket?.send(encodeClientFrame(frame));
  }

  async #session(): Promise<void> {
    this.#flying.clear();
    this.#paging = false;
    let over: (thrown?: Error) => void = () => {};
    const ended = new Promise<void>((done, fail) => {
      over = (thrown) => (thrown === undefined ? done() : fail(thrown));
    });
    ended.catch(() => {});
    this.#socket = await this.#device.connect(this.#origin(), (socket) => {
      socket.on('close', () => over());
      socket.on('message', (data: Buffer) => {
        try {
          this.#hear(decodeRelayFrame(new Uint8Array(data)));
        } catch (thrown) {
          this.#ledger.wrongs.push(`a writer failed: ${String(thrown)}`);
          socket.terminate();
        }
      });
    });
    this.#connections += 1;
    this.#credit = limits.creditEntriesMax;
    this.#say({ type: 'hello', version: frameVersion, cursor: this.#cursor, credit: this.#credit });
    const timer = setInterval(() => this.#write(), 4);
    try {
      await ended;
    } finally {
      clearInterval(timer);
    }
  }

  #hear(frame: RelayFrame): void {
    if (frame.type === 'state') this.#greeted(frame);
    else if (frame.type === 'entries') {
      this.#credit -= frame.entries.length;
      for (const entry of frame.entries) this.#take(entry);
      if (!this.#paging && this.#credit < limits.creditEntriesMax / 2) this.#giveCredit();
    } else if (frame.type === 'page') this.#page(frame);
    else if (frame.type === 'behind') this.#pull();
    else if (frame.type === 'pace') this.#say({ type: 'paced', mark: frame.mark });
    else if (frame.type === 'ack') this.#acked(frame.kind, frame.id, frame);
    else if (frame.type === 'refused') this.#refused(frame);
  }

  #greeted({ device, epoch, lastId }: Extract<RelayFrame, { type: 'state' }>): void {
    if (this.#number !== 0 && device !== this.#number)
      this.#ledger.wrongs.push(`device ${this.#number} is ${device} now`);
    this.#number = device;
    this.#epoch = epoch;
    const first = this.#pending.keys().next().value ?? this.#nextId;
    if (lastId < first - 1)
      this.#ledger.wrongs.push(`device ${device}: ${first - 1} was acked, ${lastId} is the last`);
    if (lastId >= this.#nextId) this.#ledger.wrongs.push(`device ${device}: ${lastId} was never written`);
    for (const [id, sealed] of this.#pending) {
      if (id <= lastId) this.#storedUnacked += 1;
      else if (sealed.epoch !== epoch) this.#pending.set(id, this.#seal(id));
    }
    this.#resent += this.#pending.size;
    if (this.#commit !== null) this.#say(this.#commit);
    else if (epoch === 0 && this.#commits) this.#move();
    this.#live = true;
    this.#pull();
    this.#write();
  }

  /** Noise, but for the head and, so that it can be told from others, its place. */
  #seal(id: number): Sealed {
    const bytes = envelope(this.#ledger.groupId, this.#epoch, 40 + this.#dice.below(600));
    new DataView(bytes.buffer).setUint32(bytes.length - 4, id);
    return { epoch: this.#epoch, begunBy: begunBy(this.#ledger.groupId, this.#epoch), envelope: bytes };
  }

  #write(): void {
    if (!this.#live || this.#epoch === 0) return;
    for (const [id, sealed] of this.#pending) {
      if (this.#flying.has(id)) continue;
      if (this.#flying.size >= inFlightMax) return;
      this.#flying.add(id);
      this.#say({ type: 'send', id, ...sealed });
    }
    while (!this.#quiet && this.#flying.size < inFlightMax && !this.#dice.once(3)) {
      const id = this.#nextId++;
      const sealed = this.#seal(id);
      this.#pending.set(id, sealed);
      this.#flying.add(id);
      this.#say({ type: 'send', id, ...sealed });
    }
    if (this.#commits && !this.#quiet && this.#commit === null && this.#dice.once(60)) this.#move();
  }

  #move(): void {
    this.#commit = commit(this.#ledger.groupId, this.#epoch);
    this.#say(this.#commit);
  }

  #acked(kind: Entry['kind'], id: number, place: { seq: number; at: number }): void {
    if (kind === 'commit') {
      if (this.#commit?.epoch !== id) return;
      this.#ledger.ack(kind, this.#number, id, place, this.#commit.commit);
      this.#commit = null;
      return;
    }
    const sealed = this.#pending.get(id);
    if (sealed === undefined) return;
    this.#ledger.ack(kind, this.#number, id, place, sealed.envelope);
    this.#pending.delete(id);
    this.#flying.delete(id);
  }

  /** A commit overtook it, and those after it: sealed again when the commit was taken. Nothing else may be refused. */
  #refused({ frame, id, code, retryMs }: Extract<RelayFrame, { type: 'refused' }>): void {
    if (frame === 'page' && code === 'slow-down') {
      // So much is on its way already.
      this.#paging = false;
      setTimeout(() => this.#pull(), retryMs);
      return;
    }
    const expected = frame === 'send' && (code === 'stale-epoch' || code === 'id-skipped');
    if (!expected) this.#ledger.wrongs.push(`${frame} ${id} was refused: ${code}`);
    this.#flying.delete(id);
    const sealed = this.#pending.get(id);
    if (sealed !== undefined && sealed.epoch !== this.#epoch) this.#pending.set(id, this.#seal(id));
  }

  #take(entry: Entry): void {
    this.#ledger.tell(entry);
    if (entry.seq <= this.#cursor) return;
    // What stands between is on its way in a page.
    if (entry.seq > this.#cursor + 1) {
      this.#pull();
      return;
    }
    this.#hash = nextLogHash(sha256, this.#hash, entry);
    this.#cursor = entry.seq;
    if (entry.kind === 'commit') this.#epoch = Math.max(this.#epoch, entry.epoch + 1);
    if (entry.device !== this.#number) return;
    const sealed = entry.kind === 'message' ? this.#pending.get(entry.id)?.envelope : this.#commit?.commit;
    if (sealed !== undefined && entry.kind === 'message' && !equal(sealed, entry.body))
      this.#ledger.wrongs.push(`seq ${entry.seq} is not what device ${entry.device} wrote`);
    this.#acked(entry.kind, entry.id, entry);
  }

  #pull(): void {
    if (this.#paging) return;
    this.#paging = true;
    this.#say({ type: 'page', direction: 'after', seq: this.#cursor, limit: limits.pageEntriesMax });
  }

  #page({ base, entries, more }: Extract<RelayFrame, { type: 'page' }>): void {
    this.#paging = false;
    const first = entries[0]?.seq ?? this.#cursor + 1;
    if (first === this.#cursor + 1 && this.#cursor > 0 && !equal(base, this.#hash))
      this.#ledger.wrongs.push(`the log before ${first} is another than device ${this.#number} took`);
    for (const entry of entries) this.#take(entry);
    if (more) this.#pull();
    else this.#giveCredit();
  }

  #giveCredit(): void {
    this.#say({ type: 'credit', entries: limits.creditEntriesMax });
    this.#credit = limits.creditEntriesMax;
  }
}

/** The whole log of a room, by pages of its own, as one who was never there before. */
export async function readLog(
  device: Device,
  origin: string,
): Promise<{ entries: Entry[]; head: number; hash: Uint8Array; epoch: number }> {
  const entries: Entry[] = [];
  let state: Extract<RelayFrame, { type: 'state' }> | null = null;
  let done: () => void = () => {};
  let fail: (thrown: Error) => void = () => {};
  const read = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  read.catch(() => {});
  const socket = await device.connect(origin, (it) => {
    const say = (frame: ClientFrame) => it.send(encodeClientFrame(frame));
    const next = () =>
      say({ type: 'page', direction: 'after', seq: entries.length, limit: limits.pageEntriesMax });
    it.on('close', () => fail(new Error('closed while reading the log')));
    it.on('message', (data: Buffer) => {
      const frame = decodeRelayFrame(new Uint8Array(data));
      if (frame.type === 'state') {
        state = frame;
        next();
      } else if (frame.type === 'page') {
        for (const entry of frame.entries) entries.push({ ...entry, body: concat(entry.body) });
        if (entries.length < state!.head && frame.entries.length > 0) next();
        else done();
      } else if (frame.type === 'pace') say({ type: 'paced', mark: frame.mark });
      else if (frame.type === 'refused') setTimeout(next, frame.retryMs);
    });
  });
  socket.send(encodeClientFrame({ type: 'hello', version: frameVersion, cursor: 0, credit: 0 }));
  await read;
  socket.terminate();
  const { head, hash, epoch } = state!;
  return { entries, head, hash, epoch };
}
