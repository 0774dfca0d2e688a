/**
 * `npm run test:crash`: SIGKILL to the relay, under load, at random instants; what was acked must be there afterwards, once
 * and in its place. See tests/crash/crash.ts for what is synced where.
 *
 *   npm run test:crash                            50 kills, another seed every time
 *   npm run test:crash -- --kills 200 --seed 7
 */
import { parseArgs } from 'node:util';
import { crash, summary } from '../tests/crash/crash.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } },
});
const kills = Number(values.kills);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed))
  throw new Error('--kills, --seed: not a whole number');
console.log(`seed ${seed}`);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
const report = await crash({ kills, seed, say: (line) => console.log(line) });
if (report.wrongs.length === 0) console.log(summary(report));
else console.error(`seed ${seed}:\n${report.wrongs.join('\n')}`);
process.exit(report.wrongs.length === 0 ? 0 : 1);
