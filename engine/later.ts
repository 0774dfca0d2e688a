import { equal } from '../shared/bytes.ts';
import type { RelayFrame } from '../shared/frames.ts';
import { Part } from '../shared/part.ts';
import type { Staged } from './group.ts';

/** What a device does without until it is in. It is there before anything is taken that needs it: {@link needsLater}. */
export const later = new Part(() => import('./later-parts.ts'));

/** True where taking this frame needs {@link later}: commits of others stand in it, or revocations, or it is of one's own vault. */
export function needsLater(frame: RelayFrame, staged: Staged | null): boolean {
  if (frame.type === 'group') return frame.revocations.length > 0;
  if (frame.type === 'vault') return true;
  if (frame.type !== 'entries' && frame.type !== 'page') return false;
  const isPast = frame.type === 'page' && frame.direction === 'before';
  const isTaken = (commit: Uint8Array) => !isPast && (staged === null || !equal(staged.commit, commit));
  return frame.entries.some(
    ({ kind, body }) => kind === 'revocation' || (kind === 'commit' && isTaken(body)),
  );
}
