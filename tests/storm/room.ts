import { fromBase64url } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';
import type { Entry } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { type Claims, jsonPart } from '../../shared/passport.ts';
import { type Rates, ratesFrom } from '../../worker/rates.ts';
import { Admission } from '../../worker/room/admission.ts';
import { BrakesByDevice } from '../../worker/room/brakes.ts';
import { Desk } from '../../worker/room/desk.ts';
import { Devices } from '../../worker/room/devices.ts';
import { Group } from '../../worker/room/group.ts';
import { Log } from '../../worker/room/log.ts';
import { Ringer } from '../../worker/room/ringer.ts';
import { Session } from '../../worker/room/session.ts';
import { Sessions } from '../../worker/room/sessions.ts';
import { hasTables, makeTables } from '../../worker/room/tables.ts';
import { Tick } from '../../worker/room/tick.ts';
import { Writer } from '../../worker/room/writer.ts';
import { Storage } from './sql.ts';

/** The relay's end of a socket, as the room sees it. */
export class RoomSocket {
  readyState = 1;
  heartbeatAt: Date | null = null;
  #attachment: unknown = null;
  readonly #on: { sent(bytes: Uint8Array): void; closed(code: number): void };

  constructor(on: { sent(bytes: Uint8Array): void; closed(code: number): void }) {
    this.#on = on;
  }
  send(bytes: Uint8Array): void {
    if (this.readyState !== 1) throw new Error('the socket is closed');
    this.#on.sent(bytes.slice());
  }
  close(code: number): void {
    if (this.readyState !== 1) return;
    this.readyState = 3;
    this.#on.closed(code);
  }
  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }
  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }
}

interface Furniture {
  readonly log: Log;
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly admission: Admission;
  readonly writer: Writer;
  readonly tick: Tick;
  readonly desk: Desk;
}

interface Time {
  now(): number;
  /** Calls once, at the earliest in the next turn. */
  soon(then: () => void): void;
}

/**
 * The room: worker/room's own classes (tables, log, writer, group, devices, sessions, session, desk, tick, tickets, proofs,
 * brakes) over SQLite, in the shell that worker/room/room.ts is around them, which alone needs the Workers platform and is
 * therefore written again here, line for line. It can sleep (its memory is built again, its sockets stay) and die.
 */
export class StormRoom {
  readonly storage = new Storage();
  readonly #time: Time;
  readonly #rates: Rates;
  readonly #sockets = new Set<RoomSocket>();
  #furniture: Furniture | null = null;
  #reapedAt = 0;
  #timers = 0;
  /** Counts lives, so that a timer of an earlier one does nothing. */
  #life = 0;

  constructor(time: Time, rates: Partial<Rates> = {}) {
    this.#time = time;
    this.#rates = ratesFrom(JSON.stringify(rates));
  }

  /** A timer keeps the room awake. */
  get canSleep(): boolean {
    return this.#timers === 0;
  }

  /** Its memory goes and is built again from the tables; the sockets stay. */
  sleep(): void {
    if (!this.canSleep) return;
    this.#life += 1;
    this.#wake();
  }

  /** The process dies: what was not written is gone, and so are all sockets. */
  die(): void {
    this.#life += 1;
    this.#timers = 0;
    this.#sockets.clear();
    this.#wake();
  }

