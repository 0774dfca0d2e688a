import type { LineView, Snapshot, Talk } from '../../engine/snapshot.ts';
import type { TextLine } from '../arrange.ts';
import { Stay } from '../stay.ts';
import { holds, wordsIn } from './plain-form.ts';

/** So many are found before a person is asked whether to go on. */
const foundPerTurn = 30;
/** So many pages are fetched from the relay before a person is asked. */
const pagesPerTurn = 20;
/** So many lines are looked at before the browser gets its turn. */
const linesPerBreath = 400;
/** A page that has not come by then is not waited for. */
const pageMsMax = 10_000;
/** In another tab than the writer's the answer can be there so long before what it answers with. */
const answerLeadMs = 1_000;
/** Pages on which nothing can be seen: more than that one after another, and the relay gives none. */
const emptyPagesMax = 2;

/**
 * Where a search stands, in order. blank: nothing is searched for · looking · more: there may be more, earlier · over: all
 * that this device can read was looked at · cut: earlier messages cannot be fetched or read now.
 */
export type SearchState = 'blank' | 'looking' | 'more' | 'over' | 'cut';

/**
 * Looks for words in the messages of a conversation, on this device: in those that are there, the latest first, and then
 * page by page in earlier ones, which come from the relay sealed, as when one scrolls back. What is searched for is told to
 * nobody: to no relay, no other tab, no log. A message that is removed or expires is found no more; of one that sleeps
 * again, that it was removed is seen when it wakes.
 */
export class Search {
  state: SearchState = 'blank';
  words: readonly string[] = [];
  readonly #talk: Talk;
  readonly #changed: () => void;
  /** What was found, as it was last seen: it may be asleep by now. */
  readonly #found = new Map<string, TextLine>();
  /** Everything from this place on was looked at. */
  #from = Number.POSITIVE_INFINITY;
  #turn = 0;
  /** What was found stays at hand. */
  readonly #stay: Stay;

  constructor(talk: Talk, changed: () => void) {
    this.#talk = talk;
    this.#changed = changed;
    this.#stay = new Stay((seq) => talk.reading(seq));
    talk.addEventListener('change', this.#changed);
  }

  /** Lets go: what is on its way comes to nothing. */
  stop(): void {
    this.#turn += 1;
    this.#stay.at(null);
    this.#talk.removeEventListener('change', this.#changed);
  }

  /** What was found and is still there, the latest first. */
  get found(): readonly TextLine[] {
    const { lines } = this.#talk.snapshot;
    const shown = new Map(lines.map((line) => [line.key, line]));
    return [...this.#found].flatMap(([key, seen]) => {
      const line = shown.get(key) ?? (lines.some((one) => sleepsIn(one, seen)) ? seen : null);
      if (line?.kind !== 'text' || !holds(line.text, this.words)) return [];
      this.#found.set(key, line);
      return [line];
    });
  }

  /** Begins anew with other words. */
  async find(query: string): Promise<void> {
    this.#found.clear();
    this.#from = Number.POSITIVE_INFINITY;
    this.words = wordsIn(query);
    if (this.words.length > 0) return this.goOn();
    this.#turn += 1;
    this.#stand('blank');
  }

  /** Looks further back. */
  async goOn(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#stand('looking');
    const enough = this.#found.size + foundPerTurn;
    for (let pages = 0, empty = 0; ; pages++) {
      while (this.#look(enough)) {
        this.#changed();
        await breath();
        if (turn !== this.#turn) return;
      }
      const { lines, history } = this.#talk.snapshot;
      const next = lines[this.#next];
      const asleep = next?.kind === 'asleep' ? next : null;
      if (this.#found.size >= enough) return this.#stand('more');
      if (asleep === null && history.withheld) return this.#stand('cut');
      if (asleep === null && !history.more) return this.#stand('over');
      if (pages === pagesPerTurn) return this.#stand('more');
      const isMissing = (now: Snapshot): boolean =>
        asleep === null
          ? now.history.more && now.lines[0]?.key === lines[0]?.key
          : now.lines.some(({ key }) => key === asleep.key);
      await this.#fetch(isMissing, async () =>
        asleep === null ? this.#talk.loadEarlier() : this.#talk.reading(asleep.to),
      );
      if (turn !== this.#turn) return;
      empty = isMissing(this.#talk.snapshot) ? empty + 1 : 0;
      if (empty === emptyPagesMax || !this.#talk.snapshot.connection.live) return this.#stand('cut');
    }
  }

  /** Where the line stands that is looked at next; -1: nowhere. */
  get #next(): number {
    return this.#talk.snapshot.lines.findLastIndex(({ seq }) => seq !== null && seq < this.#from);
  }

  /** Looks at some lines before those that were looked at. True where there are others left that do not sleep, and not enough was found. */
  #look(enough: number): boolean {
    const { lines } = this.#talk.snapshot;
    let index = this.#next;
    const isOver = () => index < 0 || lines[index]!.kind === 'asleep' || this.#found.size >= enough;
    for (let left = linesPerBreath; left > 0 && !isOver(); left--, index--) {
      const line = lines[index]!;
      if (line.kind === 'text' && holds(line.text, this.words)) this.#found.set(line.key, line);
      if (line.seq !== null) this.#from = line.seq;
    }
    if (this.#from < Number.POSITIVE_INFINITY) this.#stay.at(this.#from);
    return !isOver();
  }

  /** Has lines fetched that are missing, and waits until they are there, or will not be. */
  async #fetch(isMissing: (now: Snapshot) => boolean, ask: () => Promise<void>): Promise<void> {
    const talk = this.#talk;
    if (!talk.snapshot.connection.live) return;
    let answered = false;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        const now = talk.snapshot;
        if (!isMissing(now) || (answered && !now.history.loading)) done();
      };
      const done = (): void => {
        talk.removeEventListener('change', settle);
        clearTimeout(late);
        resolve();
      };
      const late = setTimeout(done, pageMsMax);
      talk.addEventListener('change', settle);
      const answer = (): void => {
        setTimeout(() => {
          answered = true;
          settle();
        }, answerLeadMs);
      };
      ask().then(answer, answer);
    });
  }

  #stand(state: SearchState): void {
    this.state = state;
    this.#changed();
  }
}

/** True where this is asleep, and that is among it. It lives no longer than it would awake. */
const sleepsIn = (asleep: LineView, { seq, margin }: TextLine): boolean =>
  asleep.kind === 'asleep' &&
  seq !== null &&
  seq >= asleep.seq &&
  seq <= asleep.to &&
  (margin?.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now();

const breath = (): Promise<void> => new Promise((next) => setTimeout(next));
