import { codeOf } from '../shared/errors.ts';
import { isRevokedBy } from '../shared/revoked.ts';
import { type EpochPage, isGoing } from './epoch-book.ts';
import type { Item, Line } from './line.ts';
import type { Live } from './live.ts';
import { movements } from './movements.ts';
import type { Revocations } from './revocations.ts';
import type { Verified } from './verified.ts';

/** Says at their places in the log who came and went, and whose access ended. */
export class Tidings {
  readonly #live: Live;

  constructor(live: Live) {
    this.#live = live;
  }

  /** Says on a commit's line who came and went. */
  tell(item: Item, before: readonly Verified[], after: readonly Verified[]): void {
    const { arrivals, departures, opener, profile, revocations } = this.#live.parts;
    arrivals.note(before, after, item.at);
    profile.awaited?.note(before, after);
    const moved = movements(before, after);
    departures.came(
      moved.flatMap((movement) => (isGoing(movement) ? [] : [movement.claims])),
      item.seq,
    );
    // That the portal took back someone's access, or that somebody leaves, was told at its own place.
    const told = moved.filter((movement) => {
      const { claims } = movement;
      const isTold = revocations.covers(claims, item.seq) || departures.covers(claims, item.seq);
      return !(isTold && isGoing(movement));
    });
    item.lines = told.map((movement, i): Line => ({ kind: 'notice', key: `s${item.seq}.${i}`, movement }));
    item.entry = null;
    opener.changes?.opened(item);
  }

  /**
   * Reads a revocation at its place: verified, it is told where it ended somebody's access. What that device still wrote
   * behind it is not shown. Throws `portal-unreachable`.
   */
  async revoked(item: Item, page: EpochPage): Promise<void> {
    const { chain, opener, revocations } = this.#live.parts;
    const { entry } = item;
    item.entry = null;
    if (entry === null) return;
    let standing: Awaited<ReturnType<Revocations['take']>>;
    try {
      standing = await revocations.take(entry.body, entry.seq);
    } catch (thrown) {
      if (codeOf(thrown) !== 'revocation-invalid') throw thrown;
      opener.problem(item, 'revocation-invalid');
      return;
    }
    if (standing === null) return;
    const ended = standing;
    const claims = page.members?.find((member) => isRevokedBy(ended, member.claims))?.claims;
    if (claims === undefined) return;
    const notice = ended.did === null ? 'revoked' : 'device-revoked';
    item.lines = [{ kind: 'notice', key: `s${item.seq}`, movement: { notice, claims } }];
    for (const later of chain.items)
      if (
        later.seq > item.seq &&
        later.lines.some((line) => line.kind === 'text' && isRevokedBy(ended, line.claims))
      )
        opener.problem(later, 'envelope-forged');
  }
}
