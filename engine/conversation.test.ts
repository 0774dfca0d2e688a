import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestRoom } from '../tests/support/room.ts';
import { problems, TestDevice, TestPortal, texts, until } from '../tests/support/world.ts';

describe('a conversation', () => {
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

  it('goes from one person to another and back, in one order', async () => {
    const maya = device('Maya');
    await maya.ready();
    const rivera = device('Rivera', { role: 'clinician' });
    await rivera.ready();
    await maya.talk.say('Good morning');
    await until(rivera.talk, (now) => texts(now).length === 1);
    await rivera.talk.say('Good morning, Maya');
    const [a, b] = await Promise.all([
      until(
        maya.talk,
        (now) => now.lines.filter((line) => line.kind === 'text' && line.seq !== null).length === 2,
      ),
      until(
        rivera.talk,
        (now) => now.lines.filter((line) => line.kind === 'text' && line.seq !== null).length === 2,
      ),
    ]);
    expect(texts(a)).toEqual(['Good morning', 'Good morning, Maya']);
    expect(texts(b)).toEqual(texts(a));
    expect(a.safetyCode).toMatch(/^\d{5}( \d{5}){5}$/);
    expect(b.safetyCode).toBe(a.safetyCode);
    expect(a.members.map(({ name }) => name).sort()).toEqual(['Maya', 'Rivera']);
    expect(problems(a)).toEqual([]);
  });
});
