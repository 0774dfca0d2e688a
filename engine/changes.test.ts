import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEmoji } from '../shared/emoji.ts';
import { TestRoom } from '../tests/support/room.ts';
import { problems, TestDevice, TestPortal, texts, until } from '../tests/support/world.ts';
import { decodeBody, encodeChange } from './body.ts';
import { bodyTypes } from './envelope.ts';
import type { LineView, Snapshot } from './index.ts';

type Text = Extract<LineView, { kind: 'text' }>;
const lineOf = (now: Snapshot, text: string): Text => {
  const line = now.lines.find((one) => one.kind === 'text' && one.text === text);
  if (line?.kind !== 'text') throw new Error(`nobody says ${text}`);
  return line;
};
const isStored = (text: string) => (now: Snapshot) =>
  now.lines.some((line) => line.kind === 'text' && line.text === text && line.seq !== null);

describe('what is said of messages', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let devices: TestDevice[];
  let maya: TestDevice;
  let rivera: TestDevice;
  const device = (person: string, options = {}) => {
    const name = `${person}${devices.length}`;
    const made = new TestDevice({
      wire: () => room.wire(name),
      identity: portal.identity(person, options),
      conversation: portal.conversation(),
    });
    devices.push(made);
    return made;
  };
  /** Says a text and answers its place, once both have it. */
  const said = async (by: TestDevice, text: string, quote: number | null = null) => {
    await by.talk.say(text, { quote });
    const [now] = await Promise.all([maya, rivera].map(({ talk }) => until(talk, isStored(text))));
    return lineOf(now!, text).seq!;
  };
  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    devices = [];
    maya = device('Maya');
    await maya.ready();
    rivera = device('Rivera', { role: 'clinician' });
    await rivera.ready();
    await until(maya.talk, ({ members }) => members.length === 2 && members.every(({ name }) => name !== ''));
  });
  afterEach(async () => {
    for (const { talk } of devices) await talk.stop();
  });

  it('an answer carries what it answers, as it is now', async () => {
    const seq = await said(maya, 'May I shower?');
    await said(rivera, 'Yes, with the cover on', seq);
    const quoteOf = (now: Snapshot) => lineOf(now, 'Yes, with the cover on').margin?.quote;
    expect(quoteOf(maya.talk.snapshot)).toMatchObject({ seq, found: { text: 'May I shower?' } });
    expect(quoteOf(maya.talk.snapshot)!.found!.author.name).toBe('Maya');
    await maya.talk.change({ kind: 'edit', seq, text: 'May I take a shower?' });
    const now = await until(rivera.talk, (shown) => quoteOf(shown)?.found?.text !== 'May I shower?');
    expect(quoteOf(now)!.found!.text).toBe('May I take a shower?');
  });

  it('an edit replaces the text, keeps what it said, and the last one stands', async () => {
    const seq = await said(maya, 'two tables');
    await maya.talk.change({ kind: 'edit', seq, text: 'two tablets' });
    await until(rivera.talk, isStored('two tablets'));
    await maya.talk.change({ kind: 'edit', seq, text: 'three tablets' });
    for (const { talk } of [maya, rivera]) {
      const now = await until(
        talk,
        (shown) =>
          isStored('three tablets')(shown) && lineOf(shown, 'three tablets').margin?.pending === null,
      );
      const { margin, key } = lineOf(now, 'three tablets');
      expect(margin!.edits).toBe(2);
      expect(margin!.earlier.map(({ text }) => text)).toEqual(['two tables', 'two tablets']);
      expect(now.lines.filter((line) => line.key === key)).toHaveLength(1);
      expect(texts(now)).toEqual(['three tablets']);
    }
  });

  it('only an author may edit', async () => {
    const seq = await said(maya, 'mine');
    await expect(rivera.talk.change({ kind: 'edit', seq, text: 'yours' })).rejects.toMatchObject({
      code: 'not-permitted',
    });
    await expect(rivera.talk.change({ kind: 'edit', seq: 1, text: 'x' })).rejects.toMatchObject({
      code: 'target-invalid',
    });
  });

  it('a reaction is given once by each person, and taken back', async () => {
    const seq = await said(rivera, 'See you at 11');
    const given = (now: Snapshot) => lineOf(now, 'See you at 11').margin?.reactions ?? [];
    await maya.talk.change({ kind: 'reaction', seq, emoji: '👍', on: true });
    await maya.talk.change({ kind: 'reaction', seq, emoji: '👍', on: true });
    await rivera.talk.change({ kind: 'reaction', seq, emoji: '👍', on: true });
    const now = await until(maya.talk, (shown) => given(shown)[0]?.people.length === 2);
    expect(given(now)).toMatchObject([{ emoji: '👍', own: true }]);
    await maya.talk.change({ kind: 'reaction', seq, emoji: '👍', on: false });
    const then = await until(rivera.talk, (shown) => given(shown)[0]?.people.length === 1);
    expect(given(then)[0]!.people.map(({ name }) => name)).toEqual(['Rivera']);
    expect(problems(then)).toEqual([]);
  });

  it('shows at once what is on its way, and keeps what was refused for the person to decide', async () => {
    const seq = await said(maya, 'at nine');
    room.cut();
    room.reachable = false;
    await until(maya.talk, ({ state }) => state === 'offline');
    await maya.talk.change({ kind: 'edit', seq, text: 'at ten' });
    const now = await until(maya.talk, (shown) => texts(shown).includes('at ten'));
    expect(lineOf(now, 'at ten').margin!.pending).toMatchObject({ state: 'queued', refusal: null });
    room.reachable = true;
    maya.talk.probe();
    await until(rivera.talk, isStored('at ten'));
    await until(maya.talk, (shown) => lineOf(shown, 'at ten').margin?.pending === null);
  });

  it('reads history backwards: a change met before what it changes counts all the same', async () => {
    const seq = await said(maya, 'first');
    for (let i = 0; i < 60; i++) await maya.talk.say(`between ${i}`);
    await until(rivera.talk, isStored('between 59'));
    await rivera.talk.change({ kind: 'reaction', seq, emoji: '❤️', on: true });
    await maya.talk.change({ kind: 'edit', seq, text: 'first, corrected' });
    await rivera.talk.say('answer', { quote: seq });
    await until(maya.talk, isStored('answer'));
    await rivera.reload();
    const before = await until(rivera.talk, isStored('answer'));
    expect(lineOf(before, 'answer').margin!.quote).toEqual({ seq, found: null });
    expect(texts(before)).not.toContain('first, corrected');
    let now = before;
    while (now.history.more) {
      await rivera.talk.loadEarlier();
      now = rivera.talk.snapshot;
    }
    const line = lineOf(await until(rivera.talk, isStored('first, corrected')), 'first, corrected');
    expect(line.margin).toMatchObject({ edits: 1, reactions: [{ emoji: '❤️' }] });
    expect(lineOf(rivera.talk.snapshot, 'answer').margin!.quote!.found!.text).toBe('first, corrected');
    expect(problems(rivera.talk.snapshot)).toEqual([]);
  });
});

