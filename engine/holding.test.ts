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
/** What was fetched stays so long, read or not. */
const fetchedMs = 10_000;
/** Around where somebody reads so much stays. */
const nearEntries = 200;

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
  /** What is held, while somebody scrolls: never more than this. */
  const held = () => maya.talk.snapshot.lines.filter(({ kind }) => kind !== 'asleep').length;
  const heldWhileReading = 1_100;
  /** Scrolls up as far as there is anything. The snapshot with all lines that came into sight on the way. */
  const scrollUp = async () => {
    const { lines: seen } = maya.talk.snapshot;
    let shown = [...seen];
    while (maya.talk.snapshot.history.more) {
      const { key: before, seq } = maya.talk.snapshot.lines[0]!;
      maya.talk.reading(seq!);
      await maya.talk.loadEarlier();
      const { lines } = await until(
        maya.talk,
        ({ lines, history }) => lines[0]!.key !== before || !history.more,
      );
      shown = [
        ...lines.slice(
          0,
          lines.findIndex(({ key }) => key === before),
        ),
        ...shown,
      ];
      expect(held()).toBeLessThan(heldWhileReading);
    }
    return { ...maya.talk.snapshot, lines: shown };
  };
  /** Scrolls down from the first line to the last. Likewise. */
  const scrollDown = async () => {
    const shown: LineView[] = [];
    const step = 30;
    for (let seq = 0; seq <= maya.talk.snapshot.lines.at(-1)!.seq!; seq += step) {
      const isHere = (line: LineView) =>
        line.kind === 'asleep' ? line.seq < seq + step && line.to >= seq : isFrom(line, seq, seq + step);
      maya.talk.reading(seq);
      const { lines } = await until(
        maya.talk,
        (now) => !now.lines.some((line) => line.kind === 'asleep' && isHere(line)),
      );
      shown.push(...lines.filter(isHere));
      expect(held()).toBeLessThan(heldWhileReading);
    }
    return { ...maya.talk.snapshot, lines: shown };
  };
  const isFrom = ({ seq }: LineView, from: number, to: number) => seq !== null && seq >= from && seq < to;
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

  it('stays flat where somebody scrolls all the way up and down again: all is shown once, in order, as it is now', async () => {
    await write(0, 300);
    scene.room.swallows = true;
    await rivera.talk.say('never stored');
    await expect.poll(() => scene.room.swallows).toBe(false);
    await write(300, 1_300);
    // A relay may give less of a page than it was asked for.
    scene.room.meddle = (frame) => {
      if (frame.type !== 'page' || frame.direction !== 'before' || frame.entries.length < 40) return frame;
      const entries = frame.entries.slice(-30);
      return { ...frame, entries, base: scene.room.hashes[entries[0]!.seq - 1]! };
    };
    await scrollUp();
    const [edited, loved, gone, late] = [0, 1, 2, 3].map((i) => seqOf(105 + i));
    await maya.talk.change({ kind: 'reaction', seq: loved!, emoji: '👍', on: true });
    while (find(rivera.talk.snapshot, name(105)) === undefined) {
      rivera.talk.reading(rivera.talk.snapshot.lines[0]!.seq!);
      await rivera.talk.loadEarlier();
    }
    rivera.talk.reading(edited!);
    await rivera.talk.change({ kind: 'edit', seq: edited!, text: 'as it is now' });
    await rivera.talk.change({ kind: 'redaction', seq: gone! });
    await until(maya.talk, ({ lines }) => lines.some(({ seq, kind }) => seq === gone && kind === 'removed'));
    const check = (all: Snapshot) => {
      const wanted = Array.from({ length: 1_300 }, (_, i) => (i === 105 ? 'as it is now' : name(i)));
      const isGone = (text: string) => text === name(107) || (text === name(108) && wasLate);
      const said = texts(all).filter((text) => text !== 'never stored');
      expect(said).toEqual(wanted.filter((text) => !isGone(text)));
      expect(find(all, name(106))!.margin!.reactions.map(({ emoji }) => emoji)).toEqual(['👍']);
      expect(find(all, 'as it is now')!.margin!.edits).toBe(1);
      const removed = all.lines.filter(({ kind }) => kind === 'removed').map(({ seq }) => seq);
      expect(removed).toEqual(wasLate ? [gone, late] : [gone]);
      expect(problems(all)).toEqual(['envelope-gap']);
      expect(new Set(all.lines.map(({ key }) => key)).size).toBe(all.lines.length);
    };
    let wasLate = false;
    expect(maya.talk.snapshot.lines.filter(({ kind }) => kind === 'asleep').length).toBeGreaterThan(10);
    check(await scrollDown());
    // Down there again, with nobody further up: what is below goes, and comes again.
    maya.clock.offsetMs += fetchedMs;
    maya.talk.reading(maya.talk.snapshot.lines.at(-1)!.seq!);
    await until(maya.talk, ({ history }) => history.more);
    check(await scrollUp());
    // What is said of a message that sleeps shows when it wakes.
    maya.clock.offsetMs += fetchedMs;
    maya.talk.reading(late! + 400);
    await until(maya.talk, (now) => find(now, name(108)) === undefined);
    // Who has not read there for a while comes back to it.
    rivera.clock.offsetMs += fetchedMs;
    rivera.talk.reading(late!);
    await until(rivera.talk, (now) => find(now, name(108)) !== undefined);
    await rivera.talk.change({ kind: 'redaction', seq: late! });
    await until(rivera.talk, ({ lines }) =>
      lines.some(({ seq, kind }) => seq === late && kind === 'removed'),
    );
    wasLate = true;
    check(await scrollDown());
    maya.talk.markRead(Number.MAX_SAFE_INTEGER);
    await until(maya.talk, ({ unread }) => unread === 0);
    // Two minutes after nobody reads there any more it is let go of.
    goOn();
    await write(1_300, 1_301);
    expect(maya.talk.snapshot.lines.length).toBeLessThan(heldMost);
    expect(maya.talk.snapshot.lines.some(({ kind }) => kind === 'asleep')).toBe(false);
  }, 60_000);

  it('what slept is taken back as it was: a relay that gives something else in its place has forked the log', async () => {
    await write(0, 900);
    await scrollUp();
    const { seq } = maya.talk.snapshot.lines.find(({ kind }) => kind === 'asleep')!;
    scene.room.meddle = (frame) =>
      frame.type !== 'page'
        ? frame
        : {
            ...frame,
            entries: frame.entries.map((entry, i) => (i === 7 ? { ...entry, at: entry.at - 1 } : entry)),
          };
    maya.talk.reading(seq!);
    const now = await until(maya.talk, ({ state }) => state === 'failed');
    expect(now.failure).toBe('log-forked');
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
    await until(maya.talk, (now) => typeof find(now, 'yes')?.seq === 'number');
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
    maya.talk.reading(seq! + 1 + nearEntries);
    await write(700, 701);
    expect(problems(maya.talk.snapshot)).toEqual([]);
    expect(problems(await scrollUp())).toEqual(['envelope-gap']);
  }, 60_000);
});
