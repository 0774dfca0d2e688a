import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestDevice, until } from '../support/world.ts';
import { quiet, Scene, stored } from './support.ts';

describe('a thief with a copy of the browser profile', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  /** Rivera’s device once more, from a copy of its disk, at a socket that the relay holds for the same device. */
  async function copied() {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.say('before the copy');
    await until(maya.talk, (now) => stored(now).length === 1);
    await rivera.talk.stop();
    const copy = new TestDevice({
      wire: () => scene.room.wire('Rivera1'),
      identity: scene.portal.identity('Rivera', {
        role: 'clinician',
        can: ['read', 'write', 'invite', 'remove'],
      }),
      conversation: scene.portal.conversation(),
    });
    rivera.disk.copyTo(copy.disk);
    scene.devices.push(copy);
    return { maya, rivera, copy };
  }

  it('writes in its owner’s name: the owner’s device says so as soon as it is there, and writes nothing beside it', async () => {
    const { maya, rivera, copy } = await copied();
    await copy.ready();
    await copy.talk.say('Please send your card number');
    // The others cannot tell: it is the same key.
    await until(maya.talk, (now) => stored(now).includes('Please send your card number'));
    await copy.talk.stop();
    await rivera.reload();
    const { failure } = await until(rivera.talk, ({ state }) => state === 'failed');
    expect(failure).toBe('device-copied');
    // And again after a reload: it is not forgotten.
    await rivera.reload();
    await until(rivera.talk, (now) => now.failure === 'device-copied');
  });

  it('gives the group fresh keys that the owner does not know: the owner’s device says so', async () => {
    const { rivera, copy } = await copied();
    await copy.ready();
    copy.clock.offsetMs = 25 * 3600_000;
    await copy.talk.say('with fresh keys');
    await quiet();
    await copy.talk.stop();
    await rivera.reload();
    await until(rivera.talk, (now) => now.failure === 'device-copied');
  });

  it('is put out by the owner, who goes on with new keys and the words that were waiting', async () => {
    const { maya, rivera, copy } = await copied();
    await copy.ready();
    await copy.talk.say('Please send your card number');
    await until(maya.talk, (now) => stored(now).includes('Please send your card number'));
    await rivera.reload();
    await until(rivera.talk, (now) => now.failure === 'device-copied');
    await rivera.talk.beginAnew();
    await until(rivera.talk, ({ state }) => state === 'ready');
    await until(copy.talk, ({ state, failure }) => state === 'ended' && failure === 'group-removed');
    const now = await until(maya.talk, ({ members }) =>
      members.some(({ name, devices }) => name === 'Rivera' && devices.length === 1),
    );
    expect(now.lines.flatMap((line) => (line.kind === 'notice' ? [line.notice] : []))).toEqual(
      expect.arrayContaining(['device-added', 'device-removed']),
    );
    await rivera.talk.say('That was not me. Do not answer it');
    await until(maya.talk, (all) => stored(all).includes('That was not me. Do not answer it'));
    expect(stored(copy.talk.snapshot)).not.toContain('That was not me. Do not answer it');
  });

  it('a relay cannot make a device believe it: a bent, a replayed and a foreign entry are said to be what they are', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.say('once');
    await until(maya.talk, (now) => stored(now).includes('once'));
    await quiet();
    const own = scene.room.entries.findLast(({ kind }) => kind === 'message')!;
    scene.room.append({ ...own, id: own.id + 1 });
    const bent = own.body.slice();
    bent[bent.length - 20]! ^= 1;
    scene.room.append({ ...own, id: own.id + 2, body: bent });
    const commit = scene.room.entries.findLast(({ kind }) => kind === 'commit')!;
    await quiet();
    expect(rivera.talk.snapshot.failure).not.toBe('device-copied');
    scene.room.append({ ...commit, epoch: scene.room.epoch, id: scene.room.epoch });
    await quiet();
    expect(rivera.talk.snapshot.failure).not.toBe('device-copied');
  });
});
