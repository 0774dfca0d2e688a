import { equal } from '../../shared/bytes.ts';
import { isUnderstood } from './capabilities.ts';
import { type Reader, readWhole, type Writer, written } from './codec.ts';
import { type Extension, extensionOf, extensionType, readExtensions, writeExtensions } from './extension.ts';
import { type GroupContext, readGroupContext, writeGroupContext } from './group-context.ts';
import { signWithLabel, verifyWithLabel } from './labels.ts';
import { type Member, membersOf } from './member.ts';
import { readHeader, wireFormat, writeHeader } from './message.ts';
import { RatchetTree } from './ratchet-tree.ts';
import { invalid, unsupported } from './refusal.ts';
import type { Signer } from './signature.ts';
import { type Suite, type SuiteId, suiteId, suiteOf } from './suite.ts';
import { checkTree } from './tree-validation.ts';

/** What a newcomer needs to know of a group (RFC 9420 §12.4.3). */
export interface GroupInfo {
  readonly context: GroupContext;
  readonly extensions: readonly Extension[];
  readonly confirmationTag: Uint8Array;
  readonly signer: number;
  readonly signature: Uint8Array;
  readonly signed: Uint8Array;
}

/** A GroupInfo whose signature and whole tree were verified. `extensions`: those of the application. */
export interface GroupInfoView {
  readonly suite: SuiteId;
  readonly groupId: Uint8Array;
  readonly epoch: number;
  readonly members: readonly Member[];
  readonly signerLeaf: number;
  readonly contextExtensions: readonly Extension[];
  readonly extensions: readonly Extension[];
  readonly treeHash: Uint8Array;
  readonly context: GroupContext;
  readonly tree: RatchetTree;
  readonly confirmationTag: Uint8Array;
  readonly externalPub: Uint8Array | null;
}

const label = 'MLS 1.0 GroupInfoTBS';

/** Reads a GroupInfo struct. */
export function readGroupInfoContent(from: Reader): GroupInfo {
  const start = from.position;
  const context = readGroupContext(from);
  const extensions = readExtensions(from);
  const confirmationTag = from.opaque(255);
  const signer = from.u32();
  const signed = from.since(start);
  return { context, extensions, confirmationTag, signer, signature: from.opaque(), signed };
}

/** Writes a GroupInfo struct. */
export const writeGroupInfoContent = (to: Writer, info: GroupInfo): Writer =>
  to.fixed(info.signed).opaque(info.signature);

/** Makes and signs a GroupInfo that carries the tree and, where it is given, the external public key. */
export async function makeGroupInfo(
  signer: Signer,
  o: {
    context: GroupContext;
    tree: RatchetTree;
    externalPub: Uint8Array | null;
    confirmationTag: Uint8Array;
    signerLeaf: number;
    extensions: readonly Extension[];
  },
): Promise<GroupInfo> {
  const { externalPub } = o;
  const extensions: Extension[] = [
    { type: extensionType.ratchetTree, data: written((to) => o.tree.write(to)) },
    ...(externalPub
      ? [{ type: extensionType.externalPub, data: written((to) => to.opaque(externalPub)) }]
      : []),
    ...o.extensions,
  ];
  const signed = written((to) => {
    writeGroupContext(to, o.context);
    writeExtensions(to, extensions);
    to.opaque(o.confirmationTag).u32(o.signerLeaf);
  });
  const signature = await signWithLabel(signer, label, signed);
  const { context, confirmationTag, signerLeaf } = o;
  return { context, extensions, confirmationTag, signer: signerLeaf, signature, signed };
}

/** The MLSMessage of a GroupInfo. */
export const encodeGroupInfo = (info: GroupInfo): Uint8Array =>
  written((to) => writeGroupInfoContent(writeHeader(to, wireFormat.groupInfo), info));

/** True where the GroupInfo is this key's (RFC 9420 §12.4.3). */
export const isGroupInfoSigned = (
  suite: Suite,
  info: GroupInfo,
  signatureKey: Uint8Array,
): Promise<boolean> => verifyWithLabel(suite, signatureKey, label, info.signed, info.signature);

/** The tree in a GroupInfo's ratchet_tree extension, or null (RFC 9420 §12.4.3.3). Throws mls-malformed. */
export function treeIn(info: GroupInfo): RatchetTree | null {
  const data = extensionOf(info.extensions, extensionType.ratchetTree);
  return data && readWhole(data, RatchetTree.read);
}

/**
 * Verifies a GroupInfo with its tree: signature, tree hash, every leaf, parent hash and key (RFC 9420 §12.4.3.1).
 * Throws mls-invalid.
 */
export async function checkGroupInfo(suite: Suite, info: GroupInfo, tree: RatchetTree): Promise<void> {
  const { context } = info;
  if (context.suite !== suite.id) throw invalid('cipher suite of the group');
  const signer = tree.leaf(info.signer);
  if (!signer || !(await isGroupInfoSigned(suite, info, signer.signatureKey)))
    throw invalid('group info signature');
  if (!equal(tree.hash(suite.kdf), context.treeHash)) throw invalid('tree hash');
  await checkTree(suite, tree, context.groupId, context.extensions);
}

/**
 * The verified view of a GroupInfo that carries its tree. Throws mls-unsupported without one, or where the context
 * asks for what this client does not know.
 */
export async function viewGroupInfo(info: GroupInfo): Promise<GroupInfoView> {
  const { context, confirmationTag } = info;
  const suite = suiteOf(context.suite);
  if (!context.extensions.every(isUnderstood)) throw unsupported('context extension');
  const tree = treeIn(info);
  if (!tree) throw unsupported('group info without its tree');
  await checkGroupInfo(suite, info, tree);
  const external = extensionOf(info.extensions, extensionType.externalPub);
  const own: number[] = [extensionType.ratchetTree, extensionType.externalPub];
  return {
    suite: suiteId(context.suite),
    groupId: context.groupId,
    epoch: context.epoch,
    members: membersOf(tree),
    signerLeaf: info.signer,
    contextExtensions: context.extensions,
    extensions: info.extensions.filter(({ type }) => !own.includes(type)),
    treeHash: context.treeHash,
    context,
    tree,
    confirmationTag,
    externalPub: external && readWhole(external, (from) => from.opaque()),
  };
}

/**
 * Parses a GroupInfo and verifies its signature and whole tree (RFC 9420 §12.4.3.1). What it cannot verify, not being
 * a member, is the confirmation tag: a false one makes a join that the group refuses. Throws mls-malformed,
 * mls-unsupported or mls-invalid.
 */
export const readGroupInfo = async (message: Uint8Array): Promise<GroupInfoView> =>
  viewGroupInfo(
    readWhole(message, (from) => {
      readHeader(from, wireFormat.groupInfo);
      return readGroupInfoContent(from);
    }),
  );
