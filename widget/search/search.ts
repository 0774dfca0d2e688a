import type { Talk } from '../../engine/snapshot.ts';
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
 * nobody: to no relay, no other tab, no log. A message that is removed or expires is found no more.
 */
export class Search {
  state: SearchState = 'blank';
  words: readonly string[] = [];
  readonly #talk: Talk;
  readonly #changed: () => void;
  #keys: string[] = [];
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
    const wanted = new Set(this.#keys);
    const found = this.#talk.snapshot.lines.filter(
      (line): line is TextLine =>
        line.kind === 'text' && wanted.has(line.key) && holds(line.text, this.words),
    );
    return found.reverse();
  }

  /** Begins anew with other words. */
  async find(query: string): Promise<void> {
    this.#keys = [];
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
    const enough = this.#keys.length + foundPerTurn;
    for (let pages = 0, empty = 0; ; pages++) {
      while (this.#look(enough)) {
        this.#changed();
        await breath();
        if (turn !== this.#turn) return;
      }
      const { lines, history } = this.#talk.snapshot;
      if (this.#keys.length >= enough) return this.#stand('more');
      if (history.withheld) return this.#stand('cut');
      if (!history.more) return this.#stand('over');
      if (pages === pagesPerTurn) return this.#stand('more');
      await this.#fetchBefore(lines[0]?.key);
      if (turn !== this.#turn) return;
      empty = this.#talk.snapshot.lines[0]?.key === lines[0]?.key ? empty + 1 : 0;
      if (empty === emptyPagesMax || !this.#talk.snapshot.connection.live) return this.#stand('cut');
    }
  }

  /** Looks at some lines before those that were looked at. True where there are others left, and not enough was found. */
  #look(enough: number): boolean {
    const { lines } = this.#talk.snapshot;
    let index = lines.findLastIndex(({ seq }) => seq !== null && seq < this.#from);
    for (let left = linesPerBreath; left > 0 && index >= 0 && this.#keys.length < enough; left--, index--) {
      const line = lines[index]!;
      if (line.kind === 'text' && holds(line.text, this.words)) this.#keys.push(line.key);
      if (line.seq !== null) this.#from = line.seq;
    }
    if (this.#from < Number.POSITIVE_INFINITY) this.#stay.at(this.#from);
    return index >= 0 && this.#keys.length < enough;
  }

  /** Has the page before the first line fetched, and waits until it is there, or will not be. */
  async #fetchBefore(first: string | undefined): Promise<void> {
    const talk = this.#talk;
    if (!talk.snapshot.connection.live) return;
    let answered = false;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        const { lines, history } = talk.snapshot;
        if (lines[0]?.key !== first || !history.more || (answered && !history.loading)) done();
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
      talk.loadEarlier().then(answer, answer);
    });
  }

  #stand(state: SearchState): void {
    this.state = state;
    this.#changed();
  }
}

const breath = (): Promise<void> => new Promise((next) => setTimeout(next));
