import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientFrame } from '../shared/frames.ts';
import { Scene, stored } from '../tests/adversary/support.ts';
import { problems, type TestDevice, until } from '../tests/support/world.ts';

describe('what a person sends again', () => {
  let scene: Scene;
  let device: TestDevice;
  const sent: Extract<ClientFrame, { type: 'send' }>[] = [];

  beforeEach(async () => {
    scene = await Scene.open();
    device = scene.device('Maya');
    await device.ready();
  });
  afterEach(() => scene.close());

  /** Says it, and waits for the frame that takes it to the room, which does not answer. */
  async function asked(work: () => Promise<unknown>): Promise<number> {
    const before = sent.length;
    await work();
    await until(device.talk, () => sent.length > before);
    return sent.at(-1)!.id;
  }

  async function refuse(id: number, text: string): Promise<string> {
    const [seat] = scene.room.seats;
    scene.room.say(seat!, { type: 'refused', frame: 'send', id, code: 'not-permitted', retryMs: 0 });
    const now = await until(device.talk, ({ lines }) =>
      lines.some((line) => line.kind === 'text' && line.text === text && line.state === 'refused'),
    );
    return now.lines.find((line) => line.kind === 'text' && line.text === text)!.key;
  }

  it('INV-4: keeps its number when another is refused after it', async () => {
    scene.room.hear = (frame) => {
      if (frame.type === 'send') sent.push(frame);
      return frame.type !== 'send';
    };
    const key = await refuse(await asked(() => device.talk.say('first')), 'first');
    await asked(() => device.talk.say('second'));
    const again = await asked(() => device.talk.resend(key));
    await refuse(await asked(() => device.talk.say('third')), 'third');
    expect(await asked(() => device.talk.say('fourth'))).toBeGreaterThan(again);
    scene.room.hear = () => true;
    scene.room.cut();
    const now = await until(device.talk, (shown) => stored(shown).length === 3);
    expect([stored(now), problems(now)]).toEqual([['second', 'first', 'fourth'], []]);
  });
});
