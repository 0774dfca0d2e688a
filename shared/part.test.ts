import { describe, expect, it } from 'vitest';
import { Part } from './part.ts';

describe('a part that is fetched apart from the rest', () => {
  it('is fetched once, whoever asks', async () => {
    let asked = 0;
    const part = new Part(async () => {
      asked += 1;
      return 'code';
    });
    expect(part.held).toBeNull();
    part.ahead();
    expect(await Promise.all([part.get(), part.get()])).toEqual(['code', 'code']);
    expect(asked).toBe(1);
    expect(part.held).toBe('code');
  });

  it('says with a code that it did not come, and is asked for again', async () => {
    let isCut = true;
    const part = new Part(async () => {
      if (isCut) throw new TypeError('not fetched');
      return 'code';
    });
    part.ahead();
    await expect(part.get()).rejects.toMatchObject({ code: 'relay-unreachable' });
    isCut = false;
    expect(await part.get()).toBe('code');
  });
});
