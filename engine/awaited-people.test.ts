import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Invited } from '../portal/index.ts';
import { TestRoom } from '../tests/support/room.ts';
import { problems, TestDevice, TestPortal, texts, until } from '../tests/support/world.ts';

const said = (text: string) => (now: Parameters<Parameters<typeof until>[1]>[0]) =>
  now.lines.some((line) => line.kind === 'text' && line.text === text && line.seq !== null);

describe('somebody who never came', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let devices: TestDevice[];
  const device = (person: string, suite: 1 | 7 | 77 = 1) => {
    const name = `${person}${devices.length}`;
    const made = new TestDevice({
      wire: () => room.wire(name),
      identity: portal.identity(person, { role: person === 'Maya' ? 'patient' : 'clinician' }),
      conversation: portal.conversation(),
      suite,
    });
    devices.push(made);
    return made;
  };
  const invite = (version: number, ...people: readonly (string | Invited)[]) => {
    const members = people.map(
      (one): Invited =>
        typeof one === 'string' ? { id: one, name: `${one} of the portal`, hist: 'chain' } : one,
    );
    portal.invitations = { version, members };
  };
  const leave = async () => {
    for (const { talk } of devices) await talk.stop();
  };
  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    devices = [];
  });
  afterEach(leave);

  for (const suite of [1, 7, 77] as const)
    it(`reads at night, alone, all that was said, under suite ${suite}`, async () => {
      portal.suite = suite;
      invite(1, 'Lena', 'Maya');
      const lena = device('Lena', suite);
      await lena.ready();
      await lena.talk.say('Please take the tablets after breakfast');
      await until(lena.talk, said('Please take the tablets after breakfast'));
      await leave();
      const again = device('Lena', suite);
      await again.ready();
      await again.talk.say('and not before');
      await until(again.talk, said('and not before'));
      await leave();
      const maya = device('Maya', suite);
      await maya.ready();
      const now = await until(maya.talk, (it) => texts(it).length === 2);
      expect(texts(now)).toEqual(['Please take the tablets after breakfast', 'and not before']);
      expect(now.history.withheld).toBe(false);
      expect(problems(now)).toEqual([]);
    });

  it('stands on the screen of those who write to them, until they come', async () => {
    invite(1, 'Lena', 'Maya', { id: 'Guest', hist: 'none' });
    const lena = device('Lena');
    const { awaited } = await lena.ready();
    expect(awaited).toMatchObject([{ name: 'Maya of the portal' }]);
    await device('Maya').ready();
    const now = await until(lena.talk, ({ members }) => members.length === 2);
    expect(now.awaited).toBeUndefined();
  });

  it('reads what was said before they were put on the roster too, as far as links lead', async () => {
    invite(1, 'Lena');
    const lena = device('Lena');
    await lena.ready();
    await lena.talk.say('one');
    await until(lena.talk, said('one'));
    invite(2, 'Lena', 'Maya');
    await lena.reload();
    await until(lena.talk, ({ state, awaited }) => state === 'ready' && awaited !== undefined);
    await until(lena.talk, () => room.deposits.some(({ epoch }) => epoch === 2));
    await leave();
    const maya = device('Maya');
    await maya.ready();
    expect(texts(await until(maya.talk, (it) => texts(it).length === 1))).toEqual(['one']);
  });

  it('a device that stays open hears of a newer roster from another’s leaf, and asks the portal', async () => {
    invite(1, 'Lena', 'Rivera');
    const lena = device('Lena');
    await lena.ready();
    invite(2, 'Lena', 'Rivera', 'Maya');
    await device('Rivera').ready();
    await until(lena.talk, ({ awaited }) => awaited?.length === 1);
  });

  it('members whose portal gives them different versions go on together: one commit for each that was older, and no more', async () => {
    const late = TestPortal.of(portal.issuer, portal.keys);
    late.invitations = { version: 2, members: [{ id: 'Maya', hist: 'chain' }] };
    invite(3, 'Lena', 'Rivera');
    const lena = device('Lena');
    await lena.ready();
    const rivera = new TestDevice({
      wire: () => room.wire('Rivera'),
      identity: late.identity('Rivera', { role: 'clinician' }),
      conversation: portal.conversation(),
    });
    devices.push(rivera);
    await rivera.ready();
    await until(lena.talk, ({ members }) => members.length === 2);
    await until(rivera.talk, () => room.epoch === 3);
    for (const { talk } of [lena, rivera]) {
      await talk.say('Good evening');
      await until(talk, said('Good evening'));
    }
    rivera.clock.offsetMs = 25 * 3600_000;
    await rivera.talk.say('with fresh keys');
    await until(lena.talk, said('with fresh keys'));
    await until(lena.talk, () => room.epoch === 5);
    await new Promise((next) => setTimeout(next, 1500));
    expect(room.epoch).toBe(5);
    expect(rivera.talk.snapshot.awaited).toBeUndefined();
    for (const { talk } of [lena, rivera]) expect(problems(talk.snapshot)).toEqual([]);
  });

  it('two that hear of a newer one at once make fresh keys once', async () => {
    invite(1, 'Lena', 'Rivera', 'Maya');
    const both = [device('Lena'), device('Rivera')];
    for (const one of both) await one.ready();
    await leave();
    const { epoch } = room;
    invite(2, 'Lena', 'Rivera');
    await Promise.all(both.map((one) => one.reload()));
    for (const { talk } of both) await until(talk, ({ state }) => state === 'ready' && room.epoch > epoch);
    for (const { talk } of both) await talk.say('together');
    for (const { talk } of both) await until(talk, (now) => texts(now).length === 2);
    expect(room.epoch).toBe(epoch + 1);
  });
});
