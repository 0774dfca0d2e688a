import { DurableObject } from 'cloudflare:workers';
import type { ErrorCode } from '../../shared/errors.ts';
import { heartbeat, subprotocol } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { type BellSetting, bellFrom } from '../bell/setting.ts';
import type { Bindings } from '../bindings.ts';
import { type Rates, ratesFrom } from '../rates.ts';
import { coded } from '../responses.ts';
import { Admission, type Admitted, type Applicant } from './admission.ts';
import { BrakesByDevice } from './brakes.ts';
import { Desk } from './desk.ts';
import { Devices } from './devices.ts';
import { Group } from './group.ts';
import { Log } from './log.ts';
import type { Order } from './revocations.ts';
import { Ringer } from './ringer.ts';
import { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import { hasTables, makeTables } from './tables.ts';
import { Tick } from './tick.ts';
import { Writer } from './writer.ts';

const reapEveryMs = 1_000;

/** What the operator has set for all rooms. */
interface Setting {
  readonly rates: Rates;
  readonly bell: BellSetting | null;
}

/** What stands in a room once a passport has opened it. All of it comes from seeks, in the constructor, at every wake. */
class Furniture {
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly admission: Admission;
  readonly writer: Writer;
  readonly ringer: Ringer;
  readonly tick: Tick;
  readonly desk: Desk;

  constructor(ctx: DurableObjectState, { rates, bell }: Setting) {
    const { storage } = ctx;
    const log = new Log(storage.sql);
    const group = new Group(storage.sql);
    const brakes = new BrakesByDevice(rates);
    this.devices = new Devices(storage.sql, log);
    this.sessions = new Sessions(ctx);
    for (const session of this.sessions) this.devices.restoreReached(session.device, session.reached);
    this.admission = new Admission(storage.sql, this.devices, brakes);
    this.writer = new Writer({ storage, log, group, devices: this.devices });
    const { devices, sessions, writer } = this;
    const setAlarm = (at: number) => void storage.setAlarm(at);
    this.ringer = new Ringer({ setting: bell, setAlarm, log, devices, sessions });
    this.tick = new Tick({ writer, sessions, devices, ringer: this.ringer });
    this.desk = new Desk({
      writer: this.writer,
      log,
      group,
      devices: this.devices,
      sessions: this.sessions,
      tick: this.tick,
      ringer: this.ringer,
      brakes,
    });
  }
}

/**
 * One conversation's room: the platform's events in, the plain classes beside this file to work. It orders, keeps and
 * forwards what it cannot open (DESIGN §7). It sleeps between messages, sockets and all.
 */
export class Room extends DurableObject<Bindings> {
  readonly #setting: Setting;
  #furniture: Furniture | null;
  #reapedAt = 0;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#setting = { rates: ratesFrom(env.LIMITS), bell: bellFrom(env.BELL) };
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(heartbeat.ping, heartbeat.pong));
    this.#furniture = hasTables(ctx.storage.sql) ? new Furniture(ctx, this.#setting) : null;
  }

  /** A ticket for one socket of a verified applicant, or why not. */
  admit(applicant: Applicant): Admitted {
    return this.#furnished().admission.admit(applicant, Date.now());
  }

  /** Ends what a verified revocation ends, at once and for good. True where it was new. */
  revoke(order: Order): boolean {
    return this.#furnished().tick.revoke(order);
  }

  #furnished(): Furniture {
    if (this.#furniture === null) {
      makeTables(this.ctx.storage);
      this.#furniture = new Furniture(this.ctx, this.#setting);
    }
    return this.#furniture;
  }

  /** The upgrade: a ticket in `Sec-WebSocket-Protocol` for a socket. */
  override async fetch(request: Request): Promise<Response> {
    const offered = (request.headers.get('Sec-WebSocket-Protocol') ?? '')
      .split(',')
      .map((word) => word.trim());
    const ticket = offered.find((word) => word.startsWith('ticket.'))?.slice('ticket.'.length);
    if (!offered.includes(subprotocol)) return coded('request-malformed');
    if (ticket === undefined || this.#furniture === null) return coded('ticket-invalid');
    const { admission, devices, sessions, tick } = this.#furniture;
    const now = Date.now();
    const grant = admission.tickets.redeem(ticket, now);
    if (grant === null) return coded('ticket-invalid');
    const origin = request.headers.get('Origin');
    if (origin !== null && !grant.origins.includes(origin)) return coded('origin-refused');
    for (const session of [...sessions]) {
      if (session.device !== grant.device) continue;
      sessions.end(session, 'session-replaced');
      tick.tellPresence();
    }
    this.#reap(this.#furniture, now);
    if (sessions.size >= limits.socketsMax) return coded('room-full');
    const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    this.ctx.acceptWebSocket(server);
    sessions.add(Session.open(server, { ...grant, reached: devices.reached(grant.device) }, now));
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { 'Sec-WebSocket-Protocol': subprotocol },
    });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const session = this.#furniture?.sessions.of(socket) ?? null;
    if (this.#furniture === null || session === null) return;
    const now = Date.now();
    const over = session.ended(now);
    if (over === null) session.heard(now);
    this.#reap(this.#furniture, now);
    const code = over ?? this.#take(this.#furniture, session, message, now);
    if (code !== null) this.#end(this.#furniture, session, code, now);
  }

  /** Somebody may have to be rung who seemed to be here. */
  override async alarm(): Promise<void> {
    if (this.#furniture === null) return;
    const now = Date.now();
    this.#reap(this.#furniture, now);
    await this.#furniture.ringer.alarmed(now);
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#left(socket);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    this.#left(socket);
  }

  /** The code to close the socket with, or null. */
  #take({ desk }: Furniture, session: Session, message: string | ArrayBuffer, now: number): ErrorCode | null {
    if (message === heartbeat.ping) {
      session.socket.send(heartbeat.pong);
      return null;
    }
    if (typeof message === 'string') return 'frame-malformed';
    return desk.hear(session, new Uint8Array(message), now);
  }

  #reap({ sessions, tick }: Furniture, now: number): void {
    if (now - this.#reapedAt < reapEveryMs) return;
    this.#reapedAt = now;
    if (sessions.reap(now)) tick.tellPresence();
  }

  #end({ sessions, devices, tick }: Furniture, session: Session, code: ErrorCode, now: number): void {
    sessions.end(session, code);
    devices.storeReached(session.device, now);
    tick.tellPresence();
  }

  #left(socket: WebSocket): void {
    if (this.#furniture === null) return;
    const { sessions, devices, tick } = this.#furniture;
    // A socket that closed while the room slept is not among the sessions any more, but its attachment is.
    const session = sessions.of(socket) ?? Session.restore(socket);
    if (session === null) return;
    sessions.remove(session);
    devices.storeReached(session.device, Date.now());
    tick.tellPresence();
  }
}
