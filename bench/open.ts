import { openEnvelope, sealEnvelope } from '../engine/envelope.ts';
import { signatureKeyIn } from '../engine/epoch-book.ts';
import { Conversation, type Disk, type Identity, type Ports, type Snapshot } from '../engine/index.ts';
import { signerFrom } from '../engine/mls/index.ts';
import { load } from '../engine/store.ts';
import { utf8 } from '../shared/bytes.ts';
import { TestRoom } from '../tests/support/room.ts';
import type { Table } from './table.ts';

/** ms from the relay's state frame, and for opening as many envelopes alone. */
export interface OpenFigures {
  readonly count: number;
  /** A device that knows the conversation opens it again: to the newest page in the snapshot. */
  readonly reload: number;
  readonly reloadShown: number;
  readonly reloadBare: number;
  /** All pages before that, one after another, as a person who scrolls to the top asks for them. */
  readonly scroll: number;
  /** A device that was away while all `count` were written: to the last of them in the snapshot. */
  readonly catchUp: number;
  readonly bare: number;
}

/** What the measured devices stand on. */
export interface OpenWorld {
  readonly conversation: string;
  readonly disk: (name: string) => Promise<Disk>;
  readonly identity: (person: string) => Identity;
}

const suite = 0x004d;
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

const deadlineMs = 60_000;

/** Resolves once the snapshot is so; throws where the conversation fails, or it takes longer than a minute. */
function until(talk: Conversation, test: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return new Promise((resolve, reject) => {
    const done = (end: () => void) => {
      clearTimeout(late);
      talk.removeEventListener('change', look);
      end();
    };
    const look = () => {
      const { snapshot } = talk;
      if (snapshot.state === 'failed') done(() => reject(new Error(`it failed: ${snapshot.failure}`)));
      else if (test(snapshot)) done(() => resolve(snapshot));
    };
    const late = setTimeout(() => {
      const { state, failure, lines, members } = talk.snapshot;
      const seen = `${state} ${failure}, ${members.length} members, ${lines.length} lines`;
      done(() => reject(new Error(`not so after a minute: ${seen}`)));
    }, deadlineMs);
    talk.addEventListener('change', look);
    look();
  });
}

/** A person's device: real engine and disk, the relay in memory, so that nothing but the client is measured. */
class Device {
  readonly disk: Disk;
  readonly #ports: Ports;
  readonly #conversation: string;
  talk: Conversation;

  private constructor(conversation: string, ports: Ports) {
    this.disk = ports.disk;
    this.#ports = ports;
    this.#conversation = conversation;
    this.talk = new Conversation({ conversation, ports, suite });
  }

  static async open(world: OpenWorld, room: TestRoom, name: string): Promise<Device> {
    const ports: Ports = {
      wire: room.wire(name),
      disk: await world.disk(name),
      lock: { hold: (_, work) => work() },
      clock: {
        now: () => Date.now(),
        after: (ms, then) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
        random: () => 0,
      },
      wake: { listen: () => () => {} },
      identity: world.identity(name),
    };
    return new Device(world.conversation, ports);
  }

