import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../engine/index.ts';
import { TestRoom } from '../support/room.ts';
import { TestDevice, TestPortal, texts, until } from '../support/world.ts';

/*
 * One computer at a nurses' station, one browser profile, one page of the portal, and whoever is signed in. What the first
 * person's device keeps is not for the second, who is neither to read it nor to speak by it.
 */
describe('a browser that several people use', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let station: TestDevice;
  let maya: TestDevice;
  /** Who is signed in to the portal at the station. */
  let signedIn: string;
  /** Whom the host was told to open their own for. */
  let others: string[];
  const gone = () => until(station.talk, ({ failure }) => failure === 'person-changed');

  /** Words of Rivera's that are saved and cannot go out. */
  const waiting = async () => {
    room.reachable = false;
    room.cut();
    await station.talk.say('waits in the outbox');
  };

  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    signedIn = 'Rivera';
    others = [];
    const identity: Identity = {
      passport: (request) => portal.identity(signedIn).passport(request),
      jwks: (issuer) => portal.identity(signedIn).jwks(issuer),
      isOther: async (person) => void others.push(person),
    };
    const conversation = portal.conversation();
    station = new TestDevice({ wire: () => room.wire('station'), identity, conversation });
    maya = new TestDevice({ wire: () => room.wire('Maya'), identity: portal.identity('Maya'), conversation });
    await station.ready();
    await maya.ready();
    await maya.talk.say('from Maya');
    await until(station.talk, (now) => texts(now).includes('from Maya'));
  });
  afterEach(async () => {
    for (const { talk } of [station, maya]) await talk.stop();
  });

  it('shows the next person nothing of the one before, says nothing by that device, and loses nothing', async () => {
    await waiting();
    await station.talk.keepDraft('begun by Rivera');
    await station.talk.stop();
    room.reachable = true;
    signedIn = 'Night';
    const seen: unknown[] = [];
    let frames = 0;
    room.hear = () => {
      frames += 1;
      return true;
    };
    await station.reload();
    station.talk.addEventListener('change', () => {
      const { self, lines, members } = station.talk.snapshot;
      if (self !== null || lines.length + members.length > 0) seen.push(station.talk.snapshot);
    });
    await gone();
    expect([seen, frames, others.length]).toEqual([[], 0, 1]);
    expect(station.talk.snapshot).toMatchObject({ state: 'failed', self: null, lines: [], members: [] });
    await expect(station.talk.say('as whom?')).rejects.toMatchObject({ code: 'relay-unreachable' });

    signedIn = 'Rivera';
    await station.reload();
    await until(maya.talk, (now) => texts(now).includes('waits in the outbox'));
    expect(await station.talk.readDraft()).toBe('begun by Rivera');
    expect(others).toHaveLength(1);
  });

  it('is left at once where another person is signed in when the passport runs out', async () => {
    signedIn = 'Night';
    station.clock.offsetMs = 8 * 24 * 3600_000;
    room.cut();
    station.talk.probe();
    await gone();
    expect(station.talk.snapshot).toMatchObject({ self: null, lines: [], members: [] });
  });

  it('tells nobody but who left that they left', async () => {
    await station.talk.leave();
    await until(station.talk, ({ failure }) => failure === 'left');
    signedIn = 'Night';
    await station.reload();
    await gone();
    expect(others).toHaveLength(1);
    signedIn = 'Rivera';
    await station.reload();
    await until(station.talk, ({ failure }) => failure === 'left');
    portal.reachable = false;
    await station.reload();
    await until(station.talk, ({ failure }) => failure === 'left');
  });

  it('tells nobody but who was put out that they were', async () => {
    const pager = new TestDevice({
      wire: () => room.wire('pager'),
      identity: portal.identity('Rivera'),
      conversation: portal.conversation(),
    });
    await pager.ready();
    const { members } = await until(pager.talk, (now) =>
      now.members.some(({ devices }) => devices.length === 2),
    );
    const { devices } = members.find(({ self }) => self)!;
    await pager.talk.removeDevices(devices.filter(({ self }) => !self).map(({ id }) => id));
    await until(station.talk, ({ failure }) => failure === 'group-removed');
    await pager.talk.stop();
    signedIn = 'Night';
    await station.reload();
    const said: unknown[] = [];
    station.talk.addEventListener('change', () => said.push(station.talk.snapshot.failure));
    await gone();
    expect(said).not.toContain('group-removed');
    signedIn = 'Rivera';
    await station.reload();
    await until(station.talk, ({ failure }) => failure === 'group-removed');
  });

  it('hands words that wait to nobody else where all but these was lost', async () => {
    await waiting();
    await station.talk.stop();
    // Half of it is evicted: the device begins anew, with the words.
    station.disk.keys.clear();
    signedIn = 'Night';
    await station.reload();
    await gone();
    expect(station.talk.snapshot.lines).toEqual([]);
    room.reachable = true;
    signedIn = 'Rivera';
    await station.reload();
    await until(maya.talk, (now) => texts(now).includes('waits in the outbox'));
  });
});
