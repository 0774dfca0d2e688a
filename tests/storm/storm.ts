import { createHash } from 'node:crypto';
import type { SuiteId } from '../../engine/mls/index.ts';
import { hpkeKeyPair } from '../../engine/mls/index.ts';
import { rest } from '../../engine/rest.ts';
import { conversationId, generatePortalKeys, type PortalKeys } from '../../portal/index.ts';
import { codeOf } from '../../shared/errors.ts';
import { Broken, Checker } from './checker.ts';
import { type Deed, kindOf, weightsOf } from './deeds.ts';
import { Device, type Life } from './device.ts';
import { Hostility, spoil } from './hostility.ts';
import { Network } from './network.ts';
import { StormPortal } from './portal.ts';
import { StormRoom } from './room.ts';
import { Random, settled, Time, watchCrypto } from './time.ts';

/** What became of a storm. */
export interface Outcome {
  readonly seed: number;
  /** What was broken, or null. */
  readonly broken: string | null;
  /** H of everything that happened: the same for every run of the seed. */
  readonly trace: string;
  /** The last things that happened, or all of them where asked for. */
  readonly story: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** A broken relay or client, to see that the checker sees it. */
export type Sabotage = (world: {
  readonly room: StormRoom;
  readonly network: Network;
  readonly devices: readonly Device[];
}) => void;

interface Options {
  readonly seed: number;
  readonly tellAll?: boolean;
  readonly sabotage?: Sabotage;
}

const epochStart = Date.UTC(2027, 0, 4, 9);
const hourMs = 3600_000;
/** Several times what a device has to say in the wildest minute. One that says more asks in circles. */
const framesPerMinuteMax = 200;
let portalKeys: PortalKeys | null = null;

class Storm {
  readonly #seed: number;
  readonly #random: Random;
  readonly #time = new Time(epochStart);
  readonly #room: StormRoom;
  readonly #network: Network;
  readonly #checker: Checker;
  readonly #devices: Device[] = [];
  readonly #changed = new Set<Device>();
  readonly #trace = createHash('sha256');
  readonly #story: string[] = [];
  readonly #tellAll: boolean;
  readonly #weights: Readonly<Partial<Record<Deed, number>>>;
  readonly #hostility: Hostility | null;
  readonly #counts: Record<string, number> = {};
  readonly #fixedIds: boolean;
  readonly #digests = new Map<Life, string>();
  #said = 0;
  readonly #portal: StormPortal;
  /** Nobody opens anything by themselves. */
  #isNight = false;
  /** The person on that list who comes at the end of the storm, at night, while nobody else is there; null: nobody does. */
  #late: number | null = null;

