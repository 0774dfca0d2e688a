import { BedsideError } from './errors.ts';

/** Has the files of a part in hand, each compared with its hash; where the part itself is. Rejects where one does not come or is another. */
export type Ready = (part: string) => Promise<string>;

let ready: Ready;

/** From now on parts are imported when `by` says so. */
export function readyParts(by: Ready): void {
  ready = by;
}

/** What the build makes of every import() but the first (scripts/build.ts): nothing of a part runs before its files were compared. */
export const fetchPart = async (part: string): Promise<unknown> =>
  import(/* @vite-ignore */ await ready(part));

/** Code that is fetched apart from the rest: ahead of its use where there is time, else when it is wanted. */
export class Part<Code> {
  readonly #load: () => Promise<Code>;
  #coming: Promise<Code> | null = null;
  #code: Code | null = null;

  constructor(load: () => Promise<Code>) {
    this.#load = load;
  }

  /** Null while it is not there. */
  get held(): Code | null {
    return this.#code;
  }

  /** Throws `relay-unreachable` where it does not come; the next call asks again. */
  get(): Promise<Code> {
    this.#coming ??= this.#load().then(
      (code) => {
        this.#code = code;
        return code;
      },
      () => {
        this.#coming = null;
        throw new BedsideError('relay-unreachable', 'part');
      },
    );
    return this.#coming;
  }

  /** Has it fetched. Where it does not come, whoever needs it asks again. */
  ahead(): void {
    this.get().catch(() => {});
  }
}
