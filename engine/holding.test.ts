import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../shared/limits.ts';
import { Scene } from '../tests/adversary/support.ts';
import { problems, type TestDevice, texts, until } from '../tests/support/world.ts';
import type { LineView, Snapshot } from './index.ts';

type Text = Extract<LineView, { kind: 'text' }>;
const find = (now: Snapshot, text: string): Text | undefined =>
  now.lines.find((line): line is Text => line.kind === 'text' && line.text === text);
/** More than is held at once, and over a commit that gives the group fresh keys. */
const many = 1_100;
const heldMost = 640;
const readingMs = 120_000;

describe('what is held of a long conversation', () => {
  let scene: Scene;
  let maya: TestDevice;
  let rivera: TestDevice;
  const name = (i: number) => `m${i}`;
  /** Rivera says so much, and Maya has it on her screen. */
  const write = async (from: number, to: number) => {
    const lot = limits.outboxRowsMax / 2;
    for (let i = from; i < to; i += lot) {
      const last = Math.min(to, i + lot);
      for (let j = i; j < last; j++) await rivera.talk.say(name(j));
      await until(rivera.talk, (now) => (find(now, name(last - 1))?.seq ?? null) !== null, 20_000);
      await until(maya.talk, (now) => find(now, name(last - 1)) !== undefined, 20_000);
      maya.talk.markRead(Number.MAX_SAFE_INTEGER);
    }
  };
  const seqOf = (i: number) => find(maya.talk.snapshot, name(i))!.seq!;
  /** Scrolls up as far as there is anything. */
  const scrollUp = async () => {
    while (maya.talk.snapshot.history.more) {
      const before = maya.talk.snapshot.lines[0]!.key;
      await maya.talk.loadEarlier();
      await until(maya.talk, ({ lines, history }) => lines[0]!.key !== before || !history.more);
    }
    return maya.talk.snapshot;
  };
  const goOn = () => {
    maya.clock.offsetMs += readingMs + 1000;
  };
  beforeEach(async () => {
    scene = await Scene.open();
    maya = scene.device('Maya');
    await maya.ready();
    rivera = scene.device('Rivera', { role: 'clinician', can: ['read', 'write', 'redact'] });
    await rivera.ready();
    await until(maya.talk, ({ members }) => members.length === 2 && members.every(({ name }) => name !== ''));
  });
  afterEach(() => scene.close());

  it('is the newest few hundred lines, however many come; scrolled back it is all of them, in order, once', async () => {
    const epoch = scene.room.epoch;
    await write(0, many);
    expect(scene.room.epoch).toBeGreaterThan(epoch);
    const now = maya.talk.snapshot;
    expect(now.lines.length).toBeLessThan(heldMost);
    expect(now.history).toMatchObject({ more: true, withheld: false });
    await until(maya.talk, ({ unread }) => unread === 0);
    const all = await scrollUp();
    expect(texts(all)).toEqual(Array.from({ length: many }, (_, i) => name(i)));
    expect(problems(all)).toEqual([]);
    // Two minutes after nobody reads there any more they go again, and come again.
    goOn();
    await write(many, many + 1);
    expect(maya.talk.snapshot.lines.length).toBeLessThan(heldMost);
    const again = await scrollUp();
    expect(texts(again)).toEqual(Array.from({ length: many + 1 }, (_, i) => name(i)));
    expect(problems(again)).toEqual([]);
  }, 60_000);

  it('a device that was away for long comes back to the newest of it, and knows how many were not read', async () => {
    await write(0, 20);
    await maya.talk.stop();
    const lot = limits.outboxRowsMax / 2;
    for (let i = 20; i < many; i += lot) {
      for (let j = i; j < Math.min(many, i + lot); j++) await rivera.talk.say(name(j));
      await until(rivera.talk, (now) => now.lines.at(-1)!.seq !== null, 20_000);
    }
    await maya.reload();
    const now = await until(
      maya.talk,
      (shown) => shown.state === 'ready' && find(shown, name(many - 1)) !== undefined,
      20_000,
    );
    expect(now.lines.length).toBeLessThan(heldMost);
    expect(now.unread).toBe(many - 20);
    const all = await scrollUp();
    expect(all.unread).toBe(many - 20);
    expect(texts(all)).toEqual(Array.from({ length: many }, (_, i) => name(i)));
    maya.talk.markRead(Number.MAX_SAFE_INTEGER);
    await until(maya.talk, ({ unread }) => unread === 0);
  }, 60_000);

  it('stays where somebody reads', async () => {
    await write(0, 500);
    const seq = seqOf(100);
    maya.talk.reading(seq);
    await write(500, 900);
    const first = maya.talk.snapshot.lines[0]!.seq!;
    expect(first).toBeLessThanOrEqual(seq);
    goOn();
    await write(900, 901);
    expect(maya.talk.snapshot.lines.length).toBeLessThan(heldMost);
  }, 60_000);

  it('a quote still shows what it quotes, as it is now, after that was let go of', async () => {
    await write(0, 10);
    const seq = seqOf(3);
    await write(10, 700);
    expect(find(maya.talk.snapshot, name(3))).toBeUndefined();
    const quoteOf = (now: Snapshot) => find(now, 'yes')?.margin?.quote;
    await scrollUp();
    await maya.talk.say('yes', { quote: seq });
    await until(maya.talk, (now) => find(now, 'yes')?.seq !== null);
    goOn();
    await write(700, 701);
    expect(find(maya.talk.snapshot, name(3))).toBeUndefined();
    expect(quoteOf(maya.talk.snapshot)).toMatchObject({ seq, found: { text: name(3) } });
    // Rivera has to scroll there to change it.
    while (find(rivera.talk.snapshot, name(3)) === undefined) await rivera.talk.loadEarlier();
    await rivera.talk.change({ kind: 'edit', seq, text: 'as it is now' });
    await until(maya.talk, (now) => quoteOf(now)?.found?.text === 'as it is now');
    await rivera.talk.change({ kind: 'redaction', seq });
    await until(maya.talk, (now) => quoteOf(now)?.found === null);
    const all = await scrollUp();
    expect(all.lines.find((line) => line.seq === seq)?.kind).toBe('removed');
    expect(problems(all)).toEqual([]);
  }, 60_000);

  it('what is said of a line that was let go of shows when it is read again, once', async () => {
    await write(0, 10);
    const [edited, loved, gone] = [seqOf(2), seqOf(3), seqOf(4)];
    await rivera.talk.change({ kind: 'reaction', seq: loved, emoji: '👍', on: true });
    await write(10, 700);
    expect(find(maya.talk.snapshot, name(3))).toBeUndefined();
    while (find(rivera.talk.snapshot, name(2)) === undefined) await rivera.talk.loadEarlier();
    await rivera.talk.change({ kind: 'edit', seq: edited, text: 'edited late' });
    await rivera.talk.change({ kind: 'reaction', seq: loved, emoji: '❤️', on: true });
    await rivera.talk.change({ kind: 'redaction', seq: gone });
    await write(700, 701);
    const check = (all: Snapshot) => {
      expect(find(all, 'edited late')).toMatchObject({ seq: edited, margin: { edits: 1 } });
      expect(find(all, name(3))!.margin!.reactions.map(({ emoji }) => emoji)).toEqual(['👍', '❤️']);
      expect(all.lines.find((line) => line.seq === gone)?.kind).toBe('removed');
      expect(problems(all)).toEqual([]);
    };
    check(await scrollUp());
    goOn();
    await write(701, 702);
    expect(find(maya.talk.snapshot, name(3))).toBeUndefined();
    check(await scrollUp());
  }, 60_000);

  it('a gap in what a device wrote is told again where it is read again', async () => {
    await write(0, 10);
    scene.room.swallows = true;
    await rivera.talk.say('never stored');
    await expect.poll(() => scene.room.swallows).toBe(false);
    await write(10, 12);
    expect(problems(maya.talk.snapshot)).toEqual(['envelope-gap']);
    await write(12, 700);
    expect(problems(maya.talk.snapshot)).toEqual([]);
    expect(problems(await scrollUp())).toEqual(['envelope-gap']);
    // Between the two messages beside the gap, too, it is told once.
    const all = maya.talk.snapshot.lines;
    const { seq } = all[all.findIndex(({ kind }) => kind === 'problem') + 1]!;
    goOn();
    maya.talk.reading(seq! + 1);
    await write(700, 701);
    expect(problems(maya.talk.snapshot)).toEqual([]);
    expect(problems(await scrollUp())).toEqual(['envelope-gap']);
  }, 60_000);
});
