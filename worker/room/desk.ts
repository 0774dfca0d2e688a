import { equal, utf8 } from '../../shared/bytes.ts';
import { codeOf, type ErrorCode } from '../../shared/errors.ts';
import { type ClientFrame, decodeClientFrame, frameVersion } from '../../shared/frames.ts';
import { depositVault, envelopeHeader } from '../../shared/headers.ts';
import { limits } from '../../shared/limits.ts';
import type { Brakes, BrakesByDevice } from './brakes.ts';
import type { Devices } from './devices.ts';
import type { Group } from './group.ts';
import type { Log } from './log.ts';
import type { Ringer } from './ringer.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { Tick } from './tick.ts';
import type { Writer } from './writer.ts';

type Frame<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>;
type Refused = { readonly code: ErrorCode; readonly retryMs: number };
/** Null: done, or on its way. */
type Handled = ErrorCode | Refused | null;
type Handlers = {
  readonly [T in Exclude<ClientFrame['type'], 'hello'>]: (
    session: Session,
    frame: Frame<T>,
    brakes: Brakes,
    now: number,
  ) => Handled;
};

interface Parts {
  readonly writer: Writer;
  readonly log: Log;
  readonly group: Group;
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly tick: Tick;
  readonly ringer: Ringer;
  readonly brakes: BrakesByDevice;
}

/** A resend of something far back costs the room a search, and the sender this many sends. */
const searchCost = 10;

