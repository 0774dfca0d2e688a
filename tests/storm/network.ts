import { claimsOf } from '../../engine/epoch-book.ts';
import type { Session, Socket, SocketEvents, Wire } from '../../engine/index.ts';
import { BedsideError, codeOf } from '../../shared/errors.ts';
import { decodeClientFrame, decodeRelayFrame } from '../../shared/frames.ts';
import { RoomSocket, type StormRoom } from './room.ts';
import type { Random, Time } from './time.ts';

/** One socket: in each direction first in, first out, each frame after a delay; a direction that lost one loses the rest. */
interface Pipe {
  readonly owner: Owner;
  readonly socket: RoomSocket;
  readonly on: SocketEvents;
  isOpen: boolean;
  /** The relay took it. */
  isAccepted: boolean;
  upLost: boolean;
  downLost: boolean;
  upAt: number;
  downAt: number;
}

/** Who holds sockets: one life of one device's page. */
export interface Owner {
  readonly name: string;
  isDead: boolean;
}

/** What lies between the devices and the room, and everything that can go wrong there. */
export class Network {
  readonly #time: Time;
  readonly #random: Random;
  readonly #room: StormRoom;
  readonly #trace: (line: string) => void;
  readonly #pipes = new Set<Pipe>();
  readonly #partitioned = new Set<string>();
  #isRelayUp = true;
  /** Each frame takes between these. */
  delayMs: readonly [low: number, high: number] = [1, 30];
  /** The hand of a broken relay, for the negative controls. Null drops the frame. */
  bend: ((bytes: Uint8Array, owner: Owner) => Uint8Array[]) | null = null;
  bendUp: ((bytes: Uint8Array, owner: Owner) => Uint8Array[]) | null = null;
  /** The most frames that a device sent within a minute of the clock. */
  loudest = { name: '', frames: 0 };
  readonly #said = new Map<string, { readonly minute: number; readonly frames: number }>();

  constructor(o: { time: Time; random: Random; room: StormRoom; trace: (line: string) => void }) {
    this.#time = o.time;
    this.#random = o.random;
    this.#room = o.room;
    this.#trace = o.trace;
  }

  wire(owner: Owner): Wire {
    return {
      sessionUrl: 'https://relay.test/v1/session',
      session: (request) => this.#session(owner, request),
      connect: (session, on) => this.#connect(owner, session, on),
    };
  }

