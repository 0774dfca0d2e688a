import type { LineView } from '../../engine/snapshot.ts';
import type { Item } from '../arrange.ts';
import { selectedEnds } from './selected.ts';
import { wholeMax } from './whole-window.ts';

/** Lines on either side of those on the screen. */
const spare = 24;
/** Nearer to the edge of what is drawn than this, the window moves on. */
const edgePx = 900;
/** So many lines stand in the document for the sake of what is selected. */
const heldMax = 500;
/** A line that was never seen, until some were. */
const guessPx = 64;

/**
 * Which of the lines stand in the document, and how high the rest would be. All of them where they are few; else those
 * on the screen and some on either side, and those that are selected, as long as somebody scrolls no further than that. Moving
 * costs what is moved over; a line more or less at an end, next to nothing.
 */
export class LineWindow {
  /** The window: lines from `from`, up to and without `to`. */
  from = 0;
  to = 0;
  /** Heights of what is left out before and after it, in px. */
  before = 0;
  after = 0;
  #lines: readonly LineView[];
  readonly #heights = new Map<string, number>();
  #guess = guessPx;
  /** Some of the lines sleep: how high these were is guessed. */
  #sleeps = false;
  #width = 0;
  /** What the lines stand in. */
  #box: Element | null | undefined;

  /** Goes on where all of these stand in the document. */
  constructor(drawn: readonly LineView[]) {
    this.#lines = drawn;
    this.to = drawn.length;
  }

  get whole(): boolean {
    return this.#lines.length <= wholeMax && !this.#sleeps;
  }

  /** Goes on with these lines: with the last of them (`atEnd`), or with the ones that stand in the window. `tall`: the screen's height in px. */
  follow(lines: readonly LineView[], atEnd: boolean, tall: number): void {
    const old = this.#lines;
    this.#lines = lines;
    this.#sleeps = lines.some(({ kind }) => kind === 'asleep');
    const count = lines.length;
    if (this.whole) {
      this.from = this.before = this.after = 0;
      this.to = count;
      return;
    }
    const shift = old.length > 0 ? this.#shift(old) : null;
    if (shift === null) {
      this.from = this.to = 0;
      this.before = 0;
      this.after = this.#sum(0, count);
      this.#set(count - room(tall), count);
      return;
    }
    if (this.#heights.size > 2 * count) {
      const held = new Set(lines.map(({ key }) => key));
      for (const key of this.#heights.keys()) if (!held.has(key)) this.#heights.delete(key);
    }
    const tail = count - old.length - shift;
    this.from = Math.max(0, this.from + shift);
    this.to = Math.min(this.to + shift, count);
    if (shift < 0 || tail < 0 || this.#sleeps) {
      this.before = this.#sum(0, this.from);
      this.after = this.#sum(this.to, count);
    } else {
      this.before += this.#sum(0, shift);
      this.after += this.#sum(count - tail, count);
    }
    if (atEnd) this.#set(count - room(tall), count);
  }

  /** Moves so that what stands between `top` and `bottom` (px from the first line) is in it. True where it moved. */
  show(top: number, bottom: number, drawn: number): boolean {
    if (this.whole) return false;
    const early = this.from > 0 && top - edgePx < this.before;
    const late = this.to < this.#lines.length && bottom + edgePx > this.before + drawn;
    if (!early && !late) return false;
    let first = this.from;
    let at = this.before;
    while (first > 0 && at > top) at -= this.#height(--first);
    while (first < this.#lines.length - 1 && at + this.#height(first) < top) at += this.#height(first++);
    let last = first;
    while (last < this.#lines.length && at < bottom) at += this.#height(last++);
    const { from, to } = this;
    this.#set(first - spare, last + spare);
    return from !== this.from || to !== this.to;
  }

  /** Moves so that a line is in it. True where it moved. */
  bring(index: number): boolean {
    if (this.whole || (index >= this.from && index < this.to)) return false;
    this.#set(index - spare, index + spare);
    return true;
  }

  /** How high the lines of the window turned out to be, in a list of this width: each box with what stands above it alone. */
  measured(width: number, boxes: HTMLCollection, items: readonly Item[]): void {
    this.#box = boxes[0]?.parentElement;
    if (width !== this.#width) this.#heights.clear();
    let sum = 0;
    let count = 0;
    heightsOf(boxes, items).forEach((px, i) => {
      const line = this.#lines[this.from + i];
      // Those that sleep are as high as this says, not as they are seen to be.
      if (!line || line.kind === 'asleep') return;
      this.#heights.set(line.key, px);
      sum += px;
      count += 1;
    });
    if (width === this.#width || count === 0) return;
    this.#width = width;
    this.#guess = Math.max(24, sum / count);
    this.before = this.#sum(0, this.from);
    this.after = this.#sum(this.to, this.#lines.length);
  }

  #set(from: number, to: number): void {
    const count = this.#lines.length;
    const [least, most] = this.#withSelected(from, to);
    const first = Math.max(0, Math.min(least, count));
    const end = Math.max(first, Math.min(most, count));
    this.before += this.#span(this.from, first);
    this.after += this.#span(end, Math.min(this.to, count));
    this.from = first;
    this.to = end;
    // What was guessed and has drifted comes right at the ends.
    this.before = first === 0 ? 0 : Math.max(0, this.before);
    this.after = end === count ? 0 : Math.max(0, this.after);
  }

  /** With the lines between which somebody selects: what goes out of the document goes out of the selection. */
  #withSelected(from: number, to: number): readonly [from: number, to: number] {
    const keys = this.#box ? selectedEnds(this.#box) : [];
    const held = keys.map((key) => this.#lines.findIndex((line) => line.key === key)).filter((at) => at >= 0);
    const first = Math.min(from, ...held);
    const end = Math.max(to, ...held.map((at) => at + 1));
    return end - first > heldMax ? [from, to] : [first, end];
  }

  /** How far the line that the window begins with has moved, or the first that is still there of those in it; null where none is. */
  #shift(old: readonly LineView[]): number | null {
    const grown = this.#lines.length - old.length;
    for (let i = this.from; i < this.to; i++) {
      const key = old[i]?.key;
      for (const shift of [0, grown]) if (this.#lines[i + shift]?.key === key) return shift;
      const index = this.#lines.findIndex((line) => line.key === key);
      if (index >= 0) return index - i;
    }
    return null;
  }

  /** In px, by what is known or guessed of it. */
  heightOf(line: LineView): number {
    return this.#heights.get(line.key) ?? this.#guess * (line.kind === 'asleep' ? line.count : 1);
  }
  #height(index: number): number {
    return this.heightOf(this.#lines[index]!);
  }
  #sum(from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.#height(i);
    return sum;
  }
  /** Signed: less than nothing where `to` comes before `from`. */
  #span(from: number, to: number): number {
    return from <= to ? this.#sum(from, to) : -this.#sum(to, from);
  }
}

/** The height of each line, with the day or the mark above it. */
function heightsOf(boxes: HTMLCollection, items: readonly Item[]): number[] {
  const heights: number[] = [];
  let top = boxes[0]?.parentElement?.getBoundingClientRect().top ?? 0;
  items.forEach(({ kind }, i) => {
    if (kind === 'day' || kind === 'unread') return;
    const { bottom } = boxes[i]!.getBoundingClientRect();
    heights.push(Math.max(1, bottom - top));
    top = bottom;
  });
  return heights;
}

/** Lines enough for a screen of this height, whatever they hold. */
const room = (tall: number): number => Math.ceil((tall || 800) / 32) + 2 * spare;
