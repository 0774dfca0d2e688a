import { BedsideError } from '../shared/errors.ts';

/** Code that is fetched apart from the rest: ahead of its use where there is time, else when it is wanted. */
export class Part<Code> {
  readonly #load: () => Promise<Code>;
  #code: Promise<Code> | null = null;

  constructor(load: () => Promise<Code>) {
    this.#load = load;
  }

  /** Throws `relay-unreachable` where it does not come; the next call asks again. */
  get(): Promise<Code> {
    this.#code ??= this.#load().catch(() => {
      this.#code = null;
      throw new BedsideError('relay-unreachable', 'part');
    });
    return this.#code;
  }

  /** Has it fetched. Where it does not come, whoever needs it asks again. */
  ahead(): void {
    this.get().catch(() => {});
  }
}
