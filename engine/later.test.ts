import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { quiet, Scene } from '../tests/adversary/support.ts';
import { problems, texts, until } from '../tests/support/world.ts';
import type { LineView, Snapshot } from './index.ts';
import { later } from './later.ts';
import { rest } from './rest.ts';

const lineOf = (now: Snapshot, text: string) =>
  now.lines.find(
    (line): line is Extract<LineView, { kind: 'text' }> => line.kind === 'text' && line.text === text,
  );

describe('what is fetched after a conversation can be used', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await scene.close();
  });

  it('takes in what was said of messages before it was there', async () => {
    const held = vi.spyOn(later, 'held', 'get').mockReturnValue(null);
    const { maya, rivera } = await scene.pair();
    for (const text of ['to be edited', 'to go', 'to be quoted']) await maya.talk.say(text);
    const before = await until(rivera.talk, (now) => lineOf(now, 'to be quoted') !== undefined);
    const stored = await until(maya.talk, (now) => lineOf(now, 'to be quoted')?.seq != null);
    const seqOf = (text: string) => lineOf(stored, text)!.seq!;
    expect(texts(before)).toEqual(['to be edited', 'to go', 'to be quoted']);
    await maya.talk.change({ kind: 'edit', seq: seqOf('to be edited'), text: 'edited' });
    await maya.talk.change({ kind: 'redaction', seq: seqOf('to go') });
    await maya.talk.say('quoting', { quote: seqOf('to be quoted') });
    const early = await until(rivera.talk, (now) => lineOf(now, 'quoting') !== undefined);
    expect(texts(early)).toContain('to be edited');
    expect(lineOf(early, 'quoting')?.margin?.quote?.found).toBeNull();

    held.mockRestore();
    await maya.talk.say('and on');
    const now = await until(rivera.talk, (shown) => lineOf(shown, 'and on') !== undefined);
    expect(texts(now)).toEqual(['edited', 'to be quoted', 'quoting', 'and on']);
    expect(lineOf(now, 'quoting')?.margin?.quote?.found?.text).toBe('to be quoted');
    expect(now.lines.some(({ kind }) => kind === 'removed')).toBe(true);
    expect(problems(now)).toEqual([]);
  });

  it('is not needed to come in, to write and to read; where it does not come nothing is lost, and it goes on when it does', async () => {
    vi.spyOn(rest, 'held', 'get').mockReturnValue(null);
    vi.spyOn(rest, 'get').mockRejectedValue(new BedsideError('relay-unreachable', 'part'));
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Is anybody there?');
    await until(maya.talk, (now) => lineOf(now, 'Is anybody there?')?.seq != null);
    const rivera = scene.device('Rivera', { role: 'clinician', can: ['read', 'write', 'remove'] });
    await rivera.ready();
    await rivera.talk.say('I am');
    const early = await until(rivera.talk, (now) => lineOf(now, 'I am')?.seq != null);
    // Nothing says that it was not shared: it was not looked at yet.
    expect(texts(early)).toEqual(['I am']);
    expect(early.history).toEqual({ more: true, loading: true, withheld: false });
    // Her coming is a commit, which the other device cannot take yet.
    await until(maya.talk, ({ state }) => state === 'offline');
    expect(maya.talk.snapshot.failure).toBe('relay-unreachable');
    await maya.talk.say('Good');

    vi.restoreAllMocks();
    maya.talk.probe();
    for (const { talk } of [maya, rivera]) {
      // Asked for again after a few seconds.
      const now = await until(
        talk,
        (shown) => texts(shown).length === 3 && lineOf(shown, 'Good')?.seq != null,
        12_000,
      );
      expect(texts(now)).toEqual(['Is anybody there?', 'I am', 'Good']);
      expect(problems(now)).toEqual([]);
      expect(now.history.withheld).toBe(false);
    }
  });

  it('holds words back that must not go out before fresh keys, which it makes', async () => {
    vi.spyOn(rest, 'held', 'get').mockReturnValue(null);
    vi.spyOn(rest, 'get').mockRejectedValue(new BedsideError('relay-unreachable', 'part'));
    const maya = scene.device('Maya');
    await maya.ready();
    maya.clock.offsetMs += limits.rekeyAgeMs + 1;
    await maya.talk.say('a day later');
    await new Promise((next) => setTimeout(next, 200));
    expect(lineOf(maya.talk.snapshot, 'a day later')).toMatchObject({ seq: null, state: 'queued' });
    const epoch = scene.room.entries.filter(({ kind }) => kind === 'commit').length;

    vi.restoreAllMocks();
    await until(maya.talk, (now) => lineOf(now, 'a day later')?.seq != null);
    expect(scene.room.entries.filter(({ kind }) => kind === 'commit')).toHaveLength(epoch + 1);
    expect(scene.room.entries.at(-1)!.kind).toBe('message');
  });

  it('does not go on as if nothing was removed, where it cannot heed that', async () => {
    const code = await rest.get();
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Is anybody there?');
    await until(maya.talk, (now) => lineOf(now, 'Is anybody there?')?.seq != null);
    // She has all of it. Rivera has what he comes in by.
    vi.spyOn(rest, 'held', 'get').mockReturnValue(null);
    const get = vi.spyOn(rest, 'get').mockResolvedValue(code);
    const rivera = scene.device('Rivera');
    await rivera.ready();
    await maya.talk.say('to go');
    const { seq } = lineOf(await until(maya.talk, (now) => lineOf(now, 'to go')?.seq != null), 'to go')!;
    await until(rivera.talk, (now) => lineOf(now, 'to go') !== undefined);
    await quiet();
    get.mockRejectedValue(new BedsideError('relay-unreachable', 'part')).mockResolvedValueOnce(code);
    await maya.talk.change({ kind: 'redaction', seq: seq! });
    await until(rivera.talk, ({ state }) => state === 'offline');
    expect(rivera.talk.snapshot.failure).toBe('relay-unreachable');

    vi.restoreAllMocks();
    rivera.talk.probe();
    const now = await until(rivera.talk, ({ state }) => state === 'ready', 12_000);
    expect(texts(now)).not.toContain('to go');
    expect(problems(now)).toEqual([]);
  });

  it('makes the fresh keys of a visit when it comes, where that ended before', async () => {
    vi.spyOn(rest, 'held', 'get').mockReturnValue(null);
    vi.spyOn(rest, 'get').mockRejectedValue(new BedsideError('relay-unreachable', 'part'));
    const maya = scene.device('Maya');
    await maya.ready();
    maya.clock.offsetMs += limits.visitRekeyMs + 1;
    maya.talk.endVisit();
    await new Promise((next) => setTimeout(next, 200));
    const commits = () => scene.room.entries.filter(({ kind }) => kind === 'commit').length;
    expect(commits()).toBe(1);

    vi.restoreAllMocks();
    await vi.waitUntil(() => commits() === 2, 12_000);
  });
});
