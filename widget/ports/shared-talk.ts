import type { Disk, Snapshot, Talk, TalkEvent, TalkEventDetail } from '../../engine/index.ts';
import { emptySnapshot } from '../../engine/snapshot.ts';
import { BedsideError, codeOf, type ErrorCode, errors } from '../../shared/errors.ts';
import type { SharedDisk } from './disk.ts';
import { Intents, intentRepeatMs, type Outcome } from './intents.ts';
import { Pen } from './pen.ts';
import { Reign } from './reign.ts';
import { SealedChannel } from './sealed-channel.ts';
import type { Intent, Nudge, Report, TabWord } from './tab-words.ts';
import { uncommon } from './uncommon.ts';
import { Watch } from './watch.ts';
import { WordedTalk } from './worded-talk.ts';

/** How long it may take to finish what was begun when a tab leaves. */
const stopMs = 1_000;
/** How often, in how long, a writer whose session was taken by a straggler begins again. */
const restartsMax = 3;
const restartsWithinMs = 60_000;
/** One who lost the thread asks for all of it, but not more often than this. */
const wholeMs = 300;
/** A portal that did not say who is here is asked again after this long. */
const whoseMs = 3_000;

/**
 * One conversation in as many tabs as a person likes: one leaf, one writer (INV-8). The writer runs the conversation;
 * the others show what it shows and have it do what their persons want.
 *
 * Roles, in order: `none` (not started, or asleep) → `follower` (in line for the pen) → `claiming` (has the pen, makes
 * the disk its own) → `writer` → `follower` again when the pen was taken away.
 *
 * A writer that closes, crashes, freezes or goes to sleep lets go of the pen; from one that is held up, a follower that
 * can be seen steals it. Whatever the old one was in the middle of, the disk refuses (see disk.ts).
 */
export class SharedTalk extends WordedTalk implements Talk {
  readonly #disk: SharedDisk;
  readonly #name: string;
  readonly #openTalk: (disk: Disk) => Talk;
  readonly #askWhose: () => Promise<void>;
  readonly #listeners = new Map<TalkEvent, Set<(event: TalkEventDetail) => void>>();
  readonly #pen: Pen;
  readonly #intents = new Intents();
  #snapshot: Snapshot = emptySnapshot;
  #role: 'none' | 'follower' | 'claiming' | 'writer' = 'none';
  #running = false;
  #channel: SealedChannel<TabWord> | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #readTo = 0;
  /** Which tab this is, to the writer. */
  readonly #by = `${Math.random()}`;

  // As a follower: the highest reign heard of, and how much of it was heard.
  readonly #watch: Watch;
  #heardReign = 0;
  #rev = -1;
  #askedWholeAt = Number.NEGATIVE_INFINITY;
  /** The portal said that what this tab shows is its person's. */
  #isOwn = false;
  #asksWhose = false;

  // As the writer.
  /** Counts claims, so that one that was overtaken by the next is not heard. */
  #claims = 0;
  #reign: Reign | null = null;
  #restartsAt: number[] = [];

