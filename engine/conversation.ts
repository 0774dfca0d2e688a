import { BedsideError, codeOf, type ErrorCode, errors } from '../shared/errors.ts';
import { decodeRelayFrame, type Entry, frameVersion, type RelayFrame } from '../shared/frames.ts';
import { commitHeader } from '../shared/headers.ts';
import { type ConversationId, conversationIdFrom } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { firstLogHash } from '../shared/log-hash.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { Delivery } from './delivery.ts';
import { bodyTypes, encodeText, hash } from './envelope.ts';
import { encodeIntroduction } from './introduction.ts';
import { Membership } from './membership.ts';
import { epochAuthenticator, type SuiteId } from './mls/index.ts';
import { dropRow, Outbox, saveRow } from './outbox.ts';
import type { Ports } from './ports.ts';
import { Profile } from './profile.ts';
import { safetyCode } from './safety-code.ts';
import { Senders } from './senders.ts';
import type { ConversationState, Snapshot, Talk, TalkEvent, TalkEventDetail } from './snapshot.ts';
import { encodeSaved, load, savedKey } from './store.ts';
import { type Item, Timeline } from './timeline.ts';
import { countUnread, View } from './view.ts';

const pageEntries = 50;
const hashesKept = 64;
const suiteNames: Record<SuiteId, string> = {
  77: 'X-Wing (ML-KEM-768 + X25519), ChaCha20-Poly1305, Ed25519 · AES-256-GCM',
  7: 'P-384, AES-256-GCM, ECDSA · AES-256-GCM',
  1: 'X25519, AES-128-GCM, Ed25519 · AES-256-GCM',
};

