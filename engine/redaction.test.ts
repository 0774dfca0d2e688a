import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quiet, Scene } from '../tests/adversary/support.ts';
import { problems, type TestDevice, texts, until } from '../tests/support/world.ts';
import { encodeChange } from './body.ts';
import type { LineView, Snapshot } from './index.ts';
import { Outbox, saveRow } from './outbox.ts';

const removed = (now: Snapshot) =>
  now.lines.filter((line): line is Extract<LineView, { kind: 'removed' }> => line.kind === 'removed');
const seqOf = (now: Snapshot, text: string) =>
  now.lines.find((line) => line.kind === 'text' && line.text === text)!.seq!;

describe('a redaction', () => {
  let scene: Scene;
  let maya: TestDevice;
  let rivera: TestDevice;
  beforeEach(async () => {
    scene = await Scene.open();
    scene.portal.bend = (request) => ({ ...request, livesS: [2] });
    ({ maya, rivera } = await scene.pair());
  });
  afterEach(() => scene.close());

  const say = async (by: TestDevice, text: string) => {
    await by.talk.say(text);
    const [now] = await Promise.all(
      [maya, rivera].map(({ talk }) =>
        until(talk, ({ lines }) =>
          lines.some((line) => line.kind === 'text' && line.text === text && line.seq !== null),
        ),
      ),
    );
    return seqOf(now!, text);
  };
  const takeAway = async (by: TestDevice, seq: number) => {
    await by.talk.change({ kind: 'redaction', seq });
    for (const { talk } of [maya, rivera]) await until(talk, (now) => removed(now).length === 1);
  };

  it('takes the words from every device and from the relay, and says who did it', async () => {
    const seq = await say(maya, 'My number is 555 0100');
    await maya.talk.change({ kind: 'edit', seq, text: 'My number is 555 0199' });
    await until(rivera.talk, (now) => texts(now).includes('My number is 555 0199'));
    await maya.talk.say('an answer', { quote: seq });
    await until(rivera.talk, (now) => texts(now).includes('an answer'));
    await takeAway(maya, seq);
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (shown) => problems(shown).length === 0 && removed(shown).length === 1);
      expect(texts(now)).toEqual(['an answer']);
      expect(JSON.stringify(now)).not.toContain('555 01');
      expect(removed(now)[0]).toMatchObject({
        why: 'removed',
        by: { name: 'Maya' },
        author: { name: 'Maya' },
      });
    }
    await expect.poll(() => scene.room.entries.filter(({ withdrawn }) => withdrawn !== null).length).toBe(2);
    await maya.talk.say('and on');
    const now = await until(rivera.talk, (shown) => texts(shown).includes('and on'));
    expect(problems(now)).toEqual([]);
  });

  it('holds for who comes later, reads backwards, and for who was away', async () => {
    await say(maya, 'before');
    const seq = await say(maya, 'between');
    await rivera.talk.stop();
    await maya.talk.say('after');
    await until(maya.talk, (now) => texts(now).includes('after'));
    await maya.talk.change({ kind: 'redaction', seq });
    await until(maya.talk, (now) => removed(now).length === 1);
    await expect.poll(() => scene.room.entries[seq - 1]!.withdrawn).not.toBeNull();
    await maya.talk.say('last');
    await rivera.reload();
    const away = await until(rivera.talk, (now) => texts(now).includes('last') && !now.history.loading);
    expect(texts(away)).toEqual(['before', 'after', 'last']);
    expect(removed(away)).toHaveLength(1);
    expect(problems(away)).toEqual([]);
    const second = scene.device('Rivera', { role: 'clinician', deviceId: 'second' });
    await second.ready();
    const late = await until(second.talk, (now) => texts(now).includes('before'));
    expect(texts(late)).toEqual(['before', 'after', 'last']);
    expect(removed(late)).toMatchObject([{ by: { name: 'Maya' }, author: null }]);
    expect(problems(late)).toEqual([]);
  });

  it('of another’s message needs the right to', async () => {
    const seq = await say(maya, 'mine');
    await expect(rivera.talk.change({ kind: 'redaction', seq })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    const moderator = scene.device('Kim', { role: 'compliance', can: ['read', 'write', 'redact'] });
    await moderator.ready();
    await until(moderator.talk, (now) => texts(now).includes('mine'));
    await moderator.talk.change({ kind: 'redaction', seq });
    const now = await until(maya.talk, (shown) => removed(shown).length === 1);
    expect(removed(now)[0]).toMatchObject({ by: { name: 'Kim' }, author: { name: 'Maya' } });
  });

  it('forged by another member is refused, and the message stays', async () => {
    const seq = await say(maya, 'mine');
    await rivera.talk.stop();
    const { hash } = { hash: (await import('../shared/log-hash.ts')).entryHash };
    const { sha256 } = await import('@noble/hashes/sha2.js');
    const target = { seq, hash: hash(sha256, scene.room.entries[seq - 1]!) };
    const { type, body } = encodeChange({ kind: 'redaction', target, why: 'removed' });
    const row = (await Outbox.load(rivera.disk)).add(type, body, Date.now());
    await rivera.disk.write(new Map([saveRow(row)]));
    await rivera.reload();
    const now = await until(maya.talk, (shown) => problems(shown).length === 1);
    expect(problems(now)).toEqual(['target-invalid']);
    expect(texts(now)).toEqual(['mine']);
  });

  it('that nobody signed is no redaction: a body that the relay strips shows as a problem', async () => {
    const seq = await say(maya, 'the dose is 5 mg');
    await maya.talk.say('as said');
    await until(rivera.talk, (now) => texts(now).includes('as said'));
    scene.room.withdraw(seq);
    await rivera.reload();
    const now = await until(rivera.talk, (shown) => problems(shown).length > 0);
    expect(problems(now)).toEqual(['entry-withheld']);
    expect(texts(now)).toEqual(['as said']);
    expect(removed(now)).toEqual([]);
  });

  it('cannot be pinned on another entry: a stripped body of another hash does not chain', async () => {
    const seq = await say(maya, 'one');
    scene.room.entries[seq - 1] = {
      ...scene.room.entries[seq - 1]!,
      body: new Uint8Array(),
      withdrawn: new Uint8Array(32).fill(7),
    };
    await rivera.reload();
    const now = await until(rivera.talk, ({ state, failure }) => state === 'failed' || failure !== null);
    expect(now.failure).toBe('log-forked');
  });

  it('comes by itself when a message’s time is over: hidden everywhere, deleted at the relay', async () => {
    await maya.talk.say('the code is 4711', { lifeMs: 2_000 });
    const shown = await until(rivera.talk, (now) => texts(now).includes('the code is 4711'));
    const line = shown.lines.find((one) => one.kind === 'text')!;
    expect(line.kind === 'text' && line.margin!.expiresAt! - line.at).toBe(2_000);
    const [a, b] = await Promise.all(
      [maya, rivera].map(({ talk }) => until(talk, (now) => removed(now).length === 1)),
    );
    for (const now of [a!, b!]) {
      expect(JSON.stringify(now)).not.toContain('4711');
      expect(removed(now)[0]).toMatchObject({ why: 'expired', by: { name: 'Maya' } });
    }
    await expect.poll(() => scene.room.entries.filter(({ withdrawn }) => withdrawn !== null).length).toBe(1);
    await quiet(100);
    expect(problems(rivera.talk.snapshot)).toEqual([]);
  });

  it('comes by itself only after times that the portal allows: others are refused before anything is saved', async () => {
    expect(maya.talk.snapshot.livesMs).toEqual([2_000]);
    const before = scene.room.entries.length;
    for (const lifeMs of [1_000, 2_500, 3_600_000, -2_000])
      await expect(maya.talk.say('the code is 4711', { lifeMs })).rejects.toMatchObject({
        code: 'not-permitted',
      });
    await quiet(100);
    expect(texts(maya.talk.snapshot)).toEqual([]);
    expect(scene.room.entries.length).toBe(before);
  });
});
