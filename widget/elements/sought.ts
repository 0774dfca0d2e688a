import type { Snapshot } from '../../engine/snapshot.ts';
import type { Item } from '../arrange.ts';
import { LoadEarlierRequest, ReadingRequest } from '../events/requests.ts';
import type { LineWindow } from './line-window.ts';
import type { ScrollKeeper } from './scroll-keeper.ts';
import type { WholeWindow } from './whole-window.ts';

/** So many pages are fetched to find a line that somebody wants to see. */
const pagesMax = 40;
/** What was looked for is seen by this, for so long. */
const glow = 'color-mix(in oklab, var(--_accent) 22%, transparent)';
const glowMs = 1_600;

/** The list in which a line is sought. */
interface List extends EventTarget {
  readonly snapshot: Snapshot;
  requestUpdate(): void;
}
/** What it was rendered as. */
interface Rendered {
  readonly items: readonly Item[];
  /** One for each item. */
  readonly boxes: HTMLCollection;
  readonly window: WholeWindow | LineWindow;
  readonly keeper: ScrollKeeper;
}

/** A line that somebody wants to see, by its place in the log: it is brought before them, with the focus on it. */
export class Sought {
  readonly #seq: number;
  #pages = pagesMax;

  constructor(seq: number) {
    this.#seq = seq;
  }

  /** Goes on looking for it: called after each rendering, until it returns true, found or not. */
  goOn(list: List, { items, boxes, window, keeper }: Rendered): boolean {
    const { lines, history } = list.snapshot;
    const index = lines.findIndex(({ seq, kind }) => seq === this.#seq && kind !== 'asleep');
    const below = lines.findLast(({ seq }) => seq !== null && seq <= this.#seq);
    const at = index < 0 ? -1 : items.findIndex((item) => item.key === lines[index]!.key);
    const box = boxes[at] as HTMLElement | undefined;
    if (box) {
      keeper.atEnd = false;
      keeper.toLine(box);
      box.focus({ preventScroll: true });
      box.animate({ background: [glow, 'transparent'] }, glowMs);
      return true;
    }
    if (index >= 0) {
      keeper.atEnd = false;
      if (this.#pages-- <= 0 || !window.bring(index)) return true;
      list.requestUpdate();
    } else if (!history.loading) {
      if (this.#pages-- <= 0) return true;
      if (below?.kind === 'asleep') list.dispatchEvent(new ReadingRequest(this.#seq));
      else if (!history.more || below) return true;
      else list.dispatchEvent(new LoadEarlierRequest());
    }
    return false;
  }
}