  /** Closes what is open, as leaving the page does. */
  async leave(): Promise<void> {
    await this.talk.stop();
    this.talk = new Conversation({ conversation: this.#conversation, ports: this.#ports, suite });
  }
}

/** Opens a conversation of `count` messages in the three ways of {@link OpenFigures}. */
export async function measureOpen(world: OpenWorld, count: number): Promise<OpenFigures> {
  const room = new TestRoom();
  let stateAt = 0;
  room.meddle = (frame) => {
    if (frame.type === 'state') stateAt = performance.now();
    return frame;
  };
  const maya = await Device.open(world, room, 'Maya');
  const rivera = await Device.open(world, room, 'Rivera');
  for (const { talk } of [maya, rivera]) {
    talk.start();
    await until(talk, ({ state }) => state === 'ready');
  }
  for (const { talk } of [maya, rivera])
    await until(talk, ({ members }) => members.length === 2 && members.every(({ name }) => name !== ''));
  await sleep(1000);
  await maya.leave();
  await rivera.leave();

  // What Maya's device would have written meanwhile, sealed with its own keys and chained as its own.
  const saved = await load(maya.disk);
  const pair = await maya.disk.readKeys('device');
  if (saved?.group == null || pair === null) throw new Error('nothing was saved');
  const { group } = saved;
  const signer = await signerFrom(suite, pair);
  const own = group.members.find(({ leaf }) => leaf === group.state.ownLeaf)!;
  const device = room.entries[0]!.device;
  let prev = saved.prev;
  const envelopes: Uint8Array[] = [];
  for (let i = 1; i <= count; i++) {
    const envelope = await sealEnvelope(group.keys, signer, {
      leaf: own.leaf,
      device: own.device,
      counter: saved.counter + i,
      prev,
      headSeq: room.entries.length,
      head: room.hashes[room.entries.length]!,
      timeMs: Date.now(),
      type: 1,
      body: utf8(`${i} `.padEnd(200, 'x')),
    });
    prev = new Uint8Array(await crypto.subtle.digest('SHA-256', envelope as Uint8Array<ArrayBuffer>));
    envelopes.push(envelope);
    const { epoch } = group.state;
    const stored = { kind: 'message', device, id: saved.counter + i, epoch, body: envelope } as const;
    room.append({ ...stored, link: null, record: null });
  }
  const bare = async (some: readonly Uint8Array[]) => {
    const started = performance.now();
    for (const envelope of some) {
      const opened = await openEnvelope(group.keys, envelope, signatureKeyIn(group.members));
      if (opened.kind !== 'message') throw new Error(opened.code);
    }
    return performance.now() - started;
  };
  // Not the head: a device that comes back may write, a commit with fresh keys for one.
  const newest = room.entries.length;
  const isLast = ({ lines }: Snapshot) => lines.findLast(({ kind }) => kind === 'text')?.seq === newest;
  await bare(envelopes.slice(0, 200));

  rivera.talk.start();
  await until(rivera.talk, isLast);
  const catchUp = performance.now() - stateAt;
  const all = await bare(envelopes);
  await rivera.leave();

  rivera.talk.start();
  const { lines } = await until(rivera.talk, isLast);
  const reload = performance.now() - stateAt;
  const reloadShown = lines.filter(({ kind }) => kind === 'text').length;
  const reloadBare = await bare(envelopes.slice(-reloadShown));
  const started = performance.now();
  while (rivera.talk.snapshot.history.more) {
    const { key, seq } = rivera.talk.snapshot.lines[0]!;
    rivera.talk.reading(seq!);
    await rivera.talk.loadEarlier();
    // The snapshot with the page in it follows the promise; where none comes, there is no more to read.
    await until(rivera.talk, (now) => now.lines[0]!.key !== key || !now.history.more);
  }
  const scroll = performance.now() - started;
  await rivera.leave();
  return { count, reload, reloadShown, reloadBare, scroll, catchUp, bare: all };
}

/** The table of {@link measureOpen}. */
export function openTable(place: string, figures: OpenFigures): Table {
  const { count, reload, reloadShown, reloadBare, scroll, catchUp, bare } = figures;
  const total = count.toLocaleString('en-US');
  return {
    section: 'open',
    title: `Opening a conversation of ${total} messages, in ${place}: ms`,
    columns: ['', 'opened', 'Bedside', 'openEnvelope alone', 'ratio'],
    rows: [
      ['again: state frame to newest page', reloadShown, reload, reloadBare, reload / reloadBare],
      [
        `scroll to the top, ${Math.ceil((count - reloadShown) / 50)} pages`,
        count,
        scroll,
        bare,
        scroll / bare,
      ],
      ['after being away: state frame to the last one', count, catchUp, bare, catchUp / bare],
    ],
    notes: [
      'engine, disk and chain checks as in the product; the relay stands in memory; to the snapshot, not to pixels',
    ],
  };
}
