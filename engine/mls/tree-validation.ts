import type { Extension } from './extension.ts';
import { KeySet } from './key-set.ts';
import { checkLeafNode, isLeafSigned } from './leaf-node.ts';
import { turn } from './native.ts';
import { checkParentHashes } from './parent-hash.ts';
import type { ParentNode, RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';
import type { Suite } from './suite.ts';
import { covers, directPath } from './tree-math.ts';

/**
 * Checks that no two leaves have one signature key and no two nodes one HPKE key (RFC 9420 §7.3, §12.4.3.1). Throws
 * mls-invalid.
 */
export function checkKeysUnique(tree: RatchetTree): void {
  const [signatureKeys, encryptionKeys] = [new KeySet(), new KeySet()];
  const leaves = tree.leaves().map(({ leaf }) => leaf);
  const parents = tree.parents().map(({ parent }) => parent);
  const unique =
    leaves.every(({ signatureKey }) => signatureKeys.add(signatureKey)) &&
    [...leaves, ...parents].every(({ encryptionKey }) => encryptionKeys.add(encryptionKey));
  if (!unique) throw invalid('a key twice');
}

/**
 * Checks the unmerged leaves of one parent node: each is an occupied leaf below it, and every node between the two
 * that is not blank has it as well (RFC 9420 §12.4.3.1).
 */
function checkUnmerged(tree: RatchetTree, node: number, parent: ParentNode): void {
  for (const leaf of parent.unmerged) {
    if (!covers(node, leaf) || !tree.leaf(leaf)) throw invalid('unmerged leaf not below');
    for (const between of directPath(leaf, tree.width)) {
      if (between === node) break;
      if (tree.parent(between)?.unmerged.includes(leaf) === false) throw invalid('unmerged leaf left out');
    }
  }
}

/** Checks a whole tree, as one who joins must (RFC 9420 §12.4.3.1), but for its hash. Throws mls-invalid. */
export async function checkTree(
  suite: Suite,
  tree: RatchetTree,
  groupId: Uint8Array,
  context: readonly Extension[],
): Promise<void> {
  checkKeysUnique(tree);
  await turn();
  for (const { node, parent } of tree.parents()) checkUnmerged(tree, node, parent);
  checkParentHashes(suite.kdf, tree);
  const leaves = tree.leaves();
  for (const { leaf } of leaves) checkLeafNode(suite, leaf, context);
  const signed = await Promise.all(
    leaves.map(({ leaf, index }) => isLeafSigned(suite, leaf, groupId, index)),
  );
  if (!signed.every(Boolean)) throw invalid('leaf signature');
}