/** What is open once the device's records were read. */
interface Parts {
  readonly profile: Profile;
  readonly membership: Membership;
  readonly delivery: Delivery;
  readonly senders: Senders;
  readonly timeline: Timeline;
  readonly view: View;
}

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
  #target = 0;
  #paging = false;
  #loadingEarlier: (() => void)[] = [];
  #credit = 0;
  #joinTries = 0;
  #readSeq = 0;
  #readSent = 0;
  readonly #readOf = new Map<number, number>();
  readonly #personOf = new Map<number, string>();
  #removals = new Set<string>();
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
        failed: (code) => this.#job(async () => this.#fail(code)),
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
    this.#closed = this.#ports.lock.hold(`bedside/${this.#id}`, async () => {
      held = true;
      this.#job(async () => {
        if (this.#release === null) return;
        this.#state = 'connecting';
        this.#parts = await this.#open();
        if (this.#parts.membership.removed) this.#fail('group-removed');
        else this.#connection.start();
      });
      await released;
      await this.#jobs;
    });
  }

  async stop(): Promise<void> {
    this.#connection.stop();
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#phase = 'away';
    this.#release?.();
    this.#release = null;
    await this.#closed;
    this.#parts = null;
    if (this.#state !== 'failed' && this.#state !== 'ended') this.#state = 'idle';
    this.#tell();
  }

  say(text: string): Promise<string> {
    return this.#intent(async (parts) => {
      const body = encodeText(text);
      if (body.length === 0 || body.length > limits.textBytesMax) throw new BedsideError('text-too-long');
      if (parts.profile.claims?.can.includes('write') === false) throw new BedsideError('not-permitted');
      const row = parts.delivery.outbox.add(bodyTypes.text, body, this.#ports.clock.now());
      try {
        await this.#write(new Map([saveRow(row)]));
      } catch (thrown) {
        parts.delivery.outbox.drop(row);
        throw thrown;
      }
      this.#job(() => this.#flush());
      return `o${row.ordinal}`;
    });
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
      const loaded = new Promise<void>((resolve) => this.#loadingEarlier.push(resolve));
      if (this.#loadingEarlier.length === 1) {
        this.#connection.send({ type: 'page', direction: 'before', seq: timeline.first, limit: pageEntries });
      }
      return { loaded };
    }).then((wait) => wait?.loaded);
  }

  markRead(seq: number): void {
    this.#job(async () => {
      const { timeline } = this.#opened();
      const to = Math.min(seq, timeline.cursor);
      if (to <= this.#readSeq) return;
      this.#readSeq = to;
      await this.#write(new Map());
      this.#sendRead();
    });
  }

  probe(): void {
    this.#connection.probe();
  }

  /** Takes devices out of the group, by their ids in {@link Snapshot.members}. Throws `not-permitted`. Goes on until it is done or was refused. */
  remove(deviceIds: readonly string[]): Promise<void> {
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

  /** A bug that halted the conversation, for tests; never shown, never logged (INV-10). */
  lastBug: unknown = null;

  // — disk ——————————————————————————————————————————————————————————————————————————————————————————————————

  async #open(): Promise<Parts> {
    const { disk } = this.#ports;
    let saved = await load(disk);
    if ((saved !== null) !== (await Profile.isKeyed(this.#ports)) && saved !== null) {
      // Half of it was evicted. What is left is another device's past: begin anew, never reuse an identity.
      await disk.wipe();
      saved = null;
    }
    const profile = await Profile.open(this.#id, this.#suite, this.#ports, saved);
    const membership = new Membership(profile, saved);
    const senders = new Senders(saved?.senders);
    const timeline = new Timeline({
      cursor: saved?.cursor ?? 0,
      hashes: saved?.hashes ?? [],
      senders,
      disclosures: profile.disclosures,
      roster: () => profile.roster,
      roots: membership.roots,
    });
    if (membership.group !== null) {
      timeline.readFrom(timeline.cursor + 1, membership.group.state.epoch, membership.page);
    }
    const delivery = new Delivery(
      await Outbox.load(disk),
      saved?.counter ?? 0,
      saved?.prev ?? new Uint8Array(32),
    );
    this.#readSeq = saved?.readSeq ?? 0;
    return { profile, membership, senders, timeline, delivery, view: new View(profile.disclosures) };
  }

  /** Writes the state record and these rows, whole or not at all. Durable when it resolves (INV-2). */
  async #write(batch: Map<string, Uint8Array | null>): Promise<void> {
    const { profile, membership, senders, timeline, delivery } = this.#opened();
    if (profile.issuer !== '') {
      batch.set(
        savedKey,
        encodeSaved({
          issuer: profile.issuer,
          pinned: profile.pinned,
          disclosures: profile.disclosures.all,
          group: membership.group,
          staged: membership.staged,
          cursor: timeline.cursor,
          hashes: timeline.recentHashes(hashesKept),
          senders: senders.saved,
          roots: [...membership.roots],
          counter: delivery.counter,
          prev: delivery.prev,
          readSeq: this.#readSeq,
          removed: membership.removed,
        }),
      );
    }
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
      const { delivery, timeline } = this.#opened();
      delivery.reconnected();
      this.#phase = 'greeting';
      this.#paging = false;
      this.#credit = limits.creditEntries;
      this.#connection.send({
        type: 'hello',
        version: frameVersion,
        cursor: timeline.cursor,
        credit: limits.creditEntries,
      });
      return;
    }
    this.#phase = 'away';
    for (const loaded of this.#loadingEarlier.splice(0)) loaded();
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
        this.#target = Math.max(this.#target, frame.head);
        return this.#pull();
      case 'receipts':
        for (const { device, seq } of frame.receipts) this.#readOf.set(device, seq);
        return;
      case 'bye':
        if (errors[frame.code].retry === 'never' || errors[frame.code].retry === 'upgrade')
          this.#fail(frame.code);
        else this.#connection.drop(frame.code);
        return;
      case 'signal':
      case 'presence':
        return;
    }
  }

  async #greeted(frame: Of<'state'>): Promise<void> {
    if (this.#phase !== 'greeting') return this.#connection.drop('relay-invalid');
    const { membership, timeline, delivery } = this.#opened();
    this.#device = frame.device;
    this.#roomEpoch = frame.epoch;
    this.#target = frame.head;
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
    if (this.#paging || this.#phase === 'joining') return;
    const { timeline } = this.#opened();
    if (timeline.cursor < this.#target) {
      this.#paging = true;
      const { cursor: seq } = timeline;
      this.#connection.send({ type: 'page', direction: 'after', seq, limit: limits.pageEntriesMax });
      return;
    }
    if (this.#credit <= 0) {
      this.#credit = limits.creditEntries;
      this.#connection.send({ type: 'credit', entries: limits.creditEntries });
    }
    if (this.#phase === 'catching-up') await this.#becameCurrent();
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
    this.#state = 'ready';
    this.#failure = null;
    this.#sendRead();
    await timeline.descend();
    if (timeline.items.length < pageEntries && timeline.first > 1 && this.#loadingEarlier.length === 0) {
      this.#loadingEarlier.push(() => {});
      this.#connection.send({ type: 'page', direction: 'before', seq: timeline.first, limit: pageEntries });
    }
    await this.#commit();
    await this.#flush();
  }

  async #caught(frame: Of<'page'>): Promise<void> {
    if (!this.#paging) return;
    this.#paging = false;
    const { timeline } = this.#opened();
    const fresh = frame.entries.filter(({ seq }) => seq > timeline.cursor);
    if (fresh.length === 0 && timeline.cursor < this.#target)
      throw new BedsideError('log-forked', 'entries withheld');
    await this.#take(fresh);
    await this.#pull();
  }

  async #live(frame: Of<'entries'>): Promise<void> {
    const { timeline } = this.#opened();
    this.#credit -= frame.entries.length;
    const last = frame.entries.at(-1)?.seq ?? 0;
    this.#target = Math.max(this.#target, last);
    const fresh = frame.entries.filter(({ seq }) => seq > timeline.cursor);
    if (fresh[0]?.seq === timeline.cursor + 1 && !this.#paging) await this.#take(fresh);
    if (this.#credit < limits.creditEntries / 2 && timeline.cursor >= this.#target) {
      const entries = limits.creditEntries - this.#credit;
      this.#credit += entries;
      this.#connection.send({ type: 'credit', entries });
    }
    await this.#pull();
  }

  // — the log ———————————————————————————————————————————————————————————————————————————————————————————————

  /** Takes entries in order, once (INV-6); saves; then lets things happen. */
  async #take(entries: readonly Entry[]): Promise<void> {
    const { timeline, membership, delivery, profile } = this.#opened();
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
        this.#roomEpoch += 1;
        await this.#takeCommit(entry, item, batch, then);
      } else if (entry.kind === 'message' && membership.group !== null) {
        const own = entry.device === this.#device ? delivery.returned(entry, batch) : null;
        const inner = await timeline.openForward(
          item,
          membership.page,
          own === null ? undefined : `o${own.ordinal}`,
        );
        const text = item.lines.find(({ kind }) => kind === 'text');
        if (inner !== null && text?.kind === 'text') {
          this.#personOf.set(entry.device, text.claims.sub);
          if (text.claims.sub !== profile.claims?.sub && this.#phase === 'current') received.push(entry.seq);
        }
      } else if (entry.kind !== 'message') item.entry = null;
    }
    await this.#write(batch);
    for (const step of then) await step();
    if (delivery.outbox.rows.length > 0) await this.#flush();
    for (const seq of received) this.#emit('received', seq);
  }

  async #takeCommit(
    entry: Entry,
    item: Item,
    batch: Map<string, Uint8Array | null>,
    then: (() => Promise<void>)[],
  ): Promise<void> {
    const { timeline, membership, delivery, senders, profile } = this.#opened();
    const atMs = this.#phase === 'current' ? this.#ports.clock.now() : entry.at;
    let taken: Awaited<ReturnType<Membership['take']>>;
    try {
      taken = await membership.take(entry, atMs, timeline.hashAt);
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
      then.push(() => this.#rejoin());
      return;
    }
    if (taken.kind === 'outside' || group === null) return;
    if (taken.kind === 'joined') {
      timeline.readFrom(entry.seq + 1, group.state.epoch, membership.page);
      this.#joinTries = 0;
      delivery.outbox.add(
        bodyTypes.introduction,
        encodeIntroduction(profile.ownDisclosures),
        this.#ports.clock.now(),
      );
      const row = delivery.outbox.rows.at(-1)!;
      batch.set(...saveRow(row));
      then.push(async () => {
        if (this.#phase === 'joining') this.#phase = 'catching-up';
        await this.#pull();
      });
    } else {
      timeline.tell(item, taken.before.members, group.members);
      const newcomers = new Set((taken.change?.added ?? []).map(({ leaf }) => leaf));
      if (newcomers.size > 0) this.#welcome(newcomers);
      else if (entry.link === null) this.#welcome(new Set());
    }
    delivery.epochBegan(group.state.epoch, senders.last(profile.device), batch);
    then.push(() => this.#commit());
    then.push(() => this.#flush());
  }

  /**
   * After somebody came in from outside: one of those who were there writes the link to the past, where the care team's
   * policy says so, and passes on the names. The first in the tree at once, the next after a moment, if still needed.
   */
  #welcome(newcomers: ReadonlySet<number>): void {
    const { membership } = this.#opened();
    const epoch = membership.group!.state.epoch;
    this.#after(membership.rank(newcomers) * 400, async () => {
      const { profile, delivery } = this.#opened();
      const group = membership.group;
      if (group === null || group.state.epoch !== epoch || this.#phase !== 'current') return;
      const arrived = group.members.filter(({ leaf }) => newcomers.has(leaf));
      if (!membership.roots.has(epoch - 1) || !arrived.every(({ claims }) => claims.hist === 'chain')) return;
      const frame = await membership.writeLink();
      if (frame !== null) this.#connection.send(frame);
      const names = group.members.flatMap(({ claims }) => profile.disclosures.of(claims));
      if (names.length === 0) return;
      const row = delivery.outbox.add(
        bodyTypes.introduction,
        encodeIntroduction(names),
        this.#ports.clock.now(),
      );
      await this.#write(new Map([saveRow(row)]));
      await this.#flush();
    });
  }

  async #linked(frame: Of<'linked'>): Promise<void> {
    const { membership, timeline } = this.#opened();
    const held = membership.roots.size;
    await membership.linked(frame.epoch, frame.link);
    if (timeline.linked(frame.epoch, frame.link)) await timeline.descend();
    if (membership.roots.size !== held) await this.#write(new Map());
  }

  async #earlier(frame: Of<'page'>): Promise<void> {
    const { timeline } = this.#opened();
    const waiting = this.#loadingEarlier.splice(0);
    if (waiting.length === 0) return;
    try {
      timeline.prepend(frame.base, frame.entries);
      await timeline.descend();
    } finally {
      for (const loaded of waiting) loaded();
    }
  }

  // — the group —————————————————————————————————————————————————————————————————————————————————————————————

  async #grouped(frame: Of<'group'>): Promise<void> {
    const { membership, timeline } = this.#opened();
    if (membership.group !== null || membership.staged !== null || this.#phase !== 'joining') return;
    const headHash = timeline.hashAt(timeline.cursor);
    if (frame.groupInfo === null || frame.epoch !== this.#roomEpoch || headHash === null)
      return this.#rejoin();
    const builtOn = await membership.join(frame.groupInfo, frame.epoch, {
      seq: timeline.cursor,
      hash: headHash,
    });
    if (builtOn !== null) timeline.expect(builtOn.seq, builtOn.hash);
    await this.#write(new Map());
    this.#sendCommit();
  }

  /** Asks for the GroupInfo again, a few times. */
  async #rejoin(): Promise<void> {
    this.#joinTries += 1;
    if (this.#joinTries > limits.commitTriesMax) throw new BedsideError('group-diverged', 'cannot join');
    this.#phase = 'joining';
    const waitMs = Math.round(this.#ports.clock.random() * 200 * this.#joinTries);
    this.#after(waitMs, async () => {
      if (this.#phase === 'joining') this.#connection.send({ type: 'group' });
    });
  }

  /** Stages and sends the commit that is wanted, where one is. */
  async #commit(): Promise<void> {
    const { membership, timeline } = this.#opened();
    const group = membership.group;
    const headHash = timeline.hashAt(timeline.cursor);
    if (this.#removals.size === 0 || group === null || membership.staged !== null || headHash === null)
      return;
    if (this.#phase !== 'current') return;
    const targets = group.members.filter(({ claims }) => this.#removals.has(claims.did));
    const present = new Set(targets.map(({ claims }) => claims.did));
    for (const did of this.#removals) if (!present.has(did)) this.#removals.delete(did);
    if (targets.length === 0) return;
    await membership.move(
      { seq: timeline.cursor, hash: headHash },
      targets.map(({ leaf }) => leaf),
    );
    await this.#write(new Map());
    this.#sendCommit();
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
    if (frame.kind === 'message') this.#opened().delivery.acked(frame.id);
    this.#target = Math.max(this.#target, frame.seq);
    await this.#pull();
  }

  async #refused(frame: Of<'refused'>): Promise<void> {
    const { delivery, senders, profile, membership } = this.#opened();
    if (frame.frame === 'send') {
      const batch = new Map<string, Uint8Array | null>();
      delivery.refused(frame, this.#ports.clock.now(), senders.last(profile.device), batch);
      if (batch.size > 0) await this.#write(batch);
      await this.#flush();
    } else if (frame.frame === 'commit' && membership.staged?.epoch === frame.id) {
      // The winner's entry is on its way and clears the stage; anything but a lost race is for the person to know.
      if (errors[frame.code].retry === 'later')
        this.#after(Math.max(frame.retryMs, 500), async () => this.#sendCommit());
      else if (errors[frame.code].retry !== 'resync') throw new BedsideError(frame.code, 'commit');
    } else if (frame.frame === 'page' && errors[frame.code].retry === 'later') {
      this.#paging = false;
      for (const loaded of this.#loadingEarlier.splice(0)) loaded();
      this.#after(Math.max(frame.retryMs, 250), () => this.#pull());
    }
  }

  #sendRead(): void {
    if (this.#phase !== 'current' || this.#readSeq <= this.#readSent) return;
    this.#readSent = this.#readSeq;
    this.#connection.send({ type: 'read', seq: this.#readSeq });
  }

  // — the screen ————————————————————————————————————————————————————————————————————————————————————————————

  #emit(type: TalkEvent, seq: number | null): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, seq });
  }

  #tell(): void {
    this.#snapshot = this.#look();
    this.#emit('change', null);
  }

  /** Up to where everyone else has read. */
  #readByAll(self: string, people: readonly string[]): number {
    const others = people.filter((person) => person !== self);
    if (others.length === 0) return 0;
    let all = Number.MAX_SAFE_INTEGER;
    for (const person of others) {
      let furthest = 0;
      for (const [device, seq] of this.#readOf)
        if (this.#personOf.get(device) === person) furthest = Math.max(furthest, seq);
      all = Math.min(all, furthest);
    }
    return all;
  }

  #look(): Snapshot {
    const parts = this.#parts;
    const group = parts?.membership.group ?? null;
    const claims = parts?.profile.claims ?? null;
    const sub = claims?.sub ?? '';
    const people = [...new Set(group?.members.map((member) => member.claims.sub))];
    parts?.view.update(sub, this.#readByAll(sub, people));
    const self = claims === null || parts === null ? null : parts.view.author(claims);
    return Object.freeze({
      state: this.#state,
      failure: this.#failure,
      connection: { live: this.#phase === 'current', retryAt: this.#retryAt },
      topic: claims?.topic ?? null,
      self,
      canWrite: claims?.can.includes('write') ?? false,
      members: parts === null || group === null ? [] : parts.view.members(group.members, group.state.ownLeaf),
      lines:
        parts === null || self === null
          ? []
          : [
              ...parts.view.lines(parts.timeline.items),
              ...parts.view.pending(parts.delivery.outbox.rows, self),
            ],
      history: {
        more: group !== null && (parts?.timeline.first ?? 1) > 1,
        loading: this.#loadingEarlier.length > 0,
        withheld: parts?.timeline.withheld ?? false,
      },
      unread: parts === null ? 0 : countUnread(parts.timeline.items, this.#readSeq, sub),
      safetyCode: group === null ? null : safetyCode(epochAuthenticator(group.state), group.state.groupId),
      suite: group === null ? null : suiteNames[group.state.suite],
      storage: this.#ports.disk.kind,
    });
  }
}
