import { equal, zero } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';
import { checkAdds } from './adds.ts';
import { applyProposals, type CommitContent, checkMemberProposals } from './commit-content.ts';
import { openEpoch } from './epoch.ts';
import { encodeGroupContext } from './group-context.ts';
import { consumedBy, type GroupState } from './group-state.ts';
import { externalInitFrom } from './key-schedule.ts';
import { checkLeafNode, isLeafSigned, type LeafNode } from './leaf-node.ts';
import { type Member, memberOf } from './member.ts';
import { isSameDevice, memberDiff } from './member-diff.ts';
import { contentType, type PublicMessage, type Sender } from './public-message.ts';
import { checkExternalProposals, readCommitContent } from './received-commit.ts';
import { checkPublicMessage, readPublicMessage } from './received-message.ts';
import { mergePath, openPath } from './received-path.ts';
import { invalid, staleEpoch } from './refusal.ts';
import { suiteOf } from './suite.ts';
import { keepKeys } from './tree-kem.ts';
import { checkKeysUnique } from './tree-validation.ts';

/**
 * What a commit did. `added` has the joiner of an external commit; `committerBefore` is null for one. `consumed`: the
 * secrets to zero once `next` was adopted (INV-11).
 */
export interface Processed {
  readonly next: GroupState;
  readonly committer: Member;
  readonly external: boolean;
  readonly authenticatedData: Uint8Array;
  readonly added: readonly Member[];
  readonly removed: readonly Member[];
  readonly committerBefore: Member | null;
  readonly consumed: readonly Uint8Array[];
}

/** A commit was processed, or it removes the one who reads it, who then learns nothing of the next epoch. */
export type Outcome =
  | ({ readonly kind: 'processed' } & Processed)
  | { readonly kind: 'removed'; readonly committer: Member };

const readCommit = (message: Uint8Array) => readPublicMessage(message, contentType.commit, readCommitContent);

/** The public parts of a commit, of which nothing is verified. Throws mls-malformed or mls-unsupported. */
export function peekCommit(bytes: Uint8Array): {
  groupId: Uint8Array;
  epoch: number;
  sender: Sender;
  authenticatedData: Uint8Array;
} {
  const { groupId, epoch, sender, authenticatedData } = readCommit(bytes);
  return { groupId, epoch, sender, authenticatedData };
}

/** Whose key must have signed: a member's, or that of the leaf which an external commit brings. */
function signatureKeyOf(state: GroupState, { sender, body }: PublicMessage<CommitContent>): Uint8Array {
  if (!body.path) throw invalid('commit without a path');
  if (sender.kind === 'external') return body.path.leaf.signatureKey;
  const leaf = state.tree.leaf(sender.leaf);
  if (!leaf) throw invalid('sender is a blank leaf');
  return leaf.signatureKey;
}

/**
 * Applies another's commit (RFC 9420 §12.4.2) under the profile's rules (DESIGN §4 a–e). Throws mls-stale-epoch for
 * another group or epoch, mls-malformed, mls-unsupported, mls-invalid, device-copied for one that this member's key
 * signed; after a throw the state stands as it was.
 */
export async function processCommit(state: GroupState, commit: Uint8Array): Promise<Outcome> {
  const message = readCommit(commit);
  const { sender, body, authenticatedData } = message;
  if (!equal(message.groupId, state.groupId)) throw staleEpoch('another group');
  if (message.epoch !== state.epoch) throw staleEpoch('another epoch');
  const suite = suiteOf(state.suite);
  const context = encodeGroupContext(state.context);
  await checkPublicMessage(suite, message, {
    signatureKey: signatureKeyOf(state, message),
    membershipKey: state.secrets.membership,
    context,
  });
  // Signed with this member's key: what it staged it adopts, and does not process. This it never staged.
  if (sender.kind === 'member' && sender.leaf === state.ownLeaf)
    throw new BedsideError('device-copied', 'own commit: adopt what was staged');
  const { proposals } = body;
  const path = body.path!;

  // From here to `memberDiff` only public parts are looked at: the room could check as much.
  const external = sender.kind === 'external';
  let kemOutput: Uint8Array | null = null;
  if (sender.kind === 'external') kemOutput = checkExternalProposals(proposals);
  else {
    checkMemberProposals(sender.leaf, proposals);
    await checkAdds(suite, state.context, proposals);
  }
  const tree = state.tree.clone();
  const applied = applyProposals(tree, proposals);
  const committer = sender.kind === 'external' ? tree.firstBlank() : sender.leaf;
  const before = sender.kind === 'external' ? null : state.tree.leaf(committer);
  if (before && !isSameDevice(before, path.leaf))
    throw invalid('a commit keeps its identity and signature key');
  if (before && equal(before.encryptionKey, path.leaf.encryptionKey)) throw invalid('path repeats a key');
  checkLeafNode(suite, path.leaf, state.context.extensions);
  if (!(await isLeafSigned(suite, path.leaf, state.groupId, committer))) throw invalid('leaf signature');
  mergePath(suite.kdf, tree, committer, path);
  checkKeysUnique(tree);
  const packaged = proposals.flatMap((proposal) =>
    proposal.kind === 'add' ? [proposal.keyPackage.leaf] : [],
  );
  const came = new Map<number, LeafNode>(applied.added.map((index, i) => [index, packaged[i]!]));
  if (external) came.set(committer, path.leaf);
  const { added, removed } = memberDiff(state.tree, tree, { removed: applied.removed, added: came });
  const after = memberOf(committer, path.leaf);
  if (applied.removed.includes(state.ownLeaf)) return { kind: 'removed', committer: after };

  const provisional = { ...state.context, epoch: state.epoch + 1, treeHash: tree.hash(suite.kdf) };
  const { commitSecret, keys } = await openPath(suite, tree, committer, path, {
    ownLeaf: state.ownLeaf,
    keys: keepKeys(state.tree, tree, state.keys, new Map()),
    added: applied.added,
    context: encodeGroupContext(provisional),
  });
  const init = kemOutput
    ? await externalInitFrom(suite, state.secrets.external, kemOutput)
    : state.secrets.init;
  const { joiner, welcome, ...epoch } = openEpoch(suite, {
    provisional,
    interimTranscriptHash: state.interimTranscriptHash,
    content: message.content,
    signature: message.signature,
    init,
    commitSecret,
  });
  zero(joiner, welcome);
  if (external) zero(init);
  if (!equal(epoch.confirmationTag, message.confirmationTag!)) throw invalid('confirmation tag');
  const next: GroupState = {
    ...state,
    ...epoch,
    epoch: epoch.context.epoch,
    tree,
    keys: keepKeys(state.tree, tree, state.keys, keys),
  };
  return {
    kind: 'processed',
    next,
    committer: after,
    external,
    authenticatedData,
    added,
    removed,
    committerBefore: before && memberOf(committer, before),
    consumed: consumedBy(state, next),
  };
}
