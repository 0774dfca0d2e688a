import { Worker } from 'node:worker_threads';

/** Runs beside: when nothing has moved for `ms`, says where it stands and ends the process, which cannot do so itself. */
const code = `
const { workerData: { shared, names, ms, seed } } = require('node:worker_threads');
const place = new Int32Array(shared);
let last = -1, since = Date.now();
setInterval(() => {
  const now = Atomics.load(place, 0);
  if (now !== last) { last = now; since = Date.now(); return; }
  if (Date.now() - since < ms) return;
  require('node:fs').writeSync(2, 'hang: ' + names[Atomics.load(place, 1)] + ', input ' + Atomics.load(place, 2) + ', seed ' + seed + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

/** Watches that inputs come to an end. */
export class Watchdog {
  readonly #place: Int32Array;
  readonly #worker: Worker;

  constructor(names: readonly string[], seed: number, ms: number) {
    const shared = new SharedArrayBuffer(12);
    this.#place = new Int32Array(shared);
    this.#worker = new Worker(code, { eval: true, workerData: { shared, names, ms, seed } });
    this.#worker.unref();
  }

  /** An input is about to be fed. */
  at(target: number, index: number): void {
    Atomics.store(this.#place, 1, target);
    Atomics.store(this.#place, 2, index);
    Atomics.add(this.#place, 0, 1);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
