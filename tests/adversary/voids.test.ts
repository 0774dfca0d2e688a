import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { load } from '../../engine/store.ts';
import { encodeVoid } from '../../shared/void-body.ts';
import { problems, type TestDevice, texts, until } from '../support/world.ts';
import { Hostile } from './hostile.ts';
import { quiet, Scene, stored } from './support.ts';

const says = async (from: TestDevice, to: readonly TestDevice[], text: string): Promise<void> => {
  await from.talk.say(text);
  for (const { talk } of [from, ...to]) await until(talk, (now) => stored(now).includes(text));
};

describe('a member whose commits nobody can apply', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  /** Maya, Rivera and Mallory, in this order in the tree; and who comes after. */
  const four = async (...after: string[]) => {
    const { maya, rivera } = await scene.pair();
    const others: TestDevice[] = [];
    for (const name of ['Mallory', ...after]) {
      const device = scene.device(name, { role: 'clinician' });
      await device.ready();
      others.push(device);
    }
    const count = 3 + after.length;
    for (const { talk } of scene.devices)
      await until(
        talk,
        ({ members }) => members.length === count && members.every(({ name }) => name !== ''),
      );
    await quiet();
    return { maya, rivera, mallory: await Hostile.of(scene, others[0]!), others: others.slice(1) };
  };
  const voids = () => scene.room.entries.filter(({ kind }) => kind === 'void').length;

  for (const [name, fault] of [
    ['the confirmation tag is wrong', { tag: true }],
    ['the path is sealed to nobody', { blind: 'all' }],
    ['the path is sealed to nobody, and the GroupInfo is noise', { tag: true, noGroupInfo: true }],
  ] as const) {
    it(`${name}: it is refused, said to be, and voided once; the talk goes on, with the words that waited`, async () => {
      const { maya, rivera, mallory } = await four();
      const { epoch } = scene.room;
      await mallory.commit(fault);
      // Said while the room is an epoch ahead.
      await maya.talk.say('meanwhile');
      for (const { talk } of [maya, rivera]) {
        const now = await until(talk, (snapshot) => stored(snapshot).includes('meanwhile'));
        expect([now.state, now.failure]).toEqual(['ready', null]);
        expect(problems(now)).toEqual(['mls-invalid']);
      }
      expect([voids(), scene.room.epoch]).toEqual([1, epoch]);
      await says(rivera, [maya], 'and after it');
      const codes = [maya, rivera].map(({ talk }) => talk.snapshot.safetyCode);
      expect(new Set(codes).size).toBe(1);
    });
  }

  it('again and again: each is voided, and what is said in between arrives', async () => {
    const { maya, rivera, mallory } = await four();
    for (let i = 1; i <= 3; i++) {
      await mallory.commit({ tag: true });
      await says(i % 2 === 0 ? maya : rivera, [maya, rivera], `word ${i}`);
      expect(voids()).toBe(i);
    }
    for (const { talk } of [maya, rivera])
      expect(stored(talk.snapshot)).toEqual(['word 1', 'word 2', 'word 3']);
  });

  it('one commit on top of another: both are voided at once', async () => {
    const { maya, rivera, mallory } = await four();
    const { epoch } = scene.room;
    const one = await mallory.make({ tag: true });
    scene.room.commit(mallory.device, one);
    scene.room.commit(mallory.device, one);
    await says(maya, [rivera], 'on we go');
    expect([voids(), scene.room.epoch]).toEqual([1, epoch]);
  });

  it('while everybody is away: who comes back voids it, and so gets on', async () => {
    const { maya, rivera, mallory } = await four();
    await maya.talk.stop();
    await rivera.talk.stop();
    await mallory.commit({ tag: true, noGroupInfo: true });
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    await says(maya, [], 'is anybody there');
    await rivera.reload();
    expect(stored(await until(rivera.talk, (now) => stored(now).length === 1))).toEqual(['is anybody there']);
    expect(rivera.talk.snapshot.state).toBe('ready');
  });

  it('a page that was closed between the refusal and the void is in line again when it opens', async () => {
    const { maya, rivera, mallory } = await four();
    scene.room.voids.isDeaf = true;
    await mallory.commit({ tag: true });
    await until(maya.talk, (now) => problems(now).length === 1);
    await maya.talk.say('written before the page closed');
    await maya.talk.stop();
    scene.room.voids.isDeaf = false;
    await maya.reload();
    await until(rivera.talk, (now) => stored(now).includes('written before the page closed'));
    await says(rivera, [maya], 'welcome back');
  });

  it('sealed wrongly to one member only: the others vouch for it, and that one comes back by a new leaf', async () => {
    const { maya, rivera, mallory, others } = await four('Okoro');
    const okoro = others[0]!;
    await mallory.commit({ blind: [3] });
    await until(okoro.talk, (now) => problems(now).includes('mls-invalid'));
    await okoro.talk.say('I was not to read this');
    // Whoever took the commit is told that another refused it.
    await until(rivera.talk, (now) => problems(now).includes('group-refused'));
    await until(rivera.talk, () => scene.room.entries.filter(({ kind }) => kind === 'commit').length === 6);
    await says(maya, [rivera], 'can all read this?');
    for (const { talk } of [maya, rivera, okoro]) {
      const now = await until(talk, (snapshot) => stored(snapshot).length === 2);
      expect(now.members).toHaveLength(4);
      expect([now.state, now.failure]).toEqual(['ready', null]);
    }
    expect(voids()).toBe(1);
    expect(problems(rivera.talk.snapshot)).toEqual(['group-refused']);
    // Refused when it came, and when it came again.
    expect(problems(okoro.talk.snapshot)).toEqual(['mls-invalid', 'group-refused', 'mls-invalid']);
    const codes = [maya, rivera, okoro].map(({ talk }) => talk.snapshot.safetyCode);
    expect(new Set(codes).size).toBe(1);
    await okoro.reload();
    const again = await until(okoro.talk, (now) => stored(now).length === 2);
    expect(stored(again)).toEqual(stored(maya.talk.snapshot));
  });

  it('sealed wrongly to one member only, and another spoke at once: no void, and that one comes back all the same', async () => {
    const { maya, rivera, mallory, others } = await four('Okoro');
    scene.room.meddle = (frame, device) => (device === 4 && frame.type === 'entries' ? null : frame);
    await mallory.commit({ blind: [3] });
    await says(maya, [rivera], 'said in the new epoch');
    scene.room.meddle = (frame) => frame;
    scene.room.cut();
    for (const { talk } of [maya, rivera, others[0]!]) talk.probe();
    await says(others[0]!, [maya, rivera], 'back');
    expect(voids()).toBe(0);
    const now = await until(others[0]!.talk, (snapshot) => stored(snapshot).length === 2);
    expect(stored(now)).toEqual(['said in the new epoch', 'back']);
    expect(problems(now)).toEqual(['mls-invalid']);
  });

  it('and noise for newcomers: who comes meanwhile is told so, waits, and is let in after the void', async () => {
    const { maya, rivera, mallory } = await four();
    scene.room.voids.isDeaf = true;
    await mallory.commit({ tag: true, noGroupInfo: true });
    const late = scene.device('Okoro', { role: 'clinician' });
    late.talk.start();
    const now = await until(late.talk, ({ state }) => state === 'offline');
    expect(now.failure).toBe('mls-unsupported');
    expect(now.members).toEqual([]);
    scene.room.voids.isDeaf = false;
    scene.room.cut();
    for (const { talk } of [maya, rivera, late]) talk.probe();
    await until(late.talk, ({ state, members }) => state === 'ready' && members.length === 4);
    await says(late, [maya, rivera], 'here I am');
  });

  it('under a relay that takes no void: nobody follows, the screen says why, and the words are kept', async () => {
    const { maya, rivera, mallory } = await four();
    scene.room.voids.isDeaf = true;
    await mallory.commit({ tag: true, noGroupInfo: true });
    await maya.talk.say('kept');
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, ({ state }) => state === 'offline', 9000);
      expect(now.failure).toBe('mls-unsupported');
      expect(now.members).toHaveLength(3);
    }
    const length = scene.room.entries.length;
    await quiet(1000);
    expect(scene.room.entries).toHaveLength(length);
    expect(maya.talk.snapshot.lines.at(-1)).toMatchObject({ kind: 'text', text: 'kept', seq: null });
    scene.room.voids.isDeaf = false;
    scene.room.cut();
    for (const { talk } of [maya, rivera]) talk.probe();
    await until(rivera.talk, (now) => stored(now).includes('kept'), 9000);
  }, 30_000);
});

