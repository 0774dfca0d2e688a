import type { LineView, SayOptions, Snapshot } from '../../engine/snapshot.ts';
import { emptySnapshot } from '../../engine/snapshot.ts';
import { BedsideError } from '../../shared/errors.ts';
import { Search } from '../search/search.ts';
import { equal, ok, same, until } from '../testing/assert.ts';
import { describe, it } from '../testing/bdd.ts';
import { authorOf, FakeTalk, maya } from '../testing/fake-talk.ts';
import { browserDisk } from './disk.ts';
import { SealedChannel } from './sealed-channel.ts';
import { SharedTalk } from './shared-talk.ts';
import { applyDelta, deltaOf } from './snapshot-delta.ts';
import { TakeOver } from './take-over.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (raw: Uint8Array | null) => (raw === null ? null : new TextDecoder().decode(raw));
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const newScope = () => `scope-${crypto.randomUUID()}`;
const codeThrown = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (thrown: { code?: string }) => thrown.code,
  );
const line = (n: number, change: object = {}): LineView => ({
  kind: 'text',
  key: `s${n}`,
  seq: n,
  at: n,
  author: { person: 'p', name: 'P', role: 'patient', self: true },
  text: `line ${n}`,
  state: 'stored',
  refusal: null,
  ...change,
});
const snapshotOf = (lines: readonly LineView[], change: Partial<Snapshot> = {}): Snapshot => ({
  ...emptySnapshot,
  state: 'ready',
  self: authorOf(maya),
  canWrite: true,
  connection: { live: true, retryAt: null },
  ...change,
  lines,
});

describe('the fence', () => {
  it('INV-8: a writer that was overtaken writes no record, no key, and wipes nothing', async () => {
    const scope = newScope();
    const disks = [await browserDisk(scope), await browserDisk(scope)];
    const before = await disks[0]!.claim();
    const old = before.disk;
    await old.write(new Map([['state', bytes('one')]]));
    ok(await before.owns());
    const after = await disks[1]!.claim();
    const next = after.disk;
    ok(after.reign > before.reign, 'a later writer has a higher number');
    ok((await after.owns()) && !(await before.owns()));
    const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
    equal(await codeThrown(old.write(new Map([['state', bytes('late')]]))), 'storage-broken');
    equal(await codeThrown(old.write(new Map([['state', null]]))), 'storage-broken');
    equal(await codeThrown(old.writeKeys('device', pair)), 'storage-broken');
    equal(await codeThrown(old.wipe()), 'storage-broken');
    equal(text(await next.read('state')), 'one');
    equal(await next.readKeys('device'), null);
    await next.write(new Map([['state', bytes('two')]]));
    equal(text(await old.read('state')), 'two');
    await next.wipe();
    await next.write(new Map([['state', bytes('three')]]));
    equal(await codeThrown(old.write(new Map([['state', bytes('late')]]))), 'storage-broken');
    equal(text(await next.read('state')), 'three');
  });

  it('INV-8: what a tab began before it lost the pen it does not end after it got the pen back', async () => {
    const disk = await browserDisk(newScope());
    const [one, two] = [await disk.claim(), await disk.claim()];
    equal(await codeThrown(one.disk.write(new Map([['state', bytes('late')]]))), 'storage-broken');
    await two.disk.write(new Map([['state', bytes('two')]]));
    equal(text(await one.disk.read('state')), 'two');
  });

  it('INV-8: of a write and a claim at the same time, the write lands before the claim or not at all', async () => {
    for (let i = 0; i < 20; i++) {
      const scope = newScope();
      const [old, next] = [await browserDisk(scope), await browserDisk(scope)];
      await old.claim();
      const writes = Promise.all(
        [1, 2, 3, 4].map((n) =>
          old.write(new Map([['state', bytes(`${n}`)]])).then(
            () => true,
            () => false,
          ),
        ),
      );
      await next.claim();
      const seen = text(await next.read('state'));
      const landed = await writes;
      await sleep(5);
      equal(text(await next.read('state')), seen, 'something was written behind the next writer’s back');
      const last = landed.lastIndexOf(true);
      if (seen !== null) ok(landed[Number(seen) - 1], 'what was read had landed');
      else equal(last, -1);
      old.close();
      next.close();
    }
  });

  it('tabs that open a scope at once agree on one sealing key', async () => {
    const scope = newScope();
    const disks = await Promise.all([1, 2, 3, 4].map(() => browserDisk(scope)));
    await disks[0]!.write(new Map([['draft', bytes('hello')]]));
    for (const disk of disks) equal(text(await disk.read('draft')), 'hello');
  });
});

