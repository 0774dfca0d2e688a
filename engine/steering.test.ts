import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cbor, decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { limits } from '../shared/limits.ts';
import { Scene, stored } from '../tests/adversary/support.ts';
import { problems, type TestDevice, until } from '../tests/support/world.ts';
import { isRefusal, mayResyncAt, recentResyncs } from './drift.ts';
import { savedKey } from './store.ts';

const hourMs = 3600_000;

describe('how often a device may come back by a new leaf', () => {
  it('is limits.resyncsPerHour times in an hour, by its own clock, whatever that did', () => {
    const times = [1, 2, 3].map((n) => n * 60_000);
    expect(limits.resyncsPerHour).toBe(3);
    expect(mayResyncAt([], 4 * 60_000)).toBe(4 * 60_000);
    expect(mayResyncAt(times.slice(1), 4 * 60_000)).toBe(4 * 60_000);
    expect(mayResyncAt(times, 4 * 60_000)).toBe(60_000 + hourMs);
    expect(mayResyncAt(times, 60_000 + hourMs)).toBe(60_000 + hourMs);
    expect(recentResyncs(times, 2 * 60_000 + hourMs)).toEqual([3 * 60_000]);
    // Times of a clock that was ahead hold nobody back.
    expect(
      mayResyncAt(
        [9, 9, 9].map((n) => n * hourMs),
        hourMs,
      ),
    ).toBe(hourMs);
  });
});

it('a commit is refused for what is wrong with it, not for what this device could not find out', () => {
  const refusals = [
    'mls-invalid',
    'mls-malformed',
    'mls-unsupported',
    'mls-stale-epoch',
    'group-rule',
  ] as const;
  for (const code of [...refusals, 'passport-untrusted', 'passport-expired', 'log-forked'] as const)
    expect(isRefusal(code), code).toBe(true);
  for (const code of [
    'portal-unreachable',
    'portal-changed',
    'portal-refused',
    'device-copied',
    'internal',
  ] as const)
    expect(isRefusal(code), code).toBe(false);
});

describe('a device that cannot get in', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  const says = async (from: TestDevice, to: TestDevice, text: string) => {
    await from.talk.say(text);
    await until(to.talk, (now) => stored(now).includes(text));
  };

  it('because others are always faster: it says so after a while, goes on, and gets in', async () => {
    const { maya } = await scene.pair();
    const late = scene.device('Okoro', { role: 'clinician' });
    let races = limits.commitTriesMax + 1;
    scene.room.meddle = (frame, device) => {
      if (device === 3 && frame.type === 'group' && races-- > 0) void scene.intrude({});
      return frame;
    };
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'offline', 9000);
    expect(now.failure).toBe('group-diverged');
    expect(now.connection.retryAt).toBeGreaterThan(Date.now());
    await until(late.talk, ({ state }) => state === 'ready', 9000);
    await says(late, maya, 'at last');
  }, 20_000);

  it('tries at once when the person asks for it', async () => {
    const { maya } = await scene.pair();
    const { groupInfo } = scene.room;
    scene.room.groupInfo = new Uint8Array(100);
    const late = scene.device('Okoro', { role: 'clinician' });
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'offline');
    expect(now.failure).toBe('mls-unsupported');
    scene.room.groupInfo = groupInfo;
    late.talk.probe();
    await until(late.talk, ({ state }) => state === 'ready', 1000);
    await says(late, maya, 'in');
  });

  it('came back too often within the hour: it says so, and when it tries again', async () => {
    const { maya } = await scene.pair();
    await maya.talk.stop();
    await scene.spoil(maya);
    const record = decodeCbor(maya.disk.records.get(savedKey)!) as Cbor[];
    record[20] = [Date.now() - 50_000, Date.now() - 2000, Date.now() - 1000];
    maya.disk.records.set(savedKey, encodeCbor(record));
    const guest = scene.device('Guest', { role: 'interpreter' });
    await guest.ready();
    await maya.reload();
    const now = await until(maya.talk, ({ state }) => state === 'offline', 9000);
    expect(now.failure).toBe('group-refused');
    expect(now.connection.retryAt).toBeGreaterThan(Date.now() + hourMs - 120_000);
  }, 15_000);

  it('has a clock that is half a day off: who came in by a passport that it finds expired is a member all the same', async () => {
    const { maya, rivera } = await scene.pair();
    rivera.clock.offsetMs = 7.5 * 24 * hourMs;
    const guest = scene.device('Guest', { role: 'interpreter' });
    await guest.ready();
    await until(rivera.talk, (now) => problems(now).includes('group-refused'));
    await until(rivera.talk, ({ state, members }) => state === 'ready' && members.length === 3, 12_000);
    await until(maya.talk, ({ members }) => members.length === 3);
    await says(rivera, maya, 'wrong by my clock');
    await says(guest, rivera, 'never mind');
  }, 20_000);
});