describe('a device whose own tree is not the others’ any more', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('finds that it cannot follow, comes back by a new leaf, and nobody loses a word', async () => {
    const { maya, rivera } = await scene.pair();
    await says(maya, [rivera], 'before');
    await maya.talk.stop();
    await scene.spoil(maya);
    const guest = scene.device('Guest', { role: 'interpreter' });
    await guest.ready();
    await says(rivera, [guest], 'while Maya was away');
    await maya.reload();
    await maya.talk.say('after');
    for (const { talk } of [maya, rivera, guest]) {
      const now = await until(talk, (snapshot) => stored(snapshot).length === 3, 12_000);
      expect(stored(now)).toEqual(['before', 'while Maya was away', 'after']);
      expect([now.state, now.failure]).toEqual(['ready', null]);
    }
    expect(problems(rivera.talk.snapshot)).toEqual([]);
    expect((await load(maya.disk))!.group!.members).toHaveLength(3);
  }, 20_000);
});

describe('a member that voids what is good', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  /** Goes back before the last commit, as if this device had said so and the room had let it. */
  const back = (device: number) => scene.room.voids.back(device);

  /** Three were there; Rivera has just taken out the third, who is not looking. */
  const withoutGuest = async () => {
    const { maya, rivera } = await scene.pair();
    const guest = scene.device('Guest', { role: 'interpreter' });
    await guest.ready();
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 3);
    await quiet();
    await guest.talk.stop();
    const out = rivera.talk.snapshot.members.find(({ name }) => name === 'Guest')!.devices[0]!.id;
    await rivera.talk.removeDevices([out]);
    return { maya, rivera, guest };
  };

  it('is overruled by the next who took the commit: nobody’s words are lost, and all are told', async () => {
    const { maya, rivera } = await scene.pair();
    const okoro = scene.device('Okoro', { role: 'clinician' });
    const guest = scene.device('Guest', { role: 'interpreter' });
    for (const device of [okoro, guest]) await device.ready();
    for (const { talk } of scene.devices) await until(talk, ({ members }) => members.length === 4);
    await quiet();
    // A day later Maya gives fresh keys before she speaks; the words are in the epoch that is voided.
    maya.clock.offsetMs = 25 * 3600_000;
    await says(maya, [rivera, okoro], 'in fresh keys');
    const { epoch } = scene.room;
    back(4);
    expect(scene.room.epoch).toBe(epoch - 1);
    await until(rivera.talk, (now) => problems(now).includes('group-refused'));
    await says(okoro, [maya, rivera], 'we stay');
    expect(scene.room.epoch).toBe(epoch);
    // Nor does who reads it later miss a word.
    await rivera.reload();
    expect(stored(await until(rivera.talk, (now) => stored(now).length === 2))).toEqual([
      'in fresh keys',
      'we stay',
    ]);
  });

  it('has nobody on its side and nobody against: who made the commit comes back, and may send its words again', async () => {
    const { maya, rivera } = await scene.pair();
    maya.clock.offsetMs = 25 * 3600_000;
    await rivera.talk.stop();
    await maya.talk.say('said in between');
    await until(maya.talk, (now) => stored(now).length === 1);
    const { epoch } = scene.room;
    back(2);
    expect(scene.room.epoch).toBe(epoch - 1);
    await maya.talk.say('said while voided');
    await until(maya.talk, (now) => problems(now).includes('group-refused'));
    const now = await until(maya.talk, (snapshot) => stored(snapshot).includes('said while voided'), 12_000);
    // Its place in the log opens for nobody now: the words are the writer's again.
    const line = now.lines.find((one) => one.kind === 'text' && one.text === 'said in between');
    expect(line).toMatchObject({ seq: null, state: 'refused', refusal: 'stale-epoch' });
    await maya.talk.resend(line!.key);
    await until(maya.talk, (snapshot) => stored(snapshot).includes('said in between'));
    await rivera.reload();
    const read = await until(rivera.talk, (snapshot) => stored(snapshot).length === 2);
    expect(stored(read)).toEqual(['said while voided', 'said in between']);
  }, 20_000);

  it('costs nobody words whose page was closed between the void and the way back', async () => {
    const { maya, rivera } = await scene.pair();
    maya.clock.offsetMs = 25 * 3600_000;
    await rivera.talk.stop();
    await maya.talk.say('said in between');
    await until(maya.talk, (now) => stored(now).length === 1);
    back(2);
    const seen = await until(maya.talk, (now) => problems(now).includes('group-refused'));
    // In doubt, it is shown where it stands, once.
    expect(texts(seen)).toEqual(['said in between']);
    // It is closed before it hears that its way back stands: next time that is the first thing that it takes.
    scene.room.meddle = (frame) =>
      frame.type === 'entries' && frame.entries.some(({ kind }) => kind === 'commit') ? null : frame;
    await expect.poll(() => scene.room.entries.at(-1)!.kind, { timeout: 10_000 }).toBe('commit');
    await maya.talk.stop();
    scene.room.meddle = (frame) => frame;
    await maya.reload();
    const now = await until(
      maya.talk,
      ({ lines }) => lines.some((line) => line.kind === 'text' && line.state === 'refused'),
      12_000,
    );
    const line = now.lines.find((one) => one.kind === 'text');
    expect(line).toMatchObject({ text: 'said in between', refusal: 'stale-epoch' });
    await until(maya.talk, ({ state }) => state === 'ready');
    await maya.talk.resend(line!.key);
    await until(maya.talk, (snapshot) => stored(snapshot).includes('said in between'));
    await rivera.reload();
    await until(rivera.talk, (snapshot) => stored(snapshot).includes('said in between'));
  }, 20_000);

  it('brings back one who was removed, with a relay’s help: who may remove is rid of it before a word is said', async () => {
    const { maya, rivera, guest } = await withoutGuest();
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 2);
    scene.room.voids.isDeaf = true;
    back(3);
    await maya.talk.say('not for the guest');
    await rivera.talk.say('nor this');
    // Rivera is in again, and the guest out: only then are words sealed.
    for (const { talk } of [maya, rivera])
      await until(talk, (now) => stored(now).includes('nor this'), 20_000);
    const voidAt = scene.room.entries.find(({ kind }) => kind === 'void')!.seq;
    const removal = scene.room.entries.findLast(({ kind }) => kind === 'commit')!;
    const words = scene.room.entries.filter(({ kind, seq }) => kind === 'message' && seq > voidAt);
    expect(words.length).toBeGreaterThan(0);
    for (const { epoch } of words) expect(epoch).toBeGreaterThan(removal.epoch - 1);
    await guest.reload();
    await until(guest.talk, ({ state }) => state === 'ended');
    expect(stored(guest.talk.snapshot)).toEqual([]);
  }, 40_000);

  it('brings one back whom nobody left may remove: the others stay out and say so', async () => {
    const { maya, rivera } = await withoutGuest();
    await until(maya.talk, ({ members }) => members.length === 2);
    await rivera.talk.stop();
    scene.room.voids.isDeaf = true;
    back(3);
    await maya.talk.say('not for the guest');
    const now = await until(maya.talk, ({ state }) => state === 'offline', 12_000);
    expect([now.failure, now.members.length]).toEqual(['group-refused', 2]);
    expect(now.lines.at(-1)).toMatchObject({ kind: 'text', text: 'not for the guest', seq: null });
  }, 20_000);

  it('cannot take back what others have answered: a relay that lets it is caught', async () => {
    const { maya, rivera } = await scene.pair();
    maya.clock.offsetMs = 25 * 3600_000;
    await says(maya, [rivera], 'fresh keys');
    await says(rivera, [maya], 'seen');
    back(2);
    for (const { talk } of [maya, rivera])
      expect((await until(talk, ({ state }) => state === 'failed')).failure).toBe('log-forked');
  });

  it('is the relay itself, which invents voids of what never was: nothing comes of it', async () => {
    const { maya, rivera } = await scene.pair();
    const { room } = scene;
    const body = (seq: number) => encodeVoid({ seq, hash: new Uint8Array(32) });
    for (const seq of [1, 2, 900])
      room.append({
        kind: 'void',
        device: 7,
        id: room.epoch,
        epoch: room.epoch,
        body: body(seq),
        link: null,
        record: null,
      });
    await says(maya, [rivera], 'undisturbed');
    expect(problems(rivera.talk.snapshot)).toEqual([]);
    // Into the future: as little.
    room.append({
      kind: 'void',
      device: 7,
      id: 99,
      epoch: room.epoch,
      body: body(1),
      link: null,
      record: null,
    });
    await says(rivera, [maya], 'still not');
  });
});
