import { Conversation, type Disk, type Identity, type Ports } from '../../engine/index.ts';
import type { SuiteId } from '../../engine/mls/index.ts';
import type { Network, Owner } from './network.ts';
import type { Random, Time } from './time.ts';

/** What a storage holds, whoever has it open. */
export class Store {
  readonly records = new Map<string, Uint8Array>();
  readonly keys = new Map<string, CryptoKeyPair>();
}

/** One page on a device: a conversation that was opened on the device's storage, until it is closed or dies. */
export class Life implements Owner {
  readonly name: string;
  readonly number: number;
  isDead = false;
  talk!: Conversation;
  /** Set where the page dies at a write: after so many more, before it lands or just after. */
  dying: { writes: number; readonly lands: boolean } | null = null;
  /** How far each text of this page's own was shown to have got. */
  readonly shown = new Map<string, string>();

  constructor(name: string, number: number) {
    this.name = name;
    this.number = number;
  }
}

interface DeviceOptions {
  readonly name: string;
  readonly person: number;
  readonly identity: Identity;
  readonly conversation: string;
  readonly suite: SuiteId;
  readonly time: Time;
  readonly network: Network;
  readonly random: Random;
  readonly on: {
    changed(device: Device): void;
    died(device: Device, life: Life): void;
  };
}

/** A device: a storage that outlives its pages, a clock of its own, and at most two pages that share one lock. */
export class Device {
  readonly o: DeviceOptions;
  store = new Store();
  offsetMs = 0;
  /** Writes take so many ms at most. */
  slowMs = 0;
  lives: Life[] = [];
  #lifeCount = 0;
  readonly #waiting: { readonly life: Life; readonly run: () => void }[] = [];
  #holder: Life | null = null;
  readonly #wakes = new Map<Life, () => void>();
  /** The head of the log when this device last lost what it knew: its membership is later than that. */
  lostAtHead = 0;
  /** Its key, as the portal was last told. */
  deviceKey: JsonWebKey | null = null;
  /** The id under which it was last in the group; null where it never was. */
  ownId: string | null = null;

  constructor(o: DeviceOptions) {
    this.o = o;
  }

  get name(): string {
    return this.o.name;
  }

  /** The page that is in use. */
  get life(): Life | null {
    return this.#holder ?? this.lives[0] ?? null;
  }

  get isClosed(): boolean {
    return this.lives.length === 0;
  }

  open(): Life {
    const life = new Life(this.name, ++this.#lifeCount);
    const { conversation, suite } = this.o;
    life.talk = new Conversation({ conversation, suite, ports: this.#ports(life) });
    life.talk.addEventListener('change', () => {
      const own = life.talk.snapshot.members.find(({ self }) => self)?.devices.find(({ self }) => self);
      if (own !== undefined) this.ownId = own.id;
      this.o.on.changed(this);
    });
    this.lives.push(life);
    life.talk.start();
    return life;
  }

  /** Closes the page as a person does. */
  close(life: Life): Promise<void> {
    return life.talk.stop().then(() => {
      life.isDead = true;
      this.lives = this.lives.filter((other) => other !== life);
    });
  }

  /** The page is gone between two of its steps. Its storage keeps exactly what was written. */
  kill(life: Life): void {
    if (life.isDead) return;
    life.isDead = true;
    this.lives = this.lives.filter((other) => other !== life);
    this.#wakes.delete(life);
    this.o.network.died(life);
    if (this.#holder === life) this.#next();
    this.o.on.died(this, life);
  }

  wake(): void {
    const life = this.life;
    if (life !== null) this.#wakes.get(life)?.();
  }

  #next(): void {
    this.#holder = null;
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.life.isDead) continue;
      this.#holder = next.life;
      next.run();
      return;
    }
  }

  #ports(life: Life): Ports {
    const { time, random, network, identity, name } = this.o;
    return {
      wire: network.wire(life),
      disk: this.#disk(life),
      lock: {
        hold: (_, work) =>
          new Promise((resolve, reject) => {
            const run = () => {
              work().then(
                () => {
                  if (this.#holder === life) this.#next();
                  resolve();
                },
                (thrown) => {
                  if (this.#holder === life) this.#next();
                  reject(thrown);
                },
              );
            };
            this.#waiting.push({ life, run });
            if (this.#holder === null) this.#next();
          }),
      },
      clock: {
        now: () => time.now() + this.offsetMs,
        after: (ms, then) =>
          time.after(ms, `${name} timer`, () => {
            if (!life.isDead) then();
          }),
        random: () => random.next(),
      },
      wake: {
        listen: (then) => {
          this.#wakes.set(life, then);
          return () => this.#wakes.delete(life);
        },
      },
      identity: {
        passport: (request) => {
          this.deviceKey = request.deviceKey;
          return this.#later(life, () => identity.passport(request), random.whole(1, 50));
        },
        jwks: (issuer) => identity.jwks(issuer),
      },
    };
  }

  /** Resolves after so many ms of the storm's time, or never where the page is dead by then. */
  #later<T>(life: Life, then: () => Promise<T>, ms: number): Promise<T> {
    return new Promise((resolve, reject) => {
      this.o.time.after(ms, `${this.name} waited`, () => {
        if (!life.isDead) then().then(resolve, reject);
      });
    });
  }

  #disk(life: Life): Disk {
    const store = () => this.store;
    const { random } = this.o;
    const never = <T>() => new Promise<T>(() => {});
    const read = async <T>(of: () => T): Promise<T> => (life.isDead ? never<T>() : of());
    const write = async (land: () => void): Promise<void> => {
      if (life.isDead) return never();
      if (this.slowMs > 0) await this.#later(life, async () => {}, random.whole(0, this.slowMs));
      if (life.isDead) return never();
      const { dying } = life;
      if (dying !== null && dying.writes-- <= 0) {
        if (dying.lands) land();
        this.kill(life);
        return never();
      }
      land();
    };
    return {
      kind: 'durable',
      read: (key) => read(() => store().records.get(key)?.slice() ?? null),
      list: (prefix) =>
        read(() =>
          [...store().records]
            .filter(([key]) => key.startsWith(prefix))
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, value]): readonly [string, Uint8Array] => [key, value.slice()]),
        ),
      write: (batch) => {
        const copies = [...batch].map(([key, value]) => [key, value?.slice() ?? null] as const);
        return write(() => {
          for (const [key, value] of copies) {
            if (value === null) store().records.delete(key);
            else store().records.set(key, value);
          }
        });
      },
      readKeys: (name) => read(() => store().keys.get(name) ?? null),
      writeKeys: (name, pair) =>
        write(() => {
          store().keys.set(name, pair);
        }),
      wipe: () =>
        write(() => {
          store().records.clear();
          store().keys.clear();
        }),
      close: () => {},
    };
  }
}
