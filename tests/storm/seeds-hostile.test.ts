import { describe, expect, it } from 'vitest';
import { hostileFrom } from './deeds.ts';
import { brokenIn } from './held.ts';

// Besides all else, commits that some or all cannot apply, trees that are spoilt, and voids of what is good.
describe('a room with hostile members loses nothing and stops for nobody', () => {
  for (let from = hostileFrom; from < hostileFrom + 60; from += 30) {
    it(`in the storms of seeds ${from} to ${from + 29}`, async () => {
      expect(await brokenIn(from, 30)).toEqual([]);
    }, 300_000);
  }
});
