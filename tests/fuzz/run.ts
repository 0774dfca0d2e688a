import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BedsideError } from '../../shared/errors.ts';
import { Dice } from './dice.ts';
import { Fault, type Target, type Trial } from './target.ts';
import { framedTargets } from './targets-framed.ts';
import { identityTargets } from './targets-identity.ts';
import { mlsTargets } from './targets-mls.ts';
import { plainTargets } from './targets-plain.ts';
import { rosterTargets } from './targets-roster.ts';
import { savedTargets } from './targets-saved.ts';
import { sealedTargets } from './targets-sealed.ts';
import { vaultTargets } from './targets-vault.ts';
import { Watchdog } from './watchdog.ts';

/** Everything that takes bytes from strangers. */
export const allTargets: readonly Target[] = [
  ...plainTargets,
  ...sealedTargets,
  ...vaultTargets,
  ...identityTargets,
  ...rosterTargets,
  ...mlsTargets,
  ...savedTargets,
  ...framedTargets,
];

/** An input that must not take longer, whatever is in it. */
export const slowMs = 250;
const hangMs = 120_000;
/** What a run may leave on the heap: caches and warmed-up code, but nothing that grows with the inputs. */
export const growthBytesMax = 24 * 2 ** 20;

export interface Tally {
  readonly target: string;
  readonly runs: number;
  readonly seconds: number;
  /** How the inputs ended: `taken`, or the code that they were refused with. */
  readonly ends: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly grownBytes: number;
  readonly faults: readonly string[];
}

/** Collects, also where Node was started without `--expose-gc`. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

async function heap(gc: () => void): Promise<number> {
  for (let times = 0; times < 3; times++) {
    gc();
    await new Promise((done) => setTimeout(done, 5));
  }
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

const shown = (input: Uint8Array | string) =>
  typeof input === 'string'
    ? JSON.stringify(input.slice(0, 4000))
    : Buffer.from(input.subarray(0, 8192)).toString('hex');

/** Feeds one input. Answers how it ended, or what was wrong with that. */
async function feed(target: Target, { run }: Trial): Promise<{ end: string; fault: string | null }> {
  try {
    await run();
    return { end: 'taken', fault: null };
  } catch (thrown) {
    if (thrown instanceof Fault) return { end: 'fault', fault: thrown.message };
    if (thrown instanceof BedsideError && target.codes.includes(thrown.code))
      return { end: thrown.code, fault: null };
    const what =
      thrown instanceof Error
        ? (thrown.stack ?? thrown.message).split('\n').slice(0, 6).join(' | ')
        : String(thrown);
    return { end: 'fault', fault: `threw ${what}` };
  }
}

/** How long something takes, by the clock or by the processor's time that this process got, whichever is less. */
async function work(feeding: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  await feeding();
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(performance.now() - started, (user + system) / 1000);
}

async function runTarget(o: {
  target: Target;
  place: number;
  seed: number;
  runs: number;
  first: number;
  watchdog: Watchdog;
  gc: () => void;
}): Promise<Tally> {
  const { target, place, seed, runs, watchdog } = o;
  watchdog.at(place, -1);
  const make = await target.open();
  const ends: Record<string, number> = {};
  const faults: string[] = [];
  let slowestMs = 0;
  let warm = 0;
  const started = performance.now();
  for (let index = o.first; index < o.first + runs; index++) {
    // A tenth of the inputs is for warming up; what the heap holds then is what it may go on holding.
    if (index === o.first + Math.floor(runs / 10)) warm = await heap(o.gc);
    const trial = await make(new Dice(seed, place, index));
    watchdog.at(place, index);
    const before = performance.now();
    const { end, fault } = await feed(target, trial);
    let ms = performance.now() - before;
    // A machine that was busy elsewhere is slow once; an input that is slow takes the processor's time every time.
    for (let again = 0; again < 3 && ms > slowMs; again++)
      ms = Math.min(ms, await work(() => feed(target, trial)));
    slowestMs = Math.max(slowestMs, ms);
    ends[end] = (ends[end] ?? 0) + 1;
    const wrong = fault ?? (ms > slowMs ? `took ${Math.round(ms)} ms` : null);
    if (wrong !== null && faults.length < 3)
      faults.push(`${target.name} --seed ${seed} --at ${index}: ${wrong}\n  input ${shown(trial.input)}`);
    // Functions that answer at once would never let anything else of the process run.
    if (index % 2000 === 0) await new Promise((done) => setImmediate(done));
  }
  const seconds = (performance.now() - started) / 1000;
  const grownBytes = runs < 100 ? 0 : (await heap(o.gc)) - warm;
  if (grownBytes > growthBytesMax)
    faults.push(`${target.name}: the heap grew by ${grownBytes} bytes in ${runs} inputs`);
  return { target: target.name, runs, seconds, ends, slowestMs, grownBytes, faults };
}

/** Shares `runs` inputs out among the targets by their weights and feeds them. `at`: one place of one target, again. */
export async function fuzz(o: {
  readonly runs: number;
  readonly seed: number;
  readonly only?: readonly string[];
  readonly at?: number;
  /** Others than {@link allTargets}: a fuzzer is tried too. */
  readonly among?: readonly Target[];
  readonly done?: (tally: Tally) => void;
}): Promise<Tally[]> {
  const targets = o.among ?? allTargets;
  const chosen = targets.filter(
    ({ name }) => o.only === undefined || o.only.some((word) => name.includes(word)),
  );
  const unknown = o.only?.find((word) => !targets.some(({ name }) => name.includes(word)));
  if (unknown !== undefined)
    throw new Error(`${unknown}: none of ${targets.map(({ name }) => name).join(', ')}`);
  const weight = chosen.reduce((sum, target) => sum + target.weight, 0);
  const watchdog = new Watchdog(
    targets.map(({ name }) => name),
    o.seed,
    hangMs,
  );
  const gc = collector();
  const tallies: Tally[] = [];
  try {
    for (const target of chosen) {
      const runs = o.at === undefined ? Math.ceil((o.runs * target.weight) / weight) : 1;
      const place = targets.indexOf(target);
      const tally = await runTarget({ target, place, seed: o.seed, runs, first: o.at ?? 0, watchdog, gc });
      tallies.push(tally);
      o.done?.(tally);
    }
  } finally {
    await watchdog.stop();
  }
  return tallies;
}
