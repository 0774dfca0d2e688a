import { equal, utf8 } from '../shared/bytes.ts';
import { BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';
import {
  type ClientFrame,
  decodeRelayFrame,
  type Entry,
  frameVersion,
  type RelayFrame,
} from '../shared/frames.ts';
import { commitHeader } from '../shared/headers.ts';
import { type ConversationId, conversationIdFrom } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { firstLogHash } from '../shared/log-hash.ts';
import { encodeChange, encodeSaid } from './body.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { shownRefusal } from './drift.ts';
import { bodyTypes, decodeText, encodeText, hash } from './envelope.ts';
import { encodeIntroduction } from './introduction.ts';
import type { Item } from './line.ts';
import type { Membership } from './membership.ts';
import type { SuiteId } from './mls/index.ts';
import { dropRow, saveRow } from './outbox.ts';
import type { OwnVault } from './own-vault.ts';
import { Pager } from './pager.ts';
import type { Ports } from './ports.ts';
import { beginAnew, openRecords, type Parts, saveParts } from './records.ts';
import type { Verified } from './roster.ts';
import { look } from './screen.ts';
import type {
  Change,
  ConversationState,
  SayOptions,
  Snapshot,
  Talk,
  TalkEvent,
  TalkEventDetail,
  VaultWay,
} from './snapshot.ts';
import { bodiesOf, redactions, targetAt } from './speech.ts';
import { Steering } from './steering.ts';

const draftKey = 'draft';
/** How many entries a screen begins with. */
const firstEntries = 50;
/** How long after a commit this device looks whether its person's deposit came with it. */
const checkDepositsMs = 1_000;
/** A room that would not take this device's commits is asked again so much later. */
const refusedHoldMs = 10 * 60_000;

type Of<Type extends RelayFrame['type']> = Extract<RelayFrame, { type: Type }>;

/**
 * One conversation on one device: intents from above, frames from below, one job at a time, one frozen snapshot out.
 *
 * Phases on a socket, in order: `greeting` (hello said) → `joining` (no group yet: founds one, or asks for GroupInfo and
 * commits itself in) → `catching-up` (pages from the cursor to the head) → `current` (live; sends).
 */
export class Conversation implements Talk {
  readonly #id: ConversationId;
  readonly #suite: SuiteId;
  readonly #ports: Ports;
  readonly #listeners = new Map<TalkEvent, Set<(event: TalkEventDetail) => void>>();
  readonly #connection: Connection;
  readonly #pager: Pager;
  #jobs: Promise<void> = Promise.resolve();
  #parts: Parts | null = null;
  #release: (() => void) | null = null;
  #closed: Promise<void> = Promise.resolve();
  #cancels = new Set<() => void>();

  #phase: 'away' | 'greeting' | 'joining' | 'catching-up' | 'current' = 'away';
  #state: ConversationState = 'idle';
  #failure: ErrorCode | null = null;
  #retryAt: number | null = null;
  #device = 0;
  #roomEpoch = 0;
  /** The head that the room greeted with: what stands up to it was counted in the epoch that it named. */
  #greetedHead = 0;
  #commitsHeldUntil = 0;
  readonly #steering: Steering;
  #linksWait = false;
  #reachedHeld = false;
  #removals = new Set<string>();
  /** It is this device's turn to take out whom the portal revoked. */
  #putsOut = false;
  #anew = false;
  #visit = false;
  /** How many commits that left this device's epoch it voided. */
  #voids = { epoch: 0, count: 0 };
  /** When the next message is to be hidden, as far as that is on its way. */
  #expiresAt: number | null = null;
  /** Devices with a socket, by the room's word. */
  #here: readonly number[] = [];
  #snapshot: Snapshot;

  /** Throws `setting-invalid` for what is no conversation id. Nothing happens before {@link start}. */
  constructor(o: { readonly conversation: string; readonly ports: Ports; readonly suite?: SuiteId }) {
    const id = conversationIdFrom(o.conversation);
    if (id === null) throw new BedsideError('setting-invalid', 'conversation');
    this.#id = id;
    this.#suite = o.suite ?? 0x004d;
    this.#ports = o.ports;
    this.#connection = new Connection({
      wire: o.ports.wire,
      clock: o.ports.clock,
      credentials: () => this.#credentials(),
      on: {
        changed: (state, retryAt, reason) =>
          this.#job(async () => this.#connectionChanged(state, retryAt, reason)),
        frame: (bytes) => this.#job(() => this.#frame(bytes)),
        failed: (code) => this.#job(async () => (code === 'revoked' ? this.#cutOff() : this.#fail(code))),
      },
    });
    this.#pager = new Pager((frame) => this.#connection.send(frame));
    this.#steering = new Steering({
      parts: () => this.#opened(),
      isJoining: () => this.#phase === 'joining',
      isCurrent: () => this.#phase === 'current',
      now: () => this.#ports.clock.now(),
      random: () => this.#ports.clock.random(),
      send: (frame) => this.#connection.send(frame),
      isEarlierWanted: (seq) => {
        const { first } = this.#opened().timeline;
        if (first <= Math.max(1, seq)) return false;
        void this.#pager.askEarlier(first);
        return true;
      },
      after: (ms, work) => this.#after(ms, work),
      stalled: (code, retryAt) => {
        this.#state = 'offline';
        this.#failure = code;
        this.#retryAt = retryAt;
      },
    });
    this.#snapshot = this.#look();
  }

  // — what a screen uses ————————————————————————————————————————————————————————————————————————————————————

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  addEventListener(type: TalkEvent, listener: (event: TalkEventDetail) => void): void {
    const set = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, set.add(listener));
  }

  removeEventListener(type: TalkEvent, listener: (event: TalkEventDetail) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  start(): void {
    if (this.#release !== null) return;
    this.#state = 'connecting';
    this.#failure = null;
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    this.#cancels.add(this.#ports.wake.listen(() => this.probe()));
    let held = false;
    this.#after(400, async () => {
      if (!held && this.#state === 'connecting') this.#state = 'locked';
    });
    this.#closed = this.#ports.lock
      .hold(`bedside/${this.#id}`, async () => {
        held = true;
        this.#job(async () => {
          if (this.#release === null) return;
          this.#state = 'connecting';
          if (this.#anew) await beginAnew(this.#ports.disk);
          this.#anew = false;
          this.#parts = await openRecords(this.#id, this.#suite, this.#ports);
          if (this.#parts.membership.removed) this.#fail('group-removed');
          else this.#connection.start();
        });
        await released;
        await this.#jobs;
      })
      // A lock that cannot be had at all: without it nothing may be touched.
      .catch((thrown) => this.#job(async () => this.#fail('storage-unavailable', thrown)));
  }

  async stop(): Promise<void> {
    this.#connection.stop();
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#reachedHeld = false;
    this.#phase = 'away';
    this.#release?.();
    this.#release = null;
    await this.#closed;
    this.#parts = null;
    if (this.#state !== 'failed' && this.#state !== 'ended') this.#state = 'idle';
    this.#tell();
  }

  async beginAnew(): Promise<void> {
    const did = this.#parts?.profile.claims?.did;
    await this.stop();
    // The keys that are left behind are put out by the new ones.
    if (did !== undefined) this.#removals.add(did);
    this.#anew = true;
    this.start();
  }

  say(text: string, { quote = null, lifeMs = 0, once }: SayOptions = {}): Promise<string> {
    return this.#intent(async (parts) => {
      const mark = once === undefined ? null : `said/${once}`;
      const said = mark === null ? null : await this.#ports.disk.read(mark);
      if (said !== null) return decodeText(said) ?? '';
      const body = encodeSaid(text, quote === null ? null : targetAt(parts.timeline, quote), lifeMs);
      return this.#queue(parts, body, (key) => [
        [draftKey, null],
        ...(mark === null ? [] : [[mark, encodeText(key)] as const]),
      ]);
    });
  }

  change(change: Change): Promise<void> {
    return this.#intent(async (parts) => {
      for (const body of bodiesOf(parts, change)) await this.#queue(parts, encodeChange(body), () => []);
    });
  }

  /** Saves a row for the outbox, with what `and` says; sends it when it can. Answers its key. */
  async #queue(
    { profile, delivery, signals }: Parts,
    { type, body }: { readonly type: number; readonly body: Uint8Array },
    and: (key: string) => readonly (readonly [string, Uint8Array | null])[],
  ): Promise<string> {
    if (profile.claims?.can.includes('write') === false) throw new BedsideError('not-permitted');
    const row = delivery.outbox.add(type, body, this.#ports.clock.now());
    const key = `o${row.ordinal}`;
    try {
      await this.#write(new Map([saveRow(row), ...and(key)]));
    } catch (thrown) {
      delivery.outbox.drop(row);
      throw thrown;
    }
    signals.said();
    this.#job(() => this.#flush());
    return key;
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
    return this.#intent(async ({ delivery }) => {
      const row = delivery.outbox.rows.find(({ ordinal }) => `o${ordinal}` === key);
      if (row?.state !== 'refused') return;
      row.state = 'queued';
      row.refusal = null;
      await this.#write(new Map([saveRow(row)]));
      this.#job(() => this.#flush());
    });
  }

  discard(key: string): Promise<void> {
    return this.#intent(async ({ delivery }) => {
      const row = delivery.outbox.rows.find(({ ordinal }) => `o${ordinal}` === key);
      if (row?.state !== 'refused') return;
      await this.#write(new Map([dropRow(row)]));
      delivery.outbox.drop(row);
    });
  }

  async loadEarlier(): Promise<void> {
    await this.#intent(async ({ timeline }) => {
      if (this.#phase !== 'current' || timeline.first <= 1) return;
      return { loaded: this.#pager.askEarlier(timeline.first) };
    }).then((wait) => wait?.loaded);
  }

  markRead(seq: number): void {
    this.#job(async () => {
      const { timeline, receipts } = this.#opened();
      const to = Math.min(seq, timeline.cursor);
      if (to <= receipts.readSeq) return;
      receipts.readSeq = to;
      // Where it cannot be noted now, it is with whatever is written next: no reason to stop reading.
      await this.#write(new Map()).catch((thrown) => {
        if (codeOf(thrown) !== 'storage-broken') throw thrown;
      });
      this.#sendReached();
    });
  }

  beginVisit(): void {
    this.#visit = true;
    this.#job(async () => {
      if (this.#parts !== null) await this.#commit();
    });
  }

  typing(on: boolean): void {
    this.#job(async () => {
      if (this.#parts === null || this.#phase !== 'current') return;
      const { membership, timeline, profile, signals } = this.#parts;
      const { group, staged } = membership;
      const hash = timeline.hashAt(timeline.cursor);
      if (
        group === null ||
        staged !== null ||
        hash === null ||
        profile.claims?.can.includes('write') !== true
      )
        return;
      const world = {
        group,
        signer: profile.signer,
        head: { seq: timeline.cursor, hash },
        nowMs: this.#ports.clock.now(),
      };
      const frame = await signals.typing(on, world);
      if (frame !== null) this.#connection.send(frame);
    });
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
    const ownVault = await this.#intent(async (parts) => {
      if (this.#phase !== 'current') throw new BedsideError('relay-unreachable');
      return parts.ownVault;
    });
    await work(ownVault, (frame) => this.#connection.send(frame));
    await this.#intent(async () => {
      await this.#commit();
      await this.#descend();
    });
  }

  probe(): void {
    this.#connection.probe();
    this.#job(async () => {
      if (this.#phase !== 'away' && this.#state === 'offline') this.#steering.now();
    });
  }

  removeDevices(deviceIds: readonly string[]): Promise<void> {
    return this.#intent(async ({ membership, profile }) => {
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
      if (this.#phase !== 'current') throw new BedsideError('relay-unreachable', 'not live');
      for (const { claims } of targets) this.#removals.add(claims.did);
      this.#job(() => this.#commit());
    });
  }

  // — jobs ——————————————————————————————————————————————————————————————————————————————————————————————————

  /** Runs after all jobs before it. A failure with a code ends the conversation with it; any other is a bug and does too. */
  #job(work: () => Promise<void>): void {
    this.#jobs = this.#jobs.then(async () => {
      try {
        await work();
      } catch (thrown) {
        this.#fail(codeOf(thrown), thrown);
      }
      this.#tell();
    });
  }

  /** A job whose failure is the caller's. */
  #intent<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#job(async () => {
        try {
          resolve(await work(this.#opened()));
        } catch (thrown) {
          reject(thrown instanceof BedsideError ? thrown : new BedsideError('internal'));
        }
      });
    });
  }

  #opened(): Parts {
    if (this.#parts === null) throw new BedsideError('relay-unreachable', 'not open');
    return this.#parts;
  }

  #after(ms: number, work: () => Promise<void>): void {
    const cancel = this.#ports.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      this.#job(work);
    });
    this.#cancels.add(cancel);
  }

  #fail(code: ErrorCode, thrown?: unknown): void {
    if (this.#state === 'failed' || this.#state === 'ended') return;
    this.#connection.stop();
    this.#phase = 'away';
    this.#state = code === 'revoked' || code === 'group-removed' ? 'ended' : 'failed';
    this.#failure = code;
    if (thrown !== undefined && !(thrown instanceof BedsideError)) this.lastBug = thrown;
  }

  /** The relay says that the portal took back this device's access: with the portal's own word for it, what is kept here goes. */
  async #cutOff(): Promise<void> {
    const claims = this.#parts?.profile.claims ?? null;
    const token = this.#ports.wire.revocation ?? null;
    if (this.#parts === null || claims === null || token === null) return this.#fail('revoked');
    const { revocations } = this.#parts;
    await revocations.take(utf8(token), 0).catch(() => null);
    if (revocations.covers(claims)) await this.#forget();
    else this.#fail('revoked');
  }

  /** This device is no longer its person's way in: nothing of the conversation stays here. */
  async #forget(): Promise<void> {
    this.#fail('revoked');
    this.#parts = null;
    await this.#ports.disk.wipe();
  }

  /** A bug that halted the conversation, for tests; never shown, never logged (INV-10). */
  lastBug: unknown = null;

  // — disk ——————————————————————————————————————————————————————————————————————————————————————————————————

  /** Writes the state record and these rows, whole or not at all. Durable when it resolves (INV-2). */
  async #write(batch: Map<string, Uint8Array | null>): Promise<void> {
    // What stands before an entry that could not be taken stays as it was: after a reload it is taken again.
    const state = this.#state === 'failed' ? null : saveParts(this.#opened());
    if (state !== null) batch.set(...state);
    await this.#ports.disk.write(batch);
  }

  // — the socket ————————————————————————————————————————————————————————————————————————————————————————————

  #credentials(): Promise<{ readonly passport: string; readonly proof: string }> {
    return this.#opened().profile.credentials();
  }

  #connectionChanged(state: ConnectionState, retryAt: number | null, reason: ErrorCode | null): void {
    this.#retryAt = retryAt;
    if (this.#state === 'failed' || this.#state === 'ended' || state === 'stopped') return;
    if (state === 'up') {
      const { delivery, timeline, receipts, recovery, ownVault } = this.#opened();
      delivery.reconnected();
      receipts.restart();
      recovery.restart();
      ownVault.restart();
      this.#steering.restarted();
      this.#phase = 'greeting';
      this.#pager.restart(limits.creditEntries);
      const { cursor } = timeline;
      this.#connection.send({ type: 'hello', version: frameVersion, cursor, credit: limits.creditEntries });
      return;
    }
    this.#phase = 'away';
    this.#here = [];
    this.#parts?.signals.clear();
    this.#pager.stop();
    this.#parts?.ownVault.restart();
    if (reason !== null) {
      this.#state = 'offline';
      this.#failure = reason;
    }
  }

  async #frame(bytes: Uint8Array): Promise<void> {
    let frame: RelayFrame;
    try {
      frame = decodeRelayFrame(bytes);
    } catch (thrown) {
      // A later relay may say more than this client knows; what is malformed is not worth a socket.
      if (codeOf(thrown) !== 'frame-unknown') this.#connection.drop('relay-invalid');
      return;
    }
    if (this.#phase === 'away' && frame.type !== 'bye') return;
    if (this.#phase === 'greeting' && frame.type !== 'state' && frame.type !== 'bye') return;
    switch (frame.type) {
      case 'state':
        return this.#greeted(frame);
      case 'entries':
        return this.#live(frame);
      case 'page':
        return frame.direction === 'after' ? this.#caught(frame) : this.#earlier(frame);
      case 'group':
        return this.#grouped(frame);
      case 'ack':
        return this.#acked(frame);
      case 'refused':
        return this.#refused(frame);
      case 'linked':
        return this.#linked(frame);
      case 'behind':
        this.#pager.spent();
        this.#pager.reach(frame.head);
        return this.#pull();
      case 'pace':
        this.#connection.send({ type: 'paced', mark: frame.mark });
        return;
      case 'receipts':
        return this.#opened().receipts.heard(frame.receipts);
      case 'deposits':
        return this.#deposited(frame);
      case 'vault':
        return this.#opened().ownVault.heard(frame);
      case 'bye':
        // The log has said so already, or the session will, with the portal's word for it.
        if (frame.code === 'revoked') return this.#connection.drop('session-expired');
        if (errors[frame.code].retry === 'never' || errors[frame.code].retry === 'upgrade')
          this.#fail(frame.code);
        else this.#connection.drop(frame.code);
        return;
      case 'signal':
        return this.#signalled(frame);
      case 'presence':
        this.#here = frame.devices;
        return;
    }
  }

  async #greeted(frame: Of<'state'>): Promise<void> {
    if (this.#phase !== 'greeting') return this.#connection.drop('relay-invalid');
    const { membership, timeline, delivery } = this.#opened();
    this.#device = frame.device;
    this.#roomEpoch = frame.epoch;
    this.#greetedHead = frame.head;
    this.#pager.reach(frame.head);
    if (membership.group === null && membership.staged === null) {
      this.#phase = 'joining';
      if (frame.epoch === 0) {
        timeline.startAt(0, await membership.found());
        await this.#write(new Map());
        this.#sendCommit();
      } else {
        timeline.startAt(frame.head, frame.hash);
        this.#connection.send({ type: 'group' });
      }
      return;
    }
    if (frame.head < timeline.cursor) throw new BedsideError('log-forked', 'the head went back');
    if (frame.lastId > delivery.counter && membership.group === null) delivery.skipTo(frame.lastId);
    this.#phase = 'catching-up';
    await this.#pull();
  }

  /** Asks for the next page up to the target, or is current. */
  async #pull(): Promise<void> {
    if (this.#phase === 'joining') return;
    const atHead = this.#pager.pull(this.#opened().timeline.cursor);
    if (atHead && this.#phase === 'catching-up') await this.#becameCurrent();
  }

  async #becameCurrent(): Promise<void> {
    const { membership, timeline } = this.#opened();
    if (membership.staged !== null) this.#sendCommit();
    if (membership.group === null) {
      this.#phase = 'joining';
      if (membership.staged === null) this.#connection.send({ type: 'group' });
      return;
    }
    this.#phase = 'current';
    this.#arrived();
    this.#sendReached();
    await this.#descend();
    this.#askLink();
    if (timeline.items.length < firstEntries && timeline.first > 1)
      void this.#pager.askEarlier(timeline.first);
    await this.#commit();
    await this.#flush();
    this.#awaitPutOut();
    this.#steering.steer();
    if (membership.owes) this.#after(membership.rank(new Set()) * 400, () => this.#payLinks());
    this.#checkDeposits();
    const question = this.#opened().ownVault.question();
    if (question !== null) this.#connection.send(question);
  }

  /** In, and live: what stood in the way does not any more. */
  #arrived(): void {
    this.#state = 'ready';
    this.#failure = null;
    this.#retryAt = null;
    if (this.#opened().membership.drift === null) this.#steering.arrived();
  }

  async #caught(frame: Of<'page'>): Promise<void> {
    const paged = this.#pager.paged(frame, this.#opened().timeline.cursor);
    if (paged === null) return;
    if (paged.short) throw new BedsideError('log-forked', 'entries withheld');
    await this.#take(paged.fresh);
    await this.#pull();
  }

  async #live(frame: Of<'entries'>): Promise<void> {
    const fresh = this.#pager.live(frame.entries, this.#opened().timeline.cursor);
    if (fresh.length > 0) await this.#take(fresh);
    await this.#pull();
  }

  // — the log ———————————————————————————————————————————————————————————————————————————————————————————————

  /** Takes entries in order, once (INV-6); saves; then lets things happen. */
  async #take(entries: readonly Entry[]): Promise<void> {
    const { timeline, membership, delivery, profile, signals, revocations } = this.#opened();
    const batch = new Map<string, Uint8Array | null>();
    const then: (() => Promise<void>)[] = [];
    const received: number[] = [];
    for (const entry of entries) {
      if (this.#state === 'failed' || this.#state === 'ended') break;
      if (entry.seq === 1 && entry.kind === 'commit' && membership.group === null) {
        // The founder of this group may be another: the log begins with the hash of its id.
        timeline.startAt(0, firstLogHash(hash, commitHeader(entry.body).groupId));
      }
      const item = timeline.place(entry);
      if (entry.kind === 'commit') {
        // What is caught up on was counted already in the epoch that the greeting named.
        if (entry.seq > this.#greetedHead) this.#roomEpoch = entry.epoch + 1;
        await this.#takeCommit(entry, item, batch, then);
      } else if (entry.kind === 'void') {
        if (entry.seq > this.#greetedHead) this.#roomEpoch = entry.id;
        await this.#takeVoid(entry, item, then);
      } else if ((entry.kind === 'message' || entry.kind === 'redaction') && membership.group !== null) {
        membership.counted();
        const own = entry.device === this.#device ? delivery.returned(entry, batch) : null;
        // Of another epoch than this device's: opened when both are one again.
        if (membership.drift !== null) continue;
        const inner = await timeline.openForward(
          item,
          membership.page,
          own === null ? undefined : `o${own.ordinal}`,
        );
        if (inner !== null && equal(inner.device, profile.device)) {
          // Signed with this device's key, and the disk, which knows all that was ever signed, does not know it.
          if (own === null && !delivery.wrote(entry.body)) this.#fail('device-copied');
          delivery.sealedBefore(inner.counter, entry.body);
        }
        const text = item.lines.find(({ kind }) => kind === 'text');
        const author =
          inner === null ? undefined : membership.page.members?.find(({ leaf }) => leaf === inner.leaf);
        if (author !== undefined) membership.heardFrom(author.claims.sub);
        if (inner !== null && text?.kind === 'text') {
          signals.wrote(text.claims.sub);
          if (text.claims.sub !== profile.claims?.sub && this.#phase === 'current') received.push(entry.seq);
        }
      } else if (entry.kind === 'revocation') {
        await timeline.openRevocation(item, membership.page);
        batch.set(...revocations.saved);
        if (profile.claims !== null && revocations.covers(profile.claims)) then.push(() => this.#forget());
        else this.#awaitPutOut();
      } else if (entry.kind !== 'message' && entry.kind !== 'redaction') item.entry = null;
    }
    await this.#write(batch);
    for (const step of then) await step();
    await this.#expire();
    this.#sendReached();
    if (delivery.outbox.rows.length > 0) await this.#flush();
    for (const seq of received) this.#emit('received', seq);
  }

  async #takeCommit(
    entry: Entry,
    item: Item,
    batch: Map<string, Uint8Array | null>,
    then: (() => Promise<void>)[],
  ): Promise<void> {
    const { timeline, membership, delivery, senders, profile, arrivals, revocations } = this.#opened();
    const atMs = this.#phase === 'current' ? this.#ports.clock.now() : entry.at;
    let taken: Awaited<ReturnType<Membership['take']>>;
    try {
      taken = await membership.take(entry, atMs, timeline.hashAt, revocations);
    } catch (thrown) {
      const code = codeOf(thrown);
      timeline.problem(item, code);
      this.#fail(code, thrown);
      return;
    }
    const group = membership.group;
    if (taken.kind === 'removed') {
      timeline.problem(item, 'group-removed');
      then.push(async () => this.#fail('group-removed'));
      return;
    }
    if (taken.kind === 'lost') {
      // Another took this epoch first. The GroupInfo that is good now is another one.
      then.push(async () => this.#again());
      return;
    }
    if (taken.kind === 'refused') {
      timeline.problem(item, shownRefusal(taken.code));
      then.push(async () => this.#steering.steer());
      return;
    }
    if (taken.kind === 'outside' || group === null) return;
    if (taken.kind === 'restored') {
      timeline.readFrom(entry.seq + 1, group.state.epoch, membership.page, taken.drift.seq);
      then.push(() => this.#inLine());
      return;
    }
    if (taken.kind === 'returned') {
      const { members } = taken.before;
      timeline.announce(item, members, group.members);
      const known = new Set(members.map(({ claims }) => claims.did));
      arrivals.note(
        group.members.filter(({ claims }) => !known.has(claims.did)),
        group.members,
        entry.at,
      );
      batch.set(...arrivals.save(group.members));
      timeline.forgetAbove(taken.drift.epoch);
      const voided = taken.drift.kind === 'voided' ? taken.drift.commit : null;
      timeline.readFrom(entry.seq + 1, group.state.epoch, membership.page, taken.drift.seq, voided);
      for (const did of membership.unwanted) this.#removals.add(did);
      const { kind, commit, seq } = taken.drift;
      if (kind === 'voided')
        for (const { text, at } of timeline.takeBack(commit, seq, this.#device))
          delivery.takenBack(encodeText(text), at, batch);
      delivery.groupBegan(senders.last(profile.device), batch);
      this.#introduce(batch);
      then.push(() => this.#inLine());
      this.#after(limits.resyncWaitMs, async () => this.#opened().timeline.ownUp());
      return;
    }
    if (taken.kind === 'joined') {
      timeline.readFrom(entry.seq + 1, group.state.epoch, membership.page);
      arrivals.note(
        group.members.filter(({ leaf }) => leaf !== group.state.ownLeaf),
        group.members,
        entry.at,
      );
      this.#steering.arrived();
      this.#introduce(batch);
      then.push(async () => {
        if (this.#phase === 'joining') this.#phase = 'catching-up';
        await this.#pull();
      });
    } else {
      timeline.tell(item, taken.before.members, group.members);
      const newcomers = new Set((taken.change?.added ?? []).map(({ leaf }) => leaf));
      if (newcomers.size > 0 || entry.link === null) this.#welcome(newcomers, entry.seq);
    }
    batch.set(...arrivals.save(group.members));
    delivery.epochBegan(group.begunBy, senders.last(profile.device), batch);
    then.push(() => this.#commit());
    then.push(() => this.#flush());
    if (this.#phase === 'current') this.#checkDeposits();
  }

  /** Says who this device's person is, to those that it is among now. */
  #introduce(batch: Map<string, Uint8Array | null>): void {
    const { delivery, profile } = this.#opened();
    const body = encodeIntroduction(profile.ownDisclosures);
    const row = delivery.outbox.add(bodyTypes.introduction, body, this.#ports.clock.now());
    batch.set(...saveRow(row));
  }

  async #takeVoid(entry: Entry, item: Item, then: (() => Promise<void>)[]): Promise<void> {
    const { timeline, membership } = this.#opened();
    const drift = membership.drift;
    const did = membership.voided(entry);
    if (did === 'rejoin') then.push(async () => this.#again());
    else if (did === 'voided') {
      timeline.problem(item, 'group-refused', entry);
      then.push(async () => this.#steering.steer());
    } else if (did === 'healed') {
      if (entry.device === this.#device)
        this.#voids = { epoch: entry.id, count: this.#voids.epoch === entry.id ? this.#voids.count + 1 : 1 };
      // What its committer said in between was said in an epoch that this device is not in.
      for (const between of timeline.unopenedAbove(drift!.seq))
        if (between.entry?.kind === 'message')
          timeline.problem(between, 'envelope-wrong-epoch', between.entry);
      then.push(() => this.#inLine());
    }
    // What this device could not follow may be read later, over this.
  }

  /** This device and the room are in one epoch again. */
  async #inLine(): Promise<void> {
    const { membership, delivery } = this.#opened();
    delivery.again();
    if (this.#phase !== 'current') return;
    this.#arrived();
    await this.#descend();
    this.#checkDeposits();
    this.#askLink();
    if (membership.staged !== null) this.#sendCommit();
    await this.#commit();
    await this.#flush();
  }

  /** The way in that was on its way leads nowhere. */
  #again(): void {
    if (this.#opened().membership.group === null) this.#phase = 'joining';
    this.#steering.again();
  }

  /**
   * After somebody came in from outside: one of those who were there writes the link to the past, where the care team's
   * policy says so, and passes on the names. The first in the tree at once, the next after a moment, if still needed.
   */
  #welcome(newcomers: ReadonlySet<number>, seq: number): void {
    const { membership } = this.#opened();
    const arrived = membership.group!.members.filter(({ leaf }) => newcomers.has(leaf));
    if (!arrived.every(({ claims }) => claims.hist === 'chain')) return;
    membership.owe(seq);
    this.#after(membership.rank(newcomers) * 400, () => this.#payLinks());
  }

  /** Writes the links that are owed. While it catches up it cannot: it does when it is current. */
  async #payLinks(): Promise<void> {
    const { membership, profile, delivery } = this.#opened();
    if (!(await this.#sendLinks())) return;
    const names = membership.group!.members.flatMap(({ claims }) => profile.disclosures.of(claims));
    if (names.length === 0) return;
    const row = delivery.outbox.add(
      bodyTypes.introduction,
      encodeIntroduction(names),
      this.#ports.clock.now(),
    );
    await this.#write(new Map([saveRow(row)]));
    await this.#flush();
  }

  /** True where there were links to write. */
  async #sendLinks(): Promise<boolean> {
    if (this.#phase !== 'current') return false;
    const links = await this.#opened().membership.writeLinks();
    for (const link of links) this.#connection.send(link);
    return links.length > 0;
  }

  /** The link that history waits for may have been written while this device was away: its commit is asked for again. */
  #askLink(): void {
    const seq = this.#opened().timeline.linkAwaitedAt;
    if (this.#phase !== 'current' || seq === null) return;
    this.#connection.send({ type: 'page', direction: 'before', seq: seq + 1, limit: 1 });
  }

  async #linked(frame: Of<'linked'>): Promise<void> {
    const { membership, timeline } = this.#opened();
    const held = membership.roots.size;
    await membership.linked(frame.epoch, frame.link);
    if (timeline.linked(frame.epoch, frame.seq, frame.link)) {
      await this.#descend();
      this.#askLink();
    }
    if (membership.roots.size !== held) await this.#write(new Map());
  }

  /** Reads back as far as there are keys; where there is a vault, asks it for those that no link gave. */
  async #descend(): Promise<void> {
    const { timeline, recovery } = this.#opened();
    await timeline.descend();
    await this.#expire();
    const question = this.#phase === 'current' ? recovery.question() : null;
    if (question !== null) this.#connection.send(question);
  }

  async #deposited(frame: Of<'deposits'>): Promise<void> {
    const { opened, send } = await this.#opened().recovery.take(frame);
    if (send !== null) this.#connection.send(send);
    if (opened) await this.#descend();
  }

  /** A moment after an epoch began: did its commit bring a deposit to one's own vault? */
  #checkDeposits(): void {
    const waitMs = Math.round(checkDepositsMs * (1 + this.#ports.clock.random()));
    this.#after(waitMs, async () => {
      const { recovery, membership } = this.#opened();
      if (this.#phase !== 'current' || membership.drift !== null) return;
      for (const question of recovery.checks()) this.#connection.send(question);
    });
  }

  async #earlier(frame: Of<'page'>): Promise<void> {
    const { timeline } = this.#opened();
    const [entry] = frame.entries;
    if (frame.entries.length === 1 && entry!.seq >= timeline.first) {
      const { kind, id, link } = entry!;
      if (kind === 'commit' && link !== null)
        await this.#linked({ type: 'linked', epoch: id + 1, seq: entry!.seq, link });
      return;
    }
    const waiting = this.#pager.earlierCame();
    if (waiting === null) return;
    try {
      timeline.prepend(frame.base, frame.entries);
      await this.#descend();
    } finally {
      for (const loaded of waiting) loaded();
    }
  }

  // — the group —————————————————————————————————————————————————————————————————————————————————————————————

  async #grouped(frame: Of<'group'>): Promise<void> {
    const { membership, timeline, revocations } = this.#opened();
    const isJoining = this.#phase === 'joining' && membership.group === null;
    const isLost = this.#phase === 'current' && membership.drift?.isLost === true;
    if (membership.staged !== null || !(isJoining || isLost)) return;
    // One that does not hold says nothing.
    for (const token of frame.revocations) await revocations.take(token, 0).catch(() => null);
    const headHash = timeline.hashAt(timeline.cursor);
    if (frame.groupInfo === null || frame.epoch !== this.#roomEpoch || headHash === null)
      return this.#again();
    const head = { seq: timeline.cursor, hash: headHash };
    try {
      const builtOn = isJoining
        ? await membership.join(frame.groupInfo, frame.epoch, head)
        : await membership.resync(frame.groupInfo, frame.epoch, head, this.#ports.clock.now());
      if (builtOn !== null) timeline.expect(builtOn.seq, builtOn.hash);
    } catch (thrown) {
      membership.unstage();
      if (codeOf(thrown) === 'log-forked') throw thrown;
      this.#steering.failed(thrown);
      return;
    }
    await this.#write(new Map([revocations.saved]));
    this.#sendCommit();
  }

  /** Stages and sends the commit that is wanted, where one is. */
  async #commit(): Promise<void> {
    const { membership, timeline, revocations } = this.#opened();
    const group = membership.group;
    const headHash = timeline.hashAt(timeline.cursor);
    if (group === null || membership.staged !== null || headHash === null) return;
    if (this.#phase !== 'current' || membership.drift !== null) return;
    if (this.#ports.clock.now() < this.#commitsHeldUntil) return;
    const isOut = ({ claims }: Verified) => this.#putsOut && revocations.covers(claims);
    const targets = group.members.filter(
      (member) =>
        member.leaf !== group.state.ownLeaf && (this.#removals.has(member.claims.did) || isOut(member)),
    );
    const present = new Set(targets.map(({ claims }) => claims.did));
    for (const did of this.#removals) if (!present.has(did)) this.#removals.delete(did);
    // It may be the epoch's GroupInfo that leads astray: a commit of this device's own brings another.
    const renews = this.#voids.epoch === group.state.epoch && this.#voids.count > 1;
    const due = renews || membership.vaultDue || membership.rekeyDue(this.#ports.clock.now(), this.#visit);
    this.#visit = false;
    if (targets.length === 0 && !due) return;
    await membership.move(
      { seq: timeline.cursor, hash: headHash },
      targets.map(({ leaf }) => leaf),
    );
    await this.#write(new Map());
    this.#sendCommit();
  }

  /** The members whose access the portal took back. */
  get #revoked(): readonly Verified[] {
    const { membership, revocations } = this.#opened();
    return (membership.group?.members ?? []).filter(({ claims }) => revocations.covers(claims));
  }

  /** They go by a commit of one of the others: the first in the tree at once, the next after a moment, if still needed. */
  #awaitPutOut(): void {
    const leaves = new Set(this.#revoked.map(({ leaf }) => leaf));
    if (leaves.size === 0) return;
    this.#after(this.#opened().membership.rank(leaves) * 400, () => this.#putOut());
  }

  async #putOut(): Promise<void> {
    this.#putsOut = true;
    await this.#commit();
    this.#putsOut = false;
  }

  #sendCommit(): void {
    const frame = this.#opened().membership.commitFrame;
    if (frame !== null) this.#connection.send(frame);
  }

  // — sending ———————————————————————————————————————————————————————————————————————————————————————————————

  async #flush(): Promise<void> {
    const { membership, delivery, timeline, profile } = this.#opened();
    const { group } = membership;
    const headHash = timeline.hashAt(timeline.cursor);
    if (this.#phase !== 'current' || group === null || headHash === null) return;
    const nowMs = this.#ports.clock.now();
    // Fresh keys go before words; while a commit is on its way, words wait for the epoch that it begins.
    if (delivery.waits && this.#revoked.length > 0) await this.#putOut();
    else if (delivery.waits && membership.rekeyDue(nowMs)) await this.#commit();
    // Who was removed and came back by a void is out again before anything is said.
    if (this.#removals.size > 0) await this.#commit();
    if (membership.staged !== null || membership.drift !== null) return;
    const batch = new Map<string, Uint8Array | null>();
    await delivery.seal(
      { group, signer: profile.signer, head: { seq: timeline.cursor, hash: headHash }, nowMs },
      batch,
    );
    if (batch.size > 0) await this.#write(batch);
    for (const frame of delivery.due(nowMs)) this.#connection.send(frame);
    if (delivery.holdUntilMs > nowMs) this.#after(delivery.holdUntilMs - nowMs, () => this.#flush());
  }

  async #acked(frame: Of<'ack'>): Promise<void> {
    if (frame.kind === 'message' || frame.kind === 'redaction') this.#opened().delivery.acked(frame.id);
    this.#pager.reach(frame.seq);
    await this.#pull();
  }

  async #refused(frame: Of<'refused'>): Promise<void> {
    const { delivery, senders, profile, membership } = this.#opened();
    if (frame.frame === 'send' || frame.frame === 'redact') {
      const batch = new Map<string, Uint8Array | null>();
      delivery.refused(frame, this.#ports.clock.now(), senders.last(profile.device), batch);
      if (batch.size > 0) await this.#write(batch);
      await this.#flush();
    } else if (frame.frame === 'commit' && membership.staged?.epoch === frame.id) {
      // The winner's entry is on its way and clears the stage; anything but a lost race is for the person to know.
      if (frame.code === 'group-refused') this.#refusedCommit();
      else if (errors[frame.code].retry === 'later')
        this.#after(Math.max(frame.retryMs, 500), async () => this.#sendCommit());
      else if (errors[frame.code].retry !== 'resync') throw new BedsideError(frame.code, 'commit');
    } else if (frame.frame === 'void' || frame.frame === 'vouch') {
      this.#steering.refused(frame);
    } else if (frame.frame === 'link') {
      if (errors[frame.code].retry === 'never') membership.forgive(frame.id);
      else if (errors[frame.code].retry === 'later' && !this.#linksWait) {
        this.#linksWait = true;
        this.#after(Math.max(frame.retryMs, 500), async () => {
          this.#linksWait = false;
          await this.#sendLinks();
        });
      }
    } else if (frame.frame === 'group' && errors[frame.code].retry === 'later') {
      this.#after(Math.max(frame.retryMs, 250), async () => this.#steering.now());
    } else if (frame.frame === 'vault' || frame.frame === 'keep') {
      this.#opened().ownVault.refused(frame.code);
    } else if (frame.frame === 'deposit' || frame.frame === 'deposits') {
      if (errors[frame.code].retry !== 'later') return;
      this.#opened().recovery.forget(frame.id);
      this.#after(Math.max(frame.retryMs, 500), () => this.#descend());
      this.#checkDeposits();
    } else if (frame.frame === 'page' && errors[frame.code].retry === 'later') {
      this.#pager.refused();
      this.#after(Math.max(frame.retryMs, 250), () => {
        this.#askLink();
        return this.#pull();
      });
    }
  }

  /** Others voided this person's commits, and the room takes none for a while: words go on without fresh keys. */
  #refusedCommit(): void {
    const { membership } = this.#opened();
    this.#commitsHeldUntil = this.#ports.clock.now() + refusedHoldMs;
    const isOutside = membership.group === null || membership.drift !== null;
    membership.unstage();
    if (isOutside) this.#steering.failed(new BedsideError('group-refused'));
    else this.#job(() => this.#flush());
  }

  async #signalled(frame: Of<'signal'>): Promise<void> {
    const { membership, timeline, signals } = this.#opened();
    const { group } = membership;
    if (group === null || this.#phase !== 'current' || frame.epoch !== group.state.epoch) return;
    const { cursor, hashAt } = timeline;
    const isNews = await signals.hear(frame.body, { group, cursor, hashAt, nowMs: this.#ports.clock.now() });
    if (isNews) this.#after(limits.typingMs + 1, async () => {});
  }

  /** Hides what is to be hidden by now, and has it deleted where it was one's own. Comes again when the next is due. */
  async #expire(): Promise<void> {
    const parts = this.#parts;
    if (parts === null) return;
    const { changes } = parts.timeline;
    const nowMs = this.#ports.clock.now();
    changes.expire(nowMs, parts.profile.claims?.sub);
    if (this.#phase === 'current' && parts.profile.claims?.can.includes('write') === true)
      for (const body of redactions(changes.owed(), 'expired'))
        await this.#queue(parts, encodeChange(body), () => []);
    const next = changes.nextExpiry;
    if (next === null || next === this.#expiresAt) return;
    this.#expiresAt = next;
    this.#after(Math.min(Math.max(next - nowMs, 0) + 1, 2 ** 30), async () => {
      this.#expiresAt = null;
      await this.#expire();
    });
  }

  /** Tells the room how far this device has come: at once, then at most once in {@link limits.reachedEveryMs}. */
  #sendReached(): void {
    if (this.#phase !== 'current' || this.#reachedHeld) return;
    const { receipts, timeline } = this.#opened();
    const reached = receipts.due(timeline.cursor);
    if (reached === null) return;
    this.#connection.send({ type: 'reached', ...reached });
    this.#reachedHeld = true;
    this.#after(limits.reachedEveryMs, async () => {
      this.#reachedHeld = false;
      this.#sendReached();
    });
  }

  // — the screen ————————————————————————————————————————————————————————————————————————————————————————————

  #emit(type: TalkEvent, seq: number | null): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, seq });
  }

  #tell(): void {
    this.#snapshot = this.#look();
    this.#emit('change', null);
  }

  #look(): Snapshot {
    return look({
      parts: this.#parts,
      state: this.#state,
      failure: this.#failure,
      live: this.#phase === 'current',
      retryAt: this.#retryAt,
      loadingEarlier: this.#pager.loadingEarlier,
      storage: this.#ports.disk.kind,
      nowMs: this.#ports.clock.now(),
      here: this.#here,
    });
  }
}
