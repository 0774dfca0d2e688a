import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestRoom } from '../support/room.ts';
import { problems, type TestDevice, until } from '../support/world.ts';
import { quiet, Scene, says, stored } from './support.ts';

const names = ({ talk }: TestDevice) => talk.snapshot.members.map(({ name }) => name).sort();
/** After its socket was cut. */
const isLive = async ({ talk }: TestDevice) => {
  await quiet(50);
  await until(talk, ({ connection }) => connection.live);
};

/** Asks for a person's devices to be taken out. */
async function remove(by: TestDevice, name: string): Promise<void> {
  await isLive(by);
  const { devices } = by.talk.snapshot.members.find((member) => member.name === name)!;
  await by.talk.removeDevices(devices.map(({ id }) => id));
}
const lastMessage = (room: TestRoom, device: number) =>
  room.entries.findLast((entry) => entry.kind === 'message' && entry.device === device)!;

describe('a relay that keeps members apart', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('by two commits for one epoch: each sees the other’s words as forged, none as a message, and the codes differ', async () => {
    const { maya, rivera } = await scene.pair();
    const other = scene.part(rivera);
    await isLive(rivera);
    // A day later both give fresh keys before they speak: two commits that leave the same epoch.
    for (const { clock } of [maya, rivera]) clock.offsetMs = 25 * 3600_000;
    await says(maya, 'in Maya’s log');
    await says(rivera, 'in Rivera’s log');
    const commits = [scene.room, other].map(
      (room) => room.entries.findLast(({ kind }) => kind === 'commit')!,
    );
    expect(commits[0]!.epoch).toBe(commits[1]!.epoch);
    scene.room.append(lastMessage(other, 2));
    other.append(lastMessage(scene.room, 1));
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect(problems(now)).toEqual(['envelope-forged']);
      expect(stored(now)).toHaveLength(1);
    }
    expect(maya.talk.snapshot.safetyCode).not.toBe(rivera.talk.snapshot.safetyCode);
    // Nor can it bring the two together again unseen.
    scene.show(scene.room, rivera);
    await isLive(rivera);
    await says(maya, 'to the two of us');
    await until(rivera.talk, (now) => problems(now).length > 1);
    expect(stored(rivera.talk.snapshot)).toEqual(['in Rivera’s log']);
  }, 20_000);

  it('by two logs in one epoch: the first word that crosses shows the fork, on both sides', async () => {
    const { maya, rivera } = await scene.pair();
    const other = scene.part(rivera);
    await isLive(rivera);
    await says(maya, 'only for Maya’s log');
    await says(rivera, 'only for Rivera’s log');
    await says(rivera, 'crossing');
    await says(maya, 'crossing the other way');
    scene.room.append(lastMessage(other, 2));
    other.append(lastMessage(scene.room, 1));
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect(problems(now)).toEqual(['log-forked']);
      expect(stored(now)).toHaveLength(2);
    }
    // The keys are the same, and so is the code: it speaks of members, not of the log.
    expect(maya.talk.snapshot.safetyCode).toBe(rivera.talk.snapshot.safetyCode);
  });

  it('and withholds a Remove from one: whom the others see gone is still on that screen; a word that crosses does not open', async () => {
    const { maya, rivera, guest } = await scene.three();
    const past = scene.part(maya, guest);
    await remove(rivera, 'Guest');
    await until(rivera.talk, ({ members }) => members.length === 2);
    await isLive(maya);
    await says(maya, 'Is the interpreter still here?');
    // So long as nothing crosses, nobody can tell: the list and the code are what there is to compare.
    expect(stored(await until(guest.talk, (now) => stored(now).length === 1))).toHaveLength(1);
    expect([names(maya), names(rivera)]).toEqual([
      ['Guest', 'Maya', 'Rivera'],
      ['Maya', 'Rivera'],
    ]);
    expect(maya.talk.snapshot.safetyCode).not.toBe(rivera.talk.snapshot.safetyCode);
    await says(rivera, 'the guest has left');
    past.append(lastMessage(scene.room, 2));
    const now = await until(maya.talk, (snapshot) => problems(snapshot).length === 1);
    expect(problems(now)).toEqual(['envelope-wrong-epoch']);
    expect(stored(guest.talk.snapshot)).not.toContain('the guest has left');
  });

  it('and takes no Remove from anybody: who is to go stays on every screen, and who asked for it says nothing until it is done', async () => {
    const { maya, rivera, guest } = await scene.three();
    scene.room.hear = (frame) => frame.type !== 'commit';
    await remove(rivera, 'Guest');
    await rivera.talk.say('not for the guest');
    await quiet(800);
    expect(names(rivera)).toContain('Guest');
    expect(rivera.talk.snapshot.lines.at(-1)).toMatchObject({ text: 'not for the guest', state: 'queued' });
    expect(stored(guest.talk.snapshot)).toEqual([]);
    scene.room.hear = () => true;
    scene.room.cut();
    for (const { talk } of scene.devices) talk.probe();
    await until(maya.talk, (now) => stored(now).includes('not for the guest'));
    await until(guest.talk, ({ state }) => state === 'ended');
    expect(stored(guest.talk.snapshot)).toEqual([]);
  });
});

