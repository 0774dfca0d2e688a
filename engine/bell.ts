import { base64url } from '../shared/bytes.ts';
import { BedsideError, type ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { Asking } from './asking.ts';
import type { BellView } from './snapshot.ts';

type Word = Extract<RelayFrame, { type: 'bell' }>;
type Send = (frame: ClientFrame) => void;

/**
 * Where the relay rings this device (PROTOCOL.md §7.8), as far as the engine has to do with it: what the relay says of it after
 * each hello, and what is said to the relay. A relay that rings nobody never says anything.
 */
export class Bell {
  readonly #asking = new Asking<void>();
  #view: BellView | null = null;
  /** On this socket. */
  #isHeard = false;

  /** For the screen; the last word while there is no socket. */
  get view(): BellView | null {
    return this.#view;
  }

  /** A new socket, or none. */
  restart(): void {
    this.#isHeard = false;
    this.#asking.restart();
  }

  heard({ key, set }: Word): void {
    this.#view = { key: base64url(key), set };
    // The first word of a socket answers nothing but the hello.
    if (this.#isHeard) this.#asking.answered();
    this.#isHeard = true;
  }

  refused(code: ErrorCode): void {
    this.#asking.refused(code);
  }

  /** Has this device rung there; null: not any more. Throws what the relay says, and `bell-refused` before it said that it rings. */
  async set(endpoint: string | null, send: Send): Promise<void> {
    if (!this.#isHeard) throw new BedsideError('bell-refused', 'the relay rings nobody');
    await this.#asking.ask(() => send({ type: 'bell', endpoint }));
  }

  /** What a device says that will not be here any more; null where there is nothing to take back. */
  farewell(): ClientFrame | null {
    return this.#isHeard && this.#view?.set === true ? { type: 'bell', endpoint: null } : null;
  }
}
