import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scene } from '../tests/adversary/support.ts';
import { type TestDevice, until } from '../tests/support/world.ts';

const of = ({ talk }: TestDevice, name: string) =>
  talk.snapshot.members.find((member) => member.name === name)!;
const asked = ({ talk }: TestDevice) =>
  talk.snapshot.lines.flatMap((line) =>
    line.kind === 'notice' && line.compareAgain ? [`${line.author.name} ${line.notice}`] : [],
  );

describe('a safety code that was compared', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  async function compared() {
    const { maya, rivera } = await scene.pair();
    const { safetyCode } = maya.talk.snapshot;
    await maya.talk.markCompared(of(maya, 'Rivera').person, safetyCode);
    return { maya, rivera };
  }

  it('is remembered over a reload and new epochs, on this device only', async () => {
    const { maya, rivera } = await compared();
    expect(of(maya, 'Rivera').compared).toMatchObject({ holds: true });
    await maya.reload();
    await until(maya.talk, ({ state, members }) => state === 'ready' && members.length === 2);
    const before = maya.talk.snapshot.safetyCode;
    rivera.clock.offsetMs = 25 * 3600_000;
    await rivera.talk.say('with fresh keys');
    await until(maya.talk, ({ safetyCode }) => safetyCode !== before);
    expect(of(maya, 'Rivera').compared).toMatchObject({ holds: true });
    expect(of(rivera, 'Maya').compared).toBeUndefined();
    expect(asked(maya)).toEqual([]);
  });

  it('does not speak for a device that comes later: list and log say to compare again, until that is done', async () => {
    const { maya } = await compared();
    const phone = scene.device('Rivera', { role: 'clinician', deviceId: 'phone' });
    await phone.ready();
    await until(maya.talk, () => of(maya, 'Rivera').devices.length === 2);
    expect(of(maya, 'Rivera').compared).toMatchObject({ holds: false });
    expect(asked(maya)).toEqual(['Rivera device-added']);
    await maya.talk.markCompared(of(maya, 'Rivera').person, maya.talk.snapshot.safetyCode);
    await until(maya.talk, () => of(maya, 'Rivera').compared?.holds === true);
    expect(asked(maya)).toEqual([]);
  });

  it('does not speak for the same device with another key, whatever the portal calls it', async () => {
    const { maya, rivera } = await compared();
    const { id } = of(maya, 'Rivera').devices[0]!;
    await rivera.talk.stop();
    const again = scene.device('Rivera', { role: 'clinician', deviceId: id });
    await again.ready();
    await until(maya.talk, () => asked(maya).length === 1);
    expect(asked(maya)).toEqual(['Rivera rejoined']);
    expect(of(maya, 'Rivera')).toMatchObject({ devices: [{ id }], compared: { holds: false } });
  });

  it('still speaks for the devices that are left when one goes', async () => {
    const { maya, rivera } = await scene.pair();
    const phone = scene.device('Rivera', { role: 'clinician', deviceId: 'phone' });
    await phone.ready();
    await until(maya.talk, () => of(maya, 'Rivera').devices.length === 2);
    await maya.talk.markCompared(of(maya, 'Rivera').person, maya.talk.snapshot.safetyCode);
    await until(rivera.talk, () => of(rivera, 'Rivera').devices.length === 2);
    await rivera.talk.removeDevices(['phone']);
    await until(maya.talk, () => of(maya, 'Rivera').devices.length === 1);
    expect(of(maya, 'Rivera').compared).toMatchObject({ holds: true });
  });

  it('is noted only while it is the group’s, and of somebody who is there; a word that it differed takes the note back', async () => {
    const { maya } = await compared();
    const { person } = of(maya, 'Rivera');
    const stale = { code: 'mls-stale-epoch' };
    await expect(maya.talk.markCompared(person, '00000 00000 00000 00000 00000 00000')).rejects.toMatchObject(
      stale,
    );
    await expect(maya.talk.markCompared('nobody', maya.talk.snapshot.safetyCode)).rejects.toMatchObject(
      stale,
    );
    await maya.talk.markCompared(person, null);
    await until(maya.talk, () => of(maya, 'Rivera').compared === undefined);
    await maya.reload();
    await until(maya.talk, ({ members }) => members.length === 2);
    expect(of(maya, 'Rivera').compared).toBeUndefined();
  });

  it('whose note cannot be read any more was not compared', async () => {
    const { maya } = await compared();
    maya.disk.records.set('compared', Uint8Array.of(1, 2, 3));
    await maya.reload();
    await until(maya.talk, ({ members }) => members.length === 2);
    expect(of(maya, 'Rivera').compared).toBeUndefined();
  });
});