  #delay(): number {
    return this.#random.whole(...this.delayMs);
  }

  #cannot(owner: Owner): boolean {
    return !this.#isRelayUp || this.#partitioned.has(owner.name);
  }

  #session(owner: Owner, { passport, proof }: { passport: string; proof: string }): Promise<Session> {
    return new Promise((resolve, reject) => {
      const fails = (code: unknown, ms: number) =>
        this.#time.after(ms, `${owner.name} no session`, () => {
          if (!owner.isDead) reject(code);
        });
      this.#time.after(this.#delay(), `${owner.name} session`, () => {
        if (this.#cannot(owner))
          return fails(new BedsideError('relay-unreachable'), this.#random.whole(1, 3000));
        let ticket: string;
        try {
          ticket = this.#room.admit(claimsOf(passport), proof).ticket;
        } catch (thrown) {
          this.#trace(`${owner.name} not admitted: ${codeOf(thrown)}`);
          // What the room throws without a code, the front door answers as 500.
          const answer = thrown instanceof BedsideError ? thrown : new BedsideError('internal');
          return fails(answer, this.#delay());
        }
        this.#time.after(this.#delay(), `${owner.name} ticket`, () => {
          if (owner.isDead) return;
          if (this.#cannot(owner)) fails(new BedsideError('relay-unreachable'), this.#random.whole(1, 3000));
          else resolve({ room: 'room', ticket });
        });
        return;
      });
    });
  }

  #connect(owner: Owner, session: Session, on: SocketEvents): Socket {
    const pipe: Pipe = {
      owner,
      on,
      socket: new RoomSocket({
        sent: (bytes) => this.#down(pipe, bytes),
        closed: (code) => {
          this.#arrive(pipe, 'down', 'closed', () => this.#clientClosed(pipe, code));
          this.#time.after(this.#delay(), `${owner.name} left`, () => this.#room.left(pipe.socket));
        },
      }),
      isOpen: true,
      isAccepted: false,
      upLost: false,
      downLost: false,
      upAt: 0,
      downAt: 0,
    };
    this.#pipes.add(pipe);
    this.#arrive(pipe, 'up', 'connects', () => {
      if (!this.#room.accept(session.ticket, pipe.socket)) {
        this.#arrive(pipe, 'down', 'closed', () => this.#clientClosed(pipe, 1006));
        return;
      }
      pipe.isAccepted = true;
      this.#arrive(pipe, 'down', 'opened', () => pipe.on.opened());
    });
    return {
      send: (bytes) => {
        if (!pipe.isOpen) return;
        const all = this.bendUp === null ? [bytes] : this.bendUp(bytes, owner);
        this.#count(owner.name, all.length);
        for (const one of all) {
          const copy = one.slice();
          this.#arrive(pipe, 'up', wordsUp(copy), () => this.#room.message(pipe.socket, copy));
        }
      },
      ping: () => {
        if (!pipe.isOpen) return;
        this.#arrive(pipe, 'up', 'ping', () => {
          if (this.#room.heartbeat(pipe.socket)) this.#arrive(pipe, 'down', 'pong', () => pipe.on.pong());
        });
      },
      close: () => this.#hangUp(pipe),
    };
  }

  #count(name: string, frames: number): void {
    const minute = Math.floor(this.#time.now() / 60_000);
    const before = this.#said.get(name);
    const said = (before?.minute === minute ? before.frames : 0) + frames;
    this.#said.set(name, { minute, frames: said });
    if (said > this.loudest.frames) this.loudest = { name, frames: said };
  }

  #hangUp(pipe: Pipe): void {
    if (!pipe.isOpen) return;
    pipe.isOpen = false;
    this.#arrive(pipe, 'up', 'hangs up', () => this.#gone(pipe));
  }

  #gone(pipe: Pipe): void {
    this.#pipes.delete(pipe);
    if (pipe.isAccepted) this.#room.left(pipe.socket);
  }

  #clientClosed(pipe: Pipe, code: number): void {
    if (!pipe.isOpen) return;
    pipe.isOpen = false;
    this.#pipes.delete(pipe);
    pipe.on.closed(code);
  }

  #down(pipe: Pipe, bytes: Uint8Array): void {
    const all = this.bend === null ? [bytes] : this.bend(bytes, pipe.owner);
    for (const one of all) this.#arrive(pipe, 'down', wordsDown(one), () => pipe.on.frame(one));
  }

  #arrive(pipe: Pipe, way: 'up' | 'down', what: string, then: () => void): void {
    const due = this.#time.now() + this.#delay();
    const at = Math.max(due, way === 'up' ? pipe.upAt : pipe.downAt);
    if (way === 'up') pipe.upAt = at;
    else pipe.downAt = at;
    this.#time.after(at - this.#time.now(), `${pipe.owner.name} ${way} ${what}`, () => {
      if (way === 'up') {
        if (this.#cannot(pipe.owner)) pipe.upLost = true;
        if (!pipe.upLost) then();
      } else {
        if (this.#partitioned.has(pipe.owner.name)) pipe.downLost = true;
        if (!pipe.downLost && pipe.isOpen && !pipe.owner.isDead) then();
      }
    });
  }

  // — what goes wrong ———————————————————————————————————————————————————————————————————————————————————————

  #of(name: string): Pipe[] {
    return [...this.#pipes].filter((pipe) => pipe.owner.name === name);
  }

  /** Both ends hear of it, each when it does; what was on its way may still arrive. */
  cut(name: string): void {
    for (const pipe of this.#of(name)) {
      if (this.#random.chance(0.5)) pipe.downLost = true;
      if (this.#random.chance(0.5)) pipe.upLost = true;
      this.#time.after(this.#delay(), `${name} cut`, () => {
        if (!pipe.owner.isDead) this.#clientClosed(pipe, 1006);
      });
      this.#time.after(this.#random.whole(1, 2000), `${name} cut at the relay`, () => this.#gone(pipe));
    }
  }

  /** One direction says nothing any more, and nobody hears of it. */
  halfOpen(name: string, way: 'up' | 'down'): void {
    for (const pipe of this.#of(name)) {
      if (way === 'up') pipe.upLost = true;
      else pipe.downLost = true;
    }
  }

  partition(name: string, ms: number): void {
    this.#partitioned.add(name);
    this.#time.after(ms, `${name} is back`, () => this.#partitioned.delete(name));
  }

  /** A page that died says no goodbye; the relay hears of the socket late, or never. */
  died(owner: Owner): void {
    for (const pipe of this.#pipes) {
      if (pipe.owner !== owner) continue;
      pipe.isOpen = false;
      if (this.#random.chance(0.3)) this.#pipes.delete(pipe);
      else this.#time.after(this.#random.whole(1, 5000), `${owner.name} died`, () => this.#gone(pipe));
    }
  }

  /** Nothing of what this device had on its way arrives. */
  forget(name: string): void {
    for (const pipe of this.#of(name)) pipe.upLost = true;
  }

  /** The relay's process dies with all it had in hand, and is back after so long. */
  relayDies(ms: number): void {
    this.#room.die();
    this.#isRelayUp = false;
    for (const pipe of this.#pipes) {
      pipe.upLost = true;
      if (this.#random.chance(0.7)) pipe.downLost = true;
      if (this.#random.chance(0.8)) {
        this.#time.after(this.#random.whole(1, 1000), `${pipe.owner.name} cut`, () => {
          if (!pipe.owner.isDead) this.#clientClosed(pipe, 1006);
        });
      }
    }
    this.#time.after(ms, 'relay is back', () => {
      this.#isRelayUp = true;
    });
  }

  /** Everything works again. What half of a socket is left is for the heartbeat to find. */
  heal(): void {
    this.#isRelayUp = true;
    this.#partitioned.clear();
  }
}

