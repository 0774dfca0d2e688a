import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base64url } from '../../shared/bytes.ts';
import type { ClientFrame } from '../../shared/frames.ts';
import { until } from '../support/world.ts';
import { Scene, stored } from './support.ts';

const endpoint = 'https://push.example/a-secret-that-leads-to-one-browser';
const keyOf = (byte: number) => new Uint8Array(65).fill(byte).with(0, 4);

/** What the relay does to the devices themselves is tried in worker/room/bells-guarded.test.ts; here it is the relay that means ill. */
describe('a relay that wants more of a bell than it was given', () => {
  let scene: Scene;
  let heard: ClientFrame[];
  beforeEach(async () => {
    scene = await Scene.open();
    scene.room.bellKey = keyOf(1);
    heard = [];
    scene.room.hear = (frame) => {
      heard.push(frame);
      return true;
    };
  });
  afterEach(() => scene.close());
  const bells = () => heard.filter(({ type }) => type === 'bell');

  it('is told no endpoint unasked, whatever it says of bells and keys', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    const [seat] = [...scene.room.seats];
    for (const [byte, set] of [
      [2, true],
      [3, false],
      [2, false],
    ] as const)
      scene.room.say(seat!, { type: 'bell', key: keyOf(byte), set });
    await maya.talk.say('still here');
    const now = await until(maya.talk, (now) => stored(now).length === 1);
    expect(now.bell).toEqual({ key: base64url(keyOf(2)), set: false });
    expect(bells()).toEqual([]);
  });

  it('learns where one device is, and no other device or member learns it', async () => {
    const maya = scene.device('Maya');
    const rivera = scene.device('Rivera');
    await maya.ready();
    await rivera.ready();
    await maya.talk.keepBell(endpoint);
    await maya.talk.say('one');
    const read = await until(rivera.talk, (now) => stored(now).length === 1);
    expect(bells()).toEqual([{ type: 'bell', endpoint }]);
    expect(read.bell?.set).toBe(false);
    expect(JSON.stringify([read, maya.talk.snapshot])).not.toContain('push.example');
    const bytes = [...scene.room.entries].map(({ body }) => Buffer.from(body).toString('latin1')).join();
    expect(bytes).not.toContain('push.example');
  });

  it('which never answers keeps nothing waiting but the choice itself', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    scene.room.hear = ({ type }) => type !== 'bell';
    const choice = maya.talk.keepBell(endpoint).then(
      () => 'done',
      () => 'failed',
    );
    await maya.talk.say('one');
    await until(maya.talk, (now) => stored(now).length === 1);
    scene.room.cut();
    expect(await choice).toBe('failed');
  });
});
