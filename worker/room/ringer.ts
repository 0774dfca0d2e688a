import type { RelayFrame } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { ring } from '../bell/ring.ts';
import { type BellSetting, endpointAt } from '../bell/setting.ts';
import type { Bell, Bells } from './bells.ts';
import type { Devices } from './devices.ts';
import type { Log } from './log.ts';
import type { Sessions } from './sessions.ts';

/** A little past limits.socketSilentMs: by then a socket that nobody is behind can be told from one that is only quiet. */
const lookAgainMs = limits.socketSilentMs + 1_000;

/**
 * Rings those who have a message and are not here (PROTOCOL.md §7.8): nobody of the person has a socket, and none of the
 * person's devices has taken it. After the store, on the side, and whatever comes of it is nobody's business but its own.
 */
export class Ringer {
  readonly #setting: BellSetting | null;
  readonly #setAlarm: (at: number) => void;
  readonly #log: Log;
  readonly #devices: Devices;
  readonly #sessions: Sessions;
  readonly #queue: Bell[] = [];
  readonly #lanes = new Set<Promise<void>>();
  /** When the alarm is due; of one set before a sleep this knows nothing, and sets it again. */
  #alarmAt = Number.POSITIVE_INFINITY;

  constructor(parts: {
    setting: BellSetting | null;
    /** Has {@link alarmed} called then, and not when it was set to before. */
    setAlarm: (at: number) => void;
    log: Log;
    devices: Devices;
    sessions: Sessions;
  }) {
    this.#setting = parts.setting;
    this.#setAlarm = parts.setAlarm;
    this.#log = parts.log;
    this.#devices = parts.devices;
    this.#sessions = parts.sessions;
  }

  get #bells(): Bells {
    return this.#devices.bells;
  }

  /** What a device is told of its own bell; null from a relay that rings nobody. */
  word(device: number): Extract<RelayFrame, { type: 'bell' }> | null {
    return this.#setting && { type: 'bell', key: this.#setting.publicKey, set: this.#bells.has(device) };
  }

  /** False where the endpoint is at no push service that this relay knows, or it rings nobody. */
  set(device: number, endpoint: string | null): boolean {
    if (this.#setting === null) return false;
    if (endpoint === null) this.#bells.drop(device);
    else if (endpointAt(this.#setting.services, endpoint) === null) return false;
    else this.#bells.set(device, endpoint);
    return true;
  }

  /** A device of that person said hello: whatever it was rung for, it sees now. */
  back(person: string): void {
    if (this.#setting !== null) this.#bells.back(this.#devices.ofPerson(person));
  }

  /** Rings whom it is time to ring, and sees to it that the others' time comes. */
  look(now: number): void {
    if (this.#setting === null) return;
    const here = new Set(this.#sessions.present().map((device) => this.#devices.person(device)));
    let next = Number.POSITIVE_INFINITY;
    for (const bell of this.#bells.waiting) {
      if (!this.#isOwed(bell, now)) continue;
      const isHere = here.has(this.#devices.person(bell.device));
      const dueAt = isHere ? now + lookAgainMs : bell.rungAt + limits.bellEveryMs;
      if (dueAt <= now) this.#ring(bell, now);
      else next = Math.min(next, dueAt);
    }
    this.#arm(next);
  }

  /** The alarm went off. Resolves when everybody who was to be rung was. */
  async alarmed(now: number): Promise<void> {
    this.#alarmAt = Number.POSITIVE_INFINITY;
    this.look(now);
    await Promise.all(this.#lanes);
  }

  /** Somebody else wrote what no device of the person has taken. Whom no passport brought for as long as one lives is nobody's. */
  #isOwed({ device }: Bell, now: number): boolean {
    if (now - this.#devices.seen(device) > limits.passportLifetimeMs) return false;
    const own = this.#devices.ofPerson(this.#devices.person(device));
    const taken = Math.max(...own.map((one) => this.#devices.reached(one).taken));
    return this.#log.hasMessageAfter(taken, own);
  }

  #arm(at: number): void {
    if (at >= this.#alarmAt) return;
    this.#alarmAt = at;
    this.#setAlarm(at);
  }

  #ring(bell: Bell, now: number): void {
    this.#bells.rung(bell, now);
    this.#queue.push(bell);
    if (this.#lanes.size >= limits.bellsAtOnceMax) return;
    const lane: Promise<void> = this.#work().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  async #work(): Promise<void> {
    for (let bell = this.#queue.shift(); bell !== undefined; bell = this.#queue.shift()) {
      const outcome = await ring(this.#setting!, bell.endpoint);
      if (outcome === 'gone') this.#bells.gone(bell);
      if (outcome === 'failed' && this.#bells.failed(bell)) this.#arm(Date.now() + limits.bellEveryMs);
    }
  }
}
