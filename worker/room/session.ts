import { type ErrorCode, errors } from '../../shared/errors.ts';
import { encodeRelayFrame, type RelayFrame } from '../../shared/frames.ts';
import type { Seq } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Right } from '../../shared/passport.ts';
import type { Reached } from './devices.ts';
import { Pace, type PaceState } from './pace.ts';

/** What of a session survives the room's sleep, in the socket's attachment: far below the platform's 16 KiB. */
interface Attachment {
  readonly device: number;
  readonly can: readonly Right[];
  readonly openedAt: number;
  readonly passportIssued: number;
  readonly passportExpires: number;
  heardAt: number;
  /** After its hello. */
  greeted: boolean;
  /** The last seq that its credit covers. Absolute, so that no entry sent has to be noted. */
  until: Seq;
  /** The head that `behind` told; null while live entries flow. */
  toldHead: Seq | null;
  /** How far the device has come, which the table may have a little later. */
  reached: Reached;
  readonly pace: PaceState;
  /** More was to be sent to it than it may owe: from then on nothing is. */
  choked: boolean;
}

const heardNotedEveryMs = 20_000;

/**
 * One socket of one device. `opened` (ticket taken) → `greeted` (hello answered), then `live` while its credit covers the log's
 * head and `behind` from the first entry that it does not cover until credit is given → closed, with a `bye` where the room
 * closes it.
 */
export class Session {
  readonly socket: WebSocket;
  readonly #state: Attachment;
  readonly #pace: Pace;
  #heardNotedAt: number;

  private constructor(socket: WebSocket, state: Attachment) {
    this.socket = socket;
    this.#state = state;
    this.#pace = new Pace(state.pace);
    this.#heardNotedAt = state.heardAt;
  }

  static open(
    socket: WebSocket,
    of: {
      device: number;
      can: readonly Right[];
      passportIssued: number;
      passportExpires: number;
      reached: Reached;
    },
    now: number,
  ): Session {
    const session = new Session(socket, {
      device: of.device,
      can: of.can,
      openedAt: now,
      passportIssued: of.passportIssued,
      passportExpires: of.passportExpires,
      heardAt: now,
      greeted: false,
      until: 0,
      toldHead: null,
      reached: of.reached,
      pace: { unread: 0, asked: null },
      choked: false,
    });
    session.#save();
    return session;
  }

  /** The session of a socket that outlived the room's sleep, or null for one without. */
  static restore(socket: WebSocket): Session | null {
    const state = socket.deserializeAttachment() as Attachment | null;
    return state === null ? null : new Session(socket, state);
  }

  get device(): number {
    return this.#state.device;
  }
  /** When its passport was signed, seconds since 1970. */
  get passportIssued(): number {
    return this.#state.passportIssued;
  }
  get isGreeted(): boolean {
    return this.#state.greeted;
  }
  get isBehind(): boolean {
    return this.#state.toldHead !== null;
  }
  /** The head that it was told when it fell behind. */
  get toldHead(): Seq {
    return this.#state.toldHead ?? 0;
  }
  get until(): Seq {
    return this.#state.until;
  }
  /** It reads too little to be given more, live or by the page. */
  get isCrowded(): boolean {
    return this.#pace.isCrowded;
  }
  get reached(): Reached {
    return this.#state.reached;
  }

  can(right: Right): boolean {
    return this.#state.can.includes(right);
  }

  /** Why the session is over, or null: its passport, its age, its idleness (limits.session…), what it did not read. */
  ended(now: number): ErrorCode | null {
    if (this.#state.choked) return 'reader-stalled';
    const { passportExpires, openedAt, heardAt } = this.#state;
    const isOver =
      now > passportExpires + limits.clockSkewMs ||
      now - openedAt > limits.sessionAbsoluteMs ||
      now - heardAt > limits.sessionIdleMs;
    return isOver ? 'session-expired' : null;
  }

  /** True where neither a frame nor a heartbeat came for limits.socketSilentMs: the platform may never tell that it is gone. */
  isSilent(now: number, heartbeatAt: Date | null): boolean {
    return now - Math.max(this.#state.heardAt, heartbeatAt?.getTime() ?? 0) > limits.socketSilentMs;
  }

  /** True where it is behind and for limits.socketSilentMs did not ask for anything: it pings, but it does not read. */
  isStalled(now: number): boolean {
    return this.isBehind && now - this.#state.heardAt > limits.socketSilentMs;
  }

  heard(now: number): void {
    this.#state.heardAt = now;
    if (now - this.#heardNotedAt < heardNotedEveryMs) return;
    this.#heardNotedAt = now;
    this.#save();
  }

  greet(until: Seq): void {
    this.#state.greeted = true;
    this.#state.until = until;
    this.#save();
  }

  /** Live again, or more of it, as far as `until`. */
  extend(until: Seq): void {
    this.#state.until = until;
    this.#state.toldHead = null;
    this.#save();
  }

  /** From here on nothing live until credit is given; says so once. */
  fallBehind(head: Seq): void {
    this.#state.toldHead = head;
    this.#save();
    this.send({ type: 'behind', head });
  }

  setReached(reached: Reached): void {
    this.#state.reached = reached;
    this.#save();
  }

  /** It has read up to this mark. False where nobody asked for that. */
  paced(mark: number): boolean {
    const isRight = this.#pace.answered(mark);
    if (isRight) this.#save();
    return isRight;
  }

  send(frame: RelayFrame): void {
    this.sendBytes(encodeRelayFrame(frame));
  }

  /** Never throws: one broken socket must not keep a batch from the others. Its close handler is on the way. */
  sendBytes(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#state.choked || this.socket.readyState !== WebSocket.OPEN) return;
    if (this.#pace.isFull(frame.length)) {
      this.#state.choked = true;
      this.#save();
      return;
    }
    try {
      this.socket.send(frame);
    } catch {
      // gone between two lines: it will page what it missed
    }
    const isDue = this.#pace.sent(frame.length);
    const mark = this.#pace.ask();
    if (isDue || mark !== null) this.#save();
    if (mark !== null) this.send({ type: 'pace', mark });
  }

  /** Says why, then closes with the table's close code. Nothing is left to restore. */
  bye(code: ErrorCode): void {
    this.socket.serializeAttachment(null);
    try {
      this.socket.send(encodeRelayFrame({ type: 'bye', code }));
    } catch {
      // gone already
    }
    if (this.socket.readyState === WebSocket.OPEN) this.socket.close(errors[code].close || 4400, code);
  }

  #save(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.serializeAttachment(this.#state);
  }
}
