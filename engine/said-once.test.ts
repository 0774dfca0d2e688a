import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scene } from '../tests/adversary/support.ts';
import { type TestDevice, texts, until } from '../tests/support/world.ts';

describe('a text said again with the same word', () => {
  let scene: Scene;
  let device: TestDevice;
  beforeEach(async () => {
    scene = await Scene.open();
    device = scene.device('Maya');
    await device.ready();
  });
  afterEach(() => scene.close());

  it('INV-4: is one message, at once, after it was stored, and after a restart', async () => {
    const [key, again] = await Promise.all([
      device.talk.say('Only once', { once: 'word-1' }),
      device.talk.say('Only once', { once: 'word-1' }),
    ]);
    expect(again).toBe(key);
    await until(device.talk, ({ lines }) => lines.some((line) => line.kind === 'text' && line.seq !== null));
    expect(await device.talk.say('Only once', { once: 'word-1' })).toBe(key);
    await device.talk.stop();
    device.talk.start();
    await device.ready();
    expect(await device.talk.say('Only once', { once: 'word-1' })).toBe(key);
    expect(await device.talk.say('Another', { once: 'word-2' })).not.toBe(key);
    const now = await until(device.talk, (shown) => texts(shown).length >= 2 && !shown.history.loading);
    expect(texts(now).filter((text) => text === 'Only once')).toHaveLength(1);
  });
});
