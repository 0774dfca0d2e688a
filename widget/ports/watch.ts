/** How often a follower that can be seen asks for the writer, and how long silence may last: seen at the ping after it. */
const pingMs = 300;
const silenceMs = 850;
/** Followers that notice at the same time do not act at the same time. */
const jitterMs = 150;

/**
 * A follower's eye on the writer: asks for it, and says when it has not answered for too long. The writer answers from
 * its message handler, which works in hidden pages too, whose timers are slow.
 */
export class Watch {
  readonly #ping: () => void;
  readonly #silent: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Since when a ping is unanswered. */
  #since: number | null = null;
  #lookedAt = 0;

  constructor(on: { readonly ping: () => void; readonly silent: () => void }) {
    this.#ping = on.ping;
    this.#silent = on.silent;
  }

  start(): void {
    this.stop();
    this.#timer = setInterval(this.look, pingMs);
    this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#since = null;
  }

  /** The writer was heard. */
  heard(): void {
    this.#since = null;
  }

  readonly look = (): void => {
    const now = performance.now();
    const waited = now - this.#lookedAt;
    this.#lookedAt = now;
    if (this.#timer === undefined) return;
    // A tab that nobody looks at can wait; one that was held up itself cannot have heard anything.
    if (document.visibilityState !== 'visible' || waited > 2 * pingMs) this.#since = null;
    if (document.visibilityState !== 'visible') return;
    if (this.#since === null || now - this.#since < silenceMs) {
      this.#since ??= now;
      this.#ping();
      return;
    }
    const since = this.#since;
    setTimeout(() => {
      if (this.#since !== since) return;
      this.#since = null;
      this.#silent();
    }, Math.random() * jitterMs);
  };
}
