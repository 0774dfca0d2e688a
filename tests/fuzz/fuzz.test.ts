import { afterAll, describe, expect, it } from 'vitest';
import { BedsideError } from '../../shared/errors.ts';
import { allTargets, fuzz, growthBytesMax, slowMs, type Tally } from './run.ts';
import { fault, type Target } from './target.ts';

/** Another seed tries other inputs; `npm run fuzz` runs as many as it is told. */
const seed = 1;
const runs = 20_000;

describe(`${runs} inputs that nobody honest would send (seed ${seed})`, () => {
  let tallies: Tally[] = [];
  afterAll(() => {
    const seconds = tallies.reduce((sum, tally) => sum + tally.seconds, 0);
    console.log(
      `fuzz: ${tallies.reduce((sum, { runs }) => sum + runs, 0)} inputs, seed ${seed}, ${seconds.toFixed(1)} s`,
    );
  });

  it('none hangs, none is answered with anything but a code of the table, nothing changed is taken', async () => {
    tallies = await fuzz({ runs, seed });
    expect(tallies.flatMap(({ faults }) => faults)).toEqual([]);
    expect(tallies.reduce((sum, tally) => sum + tally.runs, 0)).toBeGreaterThanOrEqual(runs);
  }, 120_000);

  it('every target was fed, and each that refuses by throwing refused some', () => {
    expect(tallies.map(({ target }) => target)).toEqual(allTargets.map(({ name }) => name));
    for (const { target, runs, ends } of tallies) {
      const { codes } = allTargets.find(({ name }) => name === target)!;
      const refused = runs - (ends['taken'] ?? 0);
      if (codes.length > 0)
        expect({ target, refused: refused > runs / 20 }).toEqual({ target, refused: true });
    }
  });
});

describe('the fuzzer finds', () => {
  const planted = (run: () => unknown, codes: Target['codes'] = []): Target => ({
    name: 'planted',
    weight: 1,
    codes,
    open: async () => () => ({ input: new Uint8Array(1), run }),
  });
  const faultsOf = async (target: Target, runs: number) =>
    (await fuzz({ runs, seed, among: [target] })).flatMap(({ faults }) => faults);

  it('what is thrown without a code, and a code that is not documented', async () => {
    const bug = planted(() => (null as unknown as string).length);
    expect((await faultsOf(bug, 1))[0]).toContain('TypeError');
    const undocumented = () => {
      throw new BedsideError('internal');
    };
    expect((await faultsOf(planted(undocumented, ['mls-invalid']), 1))[0]).toContain('internal');
    expect(await faultsOf(planted(undocumented, ['internal']), 1)).toEqual([]);
  });

  it('a wrong answer', async () => {
    expect(
      (
        await faultsOf(
          planted(() => fault('taken')),
          1,
        )
      )[0],
    ).toContain('taken');
  });

  it('an input that takes long every time', async () => {
    const slow = () => {
      const before = process.cpuUsage();
      while (process.cpuUsage(before).user < 1200 * slowMs);
    };
    expect((await faultsOf(planted(slow), 1))[0]).toContain('took');
  });

  it('what grows with the inputs', async () => {
    const kept: Uint8Array[] = [];
    const leak = () => kept.push(new Uint8Array(growthBytesMax / 100).fill(1));
    expect((await faultsOf(planted(leak), 200))[0]).toContain('grew');
  });
});
