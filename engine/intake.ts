import { equal } from '../shared/bytes.ts';
import { codeOf } from '../shared/errors.ts';
import type { Entry } from '../shared/frames.ts';
import { commitHeader } from '../shared/headers.ts';
import { firstLogHash } from '../shared/log-hash.ts';
import type { Commits } from './commits.ts';
import { shownRefusal } from './drift.ts';
import { bodyTypes, hash } from './envelope.ts';
import { decodeIntroduction } from './introduction.ts';
import type { Latecomers } from './latecomers.ts';
import type { Live } from './live.ts';
import type { Taken } from './membership.ts';
import type { Arrival, Is } from './mending.ts';
import type { Past } from './past.ts';
import type { Batch } from './ports.ts';
import type { Sending } from './sending.ts';
import type { Steering } from './steering.ts';

/** Takes the log in: each entry in order, once (INV-6), saved before anything follows from it. */
export class Intake {
  readonly #live: Live;
  readonly #steering: Steering;
  readonly #commits: Commits;
  readonly #sending: Sending;
  readonly #past: () => Past | null;
  /** Only for what waits for them (later.ts). */
  readonly #late: () => Latecomers;
  /** Goes on with the log after this device came in. */
  readonly #pull: () => Promise<void>;
  /** The portal took back this device's access, or its person left. */
  readonly #forget: (code: 'revoked' | 'left') => Promise<void>;

  constructor(o: {
    readonly live: Live;
    readonly steering: Steering;
    readonly commits: Commits;
    readonly sending: Sending;
    readonly past: () => Past | null;
    readonly late: () => Latecomers;
    readonly pull: () => Promise<void>;
    readonly forget: (code: 'revoked' | 'left') => Promise<void>;
  }) {
    this.#live = o.live;
    this.#steering = o.steering;
    this.#commits = o.commits;
    this.#sending = o.sending;
    this.#past = o.past;
    this.#late = o.late;
    this.#pull = o.pull;
    this.#forget = o.forget;
  }

