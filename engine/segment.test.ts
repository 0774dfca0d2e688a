import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quiet, Scene, says, stored } from '../tests/adversary/support.ts';
import { problems, type TestDevice, texts, until } from '../tests/support/world.ts';
import { saysCut } from './leaf.ts';

describe('segments', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
    scene.portal.vaults = 'none';
    segment(1);
  });
  afterEach(() => scene.close());

  /** Passports that the portal signs from now on name this segment. */
  const segment = (number: number | undefined) => {
    scene.portal.bend = (request) => ({ ...request, segment: number });
  };
  const join = async (person: string, options = {}) => {
    const made = scene.device(person, { role: 'caregiver', ...options });
    await made.ready();
    return made;
  };
  /** The page is opened again, with a passport of today. */
  const again = async (device: TestDevice) => {
    await device.reload();
    await until(device.talk, ({ state }) => state === 'ready');
    await quiet(100);
  };
  const commits = () => scene.room.entries.filter(({ kind }) => kind === 'commit');
  const cuts = () => commits().filter(({ body }) => saysCut(body));
  /** Shows exactly this, and no mark that anything is wrong. */
  const shows = async (device: TestDevice, ...said: readonly string[]) => {
    const now = await until(device.talk, (it) => texts(it).length >= said.length && !it.history.loading);
    await quiet();
    await device.talk.loadEarlier();
    expect(texts(device.talk.snapshot)).toEqual(said);
    expect(problems(now)).toEqual([]);
    return device.talk.snapshot.history;
  };
  /** Maya and Rivera talked in the first segment; the second begins with Maya's return. */
  const two = async () => {
    const { maya, rivera } = await scene.pair();
    await says(maya, 'first visit');
    segment(2);
    await again(maya);
    await says(maya, 'second visit');
    await until(rivera.talk, (now) => stored(now).includes('second visit'));
    return { maya, rivera };
  };

  it('the first device whose passport names a later one begins it, before it says more', async () => {
    const { maya, rivera } = await two();
    const [cut] = cuts();
    expect(cuts()).toHaveLength(1);
    expect(cut!.link).toBeNull();
    await again(rivera);
    await says(rivera, 'second visit too');
    await until(maya.talk, (now) => stored(now).includes('second visit too'));
    await quiet();
    // Rivera's own renewed passport begins nothing.
    expect(cuts()).toHaveLength(1);
    expect(scene.room.entries[cut!.seq - 1]!.link).toBeNull();
  });

  it('who comes in the new one reads back to the cut and no further; who was there reads all, also from the disk', async () => {
    const { maya, rivera } = await two();
    const guest = await join('Guest');
    expect(await shows(guest, 'second visit')).toMatchObject({ withheld: true, cut: true });
    await again(guest);
    expect(await shows(guest, 'second visit')).toMatchObject({ withheld: true, cut: true });
    for (const device of [maya, rivera]) {
      await again(device);
      const { withheld, cut } = await shows(device, 'first visit', 'second visit');
      expect([withheld, cut]).toEqual([false, undefined]);
    }
  });

  it('who comes first with the new one begins it by coming, and nobody writes a link for them', async () => {
    const { maya } = await scene.pair();
    await says(maya, 'first visit');
    segment(2);
    const guest = await join('Guest');
    await says(guest, 'second visit');
    expect(await shows(guest, 'second visit')).toMatchObject({ withheld: true, cut: true });
    expect(cuts().map(({ link }) => link)).toEqual([null]);
    await again(maya);
    await shows(maya, 'first visit', 'second visit');
    // With links of its own the segment is read as ever.
    const late = await join('Late');
    expect(await shows(late, 'second visit')).toMatchObject({ withheld: true, cut: true });
    expect(cuts()).toHaveLength(1);
  });

  it('a second device of somebody who was there reads all where they have a vault, and to the cut where they have none', async () => {
    scene.portal.vaults = 'portal';
    await two();
    const second = await join('Maya');
    expect((await shows(second, 'first visit', 'second visit')).withheld).toBe(false);
    const guest = await join('Guest');
    expect(await shows(guest, 'second visit')).toMatchObject({ withheld: true, cut: true });
    scene.portal.vaults = 'none';
    const third = await join('Maya');
    expect(await shows(third, 'second visit')).toMatchObject({ withheld: true, cut: true });
  });

  it('a cut never heals: not where the only leaf of the new one goes, and not for who comes with an old passport', async () => {
    const { maya, rivera } = await scene.pair();
    await says(maya, 'first visit');
    segment(2);
    const guest = await join('Guest');
    await says(guest, 'second visit');
    await until(rivera.talk, (now) => stored(now).includes('second visit'));
    const did = rivera.talk.snapshot.members.find(({ name }) => name === 'Guest')!.devices[0]!.id;
    await rivera.talk.removeDevices([did]);
    await until(rivera.talk, ({ members }) => members.length === 2);
    await says(rivera, 'Goodbye');
    segment(1);
    const old = await join('Old');
    expect(await shows(old, 'second visit', 'Goodbye')).toMatchObject({ withheld: true, cut: true });
    segment(2);
    const late = await join('Late');
    await shows(late);
    expect(cuts().map(({ link }) => link)).toEqual([null, null]);
    await again(maya);
    await shows(maya, 'first visit', 'second visit', 'Goodbye');
  });

  it('who comes is told who is there, also where nothing of before is shared', async () => {
    const { maya, rivera } = await scene.pair();
    const introductions = () => scene.room.entries.filter(({ kind }) => kind === 'message').length;
    const named = async (device: TestDevice, ...names: readonly string[]) => {
      const { members } = await until(device.talk, (now) => now.members.every(({ name }) => name !== ''));
      expect(members.map(({ name }) => name).sort()).toEqual(names);
    };
    segment(2);
    await named(await join('Guest'), 'Guest', 'Maya', 'Rivera');
    await named(await join('Late', { hist: 'none' }), 'Guest', 'Late', 'Maya', 'Rivera');
    // One passes on the names, not each; on a busy machine another may, whose turn came before it heard the first.
    await quiet(1000);
    const before = introductions();
    await join('Third');
    await quiet(2000);
    expect(introductions() - before).toBeGreaterThanOrEqual(2);
    expect(introductions() - before).toBeLessThanOrEqual(3);
    // Nobody was there when they came: whoever is there next says it.
    await scene.close();
    const night = await join('Night', { hist: 'none' });
    await quiet();
    expect(night.talk.snapshot.members.filter(({ name }) => name === '')).toHaveLength(5);
    await again(rivera);
    await again(maya);
    await named(night, 'Guest', 'Late', 'Maya', 'Night', 'Rivera', 'Third');
  });

  it('every later one is another cut, and each part is read by who was there', async () => {
    const { maya } = await two();
    const guest = await join('Guest');
    segment(3);
    await again(maya);
    await says(maya, 'third visit');
    const late = await join('Late');
    expect(await shows(late, 'third visit')).toMatchObject({ withheld: true, cut: true });
    await again(guest);
    expect(await shows(guest, 'second visit', 'third visit')).toMatchObject({ withheld: true, cut: true });
    await again(maya);
    await shows(maya, 'first visit', 'second visit', 'third visit');
    expect(cuts()).toHaveLength(2);
  });

  it('without segments nothing is cut', async () => {
    segment(undefined);
    const { maya } = await scene.pair();
    await says(maya, 'hello');
    const guest = await join('Guest');
    expect((await shows(guest, 'hello')).withheld).toBe(false);
    expect(cuts()).toEqual([]);
  });

  it('who is awaited from a later one on gets nothing of the one before, though its first commit is held up', async () => {
    scene.portal.vaults = 'portal';
    const invite = (version: number, ...people: readonly string[]) => {
      const members = people.map((id) => ({ id, name: id, hist: 'chain' as const }));
      scene.portal.invitations = { version, members };
    };
    invite(1, 'Rivera');
    const rivera = await join('Rivera', { role: 'clinician' });
    await says(rivera, 'first visit');
    invite(2, 'Rivera', 'Lena');
    segment(2);
    scene.room.hear = (frame) => frame.type !== 'commit';
    const { epoch } = scene.room;
    await rivera.reload();
    await until(rivera.talk, ({ state }) => state === 'ready');
    await quiet(2500);
    const before = scene.room.deposits.filter((one) => one.epoch <= epoch).length;
    expect(before).toBe(1);
    scene.room.hear = () => true;
    await again(rivera);
    await says(rivera, 'second visit');
    await scene.close();
    const lena = await join('Lena');
    expect(await shows(lena, 'second visit')).toMatchObject({ withheld: true, cut: true });
  });
});
