import { expect, it } from 'vitest';
import { stormOverWorkerd } from './over-workerd.ts';

it.each([1, 2, 3])(
  'INV-4, INV-6: storm %i over the real relay ends with every message everywhere, once, in one order',
  async (seed) => {
    const { broken, counts } = await stormOverWorkerd(seed, 60);
    console.log(JSON.stringify(counts));
    expect(broken).toEqual([]);
    expect(counts['messages']).toBeGreaterThan(10);
  },
);
