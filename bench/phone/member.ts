import { Conversation, type Snapshot } from '../../engine/index.ts';
import { limits } from '../../shared/limits.ts';
import { memoryDisk } from '../../widget/ports/memory-disk.ts';
import { browserWire } from '../../widget/ports/wire.ts';
import { identityAt } from '../identity.ts';
import { type BenchPortal, tenant } from '../portal.ts';

const patienceMs = 60_000;

/** Somebody else in the conversation, in this process: the real engine over the real relay. */
export class Member {
  readonly #open: () => Conversation;
  #talk: Conversation;

  private constructor(open: () => Conversation) {
    this.#open = open;
    this.#talk = open();
  }

  /** Resolves when it is in. */
  static async join(o: {
    readonly portal: BenchPortal;
    readonly relay: string;
    readonly conversation: string;
    readonly person: string;
  }): Promise<Member> {
    const ports = {
      wire: browserWire(o.relay, tenant),
      disk: memoryDisk(),
      lock: { hold: (_: string, work: () => Promise<void>) => work() },
      clock: {
        now: () => Date.now(),
        after: (ms: number, then: () => void) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
        random: () => Math.random(),
      },
      wake: { listen: () => () => {} },
      identity: identityAt(o.portal.origin, o.person),
    };
    const member = new Member(() => new Conversation({ conversation: o.conversation, ports }));
    await member.#enter();
    return member;
  }

  #enter(): Promise<void> {
    this.#talk.start();
    return this.until(({ state }) => state === 'ready');
  }

  /** Resolves once it is so; throws after a minute, or where the conversation fails. */
  until(test: (snapshot: Snapshot) => boolean): Promise<void> {
    const talk = this.#talk;
    return new Promise((resolve, reject) => {
      const done = (end: () => void) => {
        clearTimeout(late);
        talk.removeEventListener('change', look);
        end();
      };
      const look = () => {
        if (talk.snapshot.state === 'failed')
          done(() => reject(new Error(`a member failed: ${talk.snapshot.failure}`)));
        else if (test(talk.snapshot)) done(resolve);
      };
      const late = setTimeout(
        () => done(() => reject(new Error(`a member waited a minute, ${talk.snapshot.state}`))),
        patienceMs,
      );
      talk.addEventListener('change', look);
      look();
    });
  }

  /**
   * Writes so many messages, as many at a time as the outbox holds; resolves when the room has them all. After each lot it
   * comes back with nothing on its screen but the newest page: what it writes is wanted, not what it shows.
   */
  async write(count: number, text: (i: number) => string): Promise<void> {
    const atOnce = limits.outboxRowsMax / 2;
    for (let i = 0; i < count; i += atOnce) {
      for (let j = i; j < Math.min(count, i + atOnce); j++) await this.#talk.say(text(j));
      await this.until(({ lines }) => lines.at(-1)?.seq !== null);
      if (i + atOnce >= count) return;
      await this.leave();
      this.#talk = this.#open();
      await this.#enter();
    }
  }

  leave(): Promise<void> {
    return this.#talk.stop();
  }
}
