import { describe, expect, it } from 'vitest';
import { segmentsFrom, tornFrom } from './deeds.ts';
import { brokenIn } from './held.ts';

// Besides all else, the portal begins segments, and whoever comes next brings the news.
describe('a conversation in segments loses nothing of who was there, and shows nothing of before to who was not', () => {
  it(`in the storms of seeds ${segmentsFrom} to ${segmentsFrom + 19}`, async () => {
    expect(await brokenIn(segmentsFrom, 20)).toEqual([]);
  }, 300_000);

  it(`and with hostile members, in those of seeds ${tornFrom} to ${tornFrom + 14}`, async () => {
    expect(await brokenIn(tornFrom, 15)).toEqual([]);
  }, 300_000);
});
