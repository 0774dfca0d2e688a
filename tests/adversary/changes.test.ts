import { sha256 } from '@noble/hashes/sha2.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChangeBody, encodeChange, encodeSaid, type Target } from '../../engine/body.ts';
import type { Snapshot } from '../../engine/index.ts';
import { Outbox, saveRow } from '../../engine/outbox.ts';
import { entryHash } from '../../shared/log-hash.ts';
import { problems, type TestDevice, texts, until } from '../support/world.ts';
import { Scene, stored } from './support.ts';

const lineOf = (now: Snapshot, text: string) => {
  const line = now.lines.find((one) => one.kind === 'text' && one.text === text);
  if (line?.kind !== 'text') throw new Error(`nobody says ${text}`);
  return line;
};

describe('a member that means ill', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  /** Has a device send a body that its own client would never make. */
  const send = async (device: TestDevice, { type, body }: { type: number; body: Uint8Array }) => {
    await device.talk.stop();
    const row = (await Outbox.load(device.disk)).add(type, body, device.clock.now());
    await device.disk.write(new Map([saveRow(row)]));
    await device.reload();
    await until(device.talk, ({ state }) => state === 'ready');
  };
  const target = (seq: number): Target => ({
    seq,
    hash: entryHash(sha256, scene.room.entries[seq - 1]!),
  });
  /** Maya said something; Rivera says that of it. What Maya sees. */
  const tried = async (body: (seq: number) => ChangeBody) => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('I took two tablets');
    const { seq } = lineOf(await until(rivera.talk, (now) => texts(now).length === 1), 'I took two tablets');
    await send(rivera, encodeChange(body(seq!)));
    return until(maya.talk, (now) => problems(now).length > 0);
  };

  it('cannot edit what another wrote', async () => {
    const now = await tried((seq) => ({ kind: 'edit', target: target(seq), text: 'I took twenty tablets' }));
    expect(problems(now)).toEqual(['target-invalid']);
    expect(texts(now)).toEqual(['I took two tablets']);
    expect(lineOf(now, 'I took two tablets').margin).toBeUndefined();
  });

  it('cannot turn a reaction to another message than the one whose hash it names', async () => {
    const now = await tried((seq) => ({
      kind: 'reaction',
      target: { ...target(seq - 1), seq },
      emoji: '👍',
      on: true,
    }));
    expect(problems(now)).toEqual(['target-invalid']);
    expect(lineOf(now, 'I took two tablets').margin).toBeUndefined();
  });

  it('cannot react to what is no message', async () => {
    const now = await tried(() => ({ kind: 'reaction', target: target(1), emoji: '👍', on: true }));
    expect(problems(now)).toEqual(['target-invalid']);
  });

  it('cannot speak of what is not written yet', async () => {
    const now = await tried((seq) => ({
      kind: 'reaction',
      target: { ...target(seq), seq: seq + 50 },
      emoji: '👍',
      on: true,
    }));
    expect(problems(now)).toEqual(['target-invalid']);
  });

  it('cannot quote what nobody said: the text is shown, the quote is not, and it is said', async () => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('Should I stop the tablets?');
    const { seq } = lineOf(
      await until(rivera.talk, (now) => texts(now).length === 1),
      'Should I stop the tablets?',
    );
    await send(rivera, encodeSaid('Yes', { ...target(seq!), hash: new Uint8Array(32) }, 0));
    const now = await until(maya.talk, (shown) => stored(shown).length === 2);
    expect(problems(now)).toEqual(['target-invalid']);
    expect(lineOf(now, 'Yes').margin).toBeUndefined();
  });

  it('cannot have words vanish after a time that the portal did not allow it: they stay', async () => {
    scene.portal.bend = (request) => ({ ...request, livesS: [3_600] });
    const { maya, rivera } = await scene.pair();
    await send(rivera, encodeSaid('Stop the tablets', null, 1_000));
    const now = await until(maya.talk, (shown) => stored(shown).length === 1);
    expect(lineOf(now, 'Stop the tablets').margin).toBeUndefined();
    await new Promise((next) => setTimeout(next, 1_500));
    for (const { talk } of [maya, rivera]) expect(texts(talk.snapshot)).toEqual(['Stop the tablets']);
    expect(scene.room.entries.every(({ withdrawn }) => withdrawn === null)).toBe(true);
  });

  it('sends what a later version may know: it is said that there is something, and what follows is read', async () => {
    const { maya, rivera } = await scene.pair();
    await send(rivera, { type: 4711, body: Uint8Array.of(1, 2, 3) });
    await rivera.talk.say('and on');
    const now = await until(maya.talk, (shown) => stored(shown).length === 1);
    expect(problems(now)).toEqual(['message-unknown']);
  });
});
