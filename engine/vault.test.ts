import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hex } from '../shared/bytes.ts';
import { encodeClientFrame } from '../shared/frames.ts';
import { depositVault } from '../shared/headers.ts';
import { TestRoom } from '../tests/support/room.ts';
import { TestDevice, TestPortal, texts, until } from '../tests/support/world.ts';

const said = (text: string) => (now: Parameters<Parameters<typeof until>[1]>[0]) =>
  now.lines.some((line) => line.kind === 'text' && line.text === text && line.seq !== null);

describe('the vault', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let devices: TestDevice[];
  const device = (person: string, options: { hist?: 'chain' | 'none'; suite?: 1 | 7 | 77 } = {}) => {
    const name = `${person}${devices.length}`;
    const made = new TestDevice({
      wire: () => room.wire(name),
      identity: portal.identity(person, { ...options, role: person === 'Maya' ? 'patient' : 'clinician' }),
      conversation: portal.conversation(),
      suite: options.suite ?? 1,
    });
    devices.push(made);
    return made;
  };
  const leave = async () => {
    for (const { talk } of devices) await talk.stop();
  };
  /** Maya and Rivera have talked over a few epochs, and everybody is gone. */
  const past = async (suite: 1 | 7 | 77 = 1) => {
    const maya = device('Maya', { suite });
    await maya.ready();
    await maya.talk.say('one');
    await until(maya.talk, said('one'));
    const rivera = device('Rivera', { suite });
    await rivera.ready();
    await rivera.talk.say('two');
    await until(maya.talk, said('two'));
    await maya.talk.say('three');
    await until(rivera.talk, said('three'));
    await leave();
  };
  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    devices = [];
  });
  afterEach(leave);

  for (const suite of [1, 7, 77] as const)
    it(`a person’s second device reads everything with nobody online, under suite ${suite}`, async () => {
      await past(suite);
      const second = device('Maya', { suite });
      await second.ready();
      const now = await until(second.talk, (it) => texts(it).length === 3);
      expect(texts(now)).toEqual(['one', 'two', 'three']);
      expect(now.history.withheld).toBe(false);
      expect(now.lines.filter(({ kind }) => kind === 'problem')).toEqual([]);
    });

  it('the last device, wiped, reads everything as a new one, and so does everybody else’s', async () => {
    await past();
    for (const it of devices) await it.disk.wipe();
    for (const it of [...devices].reverse()) {
      await it.reload();
      await until(it.talk, (now) => texts(now).length === 3);
      await it.talk.stop();
    }
  });

  it('further back than one page of the log', async () => {
    await past();
    const rivera = devices[1]!;
    await rivera.reload();
    await until(rivera.talk, ({ state }) => state === 'ready');
    for (let i = 0; i < 130; i++) await rivera.talk.say(`note ${i}`);
    await until(rivera.talk, said('note 129'));
    await rivera.talk.stop();
    const second = device('Maya');
    await second.ready();
    while (second.talk.snapshot.history.more) await second.talk.loadEarlier();
    const now = await until(second.talk, (it) => texts(it).length === 133);
    expect(texts(now).slice(0, 4)).toEqual(['one', 'two', 'three', 'note 0']);
  });

  it('a person gets what that person could read: who came without the past does not get it from the vault either', async () => {
    await past();
    const night = device('Night', { hist: 'none' });
    await night.ready();
    await night.talk.say('from here on');
    await until(night.talk, said('from here on'));
    await leave();
    const second = device('Night', { hist: 'none' });
    await second.ready();
    const now = await until(second.talk, (it) => texts(it).length === 1);
    expect(texts(now)).toEqual(['from here on']);
    await second.talk.loadEarlier();
    expect(texts(second.talk.snapshot)).toEqual(['from here on']);
    expect(second.talk.snapshot.history.withheld).toBe(true);
  });

  it('without a vault nothing is deposited, and a new device waits for a member as before', async () => {
    portal.vaults = 'none';
    await past();
    expect(room.deposits).toEqual([]);
    const second = device('Maya');
    await second.ready();
    await until(second.talk, ({ history }) => history.withheld);
    expect(texts(second.talk.snapshot)).toEqual([]);
  });

  it('where the portal begins to keep vaults, members say so in their leaves and bring their past along', async () => {
    portal.vaults = 'none';
    await past();
    portal.vaults = 'portal';
    for (const it of devices) {
      await it.reload();
      await until(it.talk, ({ state }) => state === 'ready');
    }
    const vaults = () => new Set(room.deposits.map(({ deposit }) => hex(depositVault(deposit))));
    await until(devices[0]!.talk, () => vaults().size === 2);
    await until(devices[1]!.talk, ({ state }) => state === 'ready');
    await new Promise((next) => setTimeout(next, 300));
    await leave();
    const second = device('Maya');
    await second.ready();
    expect(texts(await until(second.talk, (it) => texts(it).length === 3))).toEqual(['one', 'two', 'three']);
  });

  it('INV-3: a commit is sent again with the same deposits', async () => {
    await past();
    const sent: string[] = [];
    const rivera = device('Night');
    room.hear = (frame) => {
      if (frame.type !== 'commit') return true;
      sent.push(hex(encodeClientFrame(frame)));
      return sent.length > 2;
    };
    rivera.talk.start();
    for (let tries = 1; tries < 3; tries++) {
      await until(rivera.talk, () => sent.length === tries);
      await rivera.reload();
    }
    await until(rivera.talk, ({ state }) => state === 'ready');
    expect(new Set(sent).size).toBe(1);
    expect(sent[0]!.length).toBeGreaterThan(1000);
  });

  it('a member sees to it that its own deposit stands, where a commit came without', async () => {
    await past();
    const [maya, rivera] = devices as [TestDevice, TestDevice];
    room.hear = (frame) => {
      if (frame.type === 'commit') (frame as { deposits: unknown }).deposits = [];
      return true;
    };
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    maya.clock.offsetMs = 25 * 3600_000;
    await rivera.reload();
    await until(rivera.talk, ({ state }) => state === 'ready');
    await maya.talk.say('with fresh keys');
    await until(rivera.talk, said('with fresh keys'));
    const { epoch } = room;
    expect(room.deposits.filter((it) => it.epoch === epoch)).toEqual([]);
    await vi.waitFor(() => expect(room.deposits.filter((it) => it.epoch === epoch)).toHaveLength(2), 4000);
    await new Promise((next) => setTimeout(next, 2500));
    expect(room.deposits.filter((it) => it.epoch === epoch)).toHaveLength(2);
    room.hear = () => true;
    await leave();
    const second = device('Rivera');
    await second.ready();
    await until(second.talk, (it) => texts(it).length === 4);
  });

  it('a link that does not hold stands in nobody’s way who has a vault', async () => {
    await past();
    const maya = devices[0]!;
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    maya.clock.offsetMs = 25 * 3600_000;
    await maya.talk.say('four');
    await until(maya.talk, said('four'));
    await maya.talk.stop();
    for (const [at, entry] of room.entries.entries())
      if (entry.link !== null)
        room.entries[at] = { ...entry, link: entry.link.with(-1, entry.link.at(-1)! ^ 1) };
    const second = device('Maya');
    await second.ready();
    expect(texts(await until(second.talk, (it) => texts(it).length === 4))[0]).toBe('one');
  });
});
