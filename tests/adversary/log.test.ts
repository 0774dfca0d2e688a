import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientFrame, Entry, RelayFrame } from '../../shared/frames.ts';
import { problems, until } from '../support/world.ts';
import { quiet, Scene, stored } from './support.ts';

/** Rewrites the entries that one reader gets; null drops one. */
const rewrite =
  (to: number, change: (entry: Entry) => Entry | null) =>
  (frame: RelayFrame, device: number): RelayFrame | null => {
    if (device !== to || (frame.type !== 'entries' && frame.type !== 'page')) return frame;
    const entries = frame.entries.flatMap((entry) => change(entry) ?? []);
    return entries.length === 0 && frame.type === 'entries' ? null : { ...frame, entries };
  };

describe('a relay that meddles with the log', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());
  const doctor = 2;

  it('flips a byte: not a message, said to be forged, and the next message shows the fork', async () => {
    const { maya, rivera } = await scene.pair();
    scene.room.meddle = rewrite(doctor, (entry) => {
      const body = entry.body.slice();
      body[body.length - 20]! ^= 1;
      return entry.kind === 'message' ? { ...entry, body } : entry;
    });
    await maya.talk.say('take two');
    const now = await until(rivera.talk, (snapshot) => problems(snapshot).length === 1);
    expect(problems(now)).toEqual(['envelope-forged']);
    scene.room.meddle = (frame) => frame;
    await maya.talk.say('and call me');
    const then = await until(rivera.talk, (snapshot) => problems(snapshot).length === 2);
    expect(problems(then)).toEqual(['envelope-forged', 'log-forked']);
    expect(stored(then)).toEqual([]);
  });

  it('flips any byte of the envelope: never a message', async () => {
    const { maya, rivera } = await scene.pair();
    let at = 0;
    scene.room.meddle = rewrite(doctor, (entry) => {
      if (entry.kind !== 'message') return entry;
      const body = entry.body.slice();
      body[at % body.length]! ^= 0x80;
      return { ...entry, body };
    });
    for (let i = 0; i < 24; i++) {
      at = Math.floor((i * 600) / 24) + (i % 3);
      await maya.talk.say(`dose ${i}`);
      await until(rivera.talk, (snapshot) => problems(snapshot).length === i + 1);
    }
    expect(stored(rivera.talk.snapshot)).toEqual([]);
  });

  it('replays an entry: shown once, the second said to be a replay', async () => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('take one tablet');
    await until(rivera.talk, (now) => stored(now).length === 1);
    const entry = scene.room.entries.find(
      ({ kind, device, id }) => kind === 'message' && device === 1 && id > 1,
    )!;
    scene.room.append({ ...entry, id: entry.id + 1 });
    for (const { talk } of [maya, rivera]) {
      const now = await until(talk, (snapshot) => problems(snapshot).length === 1);
      expect(problems(now)).toEqual(['envelope-replayed']);
      expect(stored(now)).toEqual(['take one tablet']);
    }
  });

  it('keeps what was sealed until a commit made it stale, and stores it then: the words are their writer’s again', async () => {
    const { maya, rivera } = await scene.pair();
    const sent: Extract<ClientFrame, { type: 'send' }>[] = [];
    scene.room.hear = (frame) => {
      if (frame.type === 'send') sent.push(frame);
      return frame.type !== 'send';
    };
    await maya.talk.say('take two');
    await until(maya.talk, () => sent.length === 1);
    const third = scene.device('Okoro', { role: 'clinician' });
    await third.ready();
    // Sealed again, for the epoch that the third came in by; the relay stores what it had before.
    await until(maya.talk, () => sent.some(({ epoch }) => epoch === scene.room.epoch));
    const { id, epoch, envelope: body } = sent[0]!;
    scene.room.store({ kind: 'message', device: 1, id, epoch, body, link: null, record: null });
    const now = await until(maya.talk, (snapshot) => problems(snapshot).length === 1);
    expect(stored(now)).toEqual([]);
    const line = now.lines.find((one) => one.kind === 'text')!;
    expect(line).toMatchObject({ text: 'take two', state: 'refused', refusal: 'stale-epoch' });
    scene.room.hear = () => true;
    scene.room.cut();
    await maya.talk.resend(line.key);
    for (const { talk } of [maya, rivera])
      await until(talk, (snapshot) => stored(snapshot).join() === 'take two');
  });

  it('swaps two of a device’s messages: one of them is refused, and it is said', async () => {
    const { maya, rivera } = await scene.pair();
    const held: Entry[] = [];
    scene.room.meddle = (frame, device) => {
      if (device !== doctor || frame.type !== 'entries') return frame;
      held.push(...frame.entries);
      return null;
    };
    await maya.talk.say('one');
    await maya.talk.say('two');
    await until(maya.talk, (now) => stored(now).length === 2);
    await quiet(50);
    scene.room.meddle = (frame) => frame;
    const [one, two] = held as [Entry, Entry];
    const seat = [...scene.room.seats].find(({ device }) => device === doctor)!;
    const entries = [
      { ...two, seq: one.seq, at: one.at },
      { ...one, seq: two.seq, at: two.at },
    ];
    scene.room.say(seat, { type: 'entries', entries });
    const now = await until(rivera.talk, (snapshot) => snapshot.lines.length >= 4);
    // Whichever head the second one named, one of the two cannot stand where the relay put it.
    expect(problems(now).some((code) => code === 'log-forked' || code === 'envelope-replayed')).toBe(true);
    expect(stored(now)).not.toEqual(['two', 'one']);
    expect(stored(now)).not.toEqual(['one', 'two']);
  });

  it('drops an entry and numbers on: the next of that device shows the gap or the fork', async () => {
    const { maya, rivera } = await scene.pair();
    let dropped: number | null = null;
    scene.room.meddle = rewrite(doctor, (entry) => {
      if (entry.kind !== 'message') return entry;
      if (dropped === null) {
        dropped = entry.seq;
        return null;
      }
      return entry.seq > dropped ? { ...entry, seq: entry.seq - 1 } : null;
    });
    await maya.talk.say('the first');
    await until(maya.talk, (now) => stored(now).length === 1);
    await maya.talk.say('the second');
    const now = await until(rivera.talk, (snapshot) => problems(snapshot).length > 0);
    expect(problems(now).every((code) => code === 'log-forked' || code === 'envelope-gap')).toBe(true);
    expect(stored(now)).not.toContain('the first');
  });

  it('withholds an entry that everybody else has: the conversation stops and says so', async () => {
    const { maya, rivera } = await scene.pair();
    const next = scene.room.entries.length + 1;
    scene.room.meddle = rewrite(doctor, (entry) => (entry.seq === next ? null : entry));
    await maya.talk.say('withheld');
    await maya.talk.say('the next');
    const now = await until(rivera.talk, ({ state }) => state === 'failed');
    expect(['log-forked', 'log-gap']).toContain(now.failure);
    expect(stored(now)).toEqual([]);
  });

  it('bends one’s own entry on its way back: the words are not lost', async () => {
    const { maya } = await scene.pair();
    scene.room.meddle = rewrite(1, (entry) => {
      const body = entry.body.slice();
      body[body.length - 20]! ^= 1;
      return entry.kind === 'message' ? { ...entry, body } : entry;
    });
    await maya.talk.say('my words');
    const now = await until(maya.talk, (snapshot) => problems(snapshot).length === 1);
    expect(problems(now)).toEqual(['envelope-forged']);
    expect(now.lines.filter((line) => line.kind === 'text')).toMatchObject([{ text: 'my words', seq: null }]);
  });

  it('strips the record from a commit: earlier messages are not shown, and nobody is accused of forging them', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('early');
    await until(maya.talk, (now) => stored(now).length === 1);
    scene.room.meddle = rewrite(doctor, (entry) => ({ ...entry, record: null }));
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    const now = await until(rivera.talk, (snapshot) => problems(snapshot).length > 0);
    expect(new Set(problems(now))).toEqual(new Set(['record-invalid']));
    expect(stored(now)).toEqual([]);
  });

  it('moves an entry here from another room: not a message, said to be foreign', async () => {
    const { maya } = await scene.pair();
    const other = await Scene.open();
    const pair = await other.pair();
    await pair.maya.talk.say('for the other room');
    await until(pair.rivera.talk, (now) => stored(now).length === 1);
    const foreign = other.room.entries.findLast(({ kind }) => kind === 'message')!;
    scene.room.append({ ...foreign, epoch: scene.room.epoch });
    const now = await until(maya.talk, (snapshot) => problems(snapshot).length === 1);
    expect(problems(now)).toEqual(['envelope-foreign']);
    await other.close();
  });

  it('edits the time of an entry: the next message shows the fork', async () => {
    const { maya, rivera } = await scene.pair();
    scene.room.meddle = rewrite(doctor, (entry) => ({ ...entry, at: entry.at + 60_000 }));
    await maya.talk.say('at noon');
    await until(rivera.talk, (now) => stored(now).length === 1);
    await maya.talk.say('at one');
    expect(problems(await until(rivera.talk, (now) => problems(now).length > 0))).toContain('log-forked');
  });

  it('shows an old log to one who comes back: the head that went back is not believed', async () => {
    const { maya, rivera } = await scene.pair();
    await maya.talk.say('remember this');
    await until(rivera.talk, (now) => stored(now).length === 1);
    scene.room.meddle = (frame, device) =>
      device === doctor && frame.type === 'state' ? { ...frame, head: frame.head - 1 } : frame;
    scene.room.cut();
    rivera.talk.probe();
    expect((await until(rivera.talk, ({ state }) => state === 'failed')).failure).toBe('log-forked');
  });

  it('strips or swaps a link: history stays shut, and nothing wrong is shown', async () => {
    const maya = scene.device('Maya');
    await maya.ready();
    await maya.talk.say('early');
    await until(maya.talk, (now) => stored(now).length === 1);
    const linkOf = (frame: RelayFrame): RelayFrame | null => {
      if (frame.type === 'linked')
        return { ...frame, link: frame.link.map((byte, i) => (i === 200 ? byte ^ 1 : byte)) };
      return frame;
    };
    scene.room.meddle = (frame, device) => (device === doctor ? linkOf(frame) : frame);
    const rivera = scene.device('Rivera', { role: 'clinician' });
    await rivera.ready();
    await quiet(700);
    expect(stored(rivera.talk.snapshot)).toEqual([]);
    expect(problems(rivera.talk.snapshot)).toEqual(['link-invalid']);
    expect(rivera.talk.snapshot.history.withheld).toBe(true);
  });

  it('sends frames of garbage: the socket is dropped and tried again, nothing is lost', async () => {
    const { maya, rivera } = await scene.pair();
    const seat = [...scene.room.seats].find(({ device }) => device === 1)!;
    for (const bytes of [
      Uint8Array.of(),
      Uint8Array.of(0xff),
      new Uint8Array(3_000_000),
      Uint8Array.of(0x81, 0x61, 0x78),
    ]) {
      seat.on.frame(bytes);
    }
    await maya.talk.say('still here');
    expect(stored(await until(rivera.talk, (now) => stored(now).length === 1))).toEqual(['still here']);
    expect(maya.talk.snapshot.failure).toBe(null);
  });
});
