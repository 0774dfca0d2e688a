import { BedsideError, codeOf, type ErrorCode } from '../shared/errors.ts';
import type { ClientFrame } from '../shared/frames.ts';
import type { LogHead } from './leaf.ts';
import type { Batch, Clock, Disk } from './ports.ts';
import { type Parts, saveParts } from './records.ts';
import type { ConversationState, TalkEvent, TalkEventDetail } from './snapshot.ts';

/**
 * Where a socket stands, in order: `greeting` (hello said) → `joining` (no group yet: founds one, or asks for GroupInfo and
 * commits itself in) → `catching-up` (pages from the cursor to the head) → `current` (live; sends).
 */
export type Phase = 'away' | 'greeting' | 'joining' | 'catching-up' | 'current';

/** Codes with which a conversation is over, and not broken. */
const endings: ReadonlySet<ErrorCode> = new Set(['revoked', 'left', 'group-removed']);

/**
 * One conversation as it runs, for all who have a part in it: what is in hand, where it stands, and one job at a time
 * (STYLE, the walk). Whoever changes something does it inside a job; the screen is told after each.
 */
export class Live {
  readonly clock: Clock;
  phase: Phase = 'away';
  state: ConversationState = 'idle';
  failure: ErrorCode | null = null;
  retryAt: number | null = null;
  /** This device's number, by the room's word. */
  device = 0;
  roomEpoch = 0;
  /** The head that the room greeted with: what stands up to it was counted in the epoch that it named. */
  greetedHead = 0;
  /** All that the records gave; null while nothing is open. */
  records: Parts | null = null;
  /** A bug that halted the conversation, for tests; never shown, never logged (INV-10). */
  bug: unknown = null;
  readonly #disk: Disk;
  readonly #send: (frame: ClientFrame) => void;
  readonly #hangUp: () => void;
  readonly #told: () => void;
  readonly #listeners = new Map<TalkEvent, Set<(event: TalkEventDetail) => void>>();
  readonly #cancels = new Set<() => void>();
  readonly #onces = new Map<string, () => void>();
  #jobs: Promise<void> = Promise.resolve();

  constructor(o: {
    readonly clock: Clock;
    readonly disk: Disk;
    readonly send: (frame: ClientFrame) => void;
    /** Closes the socket for good. */
    readonly hangUp: () => void;
    /** After every job: what is to be seen may have changed. */
    readonly told: () => void;
  }) {
    this.clock = o.clock;
    this.#disk = o.disk;
    this.#send = o.send;
    this.#hangUp = o.hangUp;
    this.#told = o.told;
  }

  get parts(): Parts {
    if (this.records === null) throw new BedsideError('relay-unreachable', 'not open');
    return this.records;
  }

  get isCurrent(): boolean {
    return this.phase === 'current';
  }

  /** Nothing more is taken or said. */
  get isOver(): boolean {
    return this.state === 'failed' || this.state === 'ended';
  }

  /** The last entry taken; null where its hash is not known, before the first. */
  get head(): LogHead | null {
    const { chain } = this.parts;
    const hash = chain.hashAt(chain.cursor);
    return hash === null ? null : { seq: chain.cursor, hash };
  }

  // — jobs ——————————————————————————————————————————————————————————————————————————————————————————————————

  /** Runs after all jobs before it. A failure with a code ends the conversation with it; any other is a bug and does too. */
  job(work: () => Promise<void>): void {
    this.#jobs = this.#jobs.then(async () => {
      try {
        await work();
      } catch (thrown) {
        this.fail(codeOf(thrown), thrown);
      }
      this.#told();
    });
  }

  /** A job that changes nothing on this screen: with ten thousand lines, telling is what a key that was pressed waits for. */
  unseen(work: () => Promise<void>): void {
    this.#jobs = this.#jobs.then(work).catch((thrown) => {
      this.fail(codeOf(thrown), thrown);
      this.#told();
    });
  }

  /** A job whose failure is the caller's. */
  intent<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.job(async () => {
        try {
          resolve(await work(this.parts));
        } catch (thrown) {
          reject(thrown instanceof BedsideError ? thrown : new BedsideError('internal'));
        }
      });
    });
  }

  /** Resolves when all jobs so far are done. */
  get idle(): Promise<void> {
    return this.#jobs;
  }

  /** A job in so many ms, unless the conversation was stopped by then. Returns what calls it off. */
  after(ms: number, work: () => Promise<void>): () => void {
    const cancel = this.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      this.job(work);
    });
    this.#cancels.add(cancel);
    return () => {
      this.#cancels.delete(cancel);
      cancel();
    };
  }

  /**
   * The same, once of its kind: what was to come of that kind before does not. For what is asked again when the room asks to
   * slow down: were every refusal followed by as many questions as there are, each round would have more of them.
   */
  once(
    kind: 'commit' | 'group' | 'page' | 'links' | 'descend' | 'deposits' | 'awaited',
    ms: number,
    work: () => Promise<void>,
  ): void {
    this.#onces.get(kind)?.();
    this.#onces.set(kind, this.after(ms, work));
  }

  /** `cancel` is called when the conversation is stopped. */
  whenStopped(cancel: () => void): void {
    this.#cancels.add(cancel);
  }

  /** What was to come later does not. */
  cancelAll(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  /** In, and live: what stood in the way does not any more. */
  ready(): void {
    this.state = 'ready';
    this.failure = null;
    this.retryAt = null;
  }

  fail(code: ErrorCode, thrown?: unknown): void {
    if (this.isOver) return;
    this.#hangUp();
    this.phase = 'away';
    this.state = endings.has(code) ? 'ended' : 'failed';
    this.failure = code;
    if (thrown !== undefined && !(thrown instanceof BedsideError)) this.bug = thrown;
  }

  // — the disk, the room, the screen ————————————————————————————————————————————————————————————————————————

  /** Writes the state record and these rows, whole or not at all. Durable when it resolves (INV-2). */
  async write(batch: Batch): Promise<void> {
    // What stands before an entry that could not be taken stays as it was: after a reload it is taken again.
    const state = this.state === 'failed' ? null : saveParts(this.parts);
    if (state !== null) batch.set(...state);
    await this.#disk.write(batch);
  }

  send(frame: ClientFrame | null): void {
    if (frame !== null) this.#send(frame);
  }

  listen(type: TalkEvent, listener: (event: TalkEventDetail) => void): void {
    const set = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, set.add(listener));
  }

  unlisten(type: TalkEvent, listener: (event: TalkEventDetail) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  emit(type: TalkEvent, seq: number | null): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, seq });
  }
}
