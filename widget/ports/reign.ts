import type {
  Change,
  Disk,
  SayOptions,
  Snapshot,
  Talk,
  TalkEventDetail,
  VaultWay,
} from '../../engine/index.ts';
import type { Claim } from './disk.ts';
import { Answers, type Outcome } from './intents.ts';
import type { Intent, Nudge, TabWord } from './tab-words.ts';
import type { TakeOver } from './take-over.ts';
import { Telling } from './telling.ts';
import { uncommon } from './uncommon.ts';

const restartMs = 500;
/** When what another tab would need is fetched, where there is none yet. */
const uncommonMs = 5_000;
/** Which texts were saved already is remembered for so many. */
const marksKept = 500;
const markPrefix = 'said/';

/** What a reign needs of the tab that it is in. */
export interface Court {
  snapshot(): Snapshot;
  show(snapshot: Snapshot): void;
  received(seq: number): void;
  post(word: TabWord): Promise<void>;
  /** Another tab writes now. */
  lost(): void;
  /** True where it may begin again; then it is counted. */
  mayRestart(): boolean;
  restart(): void;
}

/** One tab's time as the writer: it runs the conversation, tells the others what it shows, and does what they ask. */
export class Reign {
  readonly #claim: Claim;
  readonly #court: Court;
  readonly #talk: Talk;
  readonly #telling: Telling;
  readonly #answers = new Answers();
  #takeOver: TakeOver | null;
  #isDoubting = false;
  #isOver = false;

