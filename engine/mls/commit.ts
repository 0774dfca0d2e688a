import { equal } from '../../shared/bytes.ts';
import { applyProposals, checkMemberProposals } from './commit-content.ts';
import type { Extension } from './extension.ts';
import type { GroupState } from './group-state.ts';
import type { LeafContent } from './leaf-node.ts';
import type { Proposal } from './proposal.ts';
import { invalid } from './refusal.ts';
import type { Signer } from './signature.ts';
import { type Entrance, type StagedCommit, stage } from './stage.ts';
import { suiteOf } from './suite.ts';

/** What a member commits. `remove`: leaves. `leaf` may bring newer extensions, never another identity. */
export interface MemberCommit {
  readonly signer: Signer;
  readonly authenticatedData: Uint8Array;
  readonly leaf?: LeafContent;
  readonly remove?: readonly number[];
  readonly groupInfoExtensions?: readonly Extension[];
}

/** Adds, checked, and who makes the Welcome for the leaves that they get. */
export interface Additions {
  readonly proposals: readonly Proposal[];
  invite(leaves: readonly number[], entrance: Entrance): Promise<Uint8Array>;
}

/**
 * A member's commit (RFC 9420 §12.4.1): renews its own keys, and removes others; `commitAdding` (adds.ts) adds some as well.
 * Throws mls-invalid for a broken rule.
 */
export async function commit(
  state: GroupState,
  o: MemberCommit,
  additions: Additions | null = null,
): Promise<StagedCommit> {
  const suite = suiteOf(state.suite);
  const own = state.tree.leaf(state.ownLeaf)!;
  const leaf = o.leaf ?? own;
  if (!equal(leaf.identity, own.identity) || !equal(o.signer.publicKey, own.signatureKey)) {
    throw invalid('a commit keeps its identity and signature key');
  }
  const proposals: Proposal[] = [
    ...(o.remove ?? []).map((index) => ({ kind: 'remove', leaf: index }) as const),
    ...(additions?.proposals ?? []),
  ];
  checkMemberProposals(state.ownLeaf, proposals);
  const tree = state.tree.clone();
  const { added } = applyProposals(tree, proposals);
  return stage(suite, {
    context: state.context,
    interimTranscriptHash: state.interimTranscriptHash,
    sender: { kind: 'member', leaf: state.ownLeaf },
    committer: state.ownLeaf,
    tree,
    proposals,
    added,
    invite: additions && ((entrance) => additions.invite(added, entrance)),
    init: state.secrets.init,
    before: state,
    signer: o.signer,
    leaf,
    authenticatedData: o.authenticatedData,
    extensions: o.groupInfoExtensions ?? [],
  });
}
