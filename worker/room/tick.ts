import { limits } from '../../shared/limits.ts';
import type { Devices } from './devices.ts';
import type { Outcome, Write } from './draft.ts';
import type { Order } from './revocations.ts';
import type { Ringer } from './ringer.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { Writer } from './writer.ts';

type Queued = Write & { readonly session: Session };

/** A write after so long a quiet is stored at once: gathering serves bursts, and costs a lone write its timer. */
const quietMs = 3;

/**
 * Gathers what arrives in one turn of the event loop into one transaction and one frame a socket: fan-out is the cost of a
 * room, not its storage. The 0 ms timer is the only timer that a room may have; any longer one would keep it from sleeping.
 */
export class Tick {
  readonly #writer: Writer;
  readonly #sessions: Sessions;
  readonly #devices: Devices;
  readonly #ringer: Ringer;
  #queue: Queued[] = [];
  #bytes = 0;
  #isArmed = false;
  #storedAt = 0;
  readonly #reached = new Set<number>();
  #isPresenceNew = false;

  constructor(parts: { writer: Writer; sessions: Sessions; devices: Devices; ringer: Ringer }) {
    this.#writer = parts.writer;
    this.#sessions = parts.sessions;
    this.#devices = parts.devices;
    this.#ringer = parts.ringer;
  }

  /** True while there is so much to write that what is not stored should wait, or go. */
  get isBusy(): boolean {
    return this.#queue.length > limits.batchEntriesMax / 2;
  }

  /** Takes a write that the door has checked: nothing in it can make the others of its batch fail. */
  write(session: Session, frame: Write['frame']): void {
    // What a vouch brings back is a frame's worth of entries by itself.
    if (frame.type === 'vouch') this.#flush();
    this.#queue.push({
      session,
      device: session.device,
      frame,
      mayRemove: session.can('remove'),
      mayRedact: session.can('redact'),
    });
    this.#bytes += bytesOf(frame);
    const isFull =
      frame.type === 'vouch' ||
      this.#queue.length >= limits.batchEntriesMax ||
      this.#bytes >= limits.batchBytesMax;
    const isAlone = !this.#isArmed && Date.now() - this.#storedAt > quietMs;
    if (isFull || isAlone) this.#flush();
    else this.#arm();
  }

  /** Stores what came before, then the revocation; tells it, and closes at once whom it ends. True where it was new. */
  revoke(order: Order): boolean {
    if (this.#devices.revocations.placeOf(order.jti) !== null) return false;
    this.#flush();
    const entry = this.#writer.revoke(order, Date.now());
    if (entry !== null) this.#sessions.deliver([entry]);
    for (const session of [...this.#sessions]) {
      if (!this.#devices.isRevoked(session.device, session.passportIssued, order)) continue;
      this.#sessions.end(session, 'revoked');
      this.tellPresence();
    }
    return true;
  }

  tellReached(device: number): void {
    this.#reached.add(device);
    this.#arm();
  }

  tellPresence(): void {
    this.#isPresenceNew = true;
    this.#arm();
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setTimeout(() => {
      this.#isArmed = false;
      this.#flush();
    }, 0);
  }

  #flush(): void {
    if (this.#queue.length > 0) this.#store();
    if (this.#reached.size > 0) {
      this.#sessions.broadcast({ type: 'receipts', receipts: this.#devices.receipts(this.#reached) });
      this.#reached.clear();
    }
    if (this.#isPresenceNew) {
      this.#sessions.broadcast({ type: 'presence', devices: this.#sessions.present() });
      this.#isPresenceNew = false;
    }
  }

  #store(): void {
    const batch = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    let outcomes: readonly Outcome[];
    try {
      this.#storedAt = Date.now();
      outcomes = this.#writer.write(batch, this.#storedAt);
    } catch {
      for (const { session, frame } of batch) refuse(session, frame, 'internal');
      return;
    }
    const entries = outcomes.flatMap((outcome) => {
      if (outcome.type === 'restored') return outcome.entries;
      return outcome.type === 'stored' ? [outcome.entry] : [];
    });
    const sent = entries.length > 0 ? this.#sessions.deliver(entries) : new Map<Session, number>();
    outcomes.forEach((outcome, i) => {
      this.#answer(batch[i]!, outcome, sent);
    });
    this.#putOut(outcomes.flatMap((outcome) => ('removed' in outcome ? outcome.removed : [])));
    if (entries.some(({ kind }) => kind === 'message')) this.#ringer.look(this.#storedAt);
  }

  /** After they were told of the commit: it is theirs to verify. */
  #putOut(removed: readonly number[]): void {
    for (const session of [...this.#sessions]) {
      if (!removed.includes(session.device)) continue;
      this.#sessions.end(session, 'group-removed');
      this.tellPresence();
    }
  }

  #answer({ session, frame }: Queued, outcome: Outcome, sent: ReadonlyMap<Session, number>): void {
    if (outcome.type === 'refused') refuse(session, frame, outcome.code);
    else if (outcome.type === 'linked') {
      if (frame.type !== 'link') return;
      const linked = { type: 'linked', epoch: frame.epoch, seq: frame.seq, link: frame.link } as const;
      if (outcome.isNew) this.#sessions.broadcast(linked, { except: session, toBehind: true });
      session.send(linked);
    } else {
      const { kind, id, seq, at } = outcome.type === 'restored' ? outcome.entries.at(-1)! : outcome.entry;
      if (outcome.type !== 'known' && (sent.get(session) ?? 0) >= seq) return;
      session.send({ type: 'ack', kind, id, seq, at });
    }
  }
}

function refuse(
  session: Session,
  frame: Write['frame'],
  code: Extract<Outcome, { code: unknown }>['code'],
): void {
  const id = frame.type === 'send' || frame.type === 'redact' ? frame.id : frame.epoch;
  session.send({ type: 'refused', frame: frame.type, id, code, retryMs: 0 });
}

/** What the write adds to the frame that tells of it. */
function bytesOf(frame: Write['frame']): number {
  if (frame.type === 'send' || frame.type === 'redact') return frame.envelope.length;
  if (frame.type === 'commit') return frame.commit.length + frame.record.length;
  return frame.type === 'link' ? frame.link.length : 0;
}
