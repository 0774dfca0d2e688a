import type { ClientFrame, Entry, RelayFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';

type Page = Extract<RelayFrame, { type: 'page' }>;
const earlierEntries = 50;

/**
 * Which entries are asked for, and how many live ones this device can take (PROTOCOL.md §7.4). One page is asked for at
 * a time in each direction; live entries past the cursor only move the target: the pages bring them.
 */
export class Pager {
  readonly #send: (frame: ClientFrame) => void;
  #target = 0;
  #asked = false;
  #credit = 0;
  #earlier: (() => void)[] = [];

  constructor(send: (frame: ClientFrame) => void) {
    this.#send = send;
  }

  /** A page of history is on its way. */
  get loadingEarlier(): boolean {
    return this.#earlier.length > 0;
  }

  /** A new socket, whose hello gave this credit. */
  restart(credit: number): void {
    this.#asked = false;
    this.#credit = credit;
    this.stop();
  }

  /** The socket is gone, and with it what was asked. */
  stop(): void {
    for (const loaded of this.#earlier.splice(0)) loaded();
  }

  /** The log goes on to here at least. */
  reach(head: number): void {
    this.#target = Math.max(this.#target, head);
  }

  /** Asks for the next page after the cursor where one is missing. True where the cursor is at the target. */
  pull(cursor: number): boolean {
    if (this.#asked) return false;
    if (cursor < this.#target) {
      this.#asked = true;
      this.#send({ type: 'page', direction: 'after', seq: cursor, limit: limits.pageEntriesMax });
      return false;
    }
    if (this.#credit < limits.creditEntries / 2) {
      const entries = limits.creditEntries - Math.max(this.#credit, 0);
      this.#credit = limits.creditEntries;
      this.#send({ type: 'credit', entries });
    }
    return true;
  }

  /** The entries of a page that are new; null where no page was asked for. `short`: the relay gave fewer than there are. */
  paged(frame: Page, cursor: number): { readonly fresh: readonly Entry[]; readonly short: boolean } | null {
    if (!this.#asked) return null;
    this.#asked = false;
    const fresh = frame.entries.filter(({ seq }) => seq > cursor);
    return { fresh, short: fresh.length === 0 && cursor < this.#target };
  }

  /** The live entries that follow the cursor; none while a page is awaited, which will bring them. */
  live(entries: readonly Entry[], cursor: number): readonly Entry[] {
    this.#credit -= entries.length;
    this.reach(entries.at(-1)?.seq ?? 0);
    const fresh = entries.filter(({ seq }) => seq > cursor);
    return !this.#asked && fresh[0]?.seq === cursor + 1 ? fresh : [];
  }

  /** The credit was used up, and the relay stopped. */
  spent(): void {
    this.#credit = 0;
  }

  /** The relay would not give a page now. */
  refused(): void {
    this.#asked = false;
    this.stop();
  }

  /** Asks for the page before `first`, unless one is on its way. Resolves when it was taken or the socket is gone. */
  askEarlier(first: number): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.#earlier.push(resolve));
    if (this.#earlier.length === 1) {
      this.#send({ type: 'page', direction: 'before', seq: first, limit: earlierEntries });
    }
    return loaded;
  }

  /** Those who wait for the page of history that came; null where none was asked for. */
  earlierCame(): (() => void)[] | null {
    const waiting = this.#earlier.splice(0);
    return waiting.length === 0 ? null : waiting;
  }
}
