import { bounds } from './bounds.ts';
import type { Reader, Writer } from './codec.ts';
import type { GroupContext } from './group-context.ts';
import { checkKeyPackage } from './key-package.ts';
import { type Proposal, readProposal, writeProposal } from './proposal.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { invalid, malformed, unsupported } from './refusal.ts';
import type { Suite } from './suite.ts';
import { readUpdatePath, type UpdatePath, writeUpdatePath } from './update-path.ts';

/** The body of a Commit (RFC 9420 §12.4). The grammar lets the path be absent; the profile does not. */
export interface CommitContent {
  readonly proposals: readonly Proposal[];
  readonly path: UpdatePath | null;
}

/** Reads a Commit. Throws mls-unsupported for a proposal by reference, or one outside the profile. */
export function readCommitContent(from: Reader): CommitContent {
  const proposals = from.vector(bounds.proposalsMax, () => {
    const type = from.u8();
    if (type === 2) throw unsupported('proposal by reference');
    if (type !== 1) throw malformed('proposal or reference');
    return readProposal(from);
  });
  return { proposals, path: from.optional(readUpdatePath) };
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
 * Checks a member's list: valid Adds, Removes of different others, nothing else (RFC 9420 §12.2). Throws mls-invalid.
 * That each Remove hits a member, and that no key comes twice, shows when the list is applied.
 */
export async function checkMemberProposals(
  suite: Suite,
  context: GroupContext,
  committer: number,
  proposals: readonly Proposal[],
): Promise<void> {
  for (const proposal of proposals) {
    if (proposal.kind === 'external-init') throw invalid('external init by a member');
    if (proposal.kind === 'remove' && proposal.leaf === committer) throw invalid('committer removes itself');
    if (proposal.kind === 'add') await checkKeyPackage(suite, proposal.keyPackage, context.extensions);
  }
}

/**
 * Checks a joiner's list: one ExternalInit, at most one Remove, nothing else (RFC 9420 §12.2). Gives the KEM output.
 * Throws mls-invalid.
 */
export function checkExternalProposals(proposals: readonly Proposal[]): Uint8Array {
  const count = (kind: Proposal['kind']) => proposals.filter((proposal) => proposal.kind === kind).length;
  const init = proposals.find((proposal) => proposal.kind === 'external-init');
  if (!init || count('external-init') > 1 || count('remove') > 1 || count('add') > 0) {
    throw invalid('proposals of an external commit');
  }
  return init.kemOutput;
}