  /** Takes entries that follow the cursor; saves; then lets things happen. */
  async take(entries: readonly Entry[]): Promise<void> {
    const { chain, timeline, membership, delivery } = this.#live.parts;
    const batch: Batch = new Map();
    const steps: (() => Promise<void>)[] = [];
    const received: number[] = [];
    for (const entry of entries) {
      if (this.#live.isOver) break;
      if (entry.seq === 1 && entry.kind === 'commit' && membership.group === null) {
        // The founder of this group may be another: the log begins with the hash of its id.
        timeline.startAt(0, firstLogHash(hash, commitHeader(entry.body).groupId));
      }
      const arrival = {
        entry,
        item: chain.place(entry),
        batch,
        after: (step: () => Promise<void>) => void steps.push(step),
      };
      if (await this.#one(arrival)) received.push(entry.seq);
    }
    delivery.settle(chain, membership, batch);
    await this.#live.write(batch);
    for (const step of steps) await step();
    await this.#sending.expire();
    this.#sending.sendReached();
    if (delivery.outbox.rows.length > 0) await this.#sending.flush();
    for (const seq of received) this.#live.emit('received', seq);
    this.#past()?.letGo();
  }

  /** True where it is another's text that came while this device was live. */
  async #one(arrival: Arrival): Promise<boolean> {
    const { entry, item, batch } = arrival;
    const { membership, profile, revocations } = this.#live.parts;
    // What is caught up on was counted already in the epoch that the greeting named.
    const isNews = entry.seq > this.#live.greetedHead;
    switch (entry.kind) {
      case 'commit':
        if (isNews) this.#live.roomEpoch = entry.epoch + 1;
        await this.#commit(arrival);
        return false;
      case 'void':
        if (isNews) this.#live.roomEpoch = entry.id;
        this.#late().mending.voided(arrival);
        return false;
      case 'revocation':
        await this.#late().tidings.revoked(item, membership.page);
        batch.set(...revocations.saved);
        if (profile.claims !== null && revocations.covers(profile.claims))
          arrival.after(() => this.#forget('revoked'));
        else this.#commits.awaitPutOut();
        return false;
      case 'message':
      case 'redaction':
        return membership.group !== null && (await this.#message(arrival));
      default:
        item.entry = null;
        return false;
    }
  }

  async #message({ entry, item, batch, after }: Arrival): Promise<boolean> {
    const { opener, membership, delivery, profile, signals, departures } = this.#live.parts;
    membership.counted();
    const isOwn = entry.device === this.#live.device;
    const own = isOwn ? delivery.returned(entry, batch) : null;
    const isLate = isOwn && own === null && delivery.returnedLate(entry, batch);
    // Of another epoch than this device's: opened when both are one again.
    if (membership.drift !== null) return false;
    const key = own === null ? undefined : `o${own.ordinal}`;
    const inner = await opener.open(item, membership.page, 'forward', key);
    if (inner === null) return false;
    if (equal(inner.device, profile.device)) {
      // Signed with this device's key, and the disk, which knows all that was ever signed, does not know it.
      if (own === null && !isLate && !delivery.wrote(entry.body)) this.#live.fail('device-copied');
      delivery.stands(inner.counter, entry.body);
    }
    const author = membership.page.members?.find(({ leaf }) => leaf === inner.leaf);
    if (author !== undefined) membership.heardFrom(author.claims.sub);
    if (inner.type === bodyTypes.introduction && author !== undefined) {
      const own = profile.disclosures.of(author.claims);
      if (decodeIntroduction(inner.body).some((one) => !own.includes(one))) this.#past()?.introduced();
    }
    if (inner.type === bodyTypes.leave && author !== undefined) {
      batch.set(...departures.save(membership.group!.members));
      if (author.claims.sub === profile.claims?.sub) after(() => this.#forget('left'));
      else this.#commits.awaitPutOut();
    }
    const text = item.lines.find(({ kind }) => kind === 'text');
    if (text?.kind !== 'text') return false;
    signals?.wrote(text.claims.sub);
    return text.claims.sub !== profile.claims?.sub && this.#live.isCurrent;
  }

  async #commit(arrival: Arrival): Promise<void> {
    const { entry, item, after } = arrival;
    const { chain, opener, membership, revocations, departures } = this.#live.parts;
    const atMs = this.#live.isCurrent ? this.#live.clock.now() : entry.at;
    let taken: Taken;
    try {
      taken = await membership.take(entry, atMs, chain.hashAt, { revocations, departures });
    } catch (thrown) {
      const code = codeOf(thrown);
      opener.problem(item, code);
      this.#live.fail(code, thrown);
      return;
    }
    switch (taken.kind) {
      case 'removed':
        opener.problem(item, 'group-removed');
        after(async () => this.#live.fail('group-removed'));
        return;
      case 'lost':
        // Another took this epoch first. The GroupInfo that is good now is another one.
        after(async () => this.#commits.again());
        return;
      case 'refused':
        opener.problem(item, shownRefusal(taken.code));
        after(async () => this.#steering.steer());
        return;
      case 'outside':
        return;
      case 'restored':
        this.#late().mending.restored(arrival, taken);
        return;
      case 'returned':
        this.#late().mending.returned(arrival, taken);
        return;
      case 'joined':
        this.#joined(arrival);
        break;
      case 'moved':
        this.#moved(arrival, taken);
    }
    this.#epochBegan(arrival);
  }

  #joined({ entry, batch, after }: Arrival): void {
    const { timeline, membership, profile, arrivals } = this.#live.parts;
    const { state, members } = membership.group!;
    timeline.readFrom(entry.seq + 1, state.epoch, membership.page);
    arrivals.note(
      members.filter(({ leaf }) => leaf !== state.ownLeaf),
      members,
      entry.at,
    );
    this.#steering.arrived();
    this.#sending.introduce(profile.ownDisclosures, batch);
    after(async () => {
      if (this.#live.phase === 'joining') this.#live.phase = 'catching-up';
      await this.#pull();
    });
  }

  #moved({ entry, item }: Arrival, { before, change }: Is<'moved'>): void {
    const { membership } = this.#live.parts;
    this.#late().tidings.tell(item, before.members, membership.group!.members);
    const newcomers = new Set((change?.added ?? []).map(({ leaf }) => leaf));
    if (newcomers.size > 0 || entry.link === null) this.#past()?.welcome(newcomers, entry.seq);
  }

  #epochBegan({ entry, batch, after }: Arrival): void {
    const { timeline, membership, delivery, senders, profile, arrivals, departures } = this.#live.parts;
    const { members, begunBy, state } = membership.group!;
    timeline.began(entry.seq, state.epoch, membership.page);
    for (const known of [arrivals, departures]) batch.set(...known.save(members));
    if (profile.awaited !== null) batch.set(...profile.awaited.saved);
    delivery.epochBegan(begunBy, senders.last(profile.device), batch);
    after(() => this.#commits.make());
    // Who was to go while a commit was on its way is still there.
    after(async () => this.#commits.awaitPutOut());
    after(() => this.#sending.flush());
    if (this.#live.isCurrent) this.#past()?.checkDeposits();
  }
}
