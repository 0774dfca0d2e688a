import { equal } from '../../shared/bytes.ts';
import { applyProposals, checkMemberProposals } from './commit-content.ts';
import type { Extension } from './extension.ts';
import type { GroupState } from './group-state.ts';
import { isAlive, keyPackageIn } from './key-package.ts';
import type { LeafContent } from './leaf-node.ts';
import type { Proposal } from './proposal.ts';
import { invalid } from './refusal.ts';
import type { Signer } from './signature.ts';
import { type StagedCommit, stage } from './stage.ts';
import { suiteOf } from './suite.ts';

/**
 * A member's commit (RFC 9420 §12.4.1): renews its own keys, and adds (`add`: KeyPackages as MLSMessages) and removes
 * (`remove`: leaves) others. `leaf` may bring newer extensions, never another identity. With `now`, in Unix seconds, a
 * KeyPackage outside its lifetime is refused, as RFC 9420 §7.3 asks of a sender. Throws mls-malformed or
 * mls-unsupported for a KeyPackage, mls-invalid for a broken rule.
 */
export async function commit(
  state: GroupState,
  o: {
    signer: Signer;
    authenticatedData: Uint8Array;
    leaf?: LeafContent;
    add?: readonly Uint8Array[];
    remove?: readonly number[];
    now?: number;
    groupInfoExtensions?: readonly Extension[];
  },
): Promise<StagedCommit> {
  const suite = suiteOf(state.suite);
  const own = state.tree.leaf(state.ownLeaf)!;
  const leaf = o.leaf ?? own;
  if (!equal(leaf.identity, own.identity) || !equal(o.signer.publicKey, own.signatureKey)) {
    throw invalid('a commit keeps its identity and signature key');
  }
  const keyPackages = (o.add ?? []).map(keyPackageIn);
  const { now } = o;
  if (now !== undefined && !keyPackages.every((keyPackage) => isAlive(keyPackage, now))) {
    throw invalid('key package lifetime');
  }
  const proposals: Proposal[] = [
    ...(o.remove ?? []).map((index) => ({ kind: 'remove', leaf: index }) as const),
    ...keyPackages.map((keyPackage) => ({ kind: 'add', keyPackage }) as const),
  ];
  await checkMemberProposals(suite, state.context, state.ownLeaf, proposals);
  const tree = state.tree.clone();
  const { added } = applyProposals(tree, proposals);
  return stage(suite, {
    context: state.context,
    interimTranscriptHash: state.interimTranscriptHash,
    sender: { kind: 'member', leaf: state.ownLeaf },
    committer: state.ownLeaf,
    tree,
    proposals,
    added: added.map((index, i) => ({ index, keyPackage: keyPackages[i]! })),
    init: state.secrets.init,
    before: state,
    signer: o.signer,
    leaf,
    authenticatedData: o.authenticatedData,
    extensions: o.groupInfoExtensions ?? [],
  });
}
