import { equal, zero } from '../../shared/bytes.ts';
import { isUnderstood } from './capabilities.ts';
import { readWhole } from './codec.ts';
import { applyProposals } from './commit-content.ts';
import { enterEpoch } from './epoch.ts';
import type { Extension } from './extension.ts';
import { encodeGroupContext } from './group-context.ts';
import {
  checkGroupInfo,
  type GroupInfo,
  type GroupInfoView,
  readGroupInfoContent,
  treeIn,
} from './group-info.ts';
import type { GroupState } from './group-state.ts';
import { type KeyPackage, type KeyPackageSecrets, keyPackageIn, keyPackageSecretsIn } from './key-package.ts';
import { epochSecretFrom, externalInitTo, interimTranscriptHash } from './key-schedule.ts';
import type { LeafContent } from './leaf-node.ts';
import type { Proposal } from './proposal.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { climb } from './received-path.ts';
import { invalid, unsupported } from './refusal.ts';
import type { Signer } from './signature.ts';
import { type StagedCommit, stage } from './stage.ts';
import { type Suite, type SuiteId, suiteOf } from './suite.ts';
import { covers, directPath } from './tree-math.ts';
import { openGroupInfo, openGroupSecrets, readGroupSecrets, welcomeIn } from './welcome.ts';

/**
 * Joins a group by an external commit (RFC 9420 §12.4.3.2), at its first free leaf; `remove` is the leaf of the
 * joiner's own former self. Throws mls-unsupported where the GroupInfo has no external public key, mls-invalid for a
 * broken rule.
 */
export async function joinExternally(o: {
  groupInfo: GroupInfoView;
  signer: Signer;
  leaf: LeafContent;
  authenticatedData: Uint8Array;
  remove?: number;
  groupInfoExtensions?: readonly Extension[];
}): Promise<StagedCommit> {
  const { context, externalPub, confirmationTag } = o.groupInfo;
  const suite = suiteOf(context.suite);
  if (!externalPub) throw unsupported('group info without an external key');
  const { secret: init, enc: kemOutput } = await externalInitTo(suite, externalPub);
  const proposals: Proposal[] = [{ kind: 'external-init', kemOutput }];
  if (o.remove !== undefined) proposals.push({ kind: 'remove', leaf: o.remove });
  const tree = o.groupInfo.tree.clone();
  applyProposals(tree, proposals);
  const staged = await stage(suite, {
    context,
    interimTranscriptHash: interimTranscriptHash(suite.kdf, context.confirmedTranscriptHash, confirmationTag),
    sender: { kind: 'external' },
    committer: tree.firstBlank(),
    tree,
    proposals,
    added: [],
    invite: null,
    init,
    before: null,
    signer: o.signer,
    leaf: o.leaf,
    authenticatedData: o.authenticatedData,
    extensions: o.groupInfoExtensions ?? [],
  });
  zero(init);
  return staged;
}

/**
 * Joins the group that a Welcome is for (RFC 9420 §12.4.3.1). Throws mls-malformed, mls-unsupported or mls-invalid.
 */
export async function joinByWelcome(o: {
  welcome: Uint8Array;
  keyPackage: KeyPackageSecrets;
  signer: Signer;
}): Promise<GroupState> {
  const welcome = welcomeIn(o.welcome);
  const keyPackage = keyPackageIn(o.keyPackage.keyPackage);
  const suite = suiteOf(keyPackage.suite);
  if (!equal(keyPackage.leaf.signatureKey, o.signer.publicKey))
    throw invalid('key package of another signer');
  const secrets = keyPackageSecretsIn(o.keyPackage.secrets);
  const opened = await openGroupSecrets(suite, welcome, keyPackage, secrets.init);
  const { joiner, pathSecret } = readWhole(opened, readGroupSecrets);
  if (!pathSecret) throw invalid('added by a commit without a path');
  zero(opened, secrets.init);
  // The welcome secret does not depend on the context, which is not known yet: the epoch's follows below.
  const { welcome: welcomeSecret } = epochSecretFrom(suite.kdf, joiner, new Uint8Array());
  const info = readWhole(await openGroupInfo(suite, welcome, welcomeSecret), readGroupInfoContent);
  if (!info.context.extensions.every(isUnderstood)) throw unsupported('context extension');
  const tree = treeIn(info);
  if (!tree) throw unsupported('welcome without the tree');
  await checkGroupInfo(suite, info, tree);
  const state = await enterByWelcome(suite, info, tree, keyPackage, {
    joiner,
    pathSecret,
    encryption: secrets.encryption,
  });
  zero(joiner, welcomeSecret);
  return state;
}

/**
 * The state of one who was welcomed, once GroupInfo and tree are verified (RFC 9420 §12.4.3.1). Throws mls-invalid
 * where its leaf is not there, its secrets are not the tree's, or the confirmation tag is wrong. The profile has no
 * PSK: `psk` is for checking vectors.
 */
export async function enterByWelcome(
  suite: Suite,
  info: GroupInfo,
  tree: RatchetTree,
  keyPackage: KeyPackage,
  o: { joiner: Uint8Array; pathSecret: Uint8Array | null; encryption: Uint8Array; psk?: Uint8Array },
): Promise<GroupState> {
  const { context } = info;
  const mine = tree.leaves().find(({ leaf }) => equal(leaf.encoded, keyPackage.leaf.encoded));
  if (!mine || mine.index === info.signer) throw invalid('welcome without this leaf');
  const keys = new Map([[2 * mine.index, o.encryption]]);
  if (o.pathSecret) {
    const upward = directPath(mine.index, tree.width).filter((node) => covers(node, info.signer));
    if (!tree.key(upward[0]!)) throw invalid('common ancestor is blank');
    const nodes = upward.flatMap((node) => {
      const encryptionKey = tree.key(node);
      return encryptionKey ? [{ node, encryptionKey }] : [];
    });
    const climbed = await climb(suite, o.pathSecret, nodes);
    zero(climbed.commitSecret);
    for (const [node, key] of climbed.keys) keys.set(node, key);
  }
  const { epoch, welcome } = epochSecretFrom(suite.kdf, o.joiner, encodeGroupContext(context), o.psk);
  zero(welcome);
  const entered = enterEpoch(suite, context, epoch);
  if (!equal(entered.confirmationTag, info.confirmationTag)) throw invalid('confirmation tag');
  return {
    suite: suite.id as SuiteId,
    groupId: context.groupId,
    epoch: context.epoch,
    ownLeaf: mine.index,
    context,
    tree,
    keys,
    ...entered,
  };
}
