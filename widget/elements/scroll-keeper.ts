import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Nearer than this to the end is at the end. */
const endPx = 40;

/**
 * Keeps a reader's place in a list that grows at both ends: at the end it stays at the end; anywhere else the line
 * that stands on top stays where it is, whatever is added or grows above it.
 */
export class ScrollKeeper implements ReactiveController {
  /** At the end, and to be kept there. */
  atEnd = true;
  /** The lines were laid out once: before that there is nothing to measure. */
  laidOut = false;
  readonly #moved: (resized: boolean) => void;
  readonly #holds: (line: Element) => boolean;
  readonly #sizes: ResizeObserver | undefined;
  #scroller: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  /** The line on top, `top` px below the scroller's edge. */
  #anchor: { readonly line: Element; readonly top: number; readonly scrollTop: number } | null = null;
  /** The host rendered, and the place is not yet put right: what stands on top now is no measure. */
  #unsettled = false;
  /** Where the end was when this last went there. */
  #pinned = 0;
  /** It is out of the document, or not displayed: the reader did not go away from their place, and is brought back to it. */
  away = false;
  /** Its height when it last changed; 0 before. */
  #tall = 0;

  /**
   * `moved`: called after every scroll and every change of size (`resized`: nothing may change its size before the next frame). `holds`: a line that stays the neighbour of what it
   * stands beside, whatever is added; others are no measure of place.
   */
  constructor(
    host: ReactiveControllerHost,
    moved: (resized: boolean) => void,
    holds: (line: Element) => boolean,
  ) {
    this.#moved = moved;
    this.#holds = holds;
    if (globalThis.ResizeObserver)
      this.#sizes = new ResizeObserver(() => {
        const tall = this.#scroller?.clientHeight || this.#tall;
        // Of another height it is as one that comes back: its reader did not scroll.
        this.away ||= tall !== this.#tall;
        this.#tall = tall;
        this.settle(true);
      });
    host.addController(this);
  }

  /** Watches a scrolling box and the one that grows inside it, whose children are the lines. */
  watch(scroller: HTMLElement, content: HTMLElement): void {
    this.#scroller = scroller;
    this.#content = content;
    this.#sizes?.disconnect();
    this.#sizes?.observe(scroller);
    this.#sizes?.observe(content);
  }

  hostConnected(): void {
    if (this.#scroller && this.#content) this.watch(this.#scroller, this.#content);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
    this.away = this.laidOut;
  }

  /** Before the host renders: remembers the line on top. */
  hostUpdate(): void {
    if (!this.#unsettled) this.#remember();
    this.#unsettled = true;
  }

  readonly onScroll = (): void => {
    // Of another height it is yet to be settled: until then it is the browser that scrolled, as far as there is to scroll.
    if (!this.#scroller || this.away || this.tall !== this.#scroller.clientHeight) return;
    // Heights that have just changed are no sign that the reader went away; a scroller that was moved is one.
    if (!this.#unsettled || (this.atEnd && Math.abs(this.#scroller.scrollTop - this.#pinned) > 1))
      this.#look();
    if (this.#unsettled) return;
    this.#remember();
    this.#moved(false);
  };

  /** At once and not smoothly: lines on the way get their true heights as they pass, which would end a smooth scroll. */
  toEnd(): void {
    this.atEnd = true;
    if (this.#scroller) this.#pin();
  }

  /** Puts a line a little below the top, or as near to it as the end allows. */
  toLine(line: Element): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    scroller.scrollTop +=
      line.getBoundingClientRect().top - scroller.getBoundingClientRect().top - scroller.clientHeight / 6;
    this.onScroll();
  }

  /** What of the lines is on the screen: px from the first line that stands in the document; and how high these are. */
  get sight(): {
    readonly top: number;
    readonly bottom: number;
    readonly drawn: number;
    readonly width: number;
  } {
    if (!this.#scroller || !this.#content) return { top: 0, bottom: 0, drawn: 0, width: 0 };
    const { top: edge } = this.#scroller.getBoundingClientRect();
    const { top: first, height: drawn, width } = this.#content.getBoundingClientRect();
    const top = edge - first;
    return { top, bottom: top + this.#scroller.clientHeight, drawn, width };
  }

  /** The line on top, where there is one to keep to. */
  get top(): Element | null {
    return this.#anchor?.line ?? null;
  }

  /** How far the top is away, in px. */
  get above(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  /** The height of the box, in px. Asked for before each rendering: the box itself would lay everything out to answer. */
  get tall(): number {
    return this.#tall || (this.#scroller?.clientHeight ?? 0);
  }

  /** All lines fit, so that there is nothing to scroll. */
  get fits(): boolean {
    return !!this.#scroller && this.#scroller.scrollHeight <= this.#scroller.clientHeight;
  }

  /** How far the end is away, in px. */
  get #gap(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller!;
    return scrollHeight - scrollTop - clientHeight;
  }

  #look(): void {
    this.atEnd = this.#gap < endPx;
    if (this.atEnd) this.#pinned = this.#scroller!.scrollTop;
  }

  #pin(): void {
    const scroller = this.#scroller!;
    scroller.scrollTop = scroller.scrollHeight;
    this.#pinned = scroller.scrollTop;
  }

  #remember(): void {
    if (this.away) return;
    this.#anchor = null;
    if (this.atEnd || !this.#scroller || !this.#content) return;
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const lines = this.#content.children;
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle]!.getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    let line: Element | null | undefined = lines[low];
    while (line && !this.#holds(line)) line = line.nextElementSibling;
    const at = line?.getBoundingClientRect().top ?? bottom;
    // One below the screen says nothing of what is on it.
    if (line && at < bottom) this.#anchor = { line, top: at - top, scrollTop: this.#scroller.scrollTop };
  }

  /** Nothing is known to have changed size; should it yet, the place is put right then. */
  goOn(): void {
    this.#unsettled = false;
  }

  /** Puts the place right, once the lines have rendered and before they are painted. */
  settle(resized = false): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.laidOut = true;
    this.#unsettled = false;
    const cameBack = this.away;
    this.away = scroller.clientHeight === 0;
    if (this.away) return;
    const anchor = this.#anchor;
    if (this.atEnd) this.#pin();
    else if (anchor?.line.isConnected) {
      const { top } = scroller.getBoundingClientRect();
      const moved = anchor.line.getBoundingClientRect().top - top - anchor.top;
      // What the reader scrolled meanwhile is the reader's; who is taken to the end of what grew shorter did not scroll.
      const scrolled = cameBack || this.#gap < 1 ? 0 : scroller.scrollTop - anchor.scrollTop;
      if (Math.abs(moved + scrolled) >= 1) scroller.scrollTop += moved + scrolled;
      this.#look();
    }
    this.#remember();
    this.#moved(resized);
  }
}
