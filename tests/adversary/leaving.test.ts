import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEnvelope } from '../../engine/envelope.ts';
import { load } from '../../engine/store.ts';
import { problems, type TestDevice, TestDisk, until } from '../support/world.ts';
import { Hostile } from './hostile.ts';
import { quiet, Scene, stored } from './support.ts';

const notices = ({ talk }: TestDevice): string[] =>
  talk.snapshot.lines.flatMap((line) =>
    line.kind === 'notice' ? [`${line.author.name} ${line.notice}`] : [],
  );
const memberNames = ({ talk }: TestDevice) => talk.snapshot.members.map(({ name }) => name).sort();
const hasLeft = (device: TestDevice) =>
  until(device.talk, ({ state, failure }) => state === 'ended' && failure === 'left');

describe('a member who leaves', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  const reconnect = () => {
    scene.room.cut();
    for (const { talk } of scene.devices) talk.probe();
  };

  it('is announced once, taken out by whoever is first in the tree, right or not, and keeps nothing', async () => {
    const { maya, rivera, guest } = await scene.three();
    await guest.talk.say('goodbye');
    await guest.talk.leave();
    await hasLeft(guest);
    expect(guest.talk.snapshot.lines).toEqual([]);
    expect([[...guest.disk.records.keys()], guest.disk.keys.size]).toEqual([['left', 'owner'], 0]);
    for (const device of [maya, rivera]) {
      await until(device.talk, ({ members }) => members.length === 2);
      await quiet(100);
      expect(notices(device).filter((notice) => notice === 'Guest left')).toHaveLength(1);
      expect(stored(device.talk.snapshot)).toEqual(['goodbye']);
      expect(problems(device.talk.snapshot)).toEqual([]);
    }
    expect(scene.room.entries.at(-1)).toMatchObject({ kind: 'commit', device: 1 });
    // Read again from the log it is said once, too.
    await rivera.reload();
    await until(rivera.talk, () => notices(rivera).includes('Guest left'));
    await quiet(200);
    expect(notices(rivera).filter((notice) => notice === 'Guest left')).toHaveLength(1);
  });

  it('reads nothing that is said behind it, with a copy of all it ever had', async () => {
    const { maya, rivera, guest } = await scene.three();
    const copy = new TestDisk();
    guest.disk.copyTo(copy);
    await guest.talk.leave();
    // Said as soon as it is known: in keys that the one who left does not have.
    await until(maya.talk, () => notices(maya).includes('Guest left'));
    await maya.talk.say('between us');
    await until(rivera.talk, (now) => stored(now).includes('between us'));
    const had = (await load(copy))!.group!;
    const { body } = scene.room.entries.findLast(({ kind }) => kind === 'message')!;
    const keyOf = (leaf: number) => had.members.find((member) => member.leaf === leaf)?.signatureKey ?? null;
    expect(await openEnvelope(had.keys, body, keyOf)).toMatchObject({ kind: 'unreadable' });
  });

  it('does not come back by opening the page; by its person’s wish it does, as a new device, announced', async () => {
    const { maya, guest } = await scene.three();
    await guest.talk.leave();
    await hasLeft(guest);
    await until(maya.talk, ({ members }) => members.length === 2);
    const { length } = scene.room.entries;
    await guest.reload();
    await hasLeft(guest);
    await quiet(300);
    expect(scene.room.entries).toHaveLength(length);
    await guest.talk.beginAnew();
    await until(guest.talk, ({ state }) => state === 'ready');
    await until(maya.talk, () => memberNames(maya).includes('Guest'));
    expect(notices(maya).slice(-2)).toEqual(['Guest left', 'Guest joined']);
    await guest.talk.say('here again');
    await until(maya.talk, (now) => stored(now).includes('here again'));
    await quiet(900);
    expect(memberNames(maya)).toContain('Guest');
    expect(problems(maya.talk.snapshot)).toEqual([]);
  });

  it('leaves with every device: those that are there at once, those that are away when they hear of it', async () => {
    const { maya, rivera } = await scene.pair();
    const phone = scene.device('Maya', { deviceId: 'phone' });
    const tablet = scene.device('Maya', { deviceId: 'tablet' });
    for (const device of [phone, tablet]) await device.ready();
    await until(rivera.talk, ({ members }) => members.some(({ devices }) => devices.length === 3));
    await quiet();
    await tablet.talk.stop();
    await maya.talk.leave();
    for (const device of [maya, phone]) await hasLeft(device);
    await until(rivera.talk, ({ members }) => members.length === 1);
    expect(notices(rivera).filter((notice) => notice === 'Maya left')).toHaveLength(1);
    await tablet.reload();
    await hasLeft(tablet);
    expect([...tablet.disk.records.keys()]).toEqual(['left', 'owner']);
    await rivera.talk.say('alone');
    await until(rivera.talk, (now) => stored(now).includes('alone'));
  });

  it('while it has no connection says that it is leaving, writes nothing more, and goes when the others can be told', async () => {
    const { maya, rivera } = await scene.pair();
    scene.room.reachable = false;
    scene.room.cut();
    await until(rivera.talk, ({ state }) => state === 'offline');
    await rivera.talk.leave();
    await until(rivera.talk, ({ leaving, canWrite }) => leaving === true && !canWrite);
    await expect(rivera.talk.say('one more thing')).rejects.toMatchObject({ code: 'left' });
    // Over a reload, too.
    await rivera.reload();
    await quiet(200);
    expect(memberNames(maya)).toEqual(['Maya', 'Rivera']);
    scene.room.reachable = true;
    reconnect();
    await hasLeft(rivera);
    await until(maya.talk, ({ members }) => members.length === 1);
    expect(notices(maya)).toContain('Rivera left');
  });

  it('when the relay keeps the word to itself: nothing is erased, and the screen says that it is not done', async () => {
    const { maya, rivera } = await scene.pair();
    scene.room.hear = (frame) => frame.type !== 'send';
    await rivera.talk.leave();
    await quiet(500);
    expect([rivera.talk.snapshot.state, rivera.talk.snapshot.leaving]).toEqual(['ready', true]);
    expect(notices(maya)).not.toContain('Rivera left');
    scene.room.hear = () => true;
    reconnect();
    await hasLeft(rivera);
  });

  it('when the relay takes no Remove: is shown as leaving, and nobody says a word for it', async () => {
    const { maya, rivera, guest } = await scene.three();
    scene.room.hear = (frame) => frame.type !== 'commit';
    await guest.talk.leave();
    await hasLeft(guest);
    await until(maya.talk, ({ members }) => members.some(({ leaving }) => leaving === true));
    await maya.talk.say('only when it is done');
    await quiet(600);
    expect(maya.talk.snapshot.lines.at(-1)).toMatchObject({ state: 'queued' });
    scene.room.hear = () => true;
    reconnect();
    await until(rivera.talk, (now) => stored(now).includes('only when it is done'));
    expect(memberNames(rivera)).toEqual(['Maya', 'Rivera']);
  });

  it('the last one leaves: the leaf stays, and who comes later finds it there and can be rid of it', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.leave();
    await hasLeft(maya);
    const rivera = scene.device('Rivera', { role: 'clinician', can: ['read', 'write', 'remove'] });
    await rivera.ready();
    const [other] = rivera.talk.snapshot.members.filter(({ self }) => !self);
    await rivera.talk.removeDevices(other!.devices.map(({ id }) => id));
    await until(rivera.talk, ({ members }) => members.length === 1);
  });

  it('who may put others out meets the word in history, with keys of its own again, and acts on it', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.stop();
    await maya.talk.leave();
    await hasLeft(maya);
    // The browser forgot all: another device of the same person, in after the word, reads it by the person's vault.
    const anew = scene.device('Rivera', { role: 'clinician', can: ['read', 'write', 'remove'] });
    await anew.ready();
    await until(anew.talk, () => notices(anew).includes('Maya left'));
    await until(anew.talk, () => !memberNames(anew).includes('Maya'));
    expect(problems(anew.talk.snapshot)).toEqual([]);
  });

  it('who may not write goes without a word: nothing is kept here, and the others see nothing of it', async () => {
    const { maya } = await scene.pair();
    const reader = scene.device('Okoro', { role: 'compliance', can: ['read'] });
    await reader.ready();
    await until(maya.talk, ({ members }) => members.length === 3);
    await reader.talk.leave();
    await hasLeft(reader);
    expect([...reader.disk.records.keys()]).toEqual(['left', 'owner']);
    expect(maya.talk.snapshot.members).toHaveLength(3);
  });

  it('cannot be taken out by its word again after it came back: who has not the right is refused', async () => {
    const { maya, rivera, guest } = await scene.three();
    await guest.talk.leave();
    await hasLeft(guest);
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 2);
    await guest.talk.beginAnew();
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 3);
    await quiet();
    const { leaf } = rivera.talk.snapshot.members.find(({ role }) => role === 'interpreter')!.devices[0]!;
    const hostile = await Hostile.of(scene, maya);
    await hostile.commit({ remove: [leaf] });
    for (const { talk } of [rivera, guest]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect([...problems(now), now.members.length]).toEqual(['group-rule', 3]);
    }
  });

  it('is not taken out by one without the right where somebody came since who could not know why', async () => {
    const { maya, rivera, guest } = await scene.three();
    await rivera.talk.stop();
    await maya.talk.stop();
    await guest.talk.leave();
    await hasLeft(guest);
    const late = scene.device('Okoro', { role: 'caregiver', hist: 'none' });
    await late.ready();
    await maya.reload();
    await until(maya.talk, ({ state, members }) => state === 'ready' && members.length === 4);
    await quiet(900);
    expect(problems(late.talk.snapshot)).toEqual([]);
    expect(maya.talk.snapshot.members).toHaveLength(4);
    // One with the right does it as soon as it is there.
    await rivera.reload();
    for (const { talk } of [maya, rivera, late]) await until(talk, ({ members }) => members.length === 3);
    expect(problems(late.talk.snapshot)).toEqual([]);
  });
});
