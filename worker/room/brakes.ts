import type { Rates } from '../rates.ts';
import { Bucket } from './bucket.ts';

/** The buckets of one device in this room. */
export interface Brakes {
  readonly frames: Bucket;
  readonly sends: Bucket;
  readonly commits: Bucket;
  readonly pages: Bucket;
  readonly signals: Bucket;
  readonly sessions: Bucket;
}

/** One device's buckets, made when first asked for; there are never more than there are devices. */
export class BrakesByDevice {
  readonly #rates: Rates;
  readonly #of = new Map<number, Brakes>();

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  of(device: number): Brakes {
    let brakes = this.#of.get(device);
    if (brakes === undefined) {
      const rates = this.#rates;
      const perMinute = (count: number) => new Bucket(count / 60, count);
      brakes = {
        frames: new Bucket(rates.framesPerSecond, rates.framesBurst),
        sends: new Bucket(rates.sendsPerSecond, rates.sendsBurst),
        commits: perMinute(rates.commitsPerMinute),
        pages: new Bucket(rates.pagesPerSecond, rates.pagesBurst),
        signals: new Bucket(rates.signalsPerSecond, rates.signalsBurst),
        sessions: perMinute(rates.sessionsPerMinute),
      };
      this.#of.set(device, brakes);
    }
    return brakes;
  }

  forget(device: number): void {
    this.#of.delete(device);
  }
}
