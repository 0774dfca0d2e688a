import { BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';
import { decodeRelayFrame, type Entry, frameVersion, type RelayFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import type { Commits } from './commits.ts';
import type { Connection, ConnectionState } from './connection.ts';
import type { Intake } from './intake.ts';
import { needsLater } from './later.ts';
import type { Live } from './live.ts';
import type { Membership } from './membership.ts';
import type { Pager } from './pager.ts';
import type { Past } from './past.ts';
import { rest } from './rest.ts';
import type { Sending } from './sending.ts';
import type { Steering } from './steering.ts';

type Of<Type extends RelayFrame['type']> = Extract<RelayFrame, { type: Type }>;

/** So long after this device is live what comes later is fetched, where nothing asked for it before. */
const laterMs = 1_500;
/** Where it did not come, it is asked for again after this long. */
const laterAgainMs = 5_000;

/** Who has a part in a conversation. */
export interface Crew {
  readonly live: Live;
  readonly connection: Connection;
  readonly pager: Pager;
  readonly steering: Steering;
  readonly commits: Commits;
  readonly sending: Sending;
  /** Null until it comes. */
  readonly past: () => Past | null;
  readonly intake: Intake;
}

/** Neither in the group nor on the way in. */
const isNewcomer = ({ group, staged }: Membership): boolean => group === null && staged === null;

/** What the room says, frame by frame: it comes current, and passes on what is for others. */
export class Hearing {
  readonly #live: Live;
  readonly #connection: Connection;
  readonly #pager: Pager;
  readonly #steering: Steering;
  readonly #commits: Commits;
  readonly #sending: Sending;
  readonly #past: () => Past | null;
  readonly #intake: Intake;
  /** Devices with a socket, by the room's word. */
  #here: readonly number[] = [];

  constructor(crew: Crew) {
    this.#live = crew.live;
    this.#connection = crew.connection;
    this.#pager = crew.pager;
    this.#steering = crew.steering;
    this.#commits = crew.commits;
    this.#sending = crew.sending;
    this.#past = crew.past;
    this.#intake = crew.intake;
  }

  get here(): readonly number[] {
    return this.#here;
  }

  /** The socket is up, or down and why. */
  changed(state: ConnectionState, retryAt: number | null, reason: ErrorCode | null): void {
    const live = this.#live;
    live.retryAt = retryAt;
    live.records?.bell.restart();
    if (live.isOver || state === 'stopped') return;
    if (state === 'up') {
      const { delivery, chain, receipts, ownVault } = live.parts;
      delivery.reconnected();
      receipts.restart();
      this.#past()?.restart();
      ownVault?.restart();
      this.#steering.restarted();
      live.phase = 'greeting';
      this.#pager.restart(limits.creditEntries);
      const { cursor } = chain;
      live.send({ type: 'hello', version: frameVersion, cursor, credit: limits.creditEntries });
      // Its answer stands behind the greeting: a newcomer is in by one round trip less.
      if (isNewcomer(live.parts.membership)) live.send({ type: 'group' });
      return;
    }
    live.phase = 'away';
    this.#here = [];
    live.records?.signals?.clear();
    this.#pager.stop();
    live.records?.ownVault?.restart();
    if (reason !== null) {
      live.state = 'offline';
      live.failure = reason;
    }
  }

  /** Something came over the socket. */
  async heard(bytes: Uint8Array): Promise<void> {
    let frame: RelayFrame;
    try {
      frame = decodeRelayFrame(bytes);
    } catch (thrown) {
      // A later relay may say more than this client knows; what is malformed is not worth a socket.
      if (codeOf(thrown) !== 'frame-unknown') this.#connection.drop('relay-invalid');
      return;
    }
    const { phase } = this.#live;
    if (phase === 'away' && frame.type !== 'bye') return;
    if (phase === 'greeting' && frame.type !== 'state' && frame.type !== 'bye') return;
    if (needsLater(frame, this.#live.parts.membership)) {
      try {
        await rest.get();
      } catch (thrown) {
        // Nothing was taken: it comes again on the next socket.
        return this.#connection.drop(codeOf(thrown));
      }
    }
    switch (frame.type) {
      case 'state':
        return this.#greeted(frame);
      case 'entries':
        return this.#entries(frame);
      case 'page':
        return frame.direction === 'after' ? this.#caught(frame) : this.#past()?.paged(frame);
      case 'group':
        return this.#commits.grouped(frame);
      case 'ack':
        return this.#acked(frame);
      case 'refused':
        return this.#refused(frame);
      case 'linked':
        return this.#past()?.linked(frame);
      case 'behind':
        this.#pager.spent();
        this.#pager.reach(frame.head);
        return this.pull();
      case 'pace':
        return this.#live.send({ type: 'paced', mark: frame.mark });
      case 'receipts':
        return this.#live.parts.receipts.heard(frame.receipts);
      case 'deposits':
        return this.#past()?.deposited(frame);
      case 'vault':
        return this.#live.parts.ownVault?.heard(frame);
      case 'bell':
        return this.#live.parts.bell.heard(frame);
      case 'bye':
        // The log has said so already, or the session will, with the portal's word for it.
        if (frame.code === 'revoked') return this.#connection.drop('session-expired');
        if (errors[frame.code].retry === 'never' || errors[frame.code].retry === 'upgrade')
          this.#live.fail(frame.code);
        else this.#connection.drop(frame.code);
        return;
      case 'signal':
        return this.#signalled(frame);
      case 'presence':
        this.#here = frame.devices;
    }
  }

  async #greeted(frame: Of<'state'>): Promise<void> {
    const live = this.#live;
    if (live.phase !== 'greeting') return this.#connection.drop('relay-invalid');
    const { membership, chain, timeline, delivery } = live.parts;
    live.device = frame.device;
    live.roomEpoch = frame.epoch;
    live.greetedHead = frame.head;
    this.#pager.reach(frame.head);
    if (isNewcomer(membership)) {
      live.phase = 'joining';
      if (frame.epoch === 0) {
        timeline.startAt(0, await membership.found());
        await live.write(new Map());
        this.#commits.send();
      } else timeline.startAt(frame.head, frame.hash);
      return;
    }
    if (frame.head < chain.cursor) throw new BedsideError('log-forked', 'the head went back');
    if (frame.lastId > delivery.counter && membership.group === null) delivery.skipTo(frame.lastId);
    live.phase = 'catching-up';
    await this.pull();
  }

  /** Asks for the next page up to the target, or is current. */
  async pull(): Promise<void> {
    if (this.#live.phase === 'joining') return;
    const atHead = this.#pager.pull(this.#live.parts.chain.cursor);
    if (atHead && this.#live.phase === 'catching-up') await this.#becameCurrent();
  }

  async #becameCurrent(): Promise<void> {
    const { membership } = this.#live.parts;
    if (membership.staged !== null) this.#commits.send();
    if (membership.group === null) {
      this.#live.phase = 'joining';
      if (membership.staged === null) this.#live.send({ type: 'group' });
      return;
    }
    this.#live.phase = 'current';
    this.#live.ready();
    this.#steering.arrived();
    this.#sending.sendReached();
    const past = this.#past();
    await past?.descend();
    past?.begin();
    await this.#commits.make();
    await this.#sending.flush();
    this.#commits.awaitPutOut();
    this.#steering.steer();
    past?.settle();
    if (past !== null) return;
    const waitMs = this.#live.parts.chain.first > 1 ? 0 : laterMs;
    this.#live.after(waitMs, async () => this.#wantPast());
  }

  /** Has what comes later fetched, and goes on with it. Where it does not come, it is asked for again. */
  #wantPast(): void {
    rest.get().then(
      () => this.#live.job(() => this.#readBack()),
      () => {
        if (this.#live.isCurrent) this.#live.after(laterAgainMs, async () => this.#wantPast());
      },
    );
  }

  async #readBack(): Promise<void> {
    const past = this.#past();
    if (past === null || !this.#live.isCurrent) return;
    await past.descend();
    past.begin();
    past.settle();
    await this.#commits.make();
    await this.#sending.flush();
    this.#commits.awaitPutOut();
  }

  async #caught(frame: Of<'page'>): Promise<void> {
    const paged = this.#pager.paged(frame, this.#live.parts.chain.cursor);
    if (paged === null) return;
    if (paged.short) throw new BedsideError('log-forked', 'entries withheld');
    await this.#take(paged.fresh);
  }

  async #entries(frame: Of<'entries'>): Promise<void> {
    const fresh = this.#pager.live(frame.entries, this.#live.parts.chain.cursor);
    await this.#take(fresh);
  }

  /** A device that cannot heed what members take back does not go on as if it could: the next socket asks for what it lacks. */
  async #take(fresh: readonly Entry[]): Promise<void> {
    if (fresh.length > 0) await this.#intake.take(fresh);
    if (this.#live.parts.opener.lacks) this.#connection.drop('relay-unreachable');
    else await this.pull();
  }

  async #acked(frame: Of<'ack'>): Promise<void> {
    if (frame.kind === 'message' || frame.kind === 'redaction') this.#live.parts.delivery.acked(frame.id);
    this.#pager.reach(frame.seq);
    await this.pull();
  }

  async #refused(frame: Of<'refused'>): Promise<void> {
    const { retry } = errors[frame.code];
    const { membership, ownVault, bell } = this.#live.parts;
    switch (frame.frame) {
      case 'send':
      case 'redact':
        return this.#sending.refused(frame);
      case 'commit':
        if (membership.staged?.epoch !== frame.id) return;
        // The winner's entry is on its way and clears the stage; anything but a lost race is for the person to know.
        if (frame.code === 'group-refused') {
          if (this.#commits.refused()) this.#live.job(() => this.#sending.flush());
        } else if (retry === 'later')
          this.#live.once('commit', Math.max(frame.retryMs, 500), async () => {
            // On a socket that came meanwhile it goes when that has caught up.
            if (this.#live.phase === 'joining' || this.#live.isCurrent) this.#commits.send();
          });
        else if (retry !== 'resync') throw new BedsideError(frame.code, 'commit');
        return;
      case 'void':
      case 'vouch':
        return this.#steering.refused(frame);
      case 'link':
        return this.#past()?.linkRefused(frame);
      case 'vault':
      case 'keep':
        return ownVault?.refused(frame.code);
      case 'bell':
        return bell.refused(frame.code);
      case 'deposit':
      case 'deposits':
        return this.#past()?.depositRefused(frame);
      case 'group':
        if (retry === 'later')
          this.#live.once('group', Math.max(frame.retryMs, 250), async () => this.#steering.now());
        return;
      case 'page':
        if (retry !== 'later') return;
        this.#pager.refused();
        this.#live.once('page', Math.max(frame.retryMs, 250), () => {
          this.#past()?.askAgain();
          return this.pull();
        });
    }
  }

  async #signalled(frame: Of<'signal'>): Promise<void> {
    const { membership, chain, signals } = this.#live.parts;
    const { group } = membership;
    if (group === null || signals === null) return;
    if (!this.#live.isCurrent || frame.epoch !== group.state.epoch) return;
    const { cursor, hashAt } = chain;
    const nowMs = this.#live.clock.now();
    const isNews = await signals.hear(frame.body, { group, cursor, hashAt, nowMs });
    if (isNews) this.#live.after(limits.typingMs + 1, async () => {});
  }
}
