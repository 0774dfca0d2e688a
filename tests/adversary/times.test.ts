import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problems, until } from '../support/world.ts';
import { quiet, Scene, stored } from './support.ts';

const dayMs = 24 * 3600_000;

describe('a relay that lies about the time', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('so that it runs back: the conversation stops and says that the log was forked', async () => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('now');
    await until(rivera.talk, (now) => stored(now).length === 1);
    scene.room.meddle = (frame) =>
      frame.type === 'entries'
        ? { ...frame, entries: frame.entries.map((entry) => ({ ...entry, at: entry.at - 60_000 })) }
        : frame;
    await maya.talk.say('a minute ago');
    for (const { talk } of [maya, rivera])
      expect((await until(talk, ({ state }) => state === 'failed')).failure).toBe('log-forked');
    expect(stored(rivera.talk.snapshot)).toEqual(['now']);
  });

  it('later, in what it gives to read back: the page does not chain', async () => {
    const { maya } = await scene.pair();
    await maya.talk.say('at noon');
    await until(maya.talk, (now) => stored(now).length === 1);
    const { seq } = scene.room.entries.findLast(({ kind }) => kind === 'message')!;
    scene.room.meddle = (frame, device) =>
      device === 3 && frame.type === 'page'
        ? {
            ...frame,
            entries: frame.entries.map((entry) =>
              entry.seq === seq ? { ...entry, at: entry.at - 1 } : entry,
            ),
          }
        : frame;
    const late = scene.device('Okoro', { role: 'clinician' });
    late.talk.start();
    expect((await until(late.talk, ({ state }) => state === 'failed')).failure).toBe('log-forked');
    expect(stored(late.talk.snapshot)).toEqual([]);
  });

  it('to all alike, and forwards: nobody can tell, all see the same time, and what was to be shown for an hour stays for a day', async () => {
    scene.portal.bend = (request) => ({ ...request, livesS: [3600] });
    const { maya, rivera } = await scene.pair();
    const real = scene.room.now;
    scene.room.now = () => real() + dayMs;
    await maya.talk.say('for an hour', { lifeMs: 3600_000 });
    const lines = [];
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => stored(snapshot).length === 1);
      expect(problems(now)).toEqual([]);
      lines.push(now.lines.at(-1)!);
    }
    const { at } = scene.room.entries.findLast(({ kind }) => kind === 'message')!;
    expect(at).toBeGreaterThan(Date.now() + dayMs - 60_000);
    for (const line of lines) expect(line).toMatchObject({ at, margin: { expiresAt: at + 3600_000 } });
  });

  it('and so lets a passport that ran out into the epoch of who was away: that one sees the newcomer, those who were there refuse it', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.stop();
    const { at } = scene.room.entries.at(-1)!;
    scene.room.now = () => at;
    scene.room.voids.isDeaf = true;
    for (const { clock } of [maya, rivera]) clock.offsetMs = 2 * dayMs;
    await scene.intrude({ request: { nowMs: at - 1000, lifetimeS: 3600 } });
    const now = await until(maya.talk, (snapshot) => problems(snapshot).length === 1);
    expect([now.members.length, ...problems(now)]).toEqual([2, 'group-refused']);
    await rivera.reload();
    await until(rivera.talk, ({ members }) => members.length === 3);
    await quiet(100);
    expect(rivera.talk.snapshot.lines.at(-1)).toMatchObject({ kind: 'notice', notice: 'joined', at });
  });
});