  /** Opens the conversation on the disk that was claimed; what is on the screen stays there until it shows lines of its own. */
  constructor(claim: Claim, openTalk: (disk: Disk) => Talk, court: Court) {
    this.#claim = claim;
    this.#court = court;
    this.#telling = new Telling({
      reign: claim.reign,
      look: () => court.snapshot(),
      post: (report) => court.post(report),
    });
    const shown = court.snapshot();
    this.#takeOver = shown.self === null || uncommon.held === null ? null : new uncommon.held.TakeOver(shown);
    this.#talk = openTalk(claim.disk);
  }

  begin(): void {
    void this.#court.post({ is: 'reign', reign: this.#claim.reign });
    this.#talk.addEventListener('change', this.#onChange);
    this.#talk.addEventListener('received', this.#onReceived);
    this.#talk.start();
    this.#onChange();
    setTimeout(() => uncommon.ahead(), uncommonMs);
    void forgetMarks(this.#claim.disk);
  }

  /** Lets the conversation go. Resolves when what it was in the middle of is finished. */
  end(): Promise<void> {
    this.#isOver = true;
    this.#telling.end();
    this.#talk.removeEventListener('change', this.#onChange);
    this.#talk.removeEventListener('received', this.#onReceived);
    return this.#talk.stop().catch(() => {});
  }

  /** Somebody asked whether there is a writer. */
  pong(): void {
    const { reign, rev } = this.#telling;
    void this.#court.post({ is: 'pong', reign, rev });
  }

  /** A tab is there. `fresh`: a person has just opened it. */
  welcome(fresh: boolean): void {
    const { state } = this.#court.snapshot();
    // A person tries again, in another tab than the one whose try failed.
    if (fresh && (state === 'failed' || state === 'ended') && !this.#isDoubting) this.#court.restart();
    else this.#telling.whole();
  }

  obey(nudge: Nudge, seq: number, by: string): void {
    const { state } = this.#court.snapshot();
    if (state === 'failed' || state === 'ended') return;
    if (nudge === 'markRead' || nudge === 'reading') this.#talk[nudge](seq, by);
    else if (nudge === 'typing') this.#talk.typing(seq === 1);
    else this.#talk[nudge]();
  }

  /** Does it, and tells the tab that asked. */
  async answer(id: string, intent: Intent, about: string): Promise<void> {
    const outcome = await this.perform(id, intent, about);
    if (outcome === null) return;
    const value = 'value' in outcome ? outcome.value : null;
    const code = 'code' in outcome ? outcome.code : null;
    void this.#court.post({ is: 'answer', reign: this.#claim.reign, id, value, code });
  }

  /** The outcome; null where this tab is no longer the one to give it. */
  async perform(id: string, intent: Intent, about: string): Promise<Outcome | null> {
    const outcome = await this.#answers.once(id, () => this.#do(id, intent, about));
    if (this.#isOver) return null;
    if ('code' in outcome && outcome.code === 'storage-broken') {
      const owns = await this.#owns();
      if (this.#isOver) return null;
      if (!owns) {
        this.#court.lost();
        return null;
      }
    }
    if (this.#takeOver !== null && intent === 'say') this.#onChange();
    return outcome;
  }

  async #do(id: string, intent: Intent, about: string): Promise<string> {
    const talk = this.#talk;
    switch (intent) {
      case 'say': {
        const { text, quote, lifeMs } = JSON.parse(about) as { text: string } & SayOptions;
        const key = await talk.say(text, { quote: quote ?? null, lifeMs: lifeMs ?? 0, once: id });
        this.#takeOver?.said(key, text);
        return key;
      }
      case 'change':
        await talk.change(JSON.parse(about) as Change);
        return '';
      case 'removeDevices':
        await talk.removeDevices(JSON.parse(about));
        return '';
      case 'markCompared': {
        const [person, code] = JSON.parse(about) as [string, string | null];
        await talk.markCompared(person, code);
        return '';
      }
      case 'keepVault':
      case 'openVault':
        await talk[intent](JSON.parse(about) as VaultWay);
        return '';
      case 'keepBell':
        await talk.keepBell(about || null);
        return '';
      default:
        return (await talk[intent](about)) ?? '';
    }
  }

  readonly #onChange = (): void => {
    if (this.#isOver) return;
    const fresh = this.#talk.snapshot;
    const { failure } = fresh;
    if (fresh.state === 'failed' && (failure === 'storage-broken' || failure === 'session-replaced')) {
      if (!this.#isDoubting) void this.#doubt();
      return;
    }
    this.#show(fresh);
  };

  #show(fresh: Snapshot): void {
    if (this.#takeOver?.isOver(fresh) === true) this.#takeOver = null;
    this.#court.show(this.#takeOver?.bridge(fresh) ?? fresh);
    this.#telling.changed();
  }

  readonly #onReceived = (event: TalkEventDetail): void => {
    if (event.seq === null) return;
    this.#court.received(event.seq);
    this.#telling.received(event.seq);
  };

  /** It failed as one does that is no longer the writer and does not know it yet. */
  async #doubt(): Promise<void> {
    this.#isDoubting = true;
    const owns = await this.#owns();
    this.#isDoubting = false;
    if (this.#isOver) return;
    const { snapshot } = this.#talk;
    if (!owns) this.#court.lost();
    else if (snapshot.failure === 'session-replaced' && this.#court.mayRestart()) {
      // The straggler's last deed was to take the session.
      setTimeout(() => {
        if (!this.#isOver) this.#court.restart();
      }, restartMs);
    } else this.#show(snapshot);
  }

  /** True where the disk is still this tab's, or cannot say. */
  #owns(): Promise<boolean> {
    return this.#claim.owns().catch(() => true);
  }
}

/** Keeps no more marks of saved texts than a straggler could ask for. */
async function forgetMarks(disk: Disk): Promise<void> {
  try {
    const marks = await disk.list(markPrefix);
    if (marks.length <= marksKept) return;
    const place = (mark: Uint8Array) => Number(new TextDecoder().decode(mark).slice(1));
    const oldest = [...marks].sort(([, a], [, b]) => place(a) - place(b)).slice(0, -marksKept);
    await disk.write(new Map(oldest.map(([key]) => [key, null])));
  } catch {
    // The next writer tries again.
  }
}
