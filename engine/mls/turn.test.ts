import { afterEach, expect, it, vi } from 'vitest';
import { hpkeKeyPair, hpkeSeal, turn } from './index.ts';

const suite = 0x004d;
const bytes = new Uint8Array(32);

afterEach(() => void vi.unstubAllGlobals());

it('what waits for the thread has its turn between heavy steps, but not at every one', async () => {
  const { publicKey } = await hpkeKeyPair(suite);
  let turns = 0;
  vi.stubGlobal('scheduler', {
    yield: async () => {
      turns += 1;
    },
  });
  const until = performance.now() + 100;
  let steps = 0;
  for (; performance.now() < until; steps++) await hpkeSeal(suite, publicKey, bytes, bytes, bytes);
  expect(turns).toBeGreaterThan(1);
  expect(turns).toBeLessThanOrEqual(Math.min(steps, 14));
});

it('goes on at once where the platform has no turns to give', async () => {
  vi.stubGlobal('scheduler', {});
  await expect(turn()).resolves.toBeUndefined();
  vi.stubGlobal('scheduler', undefined);
  await expect(turn()).resolves.toBeUndefined();
});
