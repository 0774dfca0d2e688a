/** Run by itself, so that it does not share its event loop with anything: the load generator. */
import { percentile } from '../table.ts';
import { enter, type Peer, type Target } from './peers.ts';

/** Asks of the generator, one at a time; each is answered with a message of the same `call`. */
export type Ask = { readonly call: number } & (
  | {
      readonly do: 'enter';
      readonly room: string;
      readonly target: Target;
      readonly peers: number;
      readonly bytes: number;
    }
  | { readonly do: 'saturate'; readonly room: string; readonly inFlight: number; readonly ms: number }
  | { readonly do: 'pace'; readonly room: string; readonly perSecond: number; readonly ms: number }
  | { readonly do: 'leave'; readonly room: string }
);

/** Latencies in ms; `busy`: share of one core that the generator itself used. */
export interface Load {
  readonly perSecond: number;
  readonly ackP50: number;
  readonly ackP99: number;
  readonly deliverP50: number;
  readonly deliverP99: number;
  readonly busy: number;
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const drainMs = 20_000;

/** A room full of peers, and what they say and hear. */
class Crowd {
  #peers: Peer[] = [];
  readonly #said: number[];
  readonly #saidAt: number[][];
  /** What each peer heard of all that was said. */
  readonly #heard: number[];
  #acked: (peer: number) => void = () => {};
  #acks: number[] = [];
  #deliveries: number[] = [];

  constructor(size: number) {
    this.#said = Array(size).fill(0);
    this.#heard = Array(size).fill(0);
    this.#saidAt = Array.from({ length: size }, () => []);
  }

  static async of(ask: Extract<Ask, { do: 'enter' }>): Promise<Crowd> {
    const crowd = new Crowd(ask.peers);
    crowd.#peers = await enter(ask.target, ask.peers, ask.bytes, (peer, sender, id) =>
      crowd.#hear(peer, sender, id),
    );
    return crowd;
  }

  #say(peer: number): void {
    const id = ++this.#said[peer]!;
    this.#saidAt[peer]![id] = performance.now();
    this.#peers[peer]!.say(id);
  }

  #hear(peer: number, sender: number, id: number): void {
    const ms = performance.now() - this.#saidAt[sender]![id]!;
    this.#heard[peer]!++;
    if (peer !== sender) this.#deliveries.push(ms);
    else {
      this.#acks.push(ms);
      this.#acked(peer);
    }
  }

  /** `inFlight` messages always on their way, over all peers; a quarter of a second to warm up, then `ms` that count. */
  async saturate({ inFlight, ms }: Extract<Ask, { do: 'saturate' }>): Promise<Load> {
    const each = Math.max(1, Math.floor(inFlight / this.#peers.length));
    let on = true;
    this.#acked = (peer) => {
      if (on) this.#say(peer);
    };
    for (let i = 0; i < each * this.#peers.length; i++) this.#say(i % this.#peers.length);
    await sleep(250);
    const load = await this.#window(() => sleep(ms));
    on = false;
    await this.#drain();
    return load;
  }

  /** `perSecond` messages, evenly, the peers by turns, whatever comes back. */
  async pace({ perSecond, ms }: Extract<Ask, { do: 'pace' }>): Promise<Load> {
    this.#acked = () => {};
    return this.#window(async () => {
      const started = performance.now();
      const count = Math.round((perSecond * ms) / 1000);
      for (let i = 0; i < count; i++) {
        const due = started + (i * 1000) / perSecond;
        while (performance.now() < due) await sleep(Math.max(0, due - performance.now()));
        this.#say(i % this.#peers.length);
      }
      await this.#drain();
    });
  }

  async #window(work: () => Promise<unknown>): Promise<Load> {
    this.#acks = [];
    this.#deliveries = [];
    const started = performance.now();
    const cpu = process.cpuUsage();
    await work();
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const [acks, deliveries] = [this.#acks, this.#deliveries];
    return {
      perSecond: acks.length / seconds,
      ackP50: percentile(acks, 50),
      ackP99: percentile(acks, 99),
      deliverP50: percentile(deliveries, 50),
      deliverP99: percentile(deliveries, 99),
      busy: (user + system) / 1e6 / seconds,
    };
  }

  /** Throws unless every peer hears every message, its own included, exactly as often as it was said. */
  async #drain(): Promise<void> {
    const all = this.#said.reduce((sum, count) => sum + count, 0);
    const deadline = Date.now() + drainMs;
    while (this.#heard.some((count) => count < all)) {
      if (Date.now() > deadline)
        throw new Error(`said ${all}, heard ${Math.min(...this.#heard)} … ${Math.max(...this.#heard)}`);
      await sleep(5);
    }
    if (this.#heard.some((count) => count > all)) throw new Error('a message was heard twice');
  }

  leave(): void {
    for (const peer of this.#peers) peer.close();
  }
}

const crowds = new Map<string, Crowd>();

async function answer(ask: Ask): Promise<Load | null> {
  if (ask.do === 'enter') {
    crowds.set(ask.room, await Crowd.of(ask));
    return null;
  }
  const crowd = crowds.get(ask.room)!;
  if (ask.do === 'saturate') return crowd.saturate(ask);
  if (ask.do === 'pace') return crowd.pace(ask);
  crowd.leave();
  crowds.delete(ask.room);
  return null;
}

process.on('message', (ask: Ask) => {
  answer(ask).then(
    (load) => process.send?.({ call: ask.call, load }),
    (thrown: unknown) => process.send?.({ call: ask.call, error: String(thrown) }),
  );
});
process.on('uncaughtException', (thrown) => {
  process.send?.({ call: -1, error: String(thrown) });
  setTimeout(() => process.exit(1), 50);
});
process.on('disconnect', () => process.exit(0));
