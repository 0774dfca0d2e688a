import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEnvelope } from '../../engine/envelope.ts';
import { processCommit } from '../../engine/mls/index.ts';
import { load } from '../../engine/store.ts';
import { TestDisk, until } from '../support/world.ts';
import { Scene, stored } from './support.ts';

describe('a member who was removed', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('reads nothing sent later, with a copy of all it ever had and a relay on its side', async () => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('all three may read this');
    const guest = scene.device('Guest', { role: 'interpreter' });
    await guest.ready();
    await until(guest.talk, (now) => stored(now).length === 1);
    await until(rivera.talk, ({ members }) => members.some(({ name }) => name === 'Guest'));
    const copy = new TestDisk();
    guest.disk.copyTo(copy);

    const out = rivera.talk.snapshot.members.find(({ name }) => name === 'Guest')!.devices[0]!.id;
    await rivera.talk.removeDevices([out]);
    await until(maya.talk, ({ members }) => members.length === 2);
    await maya.talk.say('only we two');
    await until(rivera.talk, (now) => stored(now).includes('only we two'));
    await until(guest.talk, ({ state }) => state === 'ended');
    expect(stored(guest.talk.snapshot)).not.toContain('only we two');

    const had = (await load(copy))!;
    const removal = scene.room.entries.findLast(({ kind }) => kind === 'commit')!;
    expect((await processCommit(had.group!.state, removal.body)).kind).toBe('removed');
    const late = scene.room.entries.findLast(({ kind }) => kind === 'message')!;
    const keyOf = (leaf: number) =>
      had.group!.members.find((member) => member.leaf === leaf)?.signatureKey ?? null;
    expect(await openEnvelope(had.group!.keys, late.body, keyOf)).toMatchObject({ kind: 'unreadable' });
  });
});
