/**
 * `npm run storm -- --seeds N --from S`: N storms, from seed S, on all processors but with each seed on one. Ends with how
 * many held, and the seeds that did not. `--tell SEED` tells all that happens in one of them. `--over workerd`: the same
 * kinds of trouble over the real relay with real processes and real time, one after another.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stormOverWorkerd } from '../tests/storm/over-workerd.ts';
import { storm } from '../tests/storm/storm.ts';

type Word = {
  readonly seed: number;
  readonly broken: string | null;
  readonly steps: number;
  readonly said: number;
};

/** A process that has run some thousands of storms is many times slower than one that has just begun. */
const seedsPerProcess = 500;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: `${availableParallelism()}` },
    tell: { type: 'string' },
    over: { type: 'string', default: 'simulation' },
  },
});
const whole = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`${text} is not a whole number`);
  return number;
};

/** In a child: runs the seeds that the parent names, one after another. */
function serve(): void {
  process.on('message', (seed: number) => {
    storm({ seed }).then(
      ({ broken, counts }) =>
        process.send!({
          seed,
          broken,
          steps: counts['steps'] ?? 0,
          said: counts['said'] ?? 0,
        } satisfies Word),
      (thrown) =>
        process.send!({
          seed,
          broken: `the storm itself: ${(thrown as Error).stack}`,
          steps: 0,
          said: 0,
        } satisfies Word),
    );
  });
}

async function tell(seed: number): Promise<void> {
  const { story, broken, trace } = await storm({ seed, tellAll: true });
  for (const line of story) console.log(line);
  console.log(broken === null ? `seed ${seed} holds` : `seed ${seed}: ${broken}`);
  console.log(`trace ${trace}`);
  process.exitCode = broken === null ? 0 : 1;
}

async function all(from: number, count: number, jobs: number): Promise<void> {
  const started = Date.now();
  const broken: Word[] = [];
  let next = from;
  let done = 0;
  let steps = 0;
  let said = 0;
  const one = () =>
    new Promise<void>((resolve) => {
      const child = fork(fileURLToPath(import.meta.url), ['--jobs', '0'], {
        execArgv: ['--disable-warning=ExperimentalWarning'],
      });
      let current = -1;
      let given = 0;
      const give = () => {
        if (next >= from + count || given === seedsPerProcess) return void child.kill();
        given += 1;
        current = next++;
        child.send(current);
      };
      child.on('message', (word: Word) => {
        done += 1;
        steps += word.steps;
        said += word.said;
        if (word.broken !== null) {
          broken.push(word);
          console.log(`seed ${word.seed}: ${word.broken}`);
        }
        if (done % 100 === 0) console.log(`${done} of ${count}, ${broken.length} broken`);
        give();
      });
      child.on('exit', (code, signal) => {
        if (code !== 0 && signal !== 'SIGTERM')
          broken.push({ seed: current, broken: `the process ended (${code ?? signal})`, steps: 0, said: 0 });
        resolve();
      });
      give();
    });
  const job = async () => {
    while (next < from + count) await one();
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, count)) }, job));
  const seconds = (Date.now() - started) / 1000;
  console.log(
    `${done} storms from seed ${from} in ${seconds.toFixed(0)} s: ${steps} steps, ${said} messages; ${broken.length} broken`,
  );
  if (broken.length > 0) console.log(`broken seeds: ${broken.map(({ seed }) => seed).join(' ')}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

async function overWorkerd(from: number, count: number): Promise<void> {
  const broken: number[] = [];
  let said = 0;
  for (let seed = from; seed < from + count; seed++) {
    const weather = await stormOverWorkerd(seed, 60);
    said += weather.counts['messages'] ?? 0;
    for (const line of weather.broken) console.log(`seed ${seed}: ${line}`);
    if (weather.broken.length > 0) broken.push(seed);
  }
  console.log(
    `${count} storms over workerd from seed ${from}: ${said} messages; ${broken.length} broken ${broken.join(' ')}`,
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}

if (process.send !== undefined && values.jobs === '0') serve();
else if (values.tell !== undefined) await tell(whole(values.tell));
else if (values.over === 'workerd') await overWorkerd(whole(values.from), whole(values.seeds));
else await all(whole(values.from), whole(values.seeds), whole(values.jobs));
