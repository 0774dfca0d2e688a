import { BedsideError } from '../shared/errors.ts';
import type { ChangeBody, Target } from './body.ts';
import type { Chain } from './chain.ts';
import { textIn } from './line.ts';
import type { Parts } from './records.ts';
import type { Change } from './snapshot.ts';

/** What stands at a place, to be spoken of. Throws `target-invalid` where no text is at hand there. */
export function targetAt(chain: Chain, seq: number): Target {
  const item = chain.itemAt(seq);
  if (item === undefined || textIn(item) === undefined) throw new BedsideError('target-invalid');
  return { seq, hash: item.hash };
}

/**
 * A change in the words of the protocol: what is to be sent for it, in order. Throws `target-invalid`, and
 * `not-permitted` for what others would refuse.
 */
export function bodiesOf({ chain, opener, profile }: Parts, change: Change): readonly ChangeBody[] {
  const target = targetAt(chain, change.seq);
  const author = textIn(chain.itemAt(change.seq)!)!.claims.sub;
  const own = author === profile.claims?.sub;
  if (change.kind === 'reaction') return [{ kind: 'reaction', target, emoji: change.emoji, on: change.on }];
  if (!own && (change.kind === 'edit' || profile.claims?.can.includes('redact') !== true))
    throw new BedsideError('not-permitted');
  if (change.kind === 'edit') return [{ kind: 'edit', target, text: change.text }];
  return redactions([...(opener.changes?.editsOf(change.seq) ?? []), target], 'removed');
}

/** What takes these messages away; of a message its edits first, which hold its words too. */
export const redactions = (targets: readonly Target[], why: 'removed' | 'expired'): readonly ChangeBody[] =>
  targets.map((target) => ({ kind: 'redaction', target, why }));
