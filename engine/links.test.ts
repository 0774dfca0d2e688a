import { afterEach, beforeEach, describe, it } from 'vitest';
import { limits } from '../shared/limits.ts';
import { TestRoom } from '../tests/support/room.ts';
import { TestDevice, TestPortal, texts, until } from '../tests/support/world.ts';

describe('links to the past', () => {
  let portal: TestPortal;
  let room: TestRoom;
  let devices: TestDevice[];
  const device = (person: string, options = {}) => {
    const name = `${person}${devices.length}`;
    const made = new TestDevice({
      wire: () => room.wire(name),
      identity: portal.identity(person, options),
      conversation: portal.conversation(),
      suite: 1,
    });
    devices.push(made);
    return made;
  };
  beforeEach(async () => {
    portal = await TestPortal.open();
    room = new TestRoom();
    devices = [];
  });
  afterEach(async () => {
    for (const { talk } of devices) await talk.stop();
  });

  it('two devices that join while nobody with history is there get it from whoever comes next', async () => {
    const maya = device('Maya');
    await maya.ready();
    await maya.talk.say('Good morning');
    await until(maya.talk, (now) => now.lines.some((line) => line.kind === 'text' && line.seq !== null));
    await maya.talk.stop();
    const rivera = device('Rivera', { role: 'clinician' });
    await rivera.ready();
    const night = device('Night', { role: 'clinician' });
    await night.ready();
    await maya.reload();
    await maya.ready();
    await until(rivera.talk, (now) => texts(now).includes('Good morning'), 3000);
    await until(night.talk, (now) => texts(now).includes('Good morning'), 3000);
  });

  it('two devices that join at once get it too', async () => {
    const maya = device('Maya');
    await maya.ready();
    await maya.talk.say('Good morning');
    const rivera = device('Rivera', { role: 'clinician' });
    const night = device('Night', { role: 'clinician' });
    rivera.talk.start();
    night.talk.start();
    await until(rivera.talk, (now) => texts(now).includes('Good morning'), 3000);
    await until(night.talk, (now) => texts(now).includes('Good morning'), 3000);
  });

  it('one who was away for more than a page of entries writes the link when it has caught up', async () => {
    const maya = device('Maya');
    await maya.ready();
    await maya.talk.say('Good morning');
    await until(maya.talk, (now) => now.lines.some((line) => line.kind === 'text' && line.seq !== null));
    await maya.talk.stop();
    const rivera = device('Rivera', { role: 'clinician' });
    await rivera.ready();
    for (let i = 1; i <= limits.pageEntriesMax + 10; i++) await rivera.talk.say(`note ${i}`);
    await until(rivera.talk, (now) => now.lines.every((line) => line.kind !== 'text' || line.seq !== null));
    await maya.reload();
    await until(rivera.talk, (now) => texts(now).includes('Good morning'));
  });
});
