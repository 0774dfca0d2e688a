import type { LineView, Snapshot } from '../../engine/index.ts';

const text = (key: string, words: string, snapshot: Snapshot, at: number): LineView => ({
  kind: 'text',
  key,
  seq: null,
  at,
  author: snapshot.self!,
  text: words,
  state: 'queued',
  refusal: null,
});

/**
 * What a screen shows while another tab takes over: the new writer reads the log anew, and until it has, what was on
 * the screen stays there, with what the new writer knows already.
 */
export class TakeOver {
  readonly #kept: Snapshot;
  readonly #said: LineView[] = [];

  constructor(kept: Snapshot) {
    this.#kept = kept;
  }

  /** A text that was saved before the new writer shows lines of its own. */
  said(key: string, words: string): void {
    if (this.#kept.lines.some((line) => line.key === key)) return;
    this.#said.push(text(key, words, this.#kept, Date.now()));
  }

  /** True where the new writer shows all that it is going to, or has nothing to show for good. */
  isOver(fresh: Snapshot): boolean {
    return (
      (fresh.state === 'ready' && !fresh.history.loading) ||
      fresh.state === 'failed' ||
      fresh.state === 'ended'
    );
  }

  bridge(fresh: Snapshot): Snapshot {
    const kept = this.#kept;
    const { state, failure, connection, storage } = fresh;
    if (fresh.self === null) {
      const lines = [...kept.lines, ...this.#said];
      return Object.freeze({ ...kept, lines, state, failure, connection, storage });
    }
    const from = fresh.lines.find(({ seq }) => seq !== null)?.seq ?? Number.POSITIVE_INFINITY;
    const before = kept.lines.filter(({ seq }) => seq !== null && seq < from);
    return Object.freeze({ ...fresh, lines: [...before, ...fresh.lines] });
  }
}
