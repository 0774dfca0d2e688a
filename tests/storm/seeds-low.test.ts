import { describe, expect, it } from 'vitest';
import { brokenIn } from './held.ts';

// Half of the 300 storms of every run: two files, so that two processors share them.
describe('INV-1, INV-3 to INV-8, INV-13: nothing lost, doubled, reordered or forged', () => {
  for (let from = 1000; from < 1150; from += 30) {
    it(`in the storms of seeds ${from} to ${from + 29}`, async () => {
      expect(await brokenIn(from, 30)).toEqual([]);
    }, 300_000);
  }
});
