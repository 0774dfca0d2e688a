import { equal } from '../../shared/bytes.ts';
import type { LeafNode } from './leaf-node.ts';
import { type Member, memberOf } from './member.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';

/** True where two leaves are one device's: identity and signature key (DESIGN §4 c). */
export const isSameDevice = (
  a: Pick<Member, 'identity' | 'signatureKey'>,
  b: Pick<Member, 'identity' | 'signatureKey'>,
): boolean => equal(a.identity, b.identity) && equal(a.signatureKey, b.signatureKey);

/**
 * Who came and who left, read from the two trees and held against what the proposals said: members after must be
 * members before − removed + added, each at its leaf (DESIGN §4 e). Throws mls-invalid for anybody else.
 */
export function memberDiff(
  before: RatchetTree,
  after: RatchetTree,
  said: { removed: readonly number[]; added: ReadonlyMap<number, LeafNode> },
): { added: Member[]; removed: Member[] } {
  const expected = new Map<number, LeafNode>(before.leaves().map(({ index, leaf }) => [index, leaf]));
  const removed = said.removed.map((index) => {
    const leaf = expected.get(index);
    if (!leaf || !expected.delete(index)) throw invalid('removed one who was not there');
    return memberOf(index, leaf);
  });
  for (const [index, leaf] of said.added) {
    if (expected.has(index)) throw invalid('added over a member');
    expected.set(index, leaf);
  }
  const now = after.leaves();
  const same = now.every(({ index, leaf }) => {
    const other = expected.get(index);
    return other && isSameDevice(leaf, other);
  });
  if (!same || now.length !== expected.size) throw invalid('members are not those before, less and more');
  return { removed, added: [...said.added].map(([index]) => memberOf(index, after.leaf(index)!)) };
}
