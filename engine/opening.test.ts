import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestRoom } from '../tests/support/room.ts';
import { TestDevice, TestPortal, until } from '../tests/support/world.ts';
import type { Identity, Wire } from './index.ts';

describe('a conversation that is opened', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let devices: TestDevice[];
  /** What went out, in order. */
  let steps: string[];
  const device = (person: string, identity: Identity = portal.identity(person)) => {
    const wire = room.wire(person);
    const told: Wire = {
      ...wire,
      session: (request) => {
        steps.push('session');
        return wire.session(request);
      },
      connect: (session, on) => {
        steps.push('socket');
        return wire.connect(session, on);
      },
    };
    const conversation = portal.conversation();
    const made = new TestDevice({ wire: () => told, identity, conversation, suite: 1 });
    devices.push(made);
    return made;
  };
  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    devices = [];
    steps = [];
  });
  afterEach(async () => {
    for (const { talk } of devices) await talk.stop();
  });

  it('asks for the group with its hello where it is new, and only there', async () => {
    await device('Rivera').ready();
    const maya = device('Maya');
    room.hear = ({ type }) => {
      steps.push(type);
      return true;
    };
    steps = [];
    // The room does not greet: what was asked until then was asked with the hello.
    room.meddle = () => null;
    maya.talk.start();
    await expect.poll(() => steps).toEqual(['session', 'socket', 'hello', 'group']);
    room.meddle = (frame) => frame;
    room.cut();
    await until(maya.talk, ({ state }) => state === 'ready');
    steps = [];
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    expect(steps).not.toContain('group');
  });

  it('says that it connects from the moment on that it was started', async () => {
    const maya = device('Maya');
    const states: string[] = [];
    maya.talk.addEventListener('change', () => states.push(maya.talk.snapshot.state));
    maya.talk.start();
    expect(maya.talk.snapshot.state).toBe('connecting');
    await until(maya.talk, ({ state }) => state === 'ready');
    expect(states).not.toContain('idle');
  });

  it('has the portal’s signature checked while it asks for a session, and opens no socket before', async () => {
    const identity = portal.identity('Maya');
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const maya = device('Maya', {
      ...identity,
      jwks: async (issuer) => {
        steps.push('jwks');
        await asked;
        return identity.jwks(issuer);
      },
    });
    maya.talk.start();
    await expect.poll(() => [...steps].sort()).toEqual(['jwks', 'session']);
    await new Promise((later) => setTimeout(later, 50));
    expect(steps).toHaveLength(2);
    expect(maya.talk.snapshot.self).toBeNull();
    answer();
    await until(maya.talk, ({ state }) => state === 'ready');
    expect(steps).toContain('socket');
  });

  it('opens nothing and believes nothing where the portal did not sign, whatever the relay says', async () => {
    const forger = await TestPortal.open(portal.issuer);
    const identity = portal.identity('Maya');
    const maya = device('Maya', { ...identity, passport: forger.identity('Maya').passport });
    maya.talk.start();
    const now = await until(maya.talk, ({ failure }) => failure !== null);
    expect(now.failure).not.toBeNull();
    expect(now.self).toBeNull();
    expect(steps).not.toContain('socket');
  });

  it('shows the relay no passport of another conversation', async () => {
    const identity = portal.identity('Maya');
    const conversation = portal.conversation('another');
    const maya = device('Maya', {
      ...identity,
      passport: (request) => identity.passport({ ...request, conversation }),
    });
    maya.talk.start();
    const { failure } = await until(maya.talk, (now) => now.failure !== null);
    expect(failure).toBe('passport-elsewhere');
    expect(steps).toEqual([]);
  });
});