describe('a relay that refuses commits', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  /** Every commit of this device's is refused as one of too many. */
  const refuseCommits = (of: number) => {
    scene.room.hear = (frame, device) => {
      if (frame.type !== 'commit' || device !== of) return true;
      const seat = [...scene.room.seats].find((one) => one.device === of)!;
      const { epoch: id } = frame;
      scene.room.say(seat, { type: 'refused', frame: 'commit', id, code: 'group-refused', retryMs: 0 });
      return false;
    };
  };

  it('as it may where others void them: words go on without fresh keys', async () => {
    const { maya, rivera } = await scene.pair();
    refuseCommits(2);
    rivera.clock.offsetMs = 25 * 3600_000;
    await rivera.talk.say('in the keys that there are');
    await until(maya.talk, (now) => stored(now).includes('in the keys that there are'));
  });

  it('does not have a word said for whom its author wanted to remove: it waits, and goes out when that one is gone', async () => {
    const { maya, rivera, guest } = await scene.three();
    refuseCommits(2);
    await remove(rivera, 'Guest');
    await quiet(300);
    await rivera.talk.say('not for the guest');
    await quiet(500);
    expect(rivera.talk.snapshot.lines.at(-1)).toMatchObject({ text: 'not for the guest', state: 'queued' });
    expect(names(rivera)).toContain('Guest');
    scene.room.hear = () => true;
    rivera.clock.offsetMs = 11 * 60_000;
    await rivera.talk.say('nor this');
    await until(maya.talk, (now) => stored(now).includes('nor this'));
    await until(guest.talk, ({ state }) => state === 'ended');
    expect(stored(guest.talk.snapshot)).toEqual([]);
  });
});

