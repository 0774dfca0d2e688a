import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base64url } from '../shared/bytes.ts';
import { codeOf } from '../shared/errors.ts';
import { TestRoom } from '../tests/support/room.ts';
import { TestDevice, TestPortal, until } from '../tests/support/world.ts';

const key = Uint8Array.from({ length: 65 }, (_, i) => (i === 0 ? 4 : i));
const endpoint = 'https://push.example/a';
const codeFrom = (work: Promise<unknown>) => work.then(() => 'done', codeOf);

describe('where the relay rings a device', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let maya: TestDevice;
  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    room.bellKey = key;
    maya = new TestDevice({
      wire: () => room.wire('Maya'),
      identity: portal.identity('Maya'),
      conversation: portal.conversation(),
    });
  });
  afterEach(() => maya.talk.stop());
  const belled = (set: boolean) => until(maya.talk, ({ bell }) => bell?.set === set);

  it('is said to a relay that has told its key, and taken back', async () => {
    await maya.ready();
    expect((await belled(false)).bell).toEqual({ key: base64url(key), set: false });
    await maya.talk.keepBell(endpoint);
    expect([...room.bells.values()]).toEqual([endpoint]);
    await belled(true);
    await maya.talk.keepBell(null);
    expect(room.bells.size).toBe(0);
    await belled(false);
  });

  it('is nowhere with a relay that rings nobody', async () => {
    room.bellKey = null;
    await maya.ready();
    expect(maya.talk.snapshot.bell).toBe(null);
    expect(await codeFrom(maya.talk.keepBell(endpoint))).toBe('bell-refused');
  });

  it('is told again by each socket, and what was asked on one that is gone has failed', async () => {
    await maya.ready();
    await maya.talk.keepBell(endpoint);
    await belled(true);
    room.bells.clear();
    room.hear = (frame) => frame.type !== 'bell';
    const asked = codeFrom(maya.talk.keepBell(endpoint));
    room.cut();
    expect(await asked).toBe('relay-unreachable');
    expect(await codeFrom(maya.talk.keepBell(endpoint))).toBe('relay-unreachable');
    await belled(false);
  });

  it('is taken back by who leaves', async () => {
    await maya.ready();
    await maya.talk.keepBell(endpoint);
    await belled(true);
    await maya.talk.leave();
    await until(maya.talk, ({ state }) => state === 'ended');
    expect(room.bells.size).toBe(0);
  });
});
