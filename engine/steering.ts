import { codeOf, type ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import type { Drift } from './drift.ts';
import type { Parts } from './records.ts';

/** What steering needs of the conversation. */
export interface Helm {
  parts(): Parts;
  /** On a live socket, without a group. */
  isJoining(): boolean;
  /** On a live socket, in the group. */
  isCurrent(): boolean;
  now(): number;
  random(): number;
  send(frame: ClientFrame): void;
  /** True where the log is not held down to this place yet; then it is asked for. */
  isEarlierWanted(seq: number): boolean;
  after(ms: number, work: () => Promise<void>): void;
  /** The group cannot be had for now, and why; the next try is due at `retryAt`. */
  stalled(code: ErrorCode, retryAt: number): void;
}

/** Where the room would not hear this device, so much longer is left to the others. */
const othersMs = 1_600;

/**
 * Brings this device and the room into one epoch: voids a commit that it refused, vouches for one that it took, and where
 * neither helps asks for the GroupInfo to come in anew. One thing at a time; what fails is tried again, ever later.
 */
export class Steering {
  readonly #helm: Helm;
  #armed: Drift | null = null;
  /** How often the group's GroupInfo did not hold, and how often another was faster, since this device was last in. */
  #tries = 0;
  #races = 0;
  /** Counts asks, so that a timer of an earlier one does nothing. */
  #ask = 0;

  constructor(helm: Helm) {
    this.#helm = helm;
  }

  /** This device is in, unless it has to find another way still. */
  arrived(): void {
    if (this.#helm.parts().membership.drift !== null) return;
    this.#tries = 0;
    this.#races = 0;
    this.#armed = null;
    this.#ask += 1;
  }

  /** A new socket: what was asked on the last one will not be answered. */
  restarted(): void {
    this.#armed = null;
    this.#ask += 1;
  }

  /** Does what the drift asks for, each in its time. */
  steer(): void {
    const { membership } = this.#helm.parts();
    const { drift } = membership;
    if (drift === null || !this.#helm.isCurrent()) return;
    if (drift.isLost) {
      this.#resync();
      return;
    }
    if (this.#armed === drift) return;
    this.#armed = drift;
    const waitMs = membership.waitMs();
    const { commit: seq, epoch } = drift;
    const own = membership.unsettled?.person === this.#helm.parts().profile.claims?.sub;
    if (drift.kind === 'refused')
      this.#later(waitMs, drift, () => this.#helm.send({ type: 'void', epoch, seq }));
    // Whose own commits were voided cannot vouch for them.
    else if (!own) this.#later(waitMs, drift, () => this.#helm.send({ type: 'vouch', epoch, seq }));
    this.#later(limits.resyncWaitMs + waitMs, drift, () => this.#lose());
  }

  #later(ms: number, drift: Drift, then: () => void): void {
    this.#helm.after(ms, async () => {
      if (this.#helm.parts().membership.drift === drift && this.#helm.isCurrent()) then();
    });
  }

  #lose(): void {
    this.#helm.parts().membership.giveUp();
    this.#resync();
  }

  /** The room would not void, or not vouch. */
  refused(frame: Extract<RelayFrame, { type: 'refused' }>): void {
    const { membership } = this.#helm.parts();
    const { drift } = membership;
    if (drift === null || drift.isLost) return;
    if (frame.code === 'stale-epoch') return;
    // Somebody else may still do what this device may not.
    this.#later(othersMs + membership.waitMs(), drift, () => this.#lose());
  }

  /** Asks for the GroupInfo, where a way in was not tried too often already. */
  #resync(): void {
    const { membership } = this.#helm.parts();
    if (membership.staged !== null) {
      this.#helm.send(membership.commitFrame!);
      return;
    }
    const { drift } = membership;
    // What this device itself said upon what was voided is to be in hand before the way to it is gone.
    if (drift?.kind === 'voided' && this.#helm.isEarlierWanted(drift.commit)) {
      this.#askIn(250);
      return;
    }
    // Where the way in did not hold either, the commit that led here may still be voided.
    if (drift?.kind === 'refused' && this.#tries > 0)
      this.#helm.send({ type: 'void', epoch: drift.epoch, seq: drift.commit });
    const now = this.#helm.now();
    const due = membership.mayResyncAt(now);
    if (due > now) this.#wait('group-refused', due - now);
    else this.#helm.send({ type: 'group' });
  }

  /** Asks again in a moment, ever later: another was faster, or the answer came too early. */
  again(): void {
    this.#races += 1;
    const over = this.#races - limits.commitTriesMax;
    if (over > 0) this.#wait('group-diverged', this.#backOff(over));
    else this.#askIn(Math.round(this.#helm.random() * 200 * this.#races));
  }

  /** The way in does not hold: it is said, and asked for again, ever later. Throws what no later try can mend. */
  failed(thrown: unknown): void {
    const code = codeOf(thrown);
    if (code === 'internal' || code === 'room-full' || code === 'portal-changed') throw thrown;
    this.#tries += 1;
    this.#wait(code, this.#backOff(this.#tries));
  }

  #backOff(count: number): number {
    const most = Math.min(limits.reconnectMaxMs, limits.reconnectBaseMs * 2 ** Math.min(count, 10));
    return Math.round(most * (0.5 + this.#helm.random() / 2));
  }

  #wait(code: ErrorCode, ms: number): void {
    this.#helm.stalled(code, this.#helm.now() + ms);
    this.#askIn(ms);
  }

  #askIn(ms: number): void {
    const ask = ++this.#ask;
    this.#helm.after(ms, async () => {
      if (ask === this.#ask) this.now();
    });
  }

  /** Asks at once, where this device is not in. */
  now(): void {
    if (this.#helm.isCurrent()) this.steer();
    else if (this.#helm.isJoining() && this.#helm.parts().membership.staged === null)
      this.#helm.send({ type: 'group' });
  }
}
