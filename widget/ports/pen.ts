/** What happens to a pen. `taken` is called when it is this tab's; one of the others ends it or the wait for it. */
export interface PenEvents {
  taken(): void;
  /** Another tab took it away. */
  lost(): void;
  /** The browser gives no locks here. */
  denied(): void;
}

/**
 * The right to write of one scope (INV-8), which one tab at a time holds, by Web Locks: the browser passes it on when
 * its holder closes or dies. A holder that is frozen keeps it; then another steals it.
 */
export class Pen {
  readonly #name: string;
  readonly #on: PenEvents;
  #waiting: AbortController | null = null;
  #release: (() => void) | null = null;
  /** Counts requests, so that an earlier one is not heard. */
  #turn = 0;

  constructor(name: string, on: PenEvents) {
    this.#name = name;
    this.#on = on;
  }

  get held(): boolean {
    return this.#release !== null;
  }

  /** Gets in line, where it is not yet. */
  wait(): void {
    if (this.held || this.#waiting !== null) return;
    this.#waiting = new AbortController();
    this.#ask({ signal: this.#waiting.signal });
  }

  /** Takes it from whoever has it. */
  steal(): void {
    if (this.held) return;
    this.drop();
    this.#ask({ steal: true });
  }

  /** Lets it go, or leaves the line. */
  drop(): void {
    this.#turn += 1;
    this.#waiting?.abort();
    this.#waiting = null;
    this.#release?.();
    this.#release = null;
  }

  #ask(options: LockOptions): void {
    this.#turn += 1;
    const turn = this.#turn;
    let taken = false;
    navigator.locks
      .request(this.#name, options, () => {
        if (turn !== this.#turn) return;
        taken = true;
        this.#waiting = null;
        return new Promise<void>((release) => {
          this.#release = release;
          this.#on.taken();
        });
      })
      .catch(() => {
        if (turn !== this.#turn) return;
        this.#release = null;
        this.#waiting = null;
        if (taken) this.#on.lost();
        else this.#on.denied();
      });
  }
}