describe('a relay that gives a newcomer the past', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  async function guestGone() {
    const { maya, rivera, guest } = await scene.three();
    await guest.talk.stop();
    const past = scene.room.fork();
    await remove(rivera, 'Guest');
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 2);
    return { maya, rivera, guest, past };
  }

  it('an old GroupInfo in the room’s epoch: refused, said why, and asked for again', async () => {
    const { past } = await guestGone();
    scene.room.meddle = (frame) => (frame.type === 'group' ? { ...frame, groupInfo: past.groupInfo } : frame);
    const late = scene.device('Okoro', { role: 'clinician' });
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'offline');
    expect([now.failure, now.members.length]).toEqual(['mls-stale-epoch', 0]);
    scene.room.meddle = (frame) => frame;
    await until(late.talk, ({ state, members }) => state === 'ready' && members.length === 3, 9000);
    expect(names(late)).not.toContain('Guest');
  }, 15_000);

  it('an old GroupInfo and its epoch, in the log that the others are in: it gets in nowhere', async () => {
    const { maya, rivera, past } = await guestGone();
    const late = scene.device('Okoro', { role: 'clinician' });
    scene.room.meddle = (frame, device) => {
      if (device !== 4) return frame;
      if (frame.type === 'state') return { ...frame, epoch: past.epoch };
      return frame.type === 'group' ? { ...frame, groupInfo: past.groupInfo, epoch: past.epoch } : frame;
    };
    late.talk.start();
    await quiet(1500);
    expect([late.talk.snapshot.state, late.talk.snapshot.members.length]).toEqual(['connecting', 0]);
    await late.talk.stop();
    // Where it lets the join stand, the members refuse it and void it.
    const { epoch } = scene.room;
    await scene.intrude({ onto: past.groupInfo });
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect([now.members.length, ...problems(now)]).toEqual([2, 'mls-stale-epoch']);
    }
    await until(maya.talk, () => scene.room.epoch === epoch);
  }, 20_000);

  it('a past log with one in it who was removed since: it sees that one on its list, and the first word that crosses does not open', async () => {
    const { maya, rivera, guest, past } = await guestGone();
    await says(maya, 'without the guest');
    const late = scene.device('Okoro', { role: 'clinician' });
    scene.show(past, late, guest);
    await late.ready();
    await guest.reload();
    await late.talk.say('Is anybody here?');
    // What THREAT-MODEL says is not seen: relay and guest together read the newcomer until a member's word reaches it.
    await until(guest.talk, (now) => stored(now).includes('Is anybody here?'));
    expect(late.talk.snapshot.members).toHaveLength(4);
    past.append(lastMessage(scene.room, 1));
    expect(problems(await until(late.talk, (now) => problems(now).length === 1))).toEqual([
      'envelope-forged',
    ]);
    scene.room.append(lastMessage(past, 4));
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect(problems(now)).toEqual(['envelope-forged']);
      expect(names({ talk } as TestDevice)).toEqual(['Maya', 'Rivera']);
    }
    // Led back to the members' log, the newcomer's device stops: it is not the one it was in.
    scene.show(scene.room, late);
    expect((await until(late.talk, ({ state }) => state === 'failed', 9000)).failure).toBe('log-forked');
  }, 30_000);

  it('an empty room to who has lost everything: it is alone on its screen, and nothing of the others’ opens there', async () => {
    const { maya } = await scene.pair();
    await says(maya, 'in the real room');
    const empty = new TestRoom();
    const again = scene.device('Rivera', { role: 'clinician', deviceId: 'another' });
    scene.show(empty, again);
    await again.ready();
    await says(again, 'hello?');
    expect(names(again)).toEqual(['Rivera']);
    empty.append({ ...lastMessage(scene.room, 1), epoch: empty.epoch });
    expect(problems(await until(again.talk, (now) => problems(now).length === 1))).toEqual([
      'envelope-foreign',
    ]);
  });
});

describe('a relay that goes back', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  const reconnected = async (device: TestDevice) => {
    scene.room.cut();
    for (const { talk } of scene.devices) talk.probe();
    await isLive(device);
  };

  it('to an earlier epoch, by its word alone: a member stays in the epoch that the log led it to', async () => {
    const { maya, rivera } = await scene.pair();
    scene.room.meddle = (frame) => (frame.type === 'state' ? { ...frame, epoch: 0 } : frame);
    await reconnected(maya);
    await says(maya, 'still in our epoch');
    await until(rivera.talk, (now) => stored(now).includes('still in our epoch'));
    expect(lastMessage(scene.room, 1).epoch).toBe(scene.room.epoch);
    expect(problems(rivera.talk.snapshot)).toEqual([]);
  });

  it('to an empty log: a member stops, says that the log was forked, and keeps what it has', async () => {
    const { maya } = await scene.pair();
    await says(maya, 'remember this');
    const records = maya.disk.records.size;
    scene.room.meddle = (frame) => (frame.type === 'state' ? { ...frame, epoch: 0, head: 0 } : frame);
    scene.room.cut();
    maya.talk.probe();
    const now = await until(maya.talk, ({ state }) => state === 'failed');
    expect([now.failure, stored(now)]).toEqual(['log-forked', ['remember this']]);
    expect(maya.disk.records.size).toBe(records);
  });

  it('to an older log that it then continues: what is said upon that does not open for who knows better', async () => {
    const { maya, rivera } = await scene.pair();
    const past = scene.room.fork();
    await says(maya, 'one');
    await says(maya, 'two');
    await until(rivera.talk, (now) => stored(now).length === 2);
    // Another device of Maya's is only shown the older log, and speaks there, until the relay has as many entries as before.
    const phone = scene.device('Maya', { deviceId: 'phone' });
    scene.show(past, phone);
    await phone.ready();
    for (const word of ['three', 'four', 'five']) await says(phone, word);
    scene.show(past, rivera);
    // What it has not seen of that log stands behind its own place in it: of other keys, or upon other heads.
    const now = await until(
      rivera.talk,
      (snapshot) => snapshot.state === 'failed' || problems(snapshot).length > 0,
    );
    expect(stored(now)).toEqual(['one', 'two']);
    for (const code of problems(now))
      expect(['log-forked', 'envelope-wrong-epoch', 'envelope-forged']).toContain(code);
  });
});
