import { requiredCapabilities } from './capabilities.ts';
import { readWhole } from './codec.ts';
import { enterEpoch } from './epoch.ts';
import { type Extension, extensionType, isDefaultExtension } from './extension.ts';
import { encodeGroupContext, readGroupContext } from './group-context.ts';
import type { GroupState } from './group-state.ts';
import { checkLeafNode, type LeafContent, makeLeafNode } from './leaf-node.ts';
import { random } from './native.ts';
import { RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';
import type { Signer } from './signature.ts';
import { type SuiteId, suiteOf } from './suite.ts';

/**
 * A new group of one, at epoch 0 (RFC 9420 §11). required_capabilities is added for the extension types in use. Its
 * leaf has the shape of a commit's with an empty path, which is what it is: no clock is needed for a lifetime.
 * Throws mls-unsupported for another suite, mls-invalid for extensions that no leaf here supports.
 */
export async function createGroup(o: {
  suite: SuiteId;
  groupId: Uint8Array;
  contextExtensions: readonly Extension[];
  leaf: LeafContent;
  signer: Signer;
}): Promise<GroupState> {
  const suite = suiteOf(o.suite);
  const { publicKey, secretKey } = await suite.kem.generate();
  const source = { kind: 'commit', parentHash: new Uint8Array() } as const;
  const leaf = await makeLeafNode(o.signer, { ...o.leaf, encryptionKey: publicKey, source }, o.groupId, 0);
  if (o.contextExtensions.some(({ type }) => type === extensionType.requiredCapabilities)) {
    throw invalid('required capabilities are computed');
  }
  const types = [...o.contextExtensions, ...o.leaf.extensions].map(({ type }) => type);
  const used = [...new Set(types.filter((type) => !isDefaultExtension(type)))].sort((a, b) => a - b);
  const extensions =
    used.length > 0 ? [...o.contextExtensions, requiredCapabilities(used)] : o.contextExtensions;
  checkLeafNode(suite, leaf, extensions);

  const tree = new RatchetTree([leaf]);
  // Read back, so that the state shares no bytes with what the caller gave.
  const context = readWhole(
    encodeGroupContext({
      suite: suite.id,
      groupId: o.groupId,
      epoch: 0,
      treeHash: tree.hash(suite.kdf),
      confirmedTranscriptHash: new Uint8Array(),
      extensions,
    }),
    readGroupContext,
  );
  return {
    suite: o.suite,
    groupId: context.groupId,
    epoch: 0,
    ownLeaf: 0,
    context,
    tree,
    keys: new Map([[0, secretKey]]),
    ...enterEpoch(suite, context, random(suite.kdf.size)),
  };
}
