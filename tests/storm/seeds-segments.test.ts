import { describe, expect, it } from 'vitest';
import { segmentsFrom } from './deeds.ts';
import { brokenIn } from './held.ts';

// Besides all else, the portal begins segments, and whoever comes next brings the news.
describe('a conversation in segments loses nothing of who was there, and shows nothing of before to who was not', () => {
  it(`in the storms of seeds ${segmentsFrom} to ${segmentsFrom + 29}`, async () => {
    expect(await brokenIn(segmentsFrom, 30)).toEqual([]);
  }, 300_000);
});
