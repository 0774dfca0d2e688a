import type { ErrorCode } from '../../shared/errors.ts';
import { type Entry, encodeRelayFrame, type RelayFrame } from '../../shared/frames.ts';
import type { Seq } from '../../shared/ids.ts';
import { Session } from './session.ts';

/** The room's live sessions, one socket a device, and the fan-out to them. */
export class Sessions {
  readonly #ctx: DurableObjectState;
  readonly #of = new Map<WebSocket, Session>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    for (const socket of ctx.getWebSockets()) {
      const session = socket.readyState === WebSocket.OPEN ? Session.restore(socket) : null;
      if (session !== null) this.#of.set(socket, session);
    }
  }

  [Symbol.iterator](): IterableIterator<Session> {
    return this.#of.values();
  }
  get size(): number {
    return this.#of.size;
  }

  of(socket: WebSocket): Session | null {
    return this.#of.get(socket) ?? null;
  }

  add(session: Session): void {
    this.#of.set(session.socket, session);
  }

  /** True where it was there. */
  remove(session: Session): boolean {
    return this.#of.delete(session.socket);
  }

  end(session: Session, code: ErrorCode): void {
    if (this.remove(session)) session.bye(code);
  }

  /** Ends those that are over, silent or stalled; true where there was one. */
  reap(now: number): boolean {
    const before = this.size;
    for (const session of this) {
      const code = session.ended(now);
      if (code !== null) this.end(session, code);
      else if (session.isStalled(now)) this.end(session, 'reader-stalled');
      else if (session.isSilent(now, this.#ctx.getWebSocketAutoResponseTimestamp(session.socket)))
        this.end(session, 'reader-stalled');
    }
    return this.size < before;
  }

  /** The devices with a greeted socket. */
  present(): number[] {
    const devices = new Set<number>();
    for (const session of this) if (session.isGreeted) devices.add(session.device);
    return [...devices].sort((a, b) => a - b);
  }

  /** To every greeted session that may read, but those that are behind or `except`; encoded once. */
  broadcast(frame: RelayFrame, options: { except?: Session; toBehind?: boolean } = {}): void {
    let bytes: Uint8Array<ArrayBuffer> | null = null;
    for (const session of this) {
      if (session === options.except || !session.isGreeted || !session.can('read')) continue;
      if (session.isBehind && options.toBehind !== true) continue;
      bytes ??= encodeRelayFrame(frame);
      session.sendBytes(bytes);
    }
  }

  /**
   * One frame of new entries to every session whose credit covers them; the others get what it covers and then `behind`. Answers
   * the last seq that each session was sent: who is not in there needs an ack.
   */
  deliver(entries: readonly Entry[]): ReadonlyMap<Session, Seq> {
    const sent = new Map<Session, Seq>();
    const first = entries[0]!.seq;
    const last = entries.at(-1)!.seq;
    const all = encodeRelayFrame({ type: 'entries', entries });
    for (const session of this) {
      if (!session.isGreeted || session.isBehind || !session.can('read')) continue;
      if (session.isCrowded) {
        session.fallBehind(last);
        continue;
      }
      if (session.until >= last) {
        session.sendBytes(all);
        sent.set(session, last);
        continue;
      }
      const covered = entries.slice(0, Math.max(0, session.until - first + 1));
      if (covered.length > 0) session.send({ type: 'entries', entries: covered });
      sent.set(session, session.until);
      session.fallBehind(last);
    }
    return sent;
  }
}
