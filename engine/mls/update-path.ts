import { equal } from '../../shared/bytes.ts';
import { bounds } from './bounds.ts';
import type { Reader, Writer } from './codec.ts';
import type { Sealed } from './hpke.ts';
import type { Kdf } from './kdf.ts';
import { KeySet } from './key-set.ts';
import { type LeafNode, readLeafNode } from './leaf-node.ts';
import { chainParentHashes } from './parent-hash.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';

/** A new key for one node above the committer, and its path secret for each who may know it (RFC 9420 §7.6). */
export interface UpdatePathNode {
  readonly encryptionKey: Uint8Array;
  readonly sealed: readonly Sealed[];
}

/** The fresh leaf of a committer and the nodes of its filtered direct path, from the leaf up (RFC 9420 §7.6). */
export interface UpdatePath {
  readonly leaf: LeafNode;
  readonly nodes: readonly UpdatePathNode[];
}

/** Reads an HPKECiphertext. */
export const readSealed = (from: Reader): Sealed => ({ enc: from.opaque(), ciphertext: from.opaque() });

/** Writes an HPKECiphertext. */
export const writeSealed = (to: Writer, sealed: Sealed): Writer =>
  to.opaque(sealed.enc).opaque(sealed.ciphertext);

/** Reads an UpdatePath. */
export const readUpdatePath = (from: Reader): UpdatePath => ({
  leaf: readLeafNode(from),
  nodes: from.vector(bounds.leavesMax, () => ({
    encryptionKey: from.opaque(),
    sealed: from.vector(bounds.leavesMax, readSealed),
  })),
});

/** Writes an UpdatePath. */
export function writeUpdatePath(to: Writer, path: UpdatePath): void {
  to.fixed(path.leaf.encoded).vector(path.nodes, (inner, { encryptionKey, sealed }) =>
    inner.opaque(encryptionKey).vector(sealed, writeSealed),
  );
}

/**
 * Puts the public half of a path into a tree to which the proposals were applied (RFC 9420 §7.5, §12.4.2). Throws
 * mls-invalid where the path is not as long as the filtered direct path, repeats a key, or its parent hash is wrong.
 * The leaf's signature is the caller's to check.
 */
export function mergePath(kdf: Kdf, tree: RatchetTree, committer: number, path: UpdatePath): void {
  const { source } = path.leaf;
  if (source.kind !== 'commit') throw invalid('path leaf source');
  const filtered = tree.filteredPath(committer);
  if (path.nodes.length !== filtered.length) throw invalid('path length');
  const known = new KeySet();
  for (const { leaf } of tree.leaves()) known.add(leaf.encryptionKey);
  for (const { parent } of tree.parents()) known.add(parent.encryptionKey);
  for (const { encryptionKey } of [path.leaf, ...path.nodes]) {
    if (!known.add(encryptionKey)) throw invalid('path repeats a key');
  }
  tree.blankPath(committer);
  filtered.forEach(({ node }, i) => {
    const { encryptionKey } = path.nodes[i]!;
    tree.setParent(node, { encryptionKey, parentHash: new Uint8Array(), unmerged: [] });
  });
  if (!equal(chainParentHashes(kdf, tree, filtered), source.parentHash)) throw invalid('path parent hash');
  tree.setLeaf(committer, path.leaf);
}
