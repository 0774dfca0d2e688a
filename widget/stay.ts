import type { LineView } from '../engine/snapshot.ts';
import type { Item } from './arrange.ts';

/** Lines that sleep are wanted when the screen is nearer than this. */
const nearPx = 400;
/** A place is said again this often: twice before it would be let go of (Talk.reading). */
const againMs = 50_000;
/** One that is so far from what was said is said at once. */
const stepEntries = 25;

type LineElement = Element & { readonly line: LineView };

/** Says around which place in the log somebody reads, for as long as they do, so that nothing goes from under them. */
export class Stay {
  readonly #say: (seq: number) => void;
  #seq = Number.POSITIVE_INFINITY;
  #said = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(say: (seq: number) => void) {
    this.#say = say;
  }

  /** They read among these boxes of items, with `top` as the line on top, unless at the end. */
  look(atEnd: boolean, boxes: HTMLCollection, items: readonly Item[], top: Element | null): void {
    const asleep = items.find((item, i) => {
      if (item.kind !== 'asleep') return false;
      const { top, bottom } = boxes[i]!.getBoundingClientRect();
      return bottom > -nearPx && top < innerHeight + nearPx;
    });
    const line = asleep?.kind === 'asleep' ? asleep.line : (top as LineElement | null)?.line;
    this.at(atEnd ? null : (line?.seq ?? null));
  }

  /** They read here; null: at the end, which stays by itself. */
  at(seq: number | null): void {
    this.#seq = seq ?? Number.POSITIVE_INFINITY;
    if (seq === null) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#said = this.#seq;
    } else {
      this.#timer ??= setInterval(this.#again, againMs);
      if (Math.abs(seq - this.#said) >= stepEntries) this.#again();
    }
  }

  readonly #again = (): void => {
    this.#said = this.#seq;
    this.#say(this.#seq);
  };
}
