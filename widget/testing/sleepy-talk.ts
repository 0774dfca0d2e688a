import type { LineView, Snapshot } from '../../engine/snapshot.ts';
import { FakeTalk } from './fake-talk.ts';

const newest = 120;
const around = 40;
const stretch = 20;

/** A Talk that holds the newest of its lines and those around the place where somebody reads; the rest is asleep. Its lines are numbered from 1. */
export class SleepyTalk extends FakeTalk {
  readonly all: readonly LineView[];
  /** The most lines that were ever held. */
  most = 0;

  constructor(snapshot: Snapshot) {
    super(snapshot);
    this.all = snapshot.lines.map((line, i) => ({ ...line, seq: i + 1 }) as LineView);
    this.#hold(Number.POSITIVE_INFINITY);
  }

  override reading(seq: number): void {
    super.reading(seq);
    setTimeout(() => this.#hold(seq));
  }

  #hold(place: number): void {
    const held: LineView[] = [];
    for (let from = 1; from <= this.all.length; from += stretch) {
      const some = this.all.slice(from - 1, from - 1 + stretch);
      const to = from + some.length - 1;
      const isAwake = to > this.all.length - newest || (place > from - around && place < to + around);
      held.push(...(isAwake ? some : [asleep(some, from, to)]));
    }
    this.most = Math.max(this.most, held.filter(({ kind }) => kind !== 'asleep').length);
    const later = this.snapshot.lines.filter(({ seq }) => seq === null || seq > this.all.length);
    this.set({ lines: [...held, ...later] });
  }
}

function asleep(lines: readonly LineView[], seq: number, to: number): LineView {
  const others = lines.filter((line) => line.kind === 'text' && !line.author.self).length;
  return { kind: 'asleep', key: `z${seq}`, seq, to, at: lines.at(-1)!.at, count: lines.length, others };
}