describe('the way from one snapshot to the next', () => {
  const leads = (before: Snapshot, after: Snapshot) => {
    const delta = JSON.parse(JSON.stringify(deltaOf(before, after))) as ReturnType<typeof deltaOf>;
    const { lines, ...head } = applyDelta(before, delta)!;
    const { lines: wanted, ...wantedHead } = after;
    same(head, wantedHead);
    ok(JSON.stringify(lines) === JSON.stringify(wanted), 'other lines');
    return delta;
  };
  const many = Array.from({ length: 10_000 }, (_, i) => line(i + 1));

  it('of 10,000 lines says the one that was added, and the few that changed', () => {
    const before = snapshotOf(many);
    const added = leads(before, snapshotOf([...many.map((one) => ({ ...one })), line(10_001)]));
    equal(added.between.length, 1);
    const changed = leads(
      before,
      snapshotOf(many.map((one, i) => (i >= 9_997 ? { ...one, state: 'read' } : one) as LineView)),
    );
    equal(changed.between.length, 3);
    ok(JSON.stringify(changed).length < 2_000, 'too much was said');
    equal(leads(before, snapshotOf(many, { unread: 3 })).between.length, 0);
  });

  it('names lines that stayed by their keys, wherever others came and went', () => {
    const before = snapshotOf([1, 2, 3, 4, 5, 6].map((n) => line(n)));
    const after = snapshotOf([line(0), line(1), line(2), line(4, { state: 'read' }), line(6), line(7)]);
    const delta = leads(before, after);
    same(
      delta.between.map((one) => (typeof one === 'string' ? one : one.seq)),
      [0, 's1', 's2', 4, 's6', 7],
    );
    leads(after, before);
    leads(before, snapshotOf([]));
    leads(snapshotOf([]), before);
  });

  it('leads nowhere from another beginning', () => {
    const delta = deltaOf(snapshotOf([line(1), line(2)]), snapshotOf([line(1), line(2), line(3)]));
    equal(applyDelta(snapshotOf([]), delta), null);
  });
});

describe('the sealed channel', () => {
  it('INV-9: who listens on it sees no word; who speaks on it is not heard', async () => {
    const disk = await browserDisk(newScope());
    const name = `bedside/${crypto.randomUUID()}`;
    const word = 'planted-metformin-500';
    const tapped: unknown[] = [];
    const tap = new BroadcastChannel(name);
    tap.onmessage = ({ data }) => tapped.push(data);
    const heard: unknown[] = [];
    const one = new SealedChannel<object>(name, disk.seals, () => {});
    const other = new SealedChannel<object>(name, disk.seals, (said) => heard.push(said));
    for (let n = 0; n < 5; n++) void one.post({ is: 'ask', about: word, n });
    await until(() => heard.length === 5 && tapped.length === 5);
    same(heard[4], { is: 'ask', about: word, n: 4 });
    for (const data of tapped) {
      const { iv, sealed } = data as { iv: Uint8Array; sealed: ArrayBuffer };
      same(Object.keys(data as object).sort(), ['iv', 'sealed']);
      ok(!new TextDecoder('latin1').decode(sealed).includes(word), 'a word in the clear');
      ok(!new TextDecoder('latin1').decode(iv).includes(word));
    }
    tap.postMessage({ is: 'ask', about: 'forged' });
    tap.postMessage({ iv: new Uint8Array(12), sealed: new ArrayBuffer(64) });
    tap.postMessage(null);
    await sleep(50);
    equal(heard.length, 5);
    tap.close();
    one.close();
    other.close();
  });

  it('goes on after the disk was wiped and has another key', async () => {
    const scope = newScope();
    const [disk, other] = [await browserDisk(scope), await browserDisk(scope)];
    await disk.claim();
    const name = `bedside/${crypto.randomUUID()}`;
    const heard: unknown[] = [];
    const one = new SealedChannel<number>(name, disk.seals, () => {});
    const two = new SealedChannel<number>(name, other.seals, (said) => heard.push(said));
    await one.post(1);
    await until(() => heard.length === 1);
    await disk.wipe();
    await one.post(2);
    await until(() => heard.length === 2);
    one.close();
    two.close();
  });
});

describe('what is shown while another takes over', () => {
  it('keeps what was there until the new writer shows it, and what is said meanwhile', () => {
    const over = new TakeOver(snapshotOf([line(1), line(2), line(3)]));
    const opening = { ...emptySnapshot, state: 'connecting' } as Snapshot;
    over.said('o1', 'meanwhile');
    same(
      over.bridge(opening).lines.map(({ key }) => key),
      ['s1', 's2', 's3', 'o1'],
    );
    equal(over.bridge(opening).state, 'connecting');
    const loading = snapshotOf([line(3), line(4), line(99, { seq: null, key: 'o1', state: 'queued' })], {
      history: { more: true, loading: true, withheld: false },
    });
    ok(!over.isOver(loading));
    same(
      over.bridge(loading).lines.map(({ key }) => key),
      ['s1', 's2', 's3', 's4', 'o1'],
    );
    ok(over.isOver(snapshotOf([line(1)])));
  });
});

