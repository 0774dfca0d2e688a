import { equal } from '../shared/bytes.ts';
import type { RelayFrame } from '../shared/frames.ts';
import type { Part } from '../shared/part.ts';
import type { AwaitedPeople } from './awaited-people.ts';
import type { Changes } from './changes.ts';
import type { beginAnew } from './farewell.ts';
import type { Group, Staged } from './group.ts';
import type { Holding } from './holding.ts';
import type { loadKept } from './kept-vault.ts';
import type { openLink, writeLink } from './link.ts';
import type { moveGroup } from './moving.ts';
import type { OwnVault } from './own-vault.ts';
import type { verifyRevocation } from './revocation-token.ts';
import type { Signals } from './signals.ts';
import type { takeCommit } from './taking.ts';

interface LaterCode {
  readonly AwaitedPeople: typeof AwaitedPeople;
  readonly Changes: typeof Changes;
  readonly Holding: typeof Holding;
  readonly OwnVault: typeof OwnVault;
  readonly Signals: typeof Signals;
  readonly beginAnew: typeof beginAnew;
  readonly loadKept: typeof loadKept;
  readonly moveGroup: typeof moveGroup;
  readonly openLink: typeof openLink;
  readonly takeCommit: typeof takeCommit;
  readonly verifyRevocation: typeof verifyRevocation;
  readonly writeLink: typeof writeLink;
}
type LaterPart = Pick<Part<LaterCode>, 'held' | 'get' | 'ahead'>;

let source: LaterPart;

/** Said by who stands above all that is in it (rest.ts). */
export function comesFrom(part: LaterPart): void {
  source = part;
}

/** What a device does without until it is in. It is there before anything is taken that needs it: {@link needsLater}. */
export const later: LaterPart = {
  get held() {
    return source.held;
  },
  get: () => source.get(),
  ahead: () => source.ahead(),
};

/** Where a device stands. */
interface Seat {
  readonly group: Group | null;
  readonly staged: Staged | null;
}

/**
 * True where taking this frame needs {@link later}: a device that was in before greets the room; or there is more in it than
 * words, and the commit by which this device comes in.
 */
export function needsLater(frame: RelayFrame, { group, staged }: Seat): boolean {
  if (frame.type === 'state') return group !== null;
  if (frame.type === 'group') return frame.revocations.length > 0 || group !== null;
  if (frame.type === 'vault' || frame.type === 'linked' || frame.type === 'deposits') return true;
  if (frame.type === 'page' && frame.direction === 'before') return true;
  if (frame.type !== 'entries' && frame.type !== 'page') return false;
  const isWayIn = (commit: Uint8Array) => group === null && staged !== null && equal(staged.commit, commit);
  return frame.entries.some(
    ({ kind, body }) => kind === 'void' || kind === 'revocation' || (kind === 'commit' && !isWayIn(body)),
  );
}
