import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generatePortalKeys } from '../../portal/index.ts';
import { problems, texts, until } from '../support/world.ts';
import { quiet, Scene, stored } from './support.ts';

// The relay's own checks are off here (the room in memory has none): what is left is what the peers do.
describe('a relay that lets a stranger in', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  const cases = [
    [
      'with a passport signed by its own key',
      async () => ({ keys: await generatePortalKeys() }),
      'passport-untrusted',
    ],
    [
      'with a passport signed by its own key under the portal’s kid',
      async () => {
        const own = await generatePortalKeys();
        return { keys: { ...own, signingKey: { ...own.signingKey, kid: scene.portal.keys.signingKey.kid } } };
      },
      'passport-untrusted',
    ],
    [
      'with a passport for another room',
      async () => ({ request: { conversation: scene.portal.conversation('another') } }),
      'passport-elsewhere',
    ],
    [
      'with a passport that ran out',
      async () => ({ request: { nowMs: Date.now() - 2 * 3600_000, lifetimeS: 3600 } }),
      'passport-expired',
    ],
    ['with a passport bound to another device’s key', async () => ({ otherKey: true }), 'passport-device'],
    [
      'with a passport of another portal',
      async () => ({ request: { issuer: 'https://elsewhere.test' } }),
      'passport-elsewhere',
    ],
  ] as const;

  for (const [name, make, code] of cases) {
    it(`${name}: every peer refuses it, says so, and writes nothing that it could read`, async () => {
      const { maya, rivera } = await scene.pair();
      await maya.talk.say('before');
      await until(rivera.talk, (now) => stored(now).length === 1);
      await scene.intrude(await make());
      for (const { talk } of [maya, rivera]) {
        const now = await until(talk, ({ state }) => state === 'failed');
        expect(now.failure).toBe(code);
        expect(problems(now)).toEqual([code]);
        expect(now.members).toHaveLength(2);
      }
      const entries = scene.room.entries.length;
      await maya.talk.say('not for strangers').catch(() => {});
      await quiet(200);
      expect(scene.room.entries).toHaveLength(entries);
    });
  }

  it('does not matter to a peer that reads the log later: it refuses just the same', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.stop();
    await scene.intrude({ keys: await generatePortalKeys() });
    await until(maya.talk, ({ state }) => state === 'failed');
    await rivera.reload();
    expect((await until(rivera.talk, ({ state }) => state === 'failed')).failure).toBe('passport-untrusted');
  });

  it('with a true passport of the portal: lets it in, and announces it on every screen', async () => {
    const { maya } = await scene.pair();
    await scene.intrude({});
    const now = await until(maya.talk, ({ members }) => members.length === 3);
    expect(now.lines.at(-1)).toMatchObject({ kind: 'notice', notice: 'joined' });
    expect(texts(now)).toEqual([]);
  });

  it('cannot bring a newcomer into a group with a stranger in it', async () => {
    const { maya, rivera } = await scene.pair();
    await scene.intrude({ keys: await generatePortalKeys() });
    await Promise.all([maya, rivera].map(({ talk }) => until(talk, ({ state }) => state === 'failed')));
    const late = scene.device('Okoro', { role: 'clinician' });
    late.talk.start();
    expect((await until(late.talk, ({ state }) => state === 'failed')).failure).toBe('passport-untrusted');
  });

  it('cannot hand out the group of another conversation', async () => {
    const { rivera } = await scene.pair();
    const other = await Scene.open();
    const stray = other.device('Maya');
    await stray.ready();
    scene.room.groupInfo = other.room.groupInfo;
    const late = scene.device('Okoro');
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'failed');
    expect(['group-elsewhere', 'passport-untrusted']).toContain(now.failure);
    expect(rivera.talk.snapshot.members).toHaveLength(2);
    await other.close();
  });

  it('cannot put a member out by an external commit that removes it: the member stays, and says what it was', async () => {
    const { maya, rivera } = await scene.pair();
    const leaf = maya.talk.snapshot.members.find(({ self }) => self)!.devices[0]!.leaf;
    await scene.intrude({ keys: await generatePortalKeys(), remove: leaf });
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, ({ state }) => state === 'failed' || state === 'ended');
      expect(now.state).toBe('failed');
      expect(now.failure).toBe('passport-untrusted');
    }
    await maya.reload();
    expect((await until(maya.talk, ({ state }) => state === 'failed')).failure).toBe('passport-untrusted');
  });

  it('cannot put a member out with another person’s true passport either', async () => {
    const { maya, rivera } = await scene.pair();
    const leaf = maya.talk.snapshot.members.find(({ self }) => self)!.devices[0]!.leaf;
    await scene.intrude({ remove: leaf });
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, ({ state }) => state === 'failed' || state === 'ended');
      expect([now.state, now.failure]).toEqual(['failed', 'group-rule']);
    }
  });
});
