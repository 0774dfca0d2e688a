import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestRoom } from '../tests/support/room.ts';
import { TestDevice, TestPortal, until } from '../tests/support/world.ts';
import type { Snapshot } from './index.ts';

const stateOf = (now: Snapshot, text: string) =>
  now.lines.flatMap((line) => (line.kind === 'text' && line.text === text ? [line.state] : []))[0];

describe('how far a message got', () => {
  let room: TestRoom;
  let portal: TestPortal;
  let devices: TestDevice[];
  const device = (person: string) => {
    const made = new TestDevice({
      wire: () => room.wire(person),
      identity: portal.identity(person),
      conversation: portal.conversation(),
    });
    devices.push(made);
    return made;
  };
  const together = async (...names: string[]) => {
    const made = names.map(device);
    for (const one of made) await one.ready();
    for (const { talk } of made)
      await until(
        talk,
        ({ members }) => members.every(({ name }) => name !== '') && members.length === made.length,
      );
    return made;
  };
  beforeEach(async () => {
    room = new TestRoom();
    portal = await TestPortal.open();
    devices = [];
  });
  afterEach(async () => {
    for (const { talk } of devices) await talk.stop();
  });

  it('INV-7: stored, delivered when a device of everyone else took it, read when everyone else read it; never back', async () => {
    const [maya, rivera, lena] = (await together('Maya', 'Rivera', 'Lena')) as [
      TestDevice,
      TestDevice,
      TestDevice,
    ];
    await lena.talk.stop();
    await maya.talk.say('to both');
    await until(rivera.talk, (now) => stateOf(now, 'to both') !== undefined);
    await new Promise((next) => setTimeout(next, 1200));
    expect(stateOf(maya.talk.snapshot, 'to both')).toBe('stored');
    await lena.reload();
    await until(maya.talk, (now) => stateOf(now, 'to both') === 'delivered');
    const { seq } = maya.talk.snapshot.lines.find((line) => line.kind === 'text')!;
    rivera.talk.markRead(seq!);
    await until(maya.talk, ({ reached }) => reached.some(({ read }) => read === seq));
    expect(stateOf(maya.talk.snapshot, 'to both')).toBe('delivered');
    lena.talk.markRead(seq!);
    await until(maya.talk, (now) => stateOf(now, 'to both') === 'read');
    const guest = device('Guest');
    await guest.ready();
    await until(maya.talk, ({ members }) => members.length === 4);
    expect(stateOf(maya.talk.snapshot, 'to both')).toBe('read');
  });

  it('INV-7: what was read stays read after a reload, though nothing of its reader is on the page, and somebody new came', async () => {
    const [maya, rivera] = (await together('Maya', 'Rivera')) as [TestDevice, TestDevice];
    for (let i = 0; i < 60; i++) await maya.talk.say(`line ${i}`);
    const shown = await until(rivera.talk, (now) => stateOf(now, 'line 59') !== undefined);
    rivera.talk.markRead(shown.lines.at(-1)!.seq!);
    await until(maya.talk, (now) => stateOf(now, 'line 59') === 'read');
    const guest = device('Guest');
    await guest.ready();
    await until(maya.talk, ({ members }) => members.length === 3);
    await maya.reload();
    await until(maya.talk, (after) => stateOf(after, 'line 59') !== undefined);
    expect(stateOf(maya.talk.snapshot, 'line 59')).toBe('read');
    const seq = shown.lines.at(-1)!.seq!;
    const now = await until(maya.talk, ({ reached }) => reached.some(({ read }) => read === seq));
    expect(now.reached.length).toBe(2);
  });

  it('a device says how far it has come at most once a second, and nothing twice', async () => {
    const [maya, rivera] = (await together('Maya', 'Rivera')) as [TestDevice, TestDevice];
    await new Promise((next) => setTimeout(next, 1500));
    const before = room.reached.length;
    for (let i = 0; i < 20; i++) await maya.talk.say(`line ${i}`);
    await until(rivera.talk, (now) => stateOf(now, 'line 19') !== undefined);
    await new Promise((next) => setTimeout(next, 1500));
    const said = room.reached.slice(before);
    for (const number of [1, 2])
      expect(said.filter(({ device }) => device === number).length).toBeLessThanOrEqual(3);
    await new Promise((next) => setTimeout(next, 1200));
    expect(room.reached.length).toBe(before + said.length);
  });

  it('what a person read on one device is read on their others: at once, for one that was away, and for one that comes later', async () => {
    const [phone, rivera] = (await together('Maya', 'Rivera')) as [TestDevice, TestDevice];
    const tablet = device('Maya');
    await tablet.ready();
    const told = async (text: string, ...who: TestDevice[]) => {
      await rivera.talk.say(text);
      for (const { talk } of who)
        await until(talk, (now) => stateOf(now, text) !== undefined && now.unread === 1);
      const lines = who[0]!.talk.snapshot.lines;
      return lines.findLast((line) => line.kind === 'text')!.seq!;
    };
    phone.talk.markRead(await told('one', phone, tablet));
    await until(tablet.talk, ({ unread }) => unread === 0);
    await phone.talk.stop();
    tablet.talk.markRead(await told('two', tablet));
    await phone.reload();
    await until(phone.talk, (now) => stateOf(now, 'two') !== undefined && now.unread === 0);
    const laptop = device('Maya');
    await laptop.ready();
    await until(laptop.talk, (now) => stateOf(now, 'one') !== undefined && now.unread === 0);
    // Another's reading is not hers.
    const guest = device('Guest');
    await guest.ready();
    await until(guest.talk, (now) => stateOf(now, 'one') !== undefined && now.unread === 2);
  });
});
