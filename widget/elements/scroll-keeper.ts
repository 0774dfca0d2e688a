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
  readonly #moved: () => void;
  readonly #holds: (line: Element) => boolean;
  readonly #sizes: ResizeObserver | undefined;
  #scroller: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  #anchor: { readonly line: Element; readonly top: number } | null = null;

  /**
   * `moved`: called after every scroll and every change of size. `holds`: a line that stays the neighbour of what it
   * stands beside, whatever is added; others are no measure of place.
   */
  constructor(host: ReactiveControllerHost, moved: () => void, holds: (line: Element) => boolean) {
    this.#moved = moved;
    this.#holds = holds;
    if (globalThis.ResizeObserver) this.#sizes = new ResizeObserver(() => this.#settle());
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
  }

  /** Before the host renders: remembers the line on top. */
  hostUpdate(): void {
    this.#remember();
  }

  readonly onScroll = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < endPx;
    this.#remember();
    this.#moved();
  };

  /** At once and not smoothly: lines on the way get their true heights as they pass, which would end a smooth scroll. */
  toEnd(): void {
    this.atEnd = true;
    if (this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** How far the top is away, in px. */
  get above(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  /** All lines fit, so that there is nothing to scroll. */
  get fits(): boolean {
    return !!this.#scroller && this.#scroller.scrollHeight <= this.#scroller.clientHeight;
  }

  #remember(): void {
    this.#anchor = null;
    if (this.atEnd || !this.#scroller || !this.#content) return;
    const top = this.#scroller.getBoundingClientRect().top;
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
    if (line) this.#anchor = { line, top: line.getBoundingClientRect().top };
  }

  #settle(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.laidOut = true;
    if (this.atEnd) scroller.scrollTop = scroller.scrollHeight;
    else if (this.#anchor?.line.isConnected)
      scroller.scrollTop += this.#anchor.line.getBoundingClientRect().top - this.#anchor.top;
    this.#remember();
    this.#moved();
  }
}
