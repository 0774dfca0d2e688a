import { BedsideError, codeOf, type ErrorCode } from '../../shared/errors.ts';
import type { Intent } from './tab-words.ts';

/** How often an intent without an answer is said again, and when it is given up: all but texts, which never are. */
export const intentRepeatMs = 4_000;
const intentGiveUpMs = 30_000;
/** How many answers a writer remembers, to give them again. */
const answersKept = 512;

interface Asked {
  readonly intent: Intent;
  readonly about: string;
  readonly giveUpAt: number;
  readonly resolve: (value: string) => void;
  readonly reject: (thrown: BedsideError) => void;
}

/**
 * What a tab wants done and has not heard the outcome of. Each has an id, the same at every repetition and at every
 * writer, so that it can be said again without being done twice.
 */
export class Intents {
  readonly #asked = new Map<string, Asked>();

  /** Notes an intent and returns its id and its outcome. */
  note(intent: Intent, about: string): { readonly id: string; readonly outcome: Promise<string> } {
    const id = crypto.randomUUID();
    const outcome = new Promise<string>((resolve, reject) => {
      const giveUpAt = intent === 'say' ? Number.POSITIVE_INFINITY : performance.now() + intentGiveUpMs;
      this.#asked.set(id, { intent, about, giveUpAt, resolve, reject });
    });
    return { id, outcome };
  }

  /** Those without an answer, in the order in which they were asked; those that waited too long are given up. */
  open(): readonly (readonly [id: string, asked: { readonly intent: Intent; readonly about: string }])[] {
    const now = performance.now();
    for (const [id, { giveUpAt }] of this.#asked) if (now > giveUpAt) this.failed(id, 'relay-unreachable');
    return [...this.#asked];
  }

  done(id: string, value: string): void {
    this.#asked.get(id)?.resolve(value);
    this.#asked.delete(id);
  }

  failed(id: string, code: ErrorCode): void {
    this.#asked.get(id)?.reject(new BedsideError(code));
    this.#asked.delete(id);
  }

  /** Nobody will answer any more. */
  failAll(code: ErrorCode): void {
    for (const id of [...this.#asked.keys()]) this.failed(id, code);
  }
}

export type Outcome = { readonly value: string } | { readonly code: ErrorCode };

/** What the writer was asked in its reign: an intent that comes again gets the outcome that it had. */
export class Answers {
  readonly #outcomes = new Map<string, Promise<Outcome>>();

  once(id: string, work: () => Promise<string>): Promise<Outcome> {
    let outcome = this.#outcomes.get(id);
    if (outcome === undefined) {
      outcome = work().then(
        (value): Outcome => ({ value }),
        (thrown): Outcome => ({ code: codeOf(thrown) }),
      );
      this.#outcomes.set(id, outcome);
      if (this.#outcomes.size > answersKept) this.#outcomes.delete(this.#outcomes.keys().next().value!);
    }
    return outcome;
  }
}
