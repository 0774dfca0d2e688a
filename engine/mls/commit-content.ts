import type { Writer } from './codec.ts';
import { type Proposal, writeProposal } from './proposal.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';
import { type UpdatePath, writeUpdatePath } from './update-path.ts';

/** The body of a Commit (RFC 9420 §12.4). The grammar lets the path be absent; the profile does not. */
export interface CommitContent {
  readonly proposals: readonly Proposal[];
  readonly path: UpdatePath | null;
}

/** Writes a Commit. */
export function writeCommitContent(to: Writer, commit: CommitContent): void {
  to.vector(commit.proposals, (inner, proposal) => writeProposal(inner.u8(1), proposal));
  to.optional(commit.path, writeUpdatePath);
}

/** What a list of proposals made of a tree: who left, who came by which leaf, and where. */
export interface Applied {
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** Applies Removes, then Adds in their order, to the tree (RFC 9420 §12.3). Throws mls-invalid for a blank leaf. */
export function applyProposals(tree: RatchetTree, proposals: readonly Proposal[]): Applied {
  const removed = proposals.flatMap((proposal) => (proposal.kind === 'remove' ? [proposal.leaf] : []));
  for (const leaf of removed) tree.remove(leaf);
  const added = proposals.flatMap((proposal) =>
    proposal.kind === 'add' ? [tree.add(proposal.keyPackage.leaf)] : [],
  );
  return { removed, added };
}

/**
 * Checks a member's list: Adds, whose KeyPackages are `checkAdds`'s (adds.ts), Removes of different others, nothing else
 * (RFC 9420 §12.2). Throws mls-invalid. That each Remove hits a member, and that no key comes twice, shows when the list is
 * applied.
 */
export function checkMemberProposals(committer: number, proposals: readonly Proposal[]): void {
  for (const proposal of proposals) {
    if (proposal.kind === 'external-init') throw invalid('external init by a member');
    if (proposal.kind === 'remove' && proposal.leaf === committer) throw invalid('committer removes itself');
  }
}
