/**
 * `npm run fuzz`: inputs that nobody honest would send, to everything that takes bytes from strangers. An input must not
 * take longer than 250 ms, must be answered as documented (a code of the table, or no throw at all), must leave nothing on
 * the heap, and where it is a changed one of something authenticated, must not be taken.
 *
 *   npm run fuzz                                  20,000 inputs, another seed every time
 *   npm run fuzz -- --runs 1000000 --seed 7       a million, those of seed 7
 *   npm run fuzz -- --only frames,cbor,mls        the targets with these words in their names
 *   npm run fuzz -- --only links --seed 7 --at 42 one input again
 *
 * The seed decides what is changed and how. Keys are new in every run, so a sealed sample is never the same bytes twice:
 * a fault is printed with its input.
 */
import { parseArgs } from 'node:util';
import { fuzz } from '../tests/fuzz/run.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    at: { type: 'string' },
  },
});
const whole = (name: string, text: string) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name}: not a whole number`);
  return number;
};
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : whole('seed', values.seed);
const runs = whole('runs', values.runs);

console.log(`seed ${seed}`);
console.log(
  `${'target'.padEnd(20)}${'inputs'.padStart(9)}${'a second'.padStart(10)}${'slowest'.padStart(10)}${'heap'.padStart(9)}  ends`,
);
const started = performance.now();
const tallies = await fuzz({
  runs,
  seed,
  ...(values.only !== undefined && { only: values.only.split(',') }),
  ...(values.at !== undefined && { at: whole('at', values.at) }),
  done: ({ target, runs, seconds, ends, slowestMs, grownBytes, faults }) => {
    const words = Object.entries(ends).sort(([, a], [, b]) => b - a);
    console.log(
      `${target.padEnd(20)}${String(runs).padStart(9)}${Math.round(runs / seconds)
        .toString()
        .padStart(10)}` +
        `${`${slowestMs.toFixed(0)} ms`.padStart(10)}${`${(grownBytes / 2 ** 20).toFixed(1)} M`.padStart(9)}  ` +
        words.map(([end, count]) => `${end} ${count}`).join(', '),
    );
    for (const line of faults) console.error(`FAULT ${line}`);
  },
});
const seconds = (performance.now() - started) / 1000;
const count = tallies.reduce((sum, tally) => sum + tally.runs, 0);
const faults = tallies.reduce((sum, tally) => sum + tally.faults.length, 0);
console.log(
  `${count} inputs, ${faults} faults, seed ${seed}, ${seconds.toFixed(0)} s, ${Math.round(count / seconds)} a second`,
);
process.exit(faults === 0 ? 0 : 1);