/** A frame, for the trace: nothing that differs from one run of a seed to the next. */
function wordsUp(bytes: Uint8Array): string {
  const frame = decodeClientFrame(bytes);
  switch (frame.type) {
    case 'hello':
      return `hello ${frame.cursor}`;
    case 'send':
      return `send ${frame.id} in ${frame.epoch}`;
    case 'commit':
    case 'link':
      return `${frame.type} ${frame.epoch}`;
    case 'void':
    case 'vouch':
      return `${frame.type} ${frame.epoch} at ${frame.seq}`;
    case 'page':
      return `page ${frame.direction} ${frame.seq}`;
    case 'reached':
      return `reached ${frame.taken} ${frame.read}`;
    default:
      return frame.type;
  }
}

function wordsDown(bytes: Uint8Array): string {
  const frame = decodeRelayFrame(bytes);
  switch (frame.type) {
    case 'state':
      return `state epoch ${frame.epoch} head ${frame.head} last ${frame.lastId}`;
    case 'entries':
    case 'page':
      return `${frame.type} ${frame.entries.map(({ seq, kind, device, id }) => `${seq}:${kind}:${device}:${id}`).join(' ')}`;
    case 'refused':
      return `refused ${frame.frame} ${frame.id} ${frame.code}`;
    case 'ack':
      return `ack ${frame.kind} ${frame.id} = ${frame.seq}`;
    case 'linked':
    case 'group':
      return `${frame.type} ${frame.epoch}`;
    case 'bye':
      return `bye ${frame.code}`;
    default:
      return frame.type;
  }
}
