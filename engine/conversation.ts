import { BedsideError, codeOf } from '../shared/errors.ts';
import { type ConversationId, conversationIdFrom } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { encodeSaid, leaveBody } from './body.ts';
import { Commits } from './commits.ts';
import { Connection } from './connection.ts';
import type { Ending } from './ending.ts';
import { decodeText, encodeText } from './envelope.ts';
import type { Errands } from './errands.ts';
import { Hearing } from './hearing.ts';
import { Intake } from './intake.ts';
import type { Early, Latecomers } from './latecomers.ts';
import { mayLive } from './life.ts';
import { Live } from './live.ts';
import { type SuiteId, turn } from './mls/index.ts';
import { leftKey } from './owner.ts';
import { Pager } from './pager.ts';
import type { Ports } from './ports.ts';
import { openRecords } from './records.ts';
import { rest } from './rest.ts';
import { look } from './screen.ts';
import { Sending } from './sending.ts';
import type { Change, SayOptions, Snapshot, Talk, TalkEvent, TalkEventDetail, VaultWay } from './snapshot.ts';
import { targetAt } from './speech.ts';
import { Steering } from './steering.ts';

const draftKey = 'draft';
/** So long another page may hold the lock before it is said that one does. */
const lockShownMs = 400;

/** One conversation on one device: intents from above, frames from below, one job at a time, one frozen snapshot out. */
export class Conversation implements Talk {
  readonly #id: ConversationId;
  readonly #suite: SuiteId;
  readonly #ports: Ports;
  readonly #connection: Connection;
  readonly #live: Live;
  readonly #pager: Pager;
  readonly #steering: Steering;
  readonly #commits: Commits;
  readonly #sending: Sending;
  readonly #early: Early;
  #came: Latecomers | null = null;
  readonly #hearing: Hearing;
  #release: (() => void) | null = null;
  #closed: Promise<void> = Promise.resolve();
  #isAnew = false;
  #snapshot: Snapshot;

