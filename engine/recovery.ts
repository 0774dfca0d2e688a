import { equal } from '../shared/bytes.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { sealDeposit } from './deposit.ts';
import type { Descent } from './descent.ts';
import type { Membership } from './membership.ts';
import { openDeposit } from './opened-deposit.ts';
import type { Profile } from './profile.ts';

type Answer = Extract<RelayFrame, { type: 'deposits' }>;
/** How many epochs are looked after in one go: more than links are ever behind. */
const checksMax = 8;

/**
 * What this device does with its person's vault (PROTOCOL.md §6.4). Where reading back stands still for want of a link,
 * it looks for a deposit; and of the epochs that it has, it sees to it that one stands, whatever the committer brought.
 */
export class Recovery {
  readonly #profile: Profile;
  readonly #membership: Membership;
  readonly #descent: Descent;
  /** Epochs asked for on this socket, to read them; and those of which a right deposit stands. */
  readonly #asked = new Set<number>();
  readonly #stands = new Set<number>();
  #awaited: number | null = null;

  constructor(profile: Profile, membership: Membership, descent: Descent) {
    this.#profile = profile;
    this.#membership = membership;
    this.#descent = descent;
  }

  /** A new socket: what was asked on the one before is asked again. */
  restart(): void {
    this.#asked.clear();
    this.#stands.clear();
    this.#awaited = null;
  }

  /** An answer is on its way by which history may go on. */
  get pending(): boolean {
    return this.#awaited !== null;
  }

  /** The question for the epoch that reading back stands still for; null where there is none, or it was asked. */
  question(): ClientFrame | null {
    const { vault } = this.#profile;
    const epoch = this.#descent.shutEpoch;
    if (vault === null || epoch === null || this.#asked.has(epoch)) return null;
    this.#asked.add(epoch);
    this.#awaited = epoch;
    return { type: 'deposits', epoch, vault: vault.name };
  }

  /** The questions for the epochs whose roots this device holds and whose deposits it has not seen. */
  checks(): readonly ClientFrame[] {
    const { vault } = this.#profile;
    const { group, roots } = this.#membership;
    if (vault === null || group === null) return [];
    const epochs = [group.state.epoch, ...[...roots.byEpoch.keys()].sort((a, b) => b - a)].filter(
      (epoch) => epoch > 0 && !this.#stands.has(epoch),
    );
    return epochs.slice(0, checksMax).map((epoch) => ({ type: 'deposits', epoch, vault: vault.name }));
  }

  /** The room could not answer now: the question may be asked again. */
  forget(epoch: number): void {
    this.#asked.delete(epoch);
    this.#stands.delete(epoch);
    if (this.#awaited === epoch) this.#awaited = null;
  }

  /** Takes an answer. `opened`: history may go on. `send`: the deposit that is missing. */
  async take(answer: Answer): Promise<{ readonly opened: boolean; readonly send: ClientFrame | null }> {
    const { vault } = this.#profile;
    const { group } = this.#membership;
    const { epoch } = answer;
    const nothing = { opened: false, send: null };
    if (this.#awaited === epoch) this.#awaited = null;
    if (vault === null || group === null || !equal(answer.vault, vault.name)) return nothing;
    const { suite, groupId } = group.state;
    const of = { suite, groupId, epoch };
    const opened = await Promise.all(answer.deposits.map((deposit) => openDeposit(of, vault, deposit)));
    const found = opened.filter((deposit) => deposit !== null);
    const known = await this.#membership.keysOf(epoch);
    if (known !== null) {
      const stands = found.some(({ keys }) => equal(keys.root, known.root));
      const seen = this.#stands.has(epoch);
      this.#stands.add(epoch);
      if (stands || seen) return nothing;
      const deposit = await sealDeposit(known, vault.publicKey, vault);
      return { opened: false, send: deposit === null ? null : { type: 'deposit', epoch, deposit } };
    }
    if (this.#descent.shutEpoch !== epoch) return nothing;
    // The person's own word first, but where what was said in that epoch bears out another: then it is of an epoch of this
    // number that was voided. Of others', it must bear one out, where anything was said.
    const ranked = found.flatMap(({ keys, own }) => {
      const { for: borneOut, against } = this.#descent.witnesses(keys.kid);
      const isDoubted = borneOut === 0 && against > 0;
      if (own) return { keys, worth: isDoubted ? 0 : Number.MAX_SAFE_INTEGER };
      return isDoubted ? [] : { keys, worth: borneOut };
    });
    const best = ranked.sort((a, b) => b.worth - a.worth)[0];
    if (best === undefined) return nothing;
    this.#descent.restore(epoch, best.keys.root);
    return { opened: true, send: null };
  }
}
