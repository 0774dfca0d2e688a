/** A place is said again this often: twice before it would be let go of (Talk.reading). */
const againMs = 50_000;

/** Says from which place in the log somebody reads, for as long as they do, so that nothing goes from under them. */
export class Stay {
  readonly #say: (seq: number) => void;
  #seq = Number.POSITIVE_INFINITY;
  #said = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(say: (seq: number) => void) {
    this.#say = say;
  }

  /** They read from here on; null: at the end, which stays by itself. */
  at(seq: number | null): void {
    this.#seq = seq ?? Number.POSITIVE_INFINITY;
    if (seq === null) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#said = this.#seq;
    } else {
      this.#timer ??= setInterval(this.#again, againMs);
      if (seq < this.#said) this.#again();
    }
  }

  readonly #again = (): void => {
    this.#said = this.#seq;
    this.#say(this.#seq);
  };
}
