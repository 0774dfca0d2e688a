import { afterEach, expect, it } from 'vitest';
import { hpkeKeyPair, hpkeSeal, turn } from './index.ts';

const suite = 0x004d;
const bytes = new Uint8Array(32);

afterEach(() => {
  globalThis.scheduler = undefined;
});

it('what waits for the thread has its turn between heavy steps, but not at every one', async () => {
  const { publicKey } = await hpkeKeyPair(suite);
  let turns = 0;
  globalThis.scheduler = {
    yield: async () => {
      turns += 1;
    },
  };
  const until = performance.now() + 100;
  let steps = 0;
  for (; performance.now() < until; steps++) await hpkeSeal(suite, publicKey, bytes, bytes, bytes);
  expect(turns).toBeGreaterThan(1);
  expect(turns).toBeLessThanOrEqual(Math.min(steps, 14));
});

it('goes on at once where the platform has no turns to give', async () => {
  globalThis.scheduler = {};
  await expect(turn()).resolves.toBeUndefined();
  globalThis.scheduler = undefined;
  await expect(turn()).resolves.toBeUndefined();
});
