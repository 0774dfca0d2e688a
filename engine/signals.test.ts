import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RelayFrame } from '../shared/frames.ts';
import { quiet, Scene } from '../tests/adversary/support.ts';
import { until } from '../tests/support/world.ts';

describe('who is writing, and who is here', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());
  const names = (writing: readonly { readonly name: string }[]) => writing.map(({ name }) => name);

  it('says that somebody writes, until that one stops, or has written', async () => {
    const { maya, rivera } = await scene.pair();
    rivera.talk.typing(true);
    expect(names((await until(maya.talk, ({ writing }) => writing.length === 1)).writing)).toEqual([
      'Rivera',
    ]);
    rivera.talk.typing(false);
    await until(maya.talk, ({ writing }) => writing.length === 0);
    rivera.talk.typing(true);
    await until(maya.talk, ({ writing }) => writing.length === 1);
    await rivera.talk.say('Good morning');
    await until(maya.talk, ({ writing, lines }) => writing.length === 0 && lines.at(-1)?.kind === 'text');
    expect(rivera.talk.snapshot.writing).toEqual([]);
  });

  it('is said once in a while, however fast one types', async () => {
    const { rivera } = await scene.pair();
    let signals = 0;
    scene.room.meddle = (frame) => {
      if (frame.type === 'signal') signals += 1;
      return frame;
    };
    for (let i = 0; i < 40; i++) rivera.talk.typing(true);
    await quiet(200);
    expect(signals).toBe(1);
    rivera.clock.offsetMs += 4_100;
    rivera.talk.typing(true);
    await expect.poll(() => signals).toBe(2);
  });

  it('is forgotten after a while, should the word that it ended be lost', async () => {
    const { maya, rivera } = await scene.pair();
    rivera.talk.typing(true);
    await until(maya.talk, ({ writing }) => writing.length === 1);
    maya.clock.offsetMs += 8_100;
    maya.talk.markRead(1);
    await until(maya.talk, ({ writing }) => writing.length === 0);
  });

  it('a relay can neither replay a signal, nor keep it for later, nor make one, nor bend one', async () => {
    const { maya, rivera } = await scene.pair();
    const kept: Extract<RelayFrame, { type: 'signal' }>[] = [];
    scene.room.meddle = (frame, device) => {
      if (frame.type === 'signal' && device === 1) kept.push(frame);
      return frame;
    };
    rivera.talk.typing(true);
    await until(maya.talk, ({ writing }) => writing.length === 1);
    rivera.talk.typing(false);
    await until(maya.talk, ({ writing }) => writing.length === 0);
    scene.room.meddle = (frame) => frame;
    const seat = [...scene.room.seats].find(({ device }) => device === 1)!;
    const [signal] = kept;
    const bent = signal!.body.slice();
    bent[bent.length - 20]! ^= 1;
    scene.room.say(seat, signal!);
    scene.room.say(seat, { ...signal!, body: bent });
    scene.room.say(seat, { ...signal!, body: scene.room.entries.at(-1)!.body });
    scene.room.say(seat, { ...signal!, body: new Uint8Array(40) });
    await quiet(150);
    expect(maya.talk.snapshot.writing).toEqual([]);
    // To a device that has forgotten what it heard, the log has moved on.
    for (let i = 0; i < 18; i++) await rivera.talk.say(`message ${i}`);
    await until(maya.talk, ({ lines }) =>
      lines.some((line) => line.kind === 'text' && line.text === 'message 17'),
    );
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    const again = [...scene.room.seats].find(({ device }) => device === 1)!;
    scene.room.say(again, signal!);
    await quiet(150);
    expect(maya.talk.snapshot.writing).toEqual([]);
    expect(maya.talk.snapshot.state).toBe('ready');
  });

  it('knows who is here, by the relay’s word, and that nobody is without a connection', async () => {
    const { maya, rivera } = await scene.pair();
    const sub = rivera.talk.snapshot.self!.person;
    expect((await until(maya.talk, ({ present }) => present.length === 1)).present).toEqual([sub]);
    await rivera.talk.stop();
    scene.room.tellPresence();
    await until(maya.talk, ({ present }) => present.length === 0);
    scene.room.reachable = false;
    scene.room.cut();
    await until(maya.talk, ({ state, present }) => state === 'offline' && present.length === 0);
  });
});