  /** Throws `setting-invalid` for what is no conversation id. Nothing happens before {@link start}. */
  constructor(o: { readonly conversation: string; readonly ports: Ports; readonly suite?: SuiteId }) {
    const id = conversationIdFrom(o.conversation);
    if (id === null) throw new BedsideError('setting-invalid', 'conversation');
    this.#id = id;
    this.#suite = o.suite ?? 0x004d;
    this.#ports = o.ports;
    const { clock, disk, wire } = o.ports;
    const live = new Live({
      clock,
      disk,
      send: (frame) => this.#connection.send(frame),
      hangUp: () => this.#connection.stop(),
      told: () => this.#tell(),
    });
    this.#live = live;
    this.#connection = new Connection({
      wire,
      clock,
      credentials: () => live.parts.profile.credentials(),
      on: {
        changed: (state, retryAt, reason) =>
          live.job(async () => this.#hearing.changed(state, retryAt, reason)),
        frame: (bytes) =>
          live.job(async () => {
            await this.#hearing.heard(bytes);
            // What it computed and what the screen draws of it are two tasks.
            await turn();
          }),
        failed: (code) =>
          live.job(() =>
            this.#ending().then(
              (ending) => ending.turnedAway(code),
              () => live.fail(code),
            ),
          ),
      },
    });
    this.#pager = new Pager((frame) => live.send(frame));
    this.#steering = new Steering({
      parts: () => live.parts,
      isJoining: () => live.phase === 'joining',
      isCurrent: () => live.isCurrent,
      now: () => clock.now(),
      random: () => clock.random(),
      send: (frame) => live.send(frame),
      isEarlierWanted: (seq) => {
        const { first } = live.parts.chain;
        if (first <= Math.max(1, seq)) return false;
        void this.#pager.askEarlier(first);
        return true;
      },
      after: (ms, work) => live.after(ms, work),
      stalled: (code, retryAt) => {
        live.state = 'offline';
        live.failure = code;
        live.retryAt = retryAt;
      },
    });
    this.#commits = new Commits(live, this.#steering);
    this.#sending = new Sending(live, this.#commits);
    this.#early = {
      live,
      pager: this.#pager,
      steering: this.#steering,
      commits: this.#commits,
      sending: this.#sending,
      ports: o.ports,
      askWhose: () => this.askWhose(),
    };
    const crew = { ...this.#early, past: () => this.#latecomers?.past ?? null };
    const intake = new Intake({
      ...crew,
      late: () => this.#latecomers!,
      pull: () => this.#hearing.pull(),
      forget: async (code) => (await this.#ending()).forget(code),
    });
    this.#hearing = new Hearing({ ...crew, connection: this.#connection, intake });
    this.#snapshot = this.#look();
  }

  /** Null until they come. */
  get #latecomers(): Latecomers | null {
    if (rest.held !== null) this.#came ??= new rest.held.Latecomers(this.#early);
    return this.#came;
  }

  /** Throws `relay-unreachable` where who does them does not come. */
  async #errands(): Promise<Errands> {
    await rest.get();
    return this.#latecomers!.errands;
  }

  /** Likewise. */
  async #ending(): Promise<Ending> {
    await rest.get();
    return this.#latecomers!.ending;
  }

  // — what a screen uses ————————————————————————————————————————————————————————————————————————————————————

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** A bug that halted the conversation, for tests; never shown, never logged (INV-10). */
  get lastBug(): unknown {
    return this.#live.bug;
  }

  addEventListener(type: TalkEvent, listener: (event: TalkEventDetail) => void): void {
    this.#live.listen(type, listener);
  }

  removeEventListener(type: TalkEvent, listener: (event: TalkEventDetail) => void): void {
    this.#live.unlisten(type, listener);
  }

  start(): void {
    if (this.#release !== null) return;
    const live = this.#live;
    live.state = 'connecting';
    live.failure = null;
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    live.whenStopped(this.#ports.wake.listen(() => this.probe()));
    let held = false;
    live.after(lockShownMs, async () => {
      if (!held && live.state === 'connecting') live.state = 'locked';
    });
    this.#closed = this.#ports.lock
      .hold(`bedside/${this.#id}`, async () => {
        held = true;
        live.job(async () => {
          if (this.#release === null) return;
          live.state = 'connecting';
          if (this.#isAnew) await (await rest.get()).beginAnew(this.#ports.disk);
          this.#isAnew = false;
          if ((await this.#ports.disk.read(leftKey)) !== null) return (await this.#ending()).again('left');
          live.records = await openRecords(this.#id, this.#suite, this.#ports);
          if (live.parts.membership.removed) await (await this.#ending()).again('group-removed');
          else this.#connection.start();
        });
        await released;
        await live.idle;
      })
      // A lock that cannot be had at all: without it nothing may be touched.
      .catch((thrown) => live.job(async () => live.fail('storage-unavailable', thrown)));
    this.#tell();
  }

  async stop(): Promise<void> {
    this.#connection.stop();
    this.#live.cancelAll();
    this.#sending.stopped();
    this.#live.phase = 'away';
    this.#release?.();
    this.#release = null;
    await this.#closed;
    this.#live.records = null;
    if (!this.#live.isOver) this.#live.state = 'idle';
    this.#tell();
  }

  async beginAnew(): Promise<void> {
    const did = this.#live.records?.profile.claims?.did;
    await this.stop();
    // The keys that are left behind are put out by the new ones.
    if (did !== undefined) this.#commits.remove([did]);
    this.#isAnew = true;
    this.start();
  }

  /**
   * Asks the portal who is here, without a session: for those who show what another writes. Throws `person-changed` where the
   * records are somebody else's; `portal-*`, `relay-unreachable` where that cannot be known now.
   */
  async askWhose(): Promise<void> {
    const { askWhose } = await rest.get();
    await askWhose(this.#id, this.#suite, this.#ports);
  }

  say(text: string, { quote = null, lifeMs = 0, once }: SayOptions = {}): Promise<string> {
    return this.#live.intent(async ({ chain, profile }) => {
      const mark = once === undefined ? null : `said/${once}`;
      const said = mark === null ? null : await this.#ports.disk.read(mark);
      if (said !== null) return decodeText(said) ?? '';
      if (!mayLive(profile.claims, lifeMs)) throw new BedsideError('not-permitted', 'life');
      const body = encodeSaid(text, quote === null ? null : targetAt(chain, quote), lifeMs);
      return this.#sending.queue(body, (key) => [
        [draftKey, null],
        ...(mark === null ? [] : [[mark, encodeText(key)] as const]),
      ]);
    });
  }

  async change(change: Change): Promise<void> {
    await (await this.#errands()).change(change);
  }

  async readDraft(): Promise<string> {
    const body = await this.#ports.disk.read(draftKey).catch(() => null);
    return body === null ? '' : (decodeText(body) ?? '');
  }

  keepDraft(text: string): Promise<void> {
    const body = encodeText(text);
    if (body.length > limits.textBytesMax * 2) return Promise.reject(new BedsideError('text-too-long'));
    return this.#ports.disk.write(new Map([[draftKey, body.length === 0 ? null : body]]));
  }

  async resend(key: string): Promise<void> {
    await (await this.#errands()).resend(key);
  }

  async discard(key: string): Promise<void> {
    await (await this.#errands()).discard(key);
  }

  async loadEarlier(): Promise<void> {
    await this.#live
      .intent(async ({ chain }) => {
        if (!this.#live.isCurrent || chain.first <= 1) return;
        return { loaded: this.#pager.askEarlier(chain.first) };
      })
      .then((wait) => wait?.loaded);
  }

  reading(seq: number, by = ''): void {
    this.#live.job(async () => {
      if (this.#live.records !== null) this.#latecomers?.past.reading(seq, by);
    });
  }

  markRead(seq: number): void {
    this.#live.job(async () => {
      const { chain, receipts } = this.#live.parts;
      const to = Math.min(seq, chain.cursor);
      if (to <= receipts.readSeq) return;
      receipts.readSeq = to;
      // Where it cannot be noted now, it is with whatever is written next: no reason to stop reading.
      await this.#live.write(new Map()).catch((thrown) => {
        if (codeOf(thrown) !== 'storage-broken') throw thrown;
      });
      this.#sending.sendReached();
    });
  }

  leave(): Promise<void> {
    return this.#live.intent(async ({ delivery, profile, bell }) => {
      if (delivery.outbox.isLeaving) return;
      this.#live.send(bell.farewell());
      if (profile.claims?.can.includes('write') === false) await (await this.#ending()).forget('left');
      else await this.#sending.queue(leaveBody, () => [[draftKey, null]]);
    });
  }

  beginVisit(): void {
    this.#live.job(() => this.#commits.turnVisit());
  }

  endVisit(): void {
    this.#live.job(() => this.#commits.turnVisit());
  }

  typing(on: boolean): void {
    // Nothing depends on it: where its code does not come, nobody is told.
    this.#errands().then(
      (errands) => errands.typing(on),
      () => {},
    );
  }

  async keepVault(way: VaultWay): Promise<void> {
    await (await this.#errands()).vault('keep', way);
  }

  async openVault(way: VaultWay): Promise<void> {
    await (await this.#errands()).vault('open', way);
  }

  async keepBell(endpoint: string | null): Promise<void> {
    await (await this.#errands()).keepBell(endpoint);
  }

  async removeDevices(deviceIds: readonly string[]): Promise<void> {
    await (await this.#errands()).removeDevices(deviceIds);
  }

  async markCompared(person: string, code: string | null): Promise<void> {
    await (await this.#errands()).markCompared(person, code);
  }

  probe(): void {
    this.#connection.probe();
    this.#live.job(async () => {
      if (this.#live.phase !== 'away' && this.#live.state === 'offline') this.#steering.now();
    });
  }

  // — the screen ————————————————————————————————————————————————————————————————————————————————————————————

  #tell(): void {
    this.#snapshot = this.#look();
    this.#live.emit('change', null);
  }

  #look(): Snapshot {
    const { records, state, failure, isCurrent, retryAt, clock } = this.#live;
    return look({
      parts: records,
      state,
      failure,
      live: isCurrent,
      retryAt,
      loadingEarlier: this.#pager.loadingEarlier,
      past: records === null ? null : (this.#latecomers?.past ?? null),
      storage: this.#ports.disk.kind,
      nowMs: clock.now(),
      here: this.#hearing.here,
    });
  }
}
