import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scene } from '../tests/adversary/support.ts';
import { problems, texts, until } from '../tests/support/world.ts';
import type { LineView, Snapshot } from './index.ts';
import { later } from './later.ts';

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
});
