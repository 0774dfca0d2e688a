import { zero } from '../../shared/bytes.ts';
import { writeCommitContent } from './commit-content.ts';
import { openEpoch } from './epoch.ts';
import type { Extension } from './extension.ts';
import { encodeGroupContext, type GroupContext } from './group-context.ts';
import { encodeGroupInfo, type GroupInfo } from './group-info.ts';
import { consumedBy, type GroupState, groupInfoOf } from './group-state.ts';
import { checkLeafNode, type LeafContent } from './leaf-node.ts';
import type { Proposal } from './proposal.ts';
import {
  contentType,
  encodeFramedContent,
  encodePublicMessage,
  membershipTag,
  type Sender,
  signContent,
} from './public-message.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import type { Signer } from './signature.ts';
import type { Suite, SuiteId } from './suite.ts';
import { createPath, keepKeys, type PrivateKeys } from './tree-kem.ts';
import { covers } from './tree-math.ts';
import { checkKeysUnique } from './tree-validation.ts';

/**
 * A commit that was made and not yet sent: `commit`, `groupInfo` and `welcome` are MLSMessages, `next` the state to
 * adopt when the room has accepted it, `consumed` the secrets to zero after that (INV-11).
 */
export interface StagedCommit {
  readonly commit: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly welcome: Uint8Array | null;
  readonly next: GroupState;
  readonly consumed: readonly Uint8Array[];
}

/** The secrets that let newcomers in, zeroed when the Welcome is made. */
export interface Entrance {
  readonly welcome: Uint8Array;
  readonly joiner: Uint8Array;
  readonly groupInfo: GroupInfo;
  /** The path secret of the lowest node above a leaf that its committer's path has. */
  pathSecretOf(leaf: number): Uint8Array | null;
}

/** What the two kinds of commit bring to their making. `tree` has the proposals applied and is changed. */
export interface Draft {
  readonly context: GroupContext;
  readonly interimTranscriptHash: Uint8Array;
  readonly sender: Sender;
  readonly committer: number;
  readonly tree: RatchetTree;
  readonly proposals: readonly Proposal[];
  /** The leaves that are new by it. */
  readonly added: readonly number[];
  /** Makes the Welcome for them, an MLSMessage. */
  readonly invite: ((entrance: Entrance) => Promise<Uint8Array>) | null;
  readonly init: Uint8Array;
  readonly before: GroupState | null;
  readonly signer: Signer;
  readonly leaf: LeafContent;
  readonly authenticatedData: Uint8Array;
  readonly extensions: readonly Extension[];
}

const noKeys: PrivateKeys = new Map();

/** Makes a commit (RFC 9420 §12.4.1): always with a path, so that every one of them heals. Throws mls-invalid. */
export async function stage(suite: Suite, draft: Draft): Promise<StagedCommit> {
  const { context, sender, committer, tree, signer, before } = draft;
  const provisional = (treeHash: Uint8Array) => ({ ...context, epoch: context.epoch + 1, treeHash });
  const made = await createPath(suite, tree, committer, {
    signer,
    leaf: draft.leaf,
    groupId: context.groupId,
    added: draft.added,
    context: (treeHash) => encodeGroupContext(provisional(treeHash)),
  });
  checkLeafNode(suite, made.path.leaf, context.extensions);
  checkKeysUnique(tree);

  const content = encodeFramedContent({ ...context, ...draft }, contentType.commit, (to) =>
    writeCommitContent(to, { proposals: draft.proposals, path: made.path }),
  );
  const oldContext = encodeGroupContext(context);
  const signature = await signContent(signer, content, oldContext);
  const { joiner, welcome, ...epoch } = openEpoch(suite, {
    provisional: provisional(tree.hash(suite.kdf)),
    interimTranscriptHash: draft.interimTranscriptHash,
    content,
    signature,
    init: draft.init,
    commitSecret: made.commitSecret,
  });
  const message = { content, signature, confirmationTag: epoch.confirmationTag };
  const tag =
    sender.kind === 'member' && before
      ? membershipTag(suite.kdf, before.secrets.membership, message, oldContext)
      : null;

  const next: GroupState = {
    suite: suite.id as SuiteId,
    groupId: context.groupId,
    epoch: epoch.context.epoch,
    ownLeaf: committer,
    tree,
    keys: before
      ? keepKeys(before.tree, tree, before.keys, made.keys)
      : keepKeys(tree, tree, noKeys, made.keys),
    ...epoch,
  };
  const groupInfo = await groupInfoOf(suite, next, signer, draft.extensions);
  const pathSecretOf = (leaf: number) =>
    [...made.pathSecrets].find(([node]) => covers(node, leaf))?.[1] ?? null;
  const invitation = (await draft.invite?.({ welcome, joiner, groupInfo, pathSecretOf })) ?? null;
  zero(joiner, welcome, ...made.pathSecrets.values());
  return {
    commit: encodePublicMessage(message, tag),
    groupInfo: encodeGroupInfo(groupInfo),
    welcome: invitation,
    next,
    consumed: before ? consumedBy(before, next) : [],
  };
}
