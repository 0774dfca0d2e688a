import type { Snapshot } from '../../engine/index.ts';
import type { Report } from './tab-words.ts';
import { uncommon } from './uncommon.ts';

/** Changes within so many ms are told together. */
const gatherMs = 50;

/** What a writer tells its followers in one reign: all of it to one who asks, and from then on what differs, once it has what finds that. */
export class Telling {
  readonly reign: number;
  readonly #look: () => Snapshot;
  readonly #post: (report: Report) => Promise<void>;
  #rev = 0;
  #told: Snapshot | null = null;
  #received: number[] = [];
  /** There is nobody to tell before somebody asked. */
  #isHeeded = false;
  #isDirty = false;
  #isTelling = false;
  #isOver = false;

  constructor(o: {
    readonly reign: number;
    readonly look: () => Snapshot;
    readonly post: (report: Report) => Promise<void>;
  }) {
    this.reign = o.reign;
    this.#look = o.look;
    this.#post = o.post;
  }

  /** How many reports there were. */
  get rev(): number {
    return this.#rev;
  }

  /** Somebody knows nothing yet, or has lost the thread. */
  whole(): void {
    this.#isHeeded = true;
    this.#told = null;
    this.changed();
  }

  received(seq: number): void {
    if (this.#isHeeded) this.#received.push(seq);
    this.changed();
  }

  changed(): void {
    this.#isDirty = this.#isHeeded;
    if (this.#isDirty && !this.#isTelling) void this.#tell();
  }

  end(): void {
    this.#isOver = true;
  }

  async #tell(): Promise<void> {
    this.#isTelling = true;
    while (this.#isDirty && !this.#isOver) {
      this.#isDirty = false;
      const [now, told, received] = [this.#look(), this.#told, this.#received];
      this.#received = [];
      this.#told = now;
      this.#rev += 1;
      const common = { reign: this.reign, rev: this.#rev, received };
      const parts = uncommon.held;
      if (parts === null) uncommon.ahead();
      await this.#post(
        told === null || parts === null
          ? { is: 'whole', ...common, snapshot: now }
          : { is: 'delta', ...common, delta: parts.deltaOf(told, now) },
      );
      await gathered();
    }
    this.#isTelling = false;
  }
}

/** A moment for more to come. A hidden page's timers are slow: there it is the next task. */
const gathered = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.visibilityState === 'visible') setTimeout(resolve, gatherMs);
    else {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    }
  });