  constructor({ seed, tellAll = false }: Options, keys: PortalKeys) {
    this.#seed = seed;
    this.#tellAll = tellAll;
    const random = new Random(seed);
    this.#random = random;
    const isTight = random.chance(0.15);
    this.#room = new StormRoom(
      { now: () => this.#time.now(), soon: (then) => void this.#time.after(0, 'tick', then) },
      isTight
        ? { sendsPerSecond: 1, sendsBurst: 2, commitsPerMinute: 3, pagesPerSecond: 1, pagesBurst: 2 }
        : {},
    );
    this.#network = new Network({
      time: this.#time,
      random: new Random(seed, 1),
      room: this.#room,
      trace: (line) => this.#tell(line),
    });
    this.#network.delayMs = random.pick([
      [1, 5],
      [1, 50],
      [20, 400],
      [1, 2000],
    ] as const);
    this.#checker = new Checker(this.#room);
    this.#weights = weightsOf(seed, random);
    const kind = kindOf(seed);
    this.#checker.isHostile = kind === 'hostile' || kind === 'torn';
    this.#hostility = this.#checker.isHostile ? new Hostility(this.#network, this.#room) : null;
    this.#checker.hasSegments = kind === 'segments' || kind === 'torn';
    this.#checker.hasRosters = kind === 'rosters';
    this.#fixedIds = random.chance(0.5);
    // From a stream of its own: seeds from before there were vaults throw what they threw.
    this.#checker.hasVaults = kind === 'rosters' || new Random(seed, 99).chance(0.5);
    const persons = random.whole(2, 3);
    const count = random.pick([2, 2, 3, 3, 3, 4, 5]);
    if (kind === 'rosters') this.#late = Math.min(persons, count) - 1;
    const suite: SuiteId = seed % 50 === 49 ? 0x004d : 1;
    const conversation = conversationId({
      roomSecret: keys.roomSecret,
      patient: 'patient-1',
      encounter: `storm-${seed}`,
      topic: 'clinical',
    });
    this.#portal = new StormPortal({
      keys,
      conversation,
      suite,
      persons,
      now: () => this.#time.now(),
      hasVaults: this.#checker.hasVaults,
      hasSegments: this.#checker.hasSegments,
      hasRosters: kind === 'rosters',
    });
    for (let i = 0; i < count; i++) {
      const person = i % persons;
      const name = `d${i}`;
      const device = new Device({
        name,
        person,
        identity: this.#portal.identity(person, this.#fixedIds ? name : undefined),
        conversation,
        suite,
        time: this.#time,
        network: this.#network,
        random: new Random(seed, 2 + i),
        on: {
          changed: (changed) => this.#changed.add(changed),
          died: (dead, life) => this.#died(dead, life),
        },
      });
      if (random.chance(0.3)) device.slowMs = random.pick([5, 50, 500]);
      if (random.chance(0.3)) device.offsetMs = random.whole(-10, 10) * 60_000;
      this.#devices.push(device);
    }
  }

  #tell(line: string): void {
    const told = `${this.#time.now() - epochStart} ${line}`;
    this.#trace.update(`${told}\n`);
    this.#story.push(told);
    if (!this.#tellAll && this.#story.length > 400) this.#story.splice(0, 200);
  }

  #count(what: string): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  /** Lets everything come to rest that one step set off, and looks at every screen that changed. */
  async #settle(): Promise<void> {
    await settled();
    if (this.#changed.size === 0) return;
    if (this.#hostility !== null) this.#sendAgain();
    for (const device of this.#devices) {
      if (!this.#changed.delete(device)) continue;
      for (const life of device.lives) {
        const { state, failure, lines, members } = life.talk.snapshot;
        const words = lines.map((line) =>
          line.kind === 'text' ? `${line.text}@${line.seq}:${line.state}` : `${line.kind}@${line.seq}`,
        );
        const digest = `${device.name}.${life.number} ${state} ${failure ?? ''} ${members.length} ${words.join(' ')}`;
        if (this.#digests.get(life) !== digest) this.#tell(digest);
        this.#digests.set(life, digest);
      }
      this.#checker.look(device);
    }
  }

  /** As a person would: words that opened for nobody any more are sent again. */
  #sendAgain(): void {
    for (const { life } of this.#changed)
      for (const line of life?.talk.snapshot.lines ?? [])
        if (line.kind === 'text' && line.refusal === 'stale-epoch')
          life!.talk.resend(line.key).catch(() => {});
  }

  /** Does everything that is due until then. */
  async #pass(ms: number, until: () => boolean = () => false): Promise<void> {
    const untilMs = this.#time.now() + ms;
    for (;;) {
      const event = this.#time.step(untilMs);
      if (event === null) return;
      this.#count('steps');
      this.#tell(event.name);
      await this.#settle();
      const { name, frames } = this.#network.loudest;
      if (frames > framesPerMinuteMax) throw new Broken(`${name}: ${frames} frames in a minute`);
      if (until()) return;
    }
  }

  #died(device: Device, life: Life): void {
    this.#tell(`${device.name}.${life.number} dies`);
    if (!device.isClosed || this.#isNight) return;
    this.#time.after(this.#random.whole(1, 20_000), `${device.name} opens again`, () => {
      if (device.isClosed && !this.#isNight) device.open();
    });
  }

  async run(sabotage: Sabotage | undefined): Promise<void> {
    sabotage?.({ room: this.#room, network: this.#network, devices: this.#devices });
    const deeds = this.#random.whole(8, 24);
    const paceMs = this.#random.pick([100, 1000, 5000]);
    // Some storms begin with everybody at the door at once.
    for (const device of this.#devices) {
      if (!this.#random.chance(0.6) || device.o.person === this.#late) continue;
      this.#tell(`${device.name} opens`);
      device.open();
      await this.#settle();
      if (this.#random.chance(0.5)) await this.#pass(this.#random.whole(0, 3000));
    }
    for (let i = 0; i < deeds; i++) {
      const deed = this.#random.weighted(this.#weights as Record<Deed, number>);
      this.#count(deed);
      this.#tell(`— ${deed}`);
      await this.#do(deed);
      await this.#settle();
      if (this.#random.chance(0.75))
        await this.#pass(Math.round(-Math.log(1 - this.#random.next()) * paceMs));
    }
    if (this.#late !== null) await this.#night();
    await this.#heal();
    await this.#look();
  }

  /** Everybody is gone; then somebody comes for the first time, and reads what was said. */
  async #night(): Promise<void> {
    const device = this.#devices.find(({ o }) => o.person === this.#late)!;
    this.#late = null;
    this.#tell('— night');
    this.#isNight = true;
    for (const each of this.#devices) for (const life of [...each.lives]) each.kill(life);
    this.#network.heal();
    device.open();
    await this.#settle();
    await this.#pass(60_000, () => this.#checker.readsAlone(device) === null);
    // A list that changed goes from device to device: what is said meanwhile may wait for somebody to be there.
    const awaited = this.#portal.rosterVersion > 1 ? null : this.#checker.readsAlone(device);
    if (awaited !== null) throw new Broken(`${device.name}, at night: ${awaited}`);
    this.#isNight = false;
  }

  /** Everything works from here on. */
  async #heal(): Promise<void> {
    this.#tell('— heal');
    this.#network.heal();
    this.#hostility?.end();
    for (const device of this.#devices) {
      for (const life of device.lives) life.dying = null;
      if (device.isClosed) device.open();
      device.slowMs = Math.min(device.slowMs, 5);
      await this.#settle();
    }
    let checkAt = 0;
    await this.#pass(this.#hostility === null ? 10 * 60_000 : 4 * hourMs, () => {
      if (this.#time.now() < checkAt) return false;
      checkAt = this.#time.now() + 1000;
      return this.#checker.awaited(this.#devices) === null;
    });
  }

  /** Everybody scrolls to the beginning; one opens its page anew and does so again. */
  async #look(): Promise<void> {
    const alive = this.#devices.filter((device) => !this.#checker.hasEnded(device));
    const scroll = async () => {
      for (let round = 0; round < 20; round++) {
        const more = alive.filter(({ life }) => life!.talk.snapshot.history.more);
        if (more.length === 0) break;
        for (const device of more) {
          device.life!.talk.loadEarlier().catch(() => {});
          await this.#settle();
        }
        await this.#pass(5000, () => more.every(({ life }) => !life!.talk.snapshot.history.more));
      }
      // What the vault was asked for is on its way.
      await this.#pass(10_000, () => alive.every(({ life }) => !life!.talk.snapshot.history.loading));
      let checkAt = 0;
      await this.#pass(60_000, () => {
        if (this.#time.now() < checkAt) return false;
        checkAt = this.#time.now() + 500;
        return this.#checker.awaited(this.#devices) === null;
      });
      this.#checker.end(this.#devices);
    };
    await scroll();
    if (alive.length === 0 || this.#random.chance(0.5)) return;
    const device = this.#random.pick(alive);
    this.#tell(`${device.name} opens anew`);
    const life = device.life!;
    const closing = device.close(life);
    await this.#pass(5000, () => life.isDead);
    await closing;
    if (device.isClosed) device.open();
    await this.#settle();
    await this.#pass(60_000, () => this.#checker.awaited(this.#devices) === null);
    await scroll();
  }

  // — what happens ——————————————————————————————————————————————————————————————————————————————————————————

  async #do(deed: Deed): Promise<void> {
    const random = this.#random;
    const device = random.pick(this.#devices);
    const { life } = device;
    this.#tell(`  ${device.name}`);
    switch (deed) {
      case 'open': {
        const closed = this.#devices.find(({ isClosed, o }) => isClosed && o.person !== this.#late);
        closed?.open();
        return;
      }
      case 'say':
        return this.#say(device);
      case 'sayMany':
        for (let i = random.whole(3, 8); i > 0; i--) this.#say(device);
        return;
      case 'read': {
        const seq = life?.talk.snapshot.lines.findLast((line) => line.seq !== null)?.seq;
        if (seq != null) life!.talk.markRead(seq);
        return;
      }
      case 'scroll':
        life?.talk.loadEarlier().catch(() => {});
        return;
      case 'reload': {
        if (life === null) return;
        void device.close(life).then(() => {
          if (device.isClosed) device.open();
        });
        return;
      }
      case 'tab':
        if (device.lives.length === 1) device.open();
        return;
      case 'wake':
        return device.wake();
      case 'kill':
        if (life !== null) device.kill(life);
        return;
      case 'killAtWrite':
        if (life !== null) life.dying = { writes: random.whole(0, 6), lands: random.chance(0.5) };
        // Something to write, so that it does.
        if (random.chance(0.5)) this.#say(device);
        return;
      case 'loseAll':
      case 'loseKeys':
      case 'loseRecords':
        return this.#lose(device, deed);
      case 'cut':
        return this.#network.cut(device.name);
      case 'halfOpen':
        return this.#network.halfOpen(device.name, random.pick(['up', 'down']));
      case 'partition':
        return this.#network.partition(device.name, random.whole(100, 60_000));
      case 'relayDies':
        return this.#network.relayDies(random.whole(0, 20_000));
      case 'roomSleeps':
        return this.#room.sleep();
      case 'roomWriteFails':
        this.#room.storage.failsNext = true;
        return;
      case 'remove':
        return this.#remove(device);
      case 'leave':
        return this.#leave(device);
      case 'turn':
        this.#portal.segment += 1;
        // Somebody comes with a passport of the new one.
        return this.#do('reload');
      case 'invite':
        this.#portal.rosterVersion += 1;
        return this.#do('reload');
      case 'skew':
        device.offsetMs = random.whole(-10, 10) * 60_000;
        return;
      case 'dayPasses':
        device.offsetMs += 25 * hourMs;
        if (random.chance(0.5)) this.#say(device);
        return;
      case 'bendCommit':
        this.#checker.isPastAtRisk = true;
        this.#hostility!.bendsNext = true;
        return;
      case 'spoil':
        this.#checker.isPastAtRisk = true;
        for (const each of [...device.lives]) device.kill(each);
        spoil(device);
        return;
      case 'voidGood':
        this.#checker.isPastAtRisk = true;
        this.#hostility!.voider = device.name;
        return;
      case 'rest':
        return this.#pass(random.whole(60_000, 40 * 60_000));
    }
  }

  #say(device: Device): void {
    const life = device.life;
    if (life === null || this.#checker.hasEnded(device)) return;
    const text = `m${++this.#said}`;
    const said = { text, device, isOwed: false, isAcknowledged: false };
    this.#checker.said.set(text, said);
    const { store } = device;
    life.talk.say(text).then(
      () => {
        if (device.store === store && !this.#checker.hasEnded(device)) said.isOwed = true;
      },
      (thrown) => this.#tell(`${text} not said: ${codeOf(thrown)}`),
    );
  }

  #lose(device: Device, what: 'loseAll' | 'loseKeys' | 'loseRecords'): void {
    for (const life of [...device.lives]) device.kill(life);
    this.#network.forget(device.name);
    const { store } = device;
    // A storage of its own, so that what the dead page still had in hand lands nowhere.
    device.store = structuredCloneOf(store);
    if (what !== 'loseKeys') device.store.records.clear();
    if (what !== 'loseRecords') device.store.keys.clear();
    this.#checker.lost(device);
  }

  #remove(device: Device): void {
    const talk = device.life?.talk;
    if (talk === undefined) return;
    const { members } = talk.snapshot;
    const mine = members.find(({ self }) => self);
    const may = device.o.person === 0 ? members : members.filter(({ self }) => self);
    const targets = may.flatMap(({ devices }) => devices.filter(({ self }) => !self));
    if (mine === undefined || targets.length === 0) return;
    const target = this.#random.pick([...targets].sort((a, b) => a.leaf - b.leaf));
    this.#checker.condemned.add(target.id);
    this.#checker.isPastAtRisk = true;
    this.#tell(`removes leaf ${target.leaf}`);
    talk.removeDevices([target.id]).catch((thrown) => this.#tell(`not removed: ${codeOf(thrown)}`));
  }

  /** One person at most, so that somebody is there to put it out. */
  #leave(device: Device): void {
    const talk = device.life?.talk;
    const { leaver } = this.#checker;
    if (talk === undefined || this.#checker.hasEnded(device)) return;
    if (leaver !== null && leaver !== device.o.person) return;
    this.#checker.leaver = device.o.person;
    this.#checker.isPastAtRisk = true;
    talk.leave().catch((thrown) => this.#tell(`not left: ${codeOf(thrown)}`));
  }

  outcome(broken: string | null): Outcome {
    this.#room.storage.close();
    return {
      seed: this.#seed,
      broken,
      trace: this.#trace.digest('hex'),
      story: this.#story,
      counts: { ...this.#counts, said: this.#said, loudest: this.#network.loudest.frames },
    };
  }
}

const structuredCloneOf = (store: Device['store']): Device['store'] => {
  const copy = Object.create(Object.getPrototypeOf(store)) as Device['store'];
  return Object.assign(copy, { records: new Map(store.records), keys: new Map(store.keys) });
};

// Loaded before any storm: a module that is fetched in the middle of one takes real time, which no storm has.
await Promise.all([hpkeKeyPair(0x4d), rest.get()]);

/** Runs the storm of a seed to its end, or to the first thing that is not as it was promised. */
export async function storm(o: Options): Promise<Outcome> {
  watchCrypto();
  portalKeys ??= await generatePortalKeys();
  const of = new Storm(o, portalKeys);
  try {
    await of.run(o.sabotage);
    return of.outcome(null);
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    return of.outcome(thrown.message);
  }
}
