import { BedsideError } from '../shared/errors.ts';
import type { RelayFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import { encodeChange } from './body.ts';
import type { Commits } from './commits.ts';
import type { DeliveryWorld } from './delivery.ts';
import { bodyTypes } from './envelope.ts';
import { encodeIntroduction } from './introduction.ts';
import { later } from './later.ts';
import type { Live } from './live.ts';
import { saveRow } from './outbox.ts';
import type { Batch } from './ports.ts';
import { redactions } from './speech.ts';

/** What this device says: words from the outbox, and beside them how far it has come. */
export class Sending {
  readonly #live: Live;
  readonly #commits: Commits;
  #isReachedHeld = false;
  /** When the next message is to be hidden, as far as that is on its way. */
  #expiresAt: number | null = null;

  constructor(live: Live, commits: Commits) {
    this.#live = live;
    this.#commits = commits;
  }

  /** The conversation was stopped: what was to come later does not. */
  stopped(): void {
    this.#isReachedHeld = false;
    this.#expiresAt = null;
  }

  /**
   * Saves a row for the outbox, with what `and` says; sends it when it can. Answers the row's key. Throws `not-permitted`,
   * `left`, `outbox-full`, `storage-broken`.
   */
  async queue(
    { type, body }: { readonly type: number; readonly body: Uint8Array },
    and: (key: string) => readonly (readonly [string, Uint8Array | null])[] = () => [],
  ): Promise<string> {
    const { profile, delivery, signals } = this.#live.parts;
    if (profile.claims?.can.includes('write') === false) throw new BedsideError('not-permitted');
    if (delivery.outbox.isLeaving) throw new BedsideError('left', 'nothing behind the last word');
    if (delivery.outbox.rows.length >= limits.outboxRowsMax) throw new BedsideError('outbox-full');
    const row = delivery.outbox.add(type, body, this.#live.clock.now());
    const key = `o${row.ordinal}`;
    try {
      await this.#live.write(new Map([saveRow(row), ...and(key)]));
    } catch (thrown) {
      delivery.outbox.drop(row);
      throw thrown;
    }
    signals?.said();
    this.#live.job(() => this.flush());
    return key;
  }

  /** A row by which others learn these names, for a batch that the caller writes. */
  introduce(disclosures: readonly string[], batch: Batch): void {
    const { delivery } = this.#live.parts;
    const body = encodeIntroduction(disclosures);
    batch.set(...saveRow(delivery.outbox.add(bodyTypes.introduction, body, this.#live.clock.now())));
  }

  /** What sealing needs to know; null where nothing can be sealed now. */
  get world(): DeliveryWorld | null {
    const { membership, profile } = this.#live.parts;
    const { group } = membership;
    const { head } = this.#live;
    if (!this.#live.isCurrent || group === null || head === null) return null;
    return { group, signer: profile.signer, head, nowMs: this.#live.clock.now() };
  }

  /** Seals what waits and sends it. Fresh keys go before words; while a commit is on its way, words wait for the epoch that it begins. */
  async flush(): Promise<void> {
    const { membership, delivery } = this.#live.parts;
    if (this.world === null) return;
    const nowMs = this.#live.clock.now();
    const { hasOutgoing } = this.#commits;
    if (delivery.waits && (hasOutgoing || membership.passportDue || membership.rekeyDue(nowMs))) {
      if (later.held === null) return;
      await (hasOutgoing ? this.#commits.putOut() : this.#commits.make());
    }
    // Who was removed and came back by a void is out again before anything is said.
    if (this.#commits.hasRemovals) await this.#commits.make();
    const { world } = this;
    if (world === null || membership.staged !== null || membership.drift !== null) return;
    // A room that takes no commit has nobody listened to who should be out by now.
    if (this.#commits.isOwed) return;
    const batch: Batch = new Map();
    await delivery.seal(world, batch);
    if (batch.size > 0) await this.#live.write(batch);
    for (const frame of delivery.due(nowMs)) this.#live.send(frame);
    const holdMs = delivery.holdMs(nowMs);
    if (holdMs > 0) this.#live.after(holdMs, () => this.flush());
  }

  /** The room would not take a send. */
  async refused(frame: Extract<RelayFrame, { type: 'refused' }>): Promise<void> {
    const { delivery, senders, profile } = this.#live.parts;
    const batch: Batch = new Map();
    delivery.refused(frame, this.#live.clock.now(), senders.last(profile.device), batch);
    if (batch.size > 0) await this.#live.write(batch);
    await this.flush();
  }

  /** Hides what is to be hidden by now, and has it deleted where it was one's own. Comes again when the next is due. */
  async expire(): Promise<void> {
    if (this.#live.records === null) return;
    const { opener, profile } = this.#live.records;
    const { changes } = opener;
    if (changes === null) return;
    const nowMs = this.#live.clock.now();
    changes.expire(nowMs, profile.claims?.sub);
    if (this.#live.isCurrent && profile.claims?.can.includes('write') === true)
      for (const body of redactions(changes.owed(), 'expired')) await this.queue(encodeChange(body));
    const next = changes.nextExpiry;
    if (next === null || next === this.#expiresAt) return;
    this.#expiresAt = next;
    this.#live.after(Math.min(Math.max(next - nowMs, 0) + 1, 2 ** 30), async () => {
      this.#expiresAt = null;
      await this.expire();
    });
  }

  /** Tells the room how far this device has come: at once, then at most once in {@link limits.reachedEveryMs}. */
  sendReached(): void {
    if (!this.#live.isCurrent || this.#isReachedHeld) return;
    const { receipts, chain } = this.#live.parts;
    const reached = receipts.due(chain.cursor);
    if (reached === null) return;
    this.#live.send({ type: 'reached', ...reached });
    this.#isReachedHeld = true;
    this.#live.after(limits.reachedEveryMs, async () => {
      this.#isReachedHeld = false;
      this.sendReached();
    });
  }
}
