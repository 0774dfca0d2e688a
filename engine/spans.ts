import type { EpochPage } from './epoch-book.ts';

interface Span {
  readonly epoch: number;
  readonly page: EpochPage;
}

/**
 * In which epoch the log stood at each place that was opened, so that reading back can begin anew at any of them once
 * what stands below was let go of.
 */
export class Spans {
  /** From a place on upwards, by place; the first reaches down to wherever history was read. */
  #from: [seq: number, span: Span][] = [];
  #steadyFrom = 0;

  clear(): void {
    this.#from = [];
    this.#steadyFrom = 0;
  }

  /** From `seq` on upwards it stood in this epoch. */
  began(seq: number, epoch: number, page: EpochPage): void {
    this.#from = [...this.#from.filter(([from]) => from < seq), [seq, { epoch, page }]];
  }

  /** History was read over the commit at `seq`, into this epoch. */
  came(seq: number, epoch: number, page: EpochPage): void {
    const [lowest, ...rest] = this.#from;
    if (lowest !== undefined) this.#from = [[0, { epoch, page }], [seq, lowest[1]], ...rest];
  }

  /** Epochs were taken back here: reading anew begins at this place or above it. */
  unsteady(seq: number): void {
    this.#steadyFrom = Math.max(this.#steadyFrom, seq);
  }

  /** In which epoch reading back would begin below `seq + 1`; null where that is not known. */
  at(seq: number): Span | null {
    if (seq < this.#steadyFrom) return null;
    return (this.#from.findLast(([from]) => from <= seq) ?? this.#from[0])?.[1] ?? null;
  }

  /** Nobody asks for places below `seq` any more. */
  letGo(seq: number): void {
    const lowest = this.#from.findLastIndex(([from]) => from <= seq);
    if (lowest > 0) this.#from = this.#from.slice(lowest);
  }
}