/** What the writers' conversations have in common: the room and the disk. */
class World {
  readonly scope = newScope();
  readonly said = new Map<string, string>();
  readonly runs: (FakeTalk & { once: string[]; places: Map<string, number> })[] = [];
  readonly tabs: SharedTalk[] = [];
  /** Texts are saved, and never answered, as by a writer that dies in between. */
  isMute = false;

  /** `askWhose`: what the portal says to a tab that asks who is here. */
  async tab(askWhose = async () => {}): Promise<SharedTalk> {
    const disk = await browserDisk(this.scope);
    const open = () => {
      const world = this;
      class Fake extends FakeTalk {
        readonly once: string[] = [];
        readonly places = new Map<string, number>();
        override reading(seq: number, by = ''): void {
          this.places.set(by, seq);
        }
        override async say(words: string, { once = '' }: SayOptions = {}): Promise<string> {
          this.once.push(once);
          const known = world.said.get(once);
          if (known !== undefined) return known;
          const key = await super.say(words);
          world.said.set(once, key);
          if (world.isMute) await new Promise(() => {});
          return key;
        }
      }
      const run = new Fake(emptySnapshot, { ...snapshotOf([line(1), line(2)]) });
      this.runs.push(run);
      return run;
    };
    const tab = new SharedTalk({ name: `bedside/${this.scope}`, disk, open, askWhose });
    this.tabs.push(tab);
    tab.start();
    return tab;
  }

  async close(): Promise<void> {
    for (const tab of this.tabs) await tab.stop();
  }
}
const keys = (tab: SharedTalk) => tab.snapshot.lines.map(({ key }) => key).join();
const ready = (tab: SharedTalk) => until(() => tab.snapshot.state === 'ready');

