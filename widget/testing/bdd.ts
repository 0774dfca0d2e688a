/** Mocha's words, which the test runner puts into the page, with types. */
type Work = () => void | Promise<void>;
interface Words {
  readonly describe: (name: string, work: () => void) => void;
  readonly it: (name: string, work: Work) => void;
  readonly before: (work: Work) => void;
  readonly after: (work: Work) => void;
  readonly beforeEach: (work: Work) => void;
  readonly afterEach: (work: Work) => void;
}
export const { describe, it, before, after, beforeEach, afterEach } = globalThis as unknown as Words;