  /** `name`: the scope's, for lock and channel; it must say nothing of the conversation. `open`: a conversation that takes no lock of its own. */
  constructor(o: {
    readonly name: string;
    readonly disk: SharedDisk;
    readonly open: (disk: Disk) => Talk;
    /** Asks the portal whether it is still the disk's person who is here. Throws `person-changed` where it is not. */
    readonly askWhose: () => Promise<void>;
  }) {
    super();
    this.#name = o.name;
    this.#disk = o.disk;
    this.#openTalk = o.open;
    this.#askWhose = o.askWhose;
    this.#pen = new Pen(o.name, {
      taken: () => void this.#reignHere(),
      lost: () => this.#depose(),
      denied: () => this.#fail('storage-unavailable'),
    });
    this.#watch = new Watch({
      ping: () => void this.#post({ is: 'ping' }),
      silent: () => this.#pen.steal(),
    });
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
    if (this.#running) return;
    this.#running = true;
    this.#show({ ...this.#snapshot, state: 'connecting', failure: null, storage: 'durable' });
    addEventListener('pagehide', this.#sleep);
    document.addEventListener('freeze', this.#sleep);
    addEventListener('pageshow', this.#wake);
    document.addEventListener('resume', this.#wake);
    document.addEventListener('visibilitychange', this.#seen);
    this.#wake();
  }

  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    removeEventListener('pagehide', this.#sleep);
    document.removeEventListener('freeze', this.#sleep);
    removeEventListener('pageshow', this.#wake);
    document.removeEventListener('resume', this.#wake);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#quiet();
    // What it is in the middle of is finished, within reason, before another tab begins.
    await Promise.race([this.#leave(), new Promise((late) => setTimeout(late, stopMs))]);
    // Started again meanwhile: the pen is wanted.
    if (this.#running) return;
    this.#pen.drop();
    this.#intents.failAll('relay-unreachable');
    const { state } = this.#snapshot;
    if (state !== 'failed' && state !== 'ended') this.#show({ ...this.#snapshot, state: 'idle' });
  }

  markRead(seq: number): void {
    this.#readTo = Math.max(this.#readTo, seq);
    this.nudge('markRead', seq);
  }

  // — any role ——————————————————————————————————————————————————————————————————————————————————————————————

  protected override ask(intent: Intent, about = ''): Promise<string> {
    if (!this.#running) return Promise.reject(new BedsideError('relay-unreachable', 'not started'));
    const { id, outcome } = this.#intents.note(intent, about);
    this.#issue(id, intent, about);
    return outcome;
  }

  /** Has it done here or by the writer. Without a writer it waits for one. */
  #issue(id: string, intent: Intent, about: string): void {
    if (this.#reign === null) void this.#channel?.post({ is: 'ask', id, intent, about });
    else
      void this.#reign.perform(id, intent, about).then((outcome) => {
        if (outcome !== null) this.#settle(id, outcome);
      });
  }

  #settle(id: string, outcome: Outcome): void {
    if ('code' in outcome) this.#intents.failed(id, outcome.code);
    else this.#intents.done(id, outcome.value);
  }

  /** To a writer that has just begun, or is slow to answer. */
  readonly #issueAll = (): void => {
    for (const [id, { intent, about }] of this.#intents.open()) this.#issue(id, intent, about);
  };

  protected override nudge(nudge: Nudge, seq = 0): void {
    if (this.#reign !== null) this.#reign.obey(nudge, seq, this.#by);
    else void this.#channel?.post({ is: 'nudge', nudge, seq, by: this.#by });
  }

  #heard(word: TabWord): void {
    switch (word.is) {
      case 'ping':
        if (this.#role === 'claiming') void this.#post({ is: 'pong', reign: 0, rev: 0 });
        else this.#reign?.pong();
        return;
      case 'hello':
        this.#reign?.welcome(word.fresh);
        return;
      case 'ask':
        void this.#reign?.answer(word.id, word.intent, word.about);
        return;
      case 'nudge':
        this.#reign?.obey(word.nudge, word.seq, word.by);
        return;
      case 'forgotten':
        // Nothing of it is shown any more. Whoever is here now opens anew, if the portal lets them.
        this.#fail('person-changed');
        return;
      default:
        this.#heardReport(word);
    }
  }

  #post(word: TabWord): Promise<void> {
    return this.#channel?.post(word) ?? Promise.resolve();
  }

  #show(snapshot: Snapshot): void {
    this.#snapshot = Object.freeze(snapshot);
    this.#emit('change', null);
  }

  #emit(type: TalkEvent, seq: number | null): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, seq });
  }

  #fail(failure: ErrorCode): void {
    void this.#leave();
    this.#pen.drop();
    this.#show({ ...this.#snapshot, state: 'failed', failure });
  }

  // — sleeping and waking ———————————————————————————————————————————————————————————————————————————————————

  /** The page is put away, or frozen: another tab should not have to find out. There is no time to finish anything. */
  readonly #sleep = (): void => {
    this.#quiet();
    void this.#leave();
    this.#pen.drop();
  };

  readonly #wake = (): void => {
    if (!this.#running || this.#channel !== null) return;
    this.#channel = new SealedChannel<TabWord>(this.#name, this.#disk.seals, (word) => this.#heard(word));
    this.#timer = setInterval(this.#issueAll, intentRepeatMs);
    this.#follow(this.#heardReign === 0);
  };

  #quiet(): void {
    clearInterval(this.#timer);
    this.#watch.stop();
    this.#channel?.close();
    this.#channel = null;
  }

  readonly #seen = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.#wake();
    this.#watch.look();
  };

  // — as a follower —————————————————————————————————————————————————————————————————————————————————————————

  #follow(fresh: boolean): void {
    this.#role = 'follower';
    this.#rev = -1;
    this.#pen.drop();
    this.#pen.wait();
    void this.#post({ is: 'hello', fresh });
    this.#issueAll();
    this.#watch.start();
  }

  #heardReport(report: Report): void {
    if (report.reign < this.#heardReign && report.reign !== 0) return;
    if (report.reign > this.#heardReign) {
      if (this.#role === 'claiming') return;
      this.#heardReign = report.reign;
      this.#rev = -1;
      if (this.#role === 'writer') this.#depose();
      else if (this.#role === 'follower') this.#hail();
    }
    if (this.#role !== 'follower') return;
    this.#watch.heard();
    switch (report.is) {
      case 'reign':
        return;
      case 'pong':
        if (report.reign > 0 && report.rev !== this.#rev) this.#askWhole();
        return;
      case 'whole':
        uncommon.ahead();
        if (report.rev <= this.#rev) return;
        this.#take(report.rev, report.snapshot, this.#rev < 0 ? [] : report.received);
        return;
      case 'delta': {
        if (report.rev <= this.#rev) return;
        const leads = this.#rev >= 0 && report.rev === this.#rev + 1;
        const next = leads ? (uncommon.held?.applyDelta(this.#snapshot, report.delta) ?? null) : null;
        if (next === null) this.#askWhole();
        else this.#take(report.rev, next, report.received);
        return;
      }
      case 'answer':
        if (report.code !== null) this.#intents.failed(report.id, report.code);
        else this.#intents.done(report.id, report.value ?? '');
        return;
    }
  }

  #take(rev: number, snapshot: Snapshot, received: readonly number[]): void {
    if ((snapshot.self ?? snapshot.failure) !== null && !this.#isOwn) {
      void this.#holdToOwner();
      return;
    }
    this.#rev = rev;
    this.#snapshot = Object.freeze(snapshot);
    for (const seq of received) this.#emit('received', seq);
    this.#emit('change', null);
  }

  /** The writer's tab may be another person's, from before this one signed in to the portal: nothing of it is shown until the portal was asked. */
  async #holdToOwner(): Promise<void> {
    if (this.#asksWhose) return;
    this.#asksWhose = true;
    const refusal = await this.#askWhose().then(() => null, codeOf);
    const isFinal = refusal !== null && errors[refusal].retry === 'never';
    if (refusal === null) this.#isOwn = true;
    else if (!isFinal) await new Promise((later) => setTimeout(later, whoseMs));
    this.#asksWhose = false;
    if (!this.#running) return;
    if (isFinal) this.#fail(refusal);
    else this.#askWhole();
  }

  /** A writer that this tab had not heard of. */
  #hail(): void {
    this.#askWhole();
    if (this.#readTo > 0) this.nudge('markRead', this.#readTo);
    this.#issueAll();
  }

  #askWhole(): void {
    const now = performance.now();
    if (this.#rev >= 0 && now - this.#askedWholeAt < wholeMs) return;
    this.#askedWholeAt = now;
    void this.#post({ is: 'hello', fresh: false });
  }

  // — as the writer —————————————————————————————————————————————————————————————————————————————————————————

  /** Makes the disk its own and opens the conversation. */
  async #reignHere(): Promise<void> {
    this.#role = 'claiming';
    this.#watch.stop();
    this.#claims += 1;
    const turn = this.#claims;
    const claim = await this.#disk.claim().catch(() => null);
    // Put to sleep, stopped or robbed while it claimed.
    if (turn !== this.#claims || this.#role !== 'claiming' || !this.#pen.held) return;
    if (claim === null) {
      this.#fail('storage-broken');
      return;
    }
    this.#role = 'writer';
    this.#heardReign = claim.reign;
    this.#reign = new Reign(claim, this.#openTalk, {
      snapshot: () => this.#snapshot,
      show: (snapshot) => {
        // Its own engine holds to it.
        this.#isOwn ||= snapshot.self !== null;
        this.#show(snapshot);
      },
      received: (seq) => this.#emit('received', seq),
      post: (word) => this.#post(word),
      lost: () => this.#depose(),
      mayRestart: () => this.#mayRestart(),
      restart: () => void this.#restart(),
    });
    this.#reign.begin();
    this.#issueAll();
    if (this.#readTo > 0) this.nudge('markRead', this.#readTo);
  }

  /** Lets the conversation go, and is neither writer nor follower. */
  #leave(): Promise<void> {
    this.#role = 'none';
    const reign = this.#reign;
    this.#reign = null;
    this.#watch.stop();
    return reign?.end() ?? Promise.resolve();
  }

  /** Another tab writes now. */
  #depose(): void {
    void this.#leave();
    if (this.#running && this.#channel !== null) this.#follow(false);
    else this.#pen.drop();
  }

  #mayRestart(): boolean {
    const now = performance.now();
    this.#restartsAt = this.#restartsAt.filter((at) => now - at < restartsWithinMs);
    if (this.#restartsAt.length >= restartsMax) return false;
    this.#restartsAt.push(now);
    return true;
  }

  async #restart(): Promise<void> {
    await this.#leave();
    if (this.#pen.held && this.#running && this.#role === 'none') await this.#reignHere();
  }
}
