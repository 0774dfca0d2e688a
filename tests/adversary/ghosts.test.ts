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
      async () => ({ request: { nowMs: Date.now() - 26 * 3600_000, lifetimeS: 3600 } }),
      'passport-expired',
    ],
    ['with a passport bound to another device’s key', async () => ({ otherKey: true }), 'passport-device'],
    [
      'with a passport of another portal',
      async () => ({ request: { issuer: 'https://elsewhere.test' } }),
      'passport-elsewhere',
    ],
  ] as const;

  for (const [name, make] of cases) {
    it(`${name}: every peer refuses it and says so, and no word is sealed for it`, async () => {
      const { maya, rivera } = await scene.pair();
      await maya.talk.say('before');
      await until(rivera.talk, (now) => stored(now).length === 1);
      const { epoch } = scene.room;
      await scene.intrude(await make());
      await maya.talk.say('not for strangers');
      for (const { talk } of [maya, rivera]) {
        const now = await until(talk, (snapshot) => stored(snapshot).length === 2);
        expect(problems(now)).toEqual(['group-refused']);
        expect([now.state, now.members.length]).toEqual(['ready', 2]);
      }
      // It was voided, and the words are of the epoch that the stranger was never in.
      expect(scene.room.entries.map(({ kind }) => kind).slice(-3)).toEqual(['commit', 'void', 'message']);
      expect(scene.room.entries.at(-1)!.epoch).toBe(epoch);
    });
  }

  for (const [name, make, code] of cases) {
    it(`${name}, and does not let it go again: nobody follows, nothing is said for it, and the screen says why`, async () => {
      await stubborn(await make(), code);
    }, 15_000);
  }

  const stubborn = async (stranger: Parameters<Scene['intrude']>[0], code: string) => {
    const { maya, rivera } = await scene.pair();
    scene.room.voids.isDeaf = true;
    await scene.intrude(stranger);
    const entries = scene.room.entries.length;
    await maya.talk.say('not for strangers');
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, ({ state }) => state === 'offline', 9000);
      expect([now.failure, now.members.length]).toEqual([code, 2]);
    }
    await quiet(200);
    expect(scene.room.entries).toHaveLength(entries);
  };

  it('does not matter to a peer that reads the log later: it refuses just the same', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.stop();
    scene.room.voids.isDeaf = true;
    await scene.intrude({ keys: await generatePortalKeys() });
    await until(maya.talk, (now) => problems(now).length === 1);
    await rivera.reload();
    const now = await until(rivera.talk, (snapshot) => problems(snapshot).length === 1);
    expect(problems(now)).toEqual(['group-refused']);
    expect(now.members).toHaveLength(2);
  });

  it('with a true passport of the portal: lets it in, and announces it on every screen', async () => {
    const { maya } = await scene.pair();
    await scene.intrude({});
    const now = await until(maya.talk, ({ members }) => members.length === 3);
    expect(now.lines.at(-1)).toMatchObject({ kind: 'notice', notice: 'joined' });
    expect(texts(now)).toEqual([]);
  });

  it('cannot bring a newcomer into a group with a stranger in it', async () => {
    await scene.pair();
    scene.room.voids.isDeaf = true;
    await scene.intrude({ keys: await generatePortalKeys() });
    const late = scene.device('Okoro', { role: 'clinician' });
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'offline');
    expect([now.failure, now.members.length]).toEqual(['passport-untrusted', 0]);
  });

  it('cannot hand out the group of another conversation', async () => {
    const { rivera } = await scene.pair();
    const other = await Scene.open();
    const stray = other.device('Maya');
    await stray.ready();
    scene.room.groupInfo = other.room.groupInfo;
    const late = scene.device('Okoro');
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'offline');
    expect(['group-elsewhere', 'passport-untrusted']).toContain(now.failure);
    expect(rivera.talk.snapshot.members).toHaveLength(2);
    await other.close();
  });

  it('cannot put a member out by an external commit that removes it: the member stays, and says what it was', async () => {
    const { maya, rivera } = await scene.pair();
    const leaf = maya.talk.snapshot.members.find(({ self }) => self)!.devices[0]!.leaf;
    await scene.intrude({ keys: await generatePortalKeys(), remove: leaf });
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect(problems(now)).toEqual(['group-refused']);
      expect([now.state, now.members.length]).toEqual(['ready', 2]);
    }
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    await maya.talk.say('still here');
    await until(rivera.talk, (now) => stored(now).includes('still here'));
  });

  it('cannot put a member out with another person’s true passport either', async () => {
    const { maya, rivera } = await scene.pair();
    const leaf = maya.talk.snapshot.members.find(({ self }) => self)!.devices[0]!.leaf;
    await scene.intrude({ remove: leaf });
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect([now.state, ...problems(now)]).toEqual(['ready', 'group-rule']);
    }
  });
});