describe('the bodies of changes', () => {
  const target = { seq: 7, hash: new Uint8Array(32) };
  it('say the same again when read', () => {
    for (const change of [
      { kind: 'edit', target, text: 'ä' },
      { kind: 'reaction', target, emoji: '👩🏽‍⚕️', on: false },
    ] as const) {
      const { type, body } = encodeChange(change);
      expect(decodeBody(type, body)).toEqual(change);
      expect(decodeBody(type, body.subarray(1))).toBe('malformed');
      expect(decodeBody(type, Uint8Array.of(...body, 0))).toBe('malformed');
    }
    expect(decodeBody(999, new Uint8Array(3))).toBe('unknown');
    expect(decodeBody(bodyTypes.remark, new Uint8Array(2))).toBe('malformed');
  });
  it('take one emoji as a person sees it, and nothing else', () => {
    for (const one of ['👍', '❤️', '👩🏽‍⚕️', '🇵🇭', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '👨‍👩‍👧‍👦']) expect(isEmoji(one), one).toBe(true);
    for (const none of ['', 'a', '👍👍', '👍a', '\u202E👍', '1', ' 👍'])
      expect(isEmoji(none), none).toBe(false);
    const family = Array(8).fill('👨').join('\u200D');
    expect(isEmoji(family)).toBe(true);
    expect(() => encodeChange({ kind: 'reaction', target, emoji: family, on: true })).not.toThrow();
    expect(() =>
      encodeChange({ kind: 'reaction', target, emoji: `${family}\u200D${family}`, on: true }),
    ).toThrow('target-invalid');
  });
});
