import { BedsideError } from '../shared/errors.ts';
import type { ChangeBody, Target } from './body.ts';
import { textIn } from './changes.ts';
import type { Parts } from './records.ts';
import type { Change } from './snapshot.ts';
import type { Timeline } from './timeline.ts';

/** What stands at a place, to be spoken of. Throws `target-invalid` where no text is at hand there. */
export function targetAt(timeline: Timeline, seq: number): Target {
  const item = timeline.itemAt(seq);
  if (item === undefined || textIn(item) === undefined) throw new BedsideError('target-invalid');
  return { seq, hash: item.hash };
}

/** A change in the words of the protocol. Throws `target-invalid`, and `not-permitted` for what others would refuse. */
export function changeOf({ timeline, profile }: Parts, change: Change): ChangeBody {
  const target = targetAt(timeline, change.seq);
  const author = textIn(timeline.itemAt(change.seq)!)!.claims.sub;
  if (change.kind === 'edit') {
    if (author !== profile.claims?.sub) throw new BedsideError('not-permitted');
    return { kind: 'edit', target, text: change.text };
  }
  return { kind: 'reaction', target, emoji: change.emoji, on: change.on };
}
