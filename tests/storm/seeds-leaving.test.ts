import { describe, expect, it } from 'vitest';
import { leavingFrom } from './deeds.ts';
import { brokenIn } from './held.ts';

// Besides all else, a person leaves in the middle of it, on one device or on all of them at once.
describe('a conversation that somebody leaves loses nothing of the others', () => {
  it(`in the storms of seeds ${leavingFrom} to ${leavingFrom + 19}`, async () => {
    expect(await brokenIn(leavingFrom, 20)).toEqual([]);
  }, 300_000);
});