  #wake(): void {
    this.#inside(() => {
      this.#furniture = hasTables(this.storage.sql) ? this.#furnish() : null;
    });
  }

  #furnish(): Furniture {
    const { storage } = this;
    const ctx: DurableObjectState = {
      storage,
      getWebSockets: () => [...this.#sockets] as unknown as WebSocket[],
      getWebSocketAutoResponseTimestamp: (socket) => (socket as unknown as RoomSocket).heartbeatAt,
    };
    const log = new Log(storage.sql);
    const group = new Group(storage.sql);
    const brakes = new BrakesByDevice(this.#rates);
    const devices = new Devices(storage.sql, log);
    const sessions = new Sessions(ctx);
    for (const session of sessions) devices.restoreReached(session.device, session.reached);
    const admission = new Admission(storage.sql, devices, brakes);
    const writer = new Writer({ storage, log, group, devices });
    const ringer = new Ringer({ setting: null, setAlarm: () => {}, log, devices, sessions });
    const tick = new Tick({ writer, sessions, devices, ringer });
    const desk = new Desk({ writer, log, group, devices, sessions, tick, ringer, brakes });
    return { log, devices, sessions, admission, writer, tick, desk };
  }

  /**
   * Runs the room's code, which never waits, in the storm's time: while it runs, the clock and the timer of this process are
   * the room's.
   */
  #inside<T>(work: () => T): T {
    const { now } = Date;
    const timer = globalThis.setTimeout;
    const life = this.#life;
    Date.now = () => this.#time.now();
    globalThis.setTimeout = ((then: () => void) => {
      this.#timers += 1;
      this.#time.soon(() => {
        if (life !== this.#life) return;
        this.#timers -= 1;
        this.#inside(then);
      });
      return 0;
    }) as unknown as typeof setTimeout;
    try {
      return work();
    } finally {
      Date.now = now;
      globalThis.setTimeout = timer;
    }
  }

  /** `POST /v1/session` behind the front door, which has tests of its own: the passport and the proof are taken at their word. */
  admit(claims: Claims, proof: string): { readonly ticket: string } {
    const { jti, iat } = jsonPart(fromBase64url(proof.split('.')[1]!)) as { jti: string; iat: number };
    const admitted = this.#inside(() => {
      if (this.#furniture === null) {
        makeTables(this.storage);
        this.#furniture = this.#furnish();
      }
      return this.#furniture.admission.admit(
        {
          jkt: claims.jkt,
          did: claims.did,
          sub: claims.sub,
          can: [...claims.can],
          iat: claims.iat,
          expiresAt: claims.exp * 1000,
          proof: { jti, iat },
          origins: [],
        },
        this.#time.now(),
      );
    });
    if ('ticket' in admitted) return admitted;
    throw new BedsideError(admitted.code);
  }

  /** The upgrade. False where the ticket is not good: a browser only sees a socket that closed. */
  accept(ticket: string, socket: RoomSocket): boolean {
    return this.#inside(() => {
      if (this.#furniture === null) return false;
      const { admission, devices, sessions, tick } = this.#furniture;
      const now = this.#time.now();
      const grant = admission.tickets.redeem(ticket, now);
      if (grant === null) return false;
      for (const session of [...sessions]) {
        if (session.device !== grant.device) continue;
        sessions.end(session, 'session-replaced');
        tick.tellPresence();
      }
      this.#reap(this.#furniture, now);
      if (sessions.size >= limits.socketsMax) return false;
      this.#sockets.add(socket);
      const opened = { ...grant, reached: devices.reached(grant.device) };
      sessions.add(Session.open(socket as unknown as WebSocket, opened, now));
      return true;
    });
  }

  /** A binary message. */
  message(socket: RoomSocket, bytes: Uint8Array): void {
    this.#inside(() => {
      const session = this.#furniture?.sessions.of(socket as unknown as WebSocket) ?? null;
      if (this.#furniture === null || session === null) return;
      const now = this.#time.now();
      const over = session.ended(now);
      if (over === null) session.heard(now);
      this.#reap(this.#furniture, now);
      const code = over ?? this.#furniture.desk.hear(session, bytes, now);
      if (code === null) return;
      const { sessions, devices, tick } = this.#furniture;
      sessions.end(session, code);
      devices.storeReached(session.device, now);
      tick.tellPresence();
    });
  }

  /** The platform's own answer to a heartbeat, which does not wake the room. */
  heartbeat(socket: RoomSocket): boolean {
    if (!this.#sockets.has(socket) || socket.readyState !== 1) return false;
    socket.heartbeatAt = new Date(this.#time.now());
    return true;
  }

  left(socket: RoomSocket): void {
    this.#sockets.delete(socket);
    socket.readyState = 3;
    this.#inside(() => {
      if (this.#furniture === null) return;
      const { sessions, devices, tick } = this.#furniture;
      const session =
        sessions.of(socket as unknown as WebSocket) ?? Session.restore(socket as unknown as WebSocket);
      if (session === null) return;
      sessions.remove(session);
      devices.storeReached(session.device, this.#time.now());
      tick.tellPresence();
    });
  }

  #reap({ sessions, tick }: Furniture, now: number): void {
    if (now - this.#reapedAt < 1_000) return;
    this.#reapedAt = now;
    if (sessions.reap(now)) tick.tellPresence();
  }

  // — for the checker ———————————————————————————————————————————————————————————————————————————————————————

  get head(): number {
    return this.#furniture?.writer.standing.head ?? 0;
  }
  get epoch(): number {
    return this.#furniture?.writer.standing.epoch ?? 0;
  }
  /** The last commit that stands. */
  get lastCommit(): { readonly epoch: number; readonly seq: number } | null {
    if (!hasTables(this.storage.sql)) return null;
    const row = this.storage.sql
      .exec('SELECT epoch, seq FROM commits ORDER BY epoch DESC LIMIT 1')
      .toArray()[0];
    return row === undefined ? null : { epoch: row['epoch'] as number, seq: row['seq'] as number };
  }
  entry(seq: number): Entry {
    return this.#furniture!.log.entry(seq)!;
  }
  /** The room's number for a device's key, or null. */
  deviceOf(jkt: string): number | null {
    if (this.#furniture === null) return null;
    const row = this.storage.sql.exec('SELECT device FROM devices WHERE jkt = ?', jkt).toArray()[0];
    return row === undefined ? null : (row['device'] as number);
  }
}
