import { BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';
import { type ClientFrame, encodeClientFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import type { Clock, Session, Socket, Wire } from './ports.ts';

/**
 * The way to the relay, kept open: down → asking (passport, session) → opening (socket) → up → down … until stopped.
 * Tries again with full jitter; a heartbeat with a deadline finds half-open sockets; a probe tries at once.
 */
export type ConnectionState = 'stopped' | 'down' | 'asking' | 'opening' | 'up';

/** What opens a session. */
export interface Credentials {
  readonly passport: string;
  readonly proof: string;
  /** Resolves once the portal's signature holds, beside the asking: before that no socket is opened. Throws what the check throws. */
  readonly trusted: Promise<void>;
}

export interface ConnectionEvents {
  /** Called for every change, with when the next try is due (ms since 1970) where one is. */
  changed(state: ConnectionState, retryAt: number | null, reason: ErrorCode | null): void;
  frame(bytes: Uint8Array): void;
  /** It will not be tried again: the code's `retry` is `never` or `upgrade`. */
  failed(code: ErrorCode): void;
}

const closeCodes = new Map<number, ErrorCode>(
  (Object.entries(errors) as [ErrorCode, { close: number }][])
    .filter(([, { close }]) => close >= 4000)
    .map(([code, { close }]) => [close, code]),
);

export class Connection {
  readonly #wire: Wire;
  readonly #clock: Clock;
  readonly #credentials: () => Promise<Credentials>;
  readonly #on: ConnectionEvents;
  #state: ConnectionState = 'stopped';
  #socket: Socket | null = null;
  /** The hello was said on this socket. */
  #greeted = false;
  #attempt = 0;
  #upSince = 0;
  /** Counts tries, so that what an old one still says is not heard. */
  #turn = 0;
  #reason: ErrorCode | null = null;
  #cancelRetry = () => {};
  #cancelTimers = () => {};

  constructor(o: {
    readonly wire: Wire;
    readonly clock: Clock;
    readonly credentials: () => Promise<Credentials>;
    readonly on: ConnectionEvents;
  }) {
    this.#wire = o.wire;
    this.#clock = o.clock;
    this.#credentials = o.credentials;
    this.#on = o.on;
  }

  get up(): boolean {
    return this.#state === 'up';
  }

  start(): void {
    if (this.#state === 'stopped') void this.#try();
  }

  stop(): void {
    this.#turn += 1;
    this.#quiet();
    this.#state = 'stopped';
  }

  /** Tries at once where it waits; asks for a sign of life where it is up. */
  probe(): void {
    if (this.#state === 'down') {
      this.#cancelRetry();
      void this.#try();
    } else if (this.#state === 'up') this.#beat(0);
  }

  /**
   * Sends where it is up and greeted; else the frame is the caller's to send again after the next `up`. What a slow job had
   * to say on the last socket is not said on this one before its hello, and the hello only once.
   */
  send(frame: ClientFrame): void {
    if (this.#state !== 'up' || (frame.type === 'hello') === this.#greeted) return;
    this.#greeted = true;
    this.#socket?.send(encodeClientFrame(frame));
  }

  /** Gives this socket up, for `reason`, and tries anew. */
  drop(reason: ErrorCode): void {
    if (this.#state === 'stopped') return;
    this.#lost(reason);
  }

  #quiet(): void {
    this.#cancelRetry();
    this.#cancelTimers();
    this.#cancelRetry = () => {};
    this.#cancelTimers = () => {};
    const socket = this.#socket;
    this.#socket = null;
    this.#greeted = false;
    socket?.close();
  }

  #become(state: ConnectionState, retryAt: number | null = null): void {
    this.#state = state;
    this.#on.changed(state, retryAt, this.#reason);
  }

  async #try(): Promise<void> {
    const turn = ++this.#turn;
    this.#become('asking');
    let session: Session;
    try {
      const { trusted, ...credentials } = await this.#credentials();
      const asked = this.#wire.session(credentials);
      asked.catch(() => {});
      await trusted;
      session = await asked;
    } catch (thrown) {
      if (turn === this.#turn) this.#lost(codeOf(thrown), thrown);
      return;
    }
    if (turn !== this.#turn) return;
    this.#become('opening');
    const heard = (then: () => void) => {
      if (turn === this.#turn) then();
    };
    this.#cancelTimers = this.#clock.after(limits.openDeadlineMs, () =>
      heard(() => this.#lost('relay-unreachable')),
    );
    this.#socket = this.#wire.connect(session, {
      opened: () =>
        heard(() => {
          this.#cancelTimers();
          this.#reason = null;
          this.#become('up');
          this.#beat(limits.heartbeatMs);
          this.#upSince = this.#clock.now();
        }),
      frame: (bytes) => heard(() => this.#on.frame(bytes)),
      pong: () => heard(() => this.#beat(limits.heartbeatMs)),
      closed: (code) => heard(() => this.#lost(closeCodes.get(code) ?? 'relay-unreachable')),
    });
  }

  /** After so many ms asks for a pong, and gives the socket up where none comes in time. */
  #beat(afterMs: number): void {
    this.#cancelTimers();
    this.#cancelTimers = this.#clock.after(afterMs, () => {
      this.#socket?.ping();
      this.#cancelTimers = this.#clock.after(limits.heartbeatDeadlineMs, () =>
        this.#lost('relay-unreachable'),
      );
    });
  }

  #lost(code: ErrorCode, thrown?: unknown): void {
    const wasUp = this.#state === 'up';
    this.#turn += 1;
    this.#quiet();
    this.#reason = code;
    if (thrown !== undefined && !(thrown instanceof BedsideError)) {
      this.#state = 'stopped';
      this.#on.failed('internal');
      return;
    }
    const { retry } = errors[code];
    if (retry === 'never' || retry === 'upgrade') {
      this.#state = 'stopped';
      this.#on.failed(code);
      return;
    }
    // A socket that stood for a while has earned a quick retry.
    if (wasUp && this.#clock.now() - this.#upSince >= limits.stableMs) this.#attempt = 0;
    const ceiling = Math.min(limits.reconnectMaxMs, limits.reconnectBaseMs * 2 ** this.#attempt);
    this.#attempt += 1;
    const waitMs = Math.round(this.#clock.random() * ceiling);
    this.#cancelRetry = this.#clock.after(waitMs, () => void this.#try());
    this.#become('down', this.#clock.now() + waitMs);
  }
}
