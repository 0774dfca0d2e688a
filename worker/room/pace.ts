import { limits } from '../../shared/limits.ts';

/** What of the pace survives the room's sleep. */
export interface PaceState {
  /** Bytes sent that are not known to have been read. */
  unread: number;
  /** The mark that was asked for and not answered yet, and how many of the bytes it stands for. */
  asked: { readonly mark: number; readonly bytes: number } | null;
}

/** How much may be sent between two times that the state is kept: what a sleep can forget. */
const keptEveryBytes = 8 * 1024;

/**
 * How much one socket may owe: the platform buffers for a slow reader without limit, and a ping proves nothing, because the
 * platform answers it. So the reader proves that it reads, with a number that it cannot know otherwise (PROTOCOL.md §7.4).
 */
export class Pace {
  readonly #state: PaceState;
  #keptAt: number;

  constructor(state: PaceState) {
    this.#state = state;
    this.#keptAt = state.unread;
  }

  /** It reads too little to be given more without its asking. */
  get isCrowded(): boolean {
    return this.#state.unread > limits.unreadBytesMax / 2;
  }

  /** So many bytes more would be more than it may owe. */
  isFull(bytes: number): boolean {
    return this.#state.unread + bytes > limits.unreadBytesMax;
  }

  /** Counts what is sent. True where the state should be kept. */
  sent(bytes: number): boolean {
    this.#state.unread += bytes;
    const isDue = this.#state.unread - this.#keptAt >= keptEveryBytes;
    if (isDue) this.#keptAt = this.#state.unread;
    return isDue;
  }

  /** A mark to ask for, where it is time; null while one is out. */
  ask(): number | null {
    if (this.#state.asked !== null || this.#state.unread < limits.paceBytes) return null;
    const [mark = 0] = crypto.getRandomValues(new Uint32Array(1));
    this.#state.asked = { mark, bytes: this.#state.unread };
    return mark;
  }

  /** The reader's answer. False where nobody asked for that. */
  answered(mark: number): boolean {
    const { asked } = this.#state;
    if (asked?.mark !== mark) return false;
    this.#state.unread = Math.max(0, this.#state.unread - asked.bytes);
    this.#keptAt = this.#state.unread;
    this.#state.asked = null;
    return true;
  }
}
