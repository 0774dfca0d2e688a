import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { Scene } from '../tests/adversary/support.ts';
import { problems, TestDevice, texts, until } from '../tests/support/world.ts';
import type { Snapshot } from './index.ts';
import { Conversation } from './index.ts';

describe('a conversation', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  it('goes from one person to another and back, in one order', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    const rivera = scene.device('Rivera', { role: 'clinician' });
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

  it('a browser that forgets everything at every visit does not fill the room: its longest unused device goes', async () => {
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    scene.portal.bend = (request) => ({
      ...request,
      nowMs: Date.now() - 3600_000 + scene.devices.length * 1000,
    });
    const first = scene.device('Maya');
    await first.ready();
    for (let visit = 2; visit <= limits.devicesPerPersonMax + 3; visit++) {
      const maya = scene.device('Maya');
      await maya.ready();
      if (visit < limits.devicesPerPersonMax + 1) await maya.talk.stop();
    }
    const { members } = await until(rivera.talk, ({ members }) =>
      members.some(({ devices }) => devices.length > 9),
    );
    expect(members.map(({ devices }) => devices.length).sort()).toEqual([1, limits.devicesPerPersonMax]);
    await until(first.talk, ({ state, failure }) => state === 'ended' && failure === 'group-removed');
    await scene.devices.at(-1)!.talk.say('still here');
    await until(rivera.talk, (now) => texts(now).includes('still here'));
  });

  it('asks again for the group where the relay was too busy to give it', async () => {
    await scene.device('Maya').ready();
    let refusals = 0;
    scene.room.meddle = (frame) =>
      frame.type === 'group' && refusals++ < 2
        ? { type: 'refused', frame: 'group', id: 0, code: 'slow-down', retryMs: 1 }
        : frame;
    await scene.device('Rivera', { role: 'clinician' }).ready();
    expect(refusals).toBe(3);
  });

  it('says how far it has read when the relay wants to know', async () => {
    await scene.device('Maya').ready();
    for (const seat of scene.room.seats) scene.room.say(seat, { type: 'pace', mark: 4711 });
    await expect.poll(() => scene.room.paced).toEqual([4711]);
  });

  const pair = async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    const rivera = scene.device('Rivera', { role: 'clinician', can: ['read', 'write', 'invite', 'remove'] });
    await rivera.ready();
    await until(maya.talk, ({ members }) => members.length === 2);
    return { maya, rivera };
  };
  const settled = (count: number) => (now: Snapshot) =>
    now.lines.filter((line) => line.kind === 'text' && line.seq !== null).length === count;

  it('INV-5, INV-6: fifty messages each way, interleaved, arrive once and in one order', async () => {
    const { maya, rivera } = await pair();
    for (let i = 0; i < 50; i++) {
      void maya.talk.say(`m${i}`);
      void rivera.talk.say(`r${i}`);
      if (i % 7 === 0) await new Promise((next) => setTimeout(next, 3));
    }
    const [a, b] = await Promise.all([
      until(maya.talk, settled(100), 15_000),
      until(rivera.talk, settled(100), 15_000),
    ]);
    expect(texts(b)).toEqual(texts(a));
    expect(texts(a).filter((text) => text.startsWith('m'))).toEqual(
      Array.from({ length: 50 }, (_, i) => `m${i}`),
    );
    expect([...problems(a), ...problems(b)]).toEqual([]);
  });

  it('shows who joins later what was written before, by a link that a member wrote', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Is anybody there?');
    await until(maya.talk, settled(1));
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    const now = await until(rivera.talk, settled(1));
    expect(texts(now)).toEqual(['Is anybody there?']);
    expect(now.lines[0]).toMatchObject({ kind: 'notice', notice: 'joined', author: { name: 'Maya' } });
    expect(now.history.withheld).toBe(false);
  });

  it('does not show who may not see it what was written before', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('Before you came');
    await until(maya.talk, settled(1));
    const guest = scene.device('Guest', { role: 'interpreter', hist: 'none' });
    await guest.ready();
    await maya.talk.say('After you came');
    await until(guest.talk, settled(1));
    await new Promise((next) => setTimeout(next, 600));
    expect(texts(guest.talk.snapshot)).toEqual(['After you came']);
    expect(guest.talk.snapshot.history.withheld).toBe(true);
  });

  it('has the whole conversation again after a reload, and goes on', async () => {
    const { maya, rivera } = await pair();
    for (let i = 0; i < 5; i++) await maya.talk.say(`before ${i}`);
    await until(rivera.talk, settled(5));
    await maya.reload();
    const again = await until(maya.talk, (now) => now.state === 'ready' && settled(5)(now));
    expect(texts(again)).toEqual(['before 0', 'before 1', 'before 2', 'before 3', 'before 4']);
    expect(again.members.map(({ name }) => name).sort()).toEqual(['Maya', 'Rivera']);
    await maya.talk.say('after');
    const seen = await until(rivera.talk, settled(6));
    expect(problems(seen)).toEqual([]);
    await rivera.reload();
    const there = await until(rivera.talk, (now) => now.state === 'ready' && settled(6)(now));
    expect(texts(there)).toEqual([...texts(again), 'after']);
    expect(problems(there)).toEqual([]);
  });

  it('INV-2, INV-3: what was written without the relay is kept, and goes out once when it is back', async () => {
    const { maya, rivera } = await pair();
    scene.room.reachable = false;
    scene.room.cut();
    await until(maya.talk, ({ state }) => state === 'offline');
    for (let i = 0; i < 20; i++) await maya.talk.say(`offline ${i}`);
    await maya.reload();
    scene.room.reachable = true;
    maya.talk.probe();
    rivera.talk.probe();
    const now = await until(rivera.talk, settled(20), 10_000);
    expect(texts(now)).toEqual(Array.from({ length: 20 }, (_, i) => `offline ${i}`));
    expect(problems(now)).toEqual([]);
  });

  it('INV-3, INV-4: a message whose answer was lost is sent again as the same bytes and stored once', async () => {
    const { maya, rivera } = await pair();
    let lose = true;
    scene.room.meddle = (frame, to) => (lose && to === 1 && frame.type === 'entries' ? null : frame);
    await maya.talk.say('once');
    await until(rivera.talk, settled(1));
    lose = false;
    scene.room.cut();
    const now = await until(maya.talk, settled(1));
    expect(now.lines.filter((line) => line.kind === 'text')).toHaveLength(1);
    await maya.talk.say('twice');
    expect(texts(await until(rivera.talk, settled(2)))).toEqual(['once', 'twice']);
  });

  it('INV-13: of several that arrive at once, one wins each epoch and all get in', async () => {
    const people = ['Maya', 'Rivera', 'Okoro', 'Lindqvist'].map((name) => scene.device(name));
    await Promise.all(people.map((one) => one.ready()));
    for (const { talk } of people) await until(talk, ({ members }) => members.length === 4);
    await people[3]!.talk.say('hello, all');
    for (const { talk } of people) expect(texts(await until(talk, settled(1)))).toEqual(['hello, all']);
    const codes = new Set(people.map(({ talk }) => talk.snapshot.safetyCode));
    expect(codes.size).toBe(1);
  });

  it('seals again, in its order, what a new epoch overtook', async () => {
    const { maya, rivera } = await pair();
    const third = scene.device('Okoro');
    const joining = third.ready();
    for (let i = 0; i < 30; i++) {
      await maya.talk.say(`m${i}`);
      if (i % 5 === 0) await new Promise((next) => setTimeout(next, 2));
    }
    await joining;
    const now = await until(rivera.talk, settled(30));
    expect(texts(now)).toEqual(Array.from({ length: 30 }, (_, i) => `m${i}`));
    expect(problems(now)).toEqual([]);
    expect(problems(maya.talk.snapshot)).toEqual([]);
  });

  it('INV-2: refuses to send what it cannot save, and keeps the words', async () => {
    const { maya, rivera } = await pair();
    await new Promise((next) => setTimeout(next, 500));
    maya.disk.broken = true;
    await expect(maya.talk.say('not saved')).rejects.toMatchObject({ code: 'storage-broken' });
    maya.disk.broken = false;
    await maya.talk.say('saved');
    expect(texts(await until(rivera.talk, settled(1)))).toEqual(['saved']);
  });

  it('begins anew, and never reuses an identity, when half of its storage is gone', async () => {
    const { maya, rivera } = await pair();
    await maya.talk.say('hello');
    await until(rivera.talk, settled(1));
    const before = (await maya.disk.readKeys('device'))!;
    await maya.talk.stop();
    maya.disk.keys.clear();
    await maya.reload();
    const now = await until(maya.talk, (snapshot) => snapshot.state === 'ready' && settled(1)(snapshot));
    expect(await maya.disk.readKeys('device')).not.toBe(before);
    expect(now.members.find(({ self }) => self)?.devices).toHaveLength(2);
    await maya.talk.say('again');
    expect(texts(await until(rivera.talk, settled(2)))).toEqual(['hello', 'again']);
  });

  it('INV-7: a line’s state only moves on', async () => {
    const { maya, rivera } = await pair();
    const order = ['queued', 'sealed', 'sent', 'stored', 'delivered', 'read'];
    const seen = new Map<string, number>();
    const backwards: string[] = [];
    maya.talk.addEventListener('change', () => {
      for (const line of maya.talk.snapshot.lines) {
        if (line.kind !== 'text') continue;
        const at = order.indexOf(line.state);
        if (at < (seen.get(line.key) ?? 0)) backwards.push(`${line.key} ${line.state}`);
        seen.set(line.key, at);
      }
    });
    for (let i = 0; i < 10; i++) await maya.talk.say(`m${i}`);
    await rivera.talk.say('and I');
    const all = await until(rivera.talk, settled(11));
    rivera.talk.markRead(all.lines.at(-1)!.seq!);
    await until(
      maya.talk,
      ({ lines }) => lines.filter((line) => line.kind === 'text' && line.state === 'read').length === 10,
    );
    expect(backwards).toEqual([]);
    expect(seen.size).toBe(11);
  });

  it('INV-8: a second tab waits for the first and then goes on as the same device', async () => {
    const { maya } = await pair();
    await maya.talk.say('first tab');
    await until(maya.talk, settled(1));
    const second = new Conversation({
      conversation: scene.portal.conversation(),
      ports: maya.ports,
      suite: 1,
    });
    second.start();
    await until(second, ({ state }) => state === 'locked');
    await maya.talk.stop();
    const now = await until(second, (snapshot) => snapshot.state === 'ready' && settled(1)(snapshot));
    expect(now.members.find(({ self }) => self)?.devices).toHaveLength(1);
    await second.stop();
  });

  it('takes a member out, who can read nothing from then on', async () => {
    const { maya, rivera } = await pair();
    const guest = scene.device('Guest', { role: 'interpreter' });
    await guest.ready();
    const cameAt = scene.room.entries.findLast(({ kind }) => kind === 'commit')!.at;
    await until(rivera.talk, ({ members }) => members.some(({ name }) => name === 'Guest'));
    const listed = rivera.talk.snapshot.members.find(({ name }) => name === 'Guest')!.devices[0]!;
    expect(listed).toMatchObject({ removable: true, addedAt: cameAt });
    expect(maya.talk.snapshot.members.map(({ devices }) => devices[0]!.removable)).not.toContain(true);
    await rivera.talk.removeDevices([listed.id]);
    await until(guest.talk, ({ state }) => state === 'ended');
    await until(maya.talk, ({ members }) => members.length === 2);
    await maya.talk.say('between us');
    await until(rivera.talk, settled(1));
    expect(guest.talk.snapshot.failure).toBe('group-removed');
    await guest.reload();
    await until(guest.talk, ({ state, failure }) => state === 'ended' && failure === 'group-removed');
    const doctor = maya.talk.snapshot.members.find(({ self }) => !self)!.devices[0]!.id;
    await expect(maya.talk.removeDevices([doctor])).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('gives the group fresh keys before the first word of a day', async () => {
    const { maya, rivera } = await pair();
    const epoch = scene.room.epoch;
    const code = rivera.talk.snapshot.safetyCode;
    maya.clock.offsetMs = 25 * 3600_000;
    await maya.talk.say('good morning');
    const now = await until(rivera.talk, settled(1));
    expect(texts(now)).toEqual(['good morning']);
    expect(scene.room.epoch).toBe(epoch + 1);
    expect(now.safetyCode).not.toBe(code);
    expect(problems(now)).toEqual([]);
    await maya.reload();
    expect(texts(await until(maya.talk, settled(1)))).toEqual(['good morning']);
  });

  it('gives the group fresh keys when a visit begins, but not at every turn', async () => {
    const { maya, rivera } = await pair();
    const before = scene.room.epoch;
    maya.talk.beginVisit();
    await maya.talk.say('I can see you');
    await until(rivera.talk, (now) => texts(now).includes('I can see you'));
    expect(scene.room.epoch).toBe(before);
    maya.clock.offsetMs = 11 * 60_000;
    maya.talk.beginVisit();
    await expect.poll(() => scene.room.epoch).toBe(before + 1);
    maya.talk.beginVisit();
    await maya.talk.say('and now I cannot');
    await until(rivera.talk, (now) => texts(now).includes('and now I cannot'));
    expect(scene.room.epoch).toBe(before + 1);
  });

  it('and when it ends, so that what was had of its keys is of no use after it', async () => {
    const { maya, rivera } = await pair();
    const before = scene.room.epoch;
    maya.clock.offsetMs = 11 * 60_000;
    maya.talk.endVisit();
    await expect.poll(() => scene.room.epoch).toBe(before + 1);
    maya.talk.endVisit();
    await maya.talk.say('after the visit');
    await until(rivera.talk, (now) => texts(now).includes('after the visit'));
    expect(scene.room.epoch).toBe(before + 1);
  });

  it('gives the group fresh keys after five hundred messages, and reads back over it', async () => {
    const { maya, rivera } = await pair();
    const epoch = scene.room.epoch;
    for (let i = 0; i < 510; i++) {
      await maya.talk.say(`m${i}`);
      if (i % 100 === 99) await until(rivera.talk, settled(i + 1), 20_000);
    }
    await until(rivera.talk, settled(510), 20_000);
    expect(scene.room.epoch).toBe(epoch + 1);
    await rivera.reload();
    await until(rivera.talk, ({ state, lines }) => state === 'ready' && lines.length > 40);
    while (rivera.talk.snapshot.history.more) await rivera.talk.loadEarlier();
    expect(texts(rivera.talk.snapshot)).toEqual(Array.from({ length: 510 }, (_, i) => `m${i}`));
    expect(problems(rivera.talk.snapshot)).toEqual([]);
  });

  it('keeps what was being written, sealed, over a reload', async () => {
    const { maya } = await pair();
    await maya.talk.keepDraft('I have had this co');
    await maya.reload();
    expect(await maya.talk.readDraft()).toBe('I have had this co');
    await until(maya.talk, ({ state }) => state === 'ready');
    await maya.talk.say('I have had this cough');
    expect(await maya.talk.readDraft()).toBe('');
  });

  it('replaces its own old leaf when the portal knows the device again but its storage is gone', async () => {
    const maya = scene.device('Maya', { deviceId: 'phone-1' });
    await maya.ready();
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    await until(rivera.talk, ({ lines, history }) => lines.length === 2 && !history.withheld);
    await maya.talk.stop();
    await maya.disk.wipe();
    await maya.reload();
    const now = await until(rivera.talk, ({ lines }) => lines.length >= 3);
    expect(now.members.find(({ self }) => !self)?.devices).toHaveLength(1);
    expect(now.lines.at(-1)).toMatchObject({ kind: 'notice', notice: 'rejoined' });
    expect(problems(now)).toEqual([]);
  });

  it('comes in with a clock that is off, by the relay’s', async () => {
    let tries = 0;
    const made = new TestDevice({
      wire: () => {
        const wire = scene.room.wire('late');
        let skewMs = 0;
        return {
          ...wire,
          get skewMs() {
            return skewMs;
          },
          session: (request) => {
            tries += 1;
            const { iat } = JSON.parse(
              atob(request.proof.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')),
            );
            const off = Date.now() - iat * 1000;
            if (Math.abs(off) < 60_000) return wire.session(request);
            skewMs = Date.now() - made.clock.now();
            return Promise.reject(new BedsideError('clock-off'));
          },
        };
      },
      identity: scene.portal.identity('Maya'),
      conversation: scene.portal.conversation(),
    });
    scene.devices.push(made);
    made.clock.offsetMs = -10 * 60_000;
    await made.ready();
    expect(tries).toBe(2);
  });

  it('keeps the words that were not sent when its records are of no use any more', async () => {
    const { maya, rivera } = await pair();
    scene.room.reachable = false;
    scene.room.cut();
    await until(maya.talk, ({ state }) => state === 'offline');
    await maya.talk.say('not yet sent');
    await maya.talk.stop();
    maya.disk.records.set('state', Uint8Array.of(0x82, 0x01, 0x02));
    scene.room.reachable = true;
    await maya.reload();
    rivera.talk.probe();
    expect(texts(await until(rivera.talk, settled(1), 10_000))).toEqual(['not yet sent']);
  });
});
