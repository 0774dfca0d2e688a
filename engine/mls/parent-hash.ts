import { equal } from '../../shared/bytes.ts';
import { written } from './codec.ts';
import type { Kdf } from './kdf.ts';
import type { ParentNode, RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';
import { covers, isLeaf, leftOf, rightOf } from './tree-math.ts';

/** The parent hash of P with copath child S (RFC 9420 §7.9). */
export function parentHash(kdf: Kdf, tree: RatchetTree, parent: ParentNode, sibling: number): Uint8Array {
  const original = tree.hashWithout(kdf, sibling, parent.unmerged);
  return kdf.hash(
    written((to) => to.opaque(parent.encryptionKey).opaque(parent.parentHash).opaque(original)),
  );
}

/** What a node says its parent hash is; null where it says nothing. */
function claimed(tree: RatchetTree, node: number): Uint8Array | null {
  if (!isLeaf(node)) return tree.parent(node)?.parentHash ?? null;
  const source = tree.leaf(node / 2)?.source;
  return source?.kind === 'commit' ? source.parentHash : null;
}

/** How many nodes below child `under` were set together with the parent node `node` (RFC 9420 §7.9.2). */
function links(kdf: Kdf, tree: RatchetTree, node: number, parent: ParentNode, under: number): number {
  const sibling = under === leftOf(node) ? rightOf(node) : leftOf(node);
  const expected = parentHash(kdf, tree, parent, sibling);
  const unmerged = parent.unmerged.filter((leaf) => covers(under, leaf));
  const resolution = tree.resolution(under);
  return resolution.filter((candidate) => {
    const claim = claimed(tree, candidate);
    const others = new Set(resolution);
    others.delete(candidate);
    return (
      claim !== null &&
      equal(claim, expected) &&
      others.size === unmerged.length &&
      unmerged.every((leaf) => others.has(2 * leaf))
    );
  }).length;
}

/**
 * Checks that each parent node was set by a commit of exactly one member below it, so that nobody outside a subtree
 * holds its key (RFC 9420 §7.9.2). Throws mls-invalid.
 */
export function checkParentHashes(kdf: Kdf, tree: RatchetTree): void {
  for (const { node, parent } of tree.parents()) {
    const count =
      links(kdf, tree, node, parent, leftOf(node)) + links(kdf, tree, node, parent, rightOf(node));
    if (count !== 1) throw invalid('parent hash');
  }
}

/**
 * Sets the parent hashes of a freshly set path, from the top down, and gives the leaf's (RFC 9420 §7.9). The uppermost
 * node has an empty one, also where the root above it is blank.
 */
export function chainParentHashes(
  kdf: Kdf,
  tree: RatchetTree,
  path: readonly { node: number; copath: number }[],
): Uint8Array {
  let hash: Uint8Array = new Uint8Array();
  for (const { node, copath } of path.toReversed()) {
    const parent = { ...tree.parent(node)!, parentHash: hash };
    tree.setParent(node, parent);
    hash = parentHash(kdf, tree, parent, copath);
  }
  return hash;
}
