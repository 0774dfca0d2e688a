import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeClientFrame } from '../../shared/frames.ts';
import { Search } from '../../widget/search/search.ts';
import { until } from '../support/world.ts';
import { Scene } from './support.ts';

describe('looking for a word', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('finds it pages back on a device that was just opened, and tells the relay and the disk nothing of it', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.say('Take the amoxicillin with food');
    await rivera.talk.say('Amoxicillin: one that is taken back');
    for (let i = 0; i < 120; i++) await maya.talk.say(`line ${i}`);
    const shown = await until(maya.talk, ({ lines }) =>
      lines.some((line) => line.kind === 'text' && line.text === 'line 119' && line.seq !== null),
    );
    const { seq } = shown.lines.find((line) => line.kind === 'text' && line.text.startsWith('Amoxicillin'))!;
    await until(rivera.talk, ({ lines }) => lines.some((line) => line.seq === seq));
    await rivera.talk.change({ kind: 'redaction', seq: seq! });
    await until(maya.talk, ({ lines }) => lines.some(({ kind }) => kind === 'removed'));
    await maya.reload();
    await until(maya.talk, ({ state, lines }) => state === 'ready' && lines.length > 0);
    expect(JSON.stringify(maya.talk.snapshot.lines)).not.toContain('amoxicillin');

    const sent: Uint8Array[] = [];
    const types = new Set<string>();
    scene.room.hear = (frame) => {
      types.add(frame.type);
      sent.push(encodeClientFrame(frame));
      return true;
    };
    const search = new Search(maya.talk, () => {});
    await search.find('AMOXICILLIN');
    expect(search.state).toBe('over');
    expect(search.found.map(({ text }) => text)).toEqual(['Take the amoxicillin with food']);
    search.stop();
    expect([...types].filter((type) => type !== 'page' && type !== 'reached' && type !== 'credit')).toEqual(
      [],
    );
    const told = [...sent, ...maya.disk.records.values()].map((bytes) =>
      Buffer.from(bytes).toString('latin1'),
    );
    expect(told.join('\n').toLowerCase()).not.toContain('amoxicillin');
  });
});
