import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConversationState, Snapshot, Talk, TalkEventDetail } from '../engine/snapshot.ts';
import { codeOf, type ErrorCode } from '../shared/errors.ts';
import type { TextLine } from './arrange.ts';
import type { OpenTalk, Settings } from './connect.ts';

/** The first who came is looked for at the last one's place, then one's own (ports/places.ts). More is a portal that cannot decide. */
const movesMax = 3;

/** What a host is told, beside being asked to render. */
export interface TalkReports {
  ready(): void;
  stateChanged(state: ConversationState): void;
  unreadChanged(count: number): void;
  /** `line`: null where it is not on the screen. `live`: it came in now, not with the catching up at the start. */
  received(seq: number, line: TextLine | null, live: boolean): void;
  failed(code: ErrorCode): void;
  /** The connection went (false) or came back (true), after it was there once. */
  liveChanged(live: boolean): void;
  /** A message of one's own was refused. */
  refused(): void;
  /** Somebody else has signed in to the portal since this was shown, and has a conversation of their own. */
  personChanged(): void;
}

/**
 * Holds a Talk for an element: opens it, renders each of its snapshots, turns what differs into reports, lets it go.
 * In order: none → opening → open → none. A Talk that arrives after it was no longer wanted is stopped unseen.
 */
export class TalkController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #reports: TalkReports;
  #talk: Talk | null = null;
  /** What the last one was opened with. */
  settings: Settings | null = null;
  #snapshot: Snapshot | null = null;
  #resting: ConversationState = 'idle';
  #failure: ErrorCode | null = null;
  #turn = 0;
  /** The state, failure and number last reported. */
  #told: { state: ConversationState; failure: ErrorCode | null; unread: number } = {
    state: 'idle',
    failure: null,
    unread: 0,
  };
  #wasReady = false;
  #openTalk: OpenTalk | null = null;
  /** How often it was somebody else's since it was ready. */
  #moves = 0;
  #unfound: number[] = [];

  constructor(host: ReactiveControllerHost, reports: TalkReports) {
    this.#host = host;
    this.#reports = reports;
    host.addController(this);
  }

  hostConnected(): void {}

  get talk(): Talk | null {
    return this.#talk;
  }
  /** The last one shown; null while there is no Talk. */
  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }
  get state(): ConversationState {
    return this.#snapshot?.state ?? this.#resting;
  }
  get failure(): ErrorCode | null {
    return this.#snapshot ? this.#snapshot.failure : this.#failure;
  }

  /** Opens and starts a Talk in place of the one before. Never rejects: what went wrong is `failed`, with a code. */
  async open(openTalk: OpenTalk, settings: Settings): Promise<void> {
    this.rest('connecting');
    const turn = this.#turn;
    this.settings = settings;
    this.#openTalk = openTalk;
    try {
      const talk = await openTalk(settings);
      if (turn !== this.#turn) return void talk.stop().catch(() => {});
      this.#talk = talk;
      talk.addEventListener('change', this.#onChange);
      talk.addEventListener('received', this.#onReceived);
      addEventListener('online', this.#probe);
      addEventListener('pageshow', this.#probe);
      document.addEventListener('visibilitychange', this.#probe);
      talk.start();
      this.#onChange();
    } catch (thrown) {
      if (turn === this.#turn) this.rest('failed', codeOf(thrown));
    }
  }

  /** Lets the Talk go and shows nothing of it any more; `state` says why. */
  rest(state: ConversationState, failure: ErrorCode | null = null): void {
    this.#turn++;
    const talk = this.#talk;
    if (talk) {
      talk.removeEventListener('change', this.#onChange);
      talk.removeEventListener('received', this.#onReceived);
      removeEventListener('online', this.#probe);
      removeEventListener('pageshow', this.#probe);
      document.removeEventListener('visibilitychange', this.#probe);
      talk.stop().catch(() => {});
    }
    this.#talk = null;
    this.#snapshot = null;
    this.#wasReady = false;
    this.#unfound = [];
    this.#resting = state;
    this.#failure = failure;
    this.#host.requestUpdate();
    this.#report();
  }

  readonly #onChange = (): void => {
    if (!this.#talk) return;
    const before = this.#snapshot;
    const now = this.#talk.snapshot;
    if (now.failure === 'person-changed' && this.#moves++ < movesMax) {
      if (before?.self) this.#reports.personChanged();
      void this.open(this.#openTalk!, this.settings!);
      return;
    }
    this.#snapshot = now;
    this.#host.requestUpdate();
    const waiting = this.#unfound;
    this.#unfound = [];
    for (const seq of waiting) this.#tellReceived(seq);
    if (before && this.#wasReady && before.connection.live !== now.connection.live)
      this.#reports.liveChanged(now.connection.live);
    if (before && refusals(now) > refusals(before)) this.#reports.refused();
    this.#report();
  };

  readonly #onReceived = (event: TalkEventDetail): void => {
    if (event.seq === null || !this.#talk) return;
    this.#snapshot = this.#talk.snapshot;
    this.#tellReceived(event.seq);
  };

  readonly #probe = (): void => {
    if (document.visibilityState === 'visible') this.#talk?.probe();
  };

  /** A line may come into the snapshot only after the word that it arrived: then it waits for the next one. */
  #tellReceived(seq: number): void {
    const line = this.#snapshot?.lines.findLast((one) => one.seq === seq);
    if (!line) this.#unfound.push(seq);
    else if (line.kind === 'text' && !line.author.self) this.#reports.received(seq, line, this.#wasReady);
  }

  #report(): void {
    const { state, failure } = this;
    const unread = this.#snapshot?.unread ?? 0;
    const told = this.#told;
    this.#told = { state, failure, unread };
    if (told.state !== state) this.#reports.stateChanged(state);
    if (failure !== null && told.failure !== failure) this.#reports.failed(failure);
    if (told.unread !== unread) this.#reports.unreadChanged(unread);
    if (state === 'ready' && !this.#wasReady) {
      this.#wasReady = true;
      this.#moves = 0;
      this.#reports.ready();
    }
  }
}

/** Refused lines stand among the pending ones, at the end. */
function refusals({ lines }: Snapshot): number {
  let count = 0;
  for (let i = lines.length - 1; i >= 0 && lines[i]!.seq === null; i--) {
    const line = lines[i]!;
    if (line.kind === 'text' && line.state === 'refused') count++;
  }
  return count;
}
