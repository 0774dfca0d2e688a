import { BedsideError, codeOf } from '../shared/errors.ts';
import type { ClientFrame } from '../shared/frames.ts';
import { type ConversationId, conversationIdFrom } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { encodeChange, encodeSaid, leaveBody } from './body.ts';
import { Commits } from './commits.ts';
import { Connection } from './connection.ts';
import { Ending } from './ending.ts';
import { decodeText, encodeText } from './envelope.ts';
import { Hearing } from './hearing.ts';
import { Intake } from './intake.ts';
import { later } from './later.ts';
import { mayLive } from './life.ts';
import { Live } from './live.ts';
import { type SuiteId, turn } from './mls/index.ts';
import { dropRow, type OutboxRow, saveRow } from './outbox.ts';
import type { OwnVault } from './own-vault.ts';
import { Pager } from './pager.ts';
import type { Past } from './past.ts';
import type { Ports } from './ports.ts';
import { beginAnew, openRecords, type Parts } from './records.ts';
import { rest } from './rest.ts';
import { look } from './screen.ts';
import { Sending } from './sending.ts';
import type { Change, SayOptions, Snapshot, Talk, TalkEvent, TalkEventDetail, VaultWay } from './snapshot.ts';
import { bodiesOf, targetAt } from './speech.ts';
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
  #past: Past | null = null;
  readonly #hearing: Hearing;
  readonly #ending: Ending;
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
    this.#ending = new Ending(live, o.ports);
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
        failed: (code) => live.job(() => this.#ending.turnedAway(code)),
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
    const crew = {
      live,
      connection: this.#connection,
      pager: this.#pager,
      steering: this.#steering,
      commits: this.#commits,
      sending: this.#sending,
      past: () => this.#pastNow,
    };
    const intake = new Intake({
      ...crew,
      pull: () => this.#hearing.pull(),
      forget: (code) => this.#ending.forget(code),
    });
    this.#hearing = new Hearing({ ...crew, intake });
    this.#snapshot = this.#look();
  }

  /** What was said before; null until it comes what reads it. */
  get #pastNow(): Past | null {
    if (rest.held !== null)
      this.#past ??= new rest.held.Past(this.#live, this.#pager, this.#sending, this.#commits);
    return this.#past;
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
          if (this.#isAnew) await beginAnew(this.#ports.disk);
          this.#isAnew = false;
          if (await this.#ending.hasLeft()) return;
          live.records = await openRecords(this.#id, this.#suite, this.#ports);
          if (live.parts.membership.removed) live.fail('group-removed');
          else this.#connection.start();
        });
        await released;
        await live.idle;
      })
      // A lock that cannot be had at all: without it nothing may be touched.
      .catch((thrown) => live.job(async () => live.fail('storage-unavailable', thrown)));
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
    await later.get();
    return this.#live.intent(async (parts) => {
      for (const body of bodiesOf(parts, change)) await this.#sending.queue(encodeChange(body));
    });
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

  resend(key: string): Promise<void> {
    return this.#withRefused(key, async (row) => {
      row.state = 'queued';
      row.refusal = null;
      await this.#live.write(new Map([saveRow(row)]));
      this.#live.job(() => this.#sending.flush());
    });
  }

  discard(key: string): Promise<void> {
    return this.#withRefused(key, async (row, { delivery }) => {
      await this.#live.write(new Map([dropRow(row)]));
      delivery.outbox.drop(row);
    });
  }

  /** Nothing happens where the line is not one that was refused. */
  #withRefused(key: string, work: (row: OutboxRow, parts: Parts) => Promise<void>): Promise<void> {
    return this.#live.intent(async (parts) => {
      const row = parts.delivery.outbox.rows.find(({ ordinal }) => `o${ordinal}` === key);
      if (row?.state === 'refused') await work(row, parts);
    });
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
      if (this.#live.records !== null) this.#pastNow?.reading(seq, by);
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
      if (profile.claims?.can.includes('write') === false) await this.#ending.forget('left');
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
    const say = async () => {
      if (this.#live.records === null) return;
      const { membership, profile, signals } = this.#live.records;
      const { world } = this.#sending;
      if (world === null || signals === null || membership.staged !== null) return;
      if (profile.claims?.can.includes('write') !== true) return;
      this.#live.send(await signals.typing(on, world));
    };
    // Nothing depends on it: where its code does not come, nobody is told.
    later.get().then(
      () => this.#live.unseen(say),
      () => {},
    );
  }

  keepVault(way: VaultWay): Promise<void> {
    return this.#withVault((vault, send) => vault.keep(way, send));
  }

  openVault(way: VaultWay): Promise<void> {
    return this.#withVault((vault, send) => vault.open(way, send));
  }

  /** Then the leaf says which vault it is, and what it gives is read. */
  async #withVault(
    work: (vault: OwnVault, send: (frame: ClientFrame) => void) => Promise<void>,
  ): Promise<void> {
    await rest.get();
    const ownVault = await this.#live.intent(async (parts) => {
      this.#mustBeLive();
      if (parts.ownVault === null) throw new BedsideError('not-permitted', 'a vault of their own');
      return parts.ownVault;
    });
    await work(ownVault, (frame) => this.#live.send(frame));
    await this.#live.intent(async () => {
      await this.#commits.make();
      await this.#pastNow?.descend();
    });
  }

  async keepBell(endpoint: string | null): Promise<void> {
    const bell = await this.#live.intent(async (parts) => {
      this.#mustBeLive();
      return parts.bell;
    });
    await bell.set(endpoint, (frame) => this.#live.send(frame));
  }

  #mustBeLive(): void {
    if (!this.#live.isCurrent) throw new BedsideError('relay-unreachable', 'not live');
  }

  probe(): void {
    this.#connection.probe();
    this.#live.job(async () => {
      if (this.#live.phase !== 'away' && this.#live.state === 'offline') this.#steering.now();
    });
  }

  removeDevices(deviceIds: readonly string[]): Promise<void> {
    return this.#live.intent(async ({ membership, profile }) => {
      const own = profile.claims;
      const targets = (membership.group?.members ?? []).filter(({ claims }) =>
        deviceIds.includes(claims.did),
      );
      const allowed = targets.every(
        ({ claims }) => own?.can.includes('remove') === true || claims.sub === own?.sub,
      );
      if (!allowed || targets.some(({ leaf }) => leaf === membership.group?.state.ownLeaf)) {
        throw new BedsideError('not-permitted');
      }
      this.#mustBeLive();
      this.#commits.remove(targets.map(({ claims }) => claims.did));
      this.#live.job(() => this.#commits.make());
    });
  }

  markCompared(person: string, code: string | null): Promise<void> {
    return this.#live.intent(async ({ compared, membership, chain }) => {
      const place = { at: this.#ports.clock.now(), seq: chain.cursor };
      compared.take({ person, code }, membership.group, place);
      await this.#live.write(new Map([compared.saved]));
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
      past: records === null ? null : this.#pastNow,
      storage: this.#ports.disk.kind,
      nowMs: clock.now(),
      here: this.#hearing.here,
    });
  }
}