/** Answers the frames of greeted sessions: who may do what, how fast; writes go to the tick, questions are answered at once. */
export class Desk {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A frame as it came. Answers the code to close the socket with, or null. */
  hear(session: Session, bytes: Uint8Array, now: number): ErrorCode | null {
    let frame: ClientFrame;
    try {
      frame = decodeClientFrame(bytes);
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code !== 'frame-unknown') return code;
      if (!session.isGreeted) return 'frame-out-of-order';
      this.#unknown(session, now);
      return null;
    }
    try {
      if (frame.type === 'hello') return this.#hello(session, frame, now);
      if (!session.isGreeted) return 'frame-out-of-order';
      this.#take(session, frame, now);
      return null;
    } catch {
      return 'internal';
    }
  }

  #hello(session: Session, frame: Frame<'hello'>, now: number): ErrorCode | null {
    const { writer, devices, sessions, tick } = this.#parts;
    if (session.isGreeted) return 'frame-out-of-order';
    if (frame.version !== frameVersion) return 'version-unsupported';
    sessions.reap(now);
    const { epoch, head, hash } = writer.standing;
    session.greet(head + Math.min(frame.credit, limits.creditEntriesMax));
    const lastId = devices.last(session.device, head).id;
    session.send({ type: 'state', epoch, head, hash, device: session.device, lastId, now });
    this.#parts.ringer.back(devices.person(session.device));
    this.#tellBell(session);
    this.#tellReceipts(session);
    tick.tellPresence();
    return null;
  }

  /** Does what the frame asks, or says `refused`. */
  #take(session: Session, frame: Exclude<ClientFrame, { type: 'hello' }>, now: number): void {
    const brakes = this.#parts.brakes.of(session.device);
    const retryMs = brakes.frames.take(now);
    const handle = this.#handlers[frame.type] as (...given: unknown[]) => Handled;
    const handled = retryMs > 0 ? slowDown(retryMs) : handle(session, frame, brakes, now);
    if (handled === null) return;
    const refused = typeof handled === 'string' ? { code: handled, retryMs: 0 } : handled;
    session.send({ type: 'refused', frame: frame.type, id: idOf(frame), ...refused });
  }

  /** A frame of a type that is not in the table. */
  #unknown(session: Session, now: number): void {
    const retryMs = this.#parts.brakes.of(session.device).frames.take(now);
    const code = retryMs > 0 ? 'slow-down' : 'frame-unknown';
    session.send({ type: 'refused', frame: 'unknown', id: 0, code, retryMs });
  }

  readonly #handlers: Handlers = {
    send: (session, frame, brakes, now) => this.#append(session, frame, brakes, now),
    redact: (session, frame, brakes, now) => this.#append(session, frame, brakes, now),
    commit: (session, frame, brakes, now) => this.#commit(session, frame, brakes, now),
    void: (session, frame, brakes, now) => this.#commit(session, frame, brakes, now),
    vouch: (session, frame, brakes, now) => this.#commit(session, frame, brakes, now),
    link: (session, frame, brakes, now) => {
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.sends.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      this.#parts.tick.write(session, frame);
      return null;
    },
    deposit: (session, frame, brakes, now) => {
      const { writer, group, devices } = this.#parts;
      const { epoch, deposit } = frame;
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.sends.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      if (epoch < 1 || epoch > writer.standing.epoch) return 'deposit-refused';
      const sub = devices.person(session.device);
      if (!group.deposits.add(epoch, sub, deposit)) return 'deposit-refused';
      const vault = depositVault(deposit);
      session.send({ type: 'deposits', epoch, vault, deposits: group.deposits.of(epoch, vault, sub) });
      return null;
    },
    deposits: (session, frame, brakes, now) => {
      const { group, devices } = this.#parts;
      const { epoch, vault } = frame;
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.pages.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      const deposits = group.deposits.of(epoch, vault, devices.person(session.device));
      session.send({ type: 'deposits', epoch, vault, deposits });
      return null;
    },
    vault: (session, _frame, brakes, now) => {
      const { group, devices } = this.#parts;
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.pages.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      session.send({ type: 'vault', ...group.vaults.of(devices.person(session.device)) });
      return null;
    },
    keep: (session, frame, brakes, now) => {
      const { group, devices } = this.#parts;
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.commits.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      const sub = devices.person(session.device);
      const { version, sealed } = frame;
      if (sub === '' || !group.vaults.keep(sub, version, sealed)) return 'vault-refused';
      session.send({ type: 'vault', version, sealed });
      return null;
    },
    bell: (session, { endpoint }, brakes, now) => {
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.commits.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      if (!this.#parts.ringer.set(session.device, endpoint)) return 'bell-refused';
      this.#tellBell(session);
      return null;
    },
    signal: (session, frame, brakes, now) => {
      const { writer, sessions, tick } = this.#parts;
      if (!session.can('write')) return 'not-permitted';
      if (frame.epoch !== writer.standing.epoch) return 'stale-epoch';
      const retryMs = brakes.signals.take(now);
      if (retryMs > 0) return slowDown(retryMs);
      const { epoch, body } = frame;
      if (!tick.isBusy)
        sessions.broadcast({ type: 'signal', device: session.device, epoch, body }, { except: session });
      return null;
    },
    reached: (session, { taken, read }, _brakes, now) => {
      const { writer, devices, tick } = this.#parts;
      if (!session.can('read')) return 'not-permitted';
      if (Math.max(taken, read) > writer.standing.head) return 'request-malformed';
      if (devices.reach(session.device, { taken, read }, now)) {
        session.setReached(devices.reached(session.device));
        tick.tellReached(session.device);
      }
      return null;
    },
    page: (session, frame, brakes, now) => {
      const { writer, log } = this.#parts;
      if (!session.can('read')) return 'not-permitted';
      const retryMs = brakes.pages.take(now) || crowdedMs(session);
      if (retryMs > 0) return slowDown(retryMs);
      const { head } = writer.standing;
      const { direction } = frame;
      const seq = Math.min(frame.seq, direction === 'after' ? head : head + 1);
      const { entries, more } = log.page(direction, seq, frame.limit);
      const before = entries[0] === undefined ? seq - (direction === 'after' ? 0 : 1) : entries[0].seq - 1;
      session.send({ type: 'page', direction, base: writer.hashAt(Math.max(0, before)), entries, more });
      return null;
    },
    credit: (session, frame) => {
      if (session.can('read')) this.#credit(session, Math.min(frame.entries, limits.creditEntriesMax));
      return null;
    },
    paced: (session, frame) => (session.paced(frame.mark) ? null : 'request-malformed'),
    group: (session, _frame, brakes, now) => {
      const { writer, group, devices } = this.#parts;
      if (!session.can('read') && !session.can('write')) return 'not-permitted';
      const retryMs = brakes.pages.take(now) || crowdedMs(session);
      if (retryMs > 0) return slowDown(retryMs);
      session.send({
        type: 'group',
        epoch: writer.standing.epoch,
        groupInfo: group.info(),
        revocations: devices.revocations.tokens.map(utf8),
      });
      return null;
    },
  };

  #append(session: Session, frame: Frame<'send' | 'redact'>, brakes: Brakes, now: number): Handled {
    const { writer, devices, tick } = this.#parts;
    if (!session.can('write')) return 'not-permitted';
    const { groupId, head } = writer.standing;
    if (groupId === null) return 'stale-epoch';
    try {
      const header = envelopeHeader(frame.envelope);
      if (!equal(header.groupId, groupId) || header.epoch !== frame.epoch) return 'envelope-foreign';
    } catch (thrown) {
      return codeOf(thrown);
    }
    const isOld = frame.id + limits.sendsInFlightMax < devices.last(session.device, head).id;
    const retryMs = brakes.sends.take(now, isOld ? searchCost : 1);
    if (retryMs > 0) return slowDown(retryMs);
    tick.write(session, frame);
    return null;
  }

  /** What moves the epoch: a commit, or one taken back, or put back. */
  #commit(session: Session, frame: Frame<'commit' | 'void' | 'vouch'>, brakes: Brakes, now: number): Handled {
    if (!session.can('read') && !session.can('write')) return 'not-permitted';
    const retryMs = brakes.commits.take(now);
    if (retryMs > 0) return slowDown(retryMs);
    this.#parts.tick.write(session, frame);
    return null;
  }

  /**
   * More credit; for a session that was behind, live again from the head that it was told and has paged to. What came after that
   * head meanwhile is sent here, or nothing would tell the client of it; where that is too much, it is behind once more.
   */
  #credit(session: Session, entries: number): void {
    const { writer, log, sessions } = this.#parts;
    const { head } = writer.standing;
    if (!session.isBehind) {
      session.extend(Math.min(session.until + entries, head + limits.creditEntriesMax));
      return;
    }
    const most = Math.min(limits.batchEntriesMax, entries);
    const missed = head - session.toldHead;
    const page = missed > 0 && missed <= most ? log.page('after', session.toldHead, most) : null;
    if (missed > 0 && (page === null || page.more)) {
      session.fallBehind(head);
      return;
    }
    session.extend(session.toldHead + entries);
    if (page !== null) session.send({ type: 'entries', entries: page.entries });
    this.#tellReceipts(session);
    session.send({ type: 'presence', devices: sessions.present() });
  }

  #tellBell(session: Session): void {
    const word = this.#parts.ringer.word(session.device);
    if (word !== null && session.can('read')) session.send(word);
  }

  #tellReceipts(session: Session): void {
    const receipts = this.#parts.devices.receipts();
    if (session.can('read') && receipts.length > 0) session.send({ type: 'receipts', receipts });
  }
}

/** Who has so much to read that more must wait is to come again after this long; 0 for the others. */
const crowdedMs = (session: Session): number => (session.isCrowded ? 250 : 0);

const slowDown = (retryMs: number): Refused => ({ code: 'slow-down', retryMs });

function idOf(frame: ClientFrame): number {
  if (frame.type === 'send' || frame.type === 'redact') return frame.id;
  if ('epoch' in frame) return frame.epoch;
  if (frame.type === 'reached') return frame.taken;
  return 'seq' in frame ? frame.seq : 0;
}
