import type { Session, Socket, SocketEvents, Wire } from '../../engine/index.ts';
import { BedsideError } from '../../shared/errors.ts';
import { browserWire } from '../../widget/ports/wire.ts';
import { Clinic, tenantName } from '../crash/clinic.ts';
import { Dice } from '../fuzz/dice.ts';
import { serveRelay } from '../support/workerd.ts';
import { problems, TestDevice, TestPortal, texts, until } from '../support/world.ts';

/** What became of a storm over the real relay. */
export interface Weather {
  readonly seed: number;
  /** What was broken, in words. */
  readonly broken: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const settleMs = 30_000;
const people = ['Maya', 'Rivera', 'Chen'] as const;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** The way to the real relay, which can be lost, slow in either direction, or shut. Order is kept, as TCP keeps it. */
class RoughWire implements Wire {
  readonly #relay: () => Wire;
  readonly #dice: Dice;
  readonly #cuts = new Set<() => void>();
  #asked: Wire | null = null;
  isShut = false;

  constructor(relay: () => Wire, dice: Dice) {
    this.#relay = relay;
    this.#dice = dice;
  }

  /** A relay that was killed comes back at another port: a proof is for the one that it names. */
  get sessionUrl(): string {
    this.#asked = this.#relay();
    return this.#asked.sessionUrl;
  }

  async session(request: { passport: string; proof: string }): Promise<Session> {
    if (this.isShut) throw new BedsideError('relay-unreachable');
    return (this.#asked ?? this.#relay()).session(request);
  }

  /** Every socket breaks, with whatever was under way in it. */
  cut(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  connect(session: Session, on: SocketEvents): Socket {
    const lag = { up: this.#dice.below(15), down: this.#dice.below(15) };
    let over = false;
    const later = (ms: number, then: () => void) => setTimeout(() => over || then(), ms);
    const socket = this.#relay().connect(session, {
      opened: () => over || on.opened(),
      frame: (bytes) => later(lag.down, () => on.frame(bytes)),
      pong: () => over || on.pong(),
      closed: (code) => later(lag.down, () => end(code)),
    });
    const end = (code: number) => {
      if (over) return;
      over = true;
      this.#cuts.delete(cut);
      on.closed(code);
    };
    const cut = () => {
      socket.close();
      end(1006);
    };
    this.#cuts.add(cut);
    return {
      // What was handed over just before a cut may be lost, as in a dying network.
      send: (bytes) => void later(lag.up, () => socket.send(bytes)),
      ping: () => over || socket.ping(),
      close: () => {
        over = true;
        this.#cuts.delete(cut);
        socket.close();
      },
    };
  }
}

interface Someone {
  readonly name: string;
  readonly device: TestDevice;
  readonly wire: RoughWire;
  isOpen: boolean;
}

/**
 * The storm’s scenarios with nothing simulated but the network: real engines, a real relay in workerd with its databases
 * on a disk, SIGKILL. Real time, so a seed names the choices and not the whole course.
 */
export async function stormOverWorkerd(seed: number, steps: number): Promise<Weather> {
  const dice = new Dice(seed);
  const clinic = await Clinic.open();
  const relay = await serveRelay({ name: tenantName, issuer: clinic.issuer });
  const portal = TestPortal.of(clinic.issuer, clinic.keys);
  const conversation = portal.conversation(`storm-${seed}`);
  const everyone: Someone[] = [];
  const said: string[] = [];
  const broken: string[] = [];
  const counts: Record<string, number> = {};

  const enter = (name: string): Someone => {
    const wire = new RoughWire(() => browserWire(relay.origin, tenantName), dice);
    const someone = {
      name: `${name} ${everyone.length}`,
      wire,
      device: new TestDevice({ wire: () => wire, identity: portal.identity(name), conversation, suite: 1 }),
      isOpen: true,
    };
    someone.device.talk.start();
    everyone.push(someone);
    return someone;
  };
  const say = async ({ name, device, isOpen }: Someone) => {
    if (!isOpen) return;
    const text = `${said.length + 1} by ${name}`;
    // Not open yet, or closing: a person would see that the text box still holds the words.
    const isSaved = await device.talk.say(text).then(
      () => true,
      () => false,
    );
    if (isSaved) said.push(text);
  };
  const actions: Record<string, [weight: number, act: (who: Someone) => Promise<unknown>]> = {
    say: [12, say],
    sayMany: [3, (who) => Promise.all(Array.from({ length: 5 }, () => say(who)))],
    cut: [4, async ({ wire }) => wire.cut()],
    reload: [3, async ({ device, isOpen }) => (isOpen ? device.reload() : undefined)],
    leave: [
      2,
      async (who) => {
        who.isOpen = !who.isOpen;
        if (who.isOpen) await who.device.reload();
        else await who.device.talk.stop();
      },
    ],
    shut: [
      2,
      async ({ wire }) => {
        wire.isShut = !wire.isShut;
        wire.cut();
      },
    ],
    enter: [1, async () => (everyone.length < 6 ? enter(dice.pick(people)) : undefined)],
    kill: [
      1,
      async () => {
        await relay.kill();
        await pause(dice.below(300));
        await relay.start();
      },
    ],
  };
  const urn = Object.entries(actions).flatMap(([name, [weight]]) => Array<string>(weight).fill(name));

  try {
    for (const name of people.slice(0, 2)) enter(name);
    await until(everyone[0]!.device.talk, ({ state }) => state === 'ready', settleMs);
    for (let step = 0; step < steps; step++) {
      const name = dice.pick(urn);
      counts[name] = (counts[name] ?? 0) + 1;
      await actions[name]![1](dice.pick(everyone));
      await pause(dice.below(60));
    }
    for (const someone of everyone) {
      someone.wire.isShut = false;
      if (!someone.isOpen) await someone.device.reload();
    }
    for (const { device } of everyone) device.talk.probe();
    const wanted = JSON.stringify([...said].sort());
    const orders = new Set<string>();
    for (const { name, device } of everyone) {
      const { talk } = device;
      const isThere = () =>
        talk.snapshot.state === 'ready' && JSON.stringify(texts(talk.snapshot).sort()) === wanted;
      for (const end = Date.now() + settleMs; !isThere() && Date.now() < end; await pause(50))
        if (talk.snapshot.history.more) await talk.loadEarlier();
      const now = talk.snapshot;
      if (problems(now).length > 0) broken.push(`${name} is shown ${problems(now).join(', ')}`);
      if (isThere()) orders.add(JSON.stringify(texts(now)));
      else
        broken.push(`${name} is ${now.state} ${now.failure ?? ''}: ${texts(now).length} of ${said.length}`);
    }
    if (orders.size > 1) broken.push('not one order');
    counts['devices'] = everyone.length;
    counts['messages'] = said.length;
  } finally {
    for (const { device } of everyone) await device.talk.stop();
    await relay.remove();
    await clinic.close();
  }
  return { seed, broken, counts };
}