describe('a talk in several tabs', () => {
  it('INV-8: is run by one; the others show what it shows, and hear what it hears', async () => {
    const world = new World();
    const tabs = [await world.tab(), await world.tab(), await world.tab()];
    for (const tab of tabs) await ready(tab);
    equal(world.runs.length, 1);
    const heard: (number | null)[] = [];
    tabs[2]!.addEventListener('received', ({ seq }) => heard.push(seq));
    const seq = world.runs[0]!.receive('Good morning');
    await until(() => keys(tabs[1]!) === keys(tabs[0]!) && keys(tabs[2]!).endsWith(`in-${seq}`));
    await until(() => heard.length === 1);
    equal(heard[0], seq);
    await world.close();
  });

  it('shows nothing of the writer’s to another person, who signed in while that tab stayed open', async () => {
    const world = new World();
    await ready(await world.tab());
    const other = await world.tab(async () => {
      throw new BedsideError('person-changed');
    });
    const seen = new Set<string>();
    other.addEventListener('change', () => {
      const { self, lines } = other.snapshot;
      if (self !== null || lines.length > 0) seen.add(JSON.stringify(other.snapshot));
    });
    await until(() => other.snapshot.failure === 'person-changed');
    equal(other.snapshot.state, 'failed');
    world.runs[0]!.receive('For whoever it is for');
    await sleep(500);
    same([...seen], []);
    equal(world.runs.length, 1);
    await world.close();
  });

  it('waits for a portal that cannot say yet who is here', async () => {
    const world = new World();
    const first = await world.tab();
    await ready(first);
    let asked = 0;
    const second = await world.tab(async () => {
      asked += 1;
      if (asked === 1) throw new BedsideError('portal-unreachable');
    });
    await until(() => asked === 1);
    await sleep(200);
    equal(second.snapshot.self, null);
    await until(() => keys(second) === keys(first), 'it was not asked again', 8_000);
    equal(asked, 2);
    await world.close();
  });

  it('has its wishes done by the writer, and hears why not', async () => {
    const world = new World();
    const [first, second] = [await world.tab(), await world.tab()];
    await ready(first);
    await ready(second);
    const run = world.runs[0]!;
    equal(await second.say('from the second'), 'own-1');
    await until(() => keys(second).endsWith('own-1') && keys(first).endsWith('own-1'));
    run.throwNext = 'outbox-full';
    equal(await codeThrown(second.say('one too many')), 'outbox-full');
    await second.keepDraft('half a sen');
    equal(await first.readDraft(), 'half a sen');
    second.markRead(2);
    second.probe();
    await second.loadEarlier();
    await until(() => run.calls.some((call) => call.startsWith('markRead')));
    await until(() => run.calls.some((call) => call.startsWith('probe')));
    ok(run.calls.some((call) => call.startsWith('loadEarlier')));
    await world.close();
  });

  it('is read at another place in each, as the writer is told; what sleeps sleeps in all', async () => {
    const world = new World();
    const [first, second] = [await world.tab(), await world.tab()];
    await ready(first);
    await ready(second);
    const run = world.runs[0]!;
    for (const [tab, seq] of [
      [first, 40],
      [second, 700],
      [first, 70],
    ] as const)
      tab.reading(seq);
    await until(() => [...run.places.values()].sort().join() === '70,700', 'each tab at its own place');
    const asleep = { kind: 'asleep', key: 'z1', seq: 1, to: 50, at: 50, count: 50, others: 20 } as const;
    run.set({ lines: [asleep, line(51)] });
    await until(() => keys(second) === 'z1,s51');
    same(second.snapshot.lines[0], asleep);
    run.set({ lines: [line(1), line(2), line(51)] });
    await until(() => keys(second) === 's1,s2,s51');
    await world.close();
  });

  it('is searched in any of them: the writer fetches earlier messages, and is not told what for', async () => {
    const world = new World();
    const [first, second] = [await world.tab(), await world.tab()];
    await ready(first);
    await ready(second);
    const run = world.runs[0]!;
    const history = { more: true, loading: false, withheld: false };
    run.set({ lines: [line(11), line(12)], history });
    await until(() => keys(second) === 's11,s12');
    const pages = [[line(1, { text: 'Amoxicillin 500 mg' })], [line(5), line(6)]];
    run.loadEarlier = async () => {
      run.calls.push('loadEarlier');
      run.set({ history: { ...history, loading: true } });
      await sleep(20);
      run.earlier(pages.pop()!, pages.length > 0);
    };
    run.calls.length = 0;
    const search = new Search(second, () => {});
    await search.find('amoxicillin');
    equal(search.state, 'over');
    same(
      search.found.map(({ key }) => key),
      ['s1'],
    );
    same(run.calls, ['loadEarlier', 'loadEarlier']);
    search.stop();
    await world.close();
  });

  it('INV-4: a text whose writer went before it answered is said again with the same word, and is there once', async () => {
    const world = new World();
    const [first, second] = [await world.tab(), await world.tab()];
    await ready(first);
    await ready(second);
    world.isMute = true;
    let answer = '';
    void second.say('once').then((key) => {
      answer = key;
    });
    await until(() => world.said.size === 1);
    world.isMute = false;
    await first.stop();
    await until(() => answer !== '', 'no answer', 2000);
    equal(world.said.size, 1);
    same(world.runs[1]!.once, world.runs[0]!.once);
    await world.close();
  });

  it('INV-8: from a writer that is cut off the pen is stolen; it stops and follows', async () => {
    const world = new World();
    const [first, second] = [await world.tab(), await world.tab()];
    await ready(first);
    await ready(second);
    await navigator.locks.request(`bedside/${world.scope}`, { steal: true }, async () => {
      await until(() => !world.runs[0]!.running, 'it went on');
    });
    await until(() => world.runs.length === 2);
    await until(() => world.runs.filter(({ running }) => running).length === 1);
    await ready(first);
    await ready(second);
    await second.say('after that');
    await until(() => keys(first).endsWith('own-1') && keys(second).endsWith('own-1'));
    await world.close();
  });

  it('is started again where it was stopped, also in the middle of stopping', async () => {
    const world = new World();
    const first = await world.tab();
    await ready(first);
    const stopping = first.stop();
    first.start();
    await stopping;
    await until(() => world.runs.length === 2);
    await ready(first);
    equal(world.runs.filter(({ running }) => running).length, 1);
    await first.stop();
    equal(first.snapshot.state, 'idle');
    equal(await codeThrown(first.say('to nobody')), 'relay-unreachable');
    first.start();
    await until(() => world.runs.length === 3);
    await ready(first);
    await world.close();
  });

  it('is opened again by the tab in which a person tries again, where it had failed in another', async () => {
    const world = new World();
    const first = await world.tab();
    await ready(first);
    world.runs[0]!.set({ state: 'failed', failure: 'portal-refused' });
    equal(first.snapshot.state, 'failed');
    const second = await world.tab();
    await ready(second);
    await ready(first);
    equal(world.runs.length, 2);
    await world.close();
  });
});
