import { equal, zero } from '../../shared/bytes.ts';
import { bounds } from './bounds.ts';
import type { Reader } from './codec.ts';
import type { Sealed } from './hpke.ts';
import type { Kdf } from './kdf.ts';
import { KeySet } from './key-set.ts';
import { decryptWithLabel } from './labels.ts';
import { readLeafNode } from './leaf-node.ts';
import { chainParentHashes } from './parent-hash.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import { invalid } from './refusal.ts';
import type { Suite } from './suite.ts';
import { nextPathSecret, nodeKeyPair, type PrivateKeys, pathLabel, receivers } from './tree-kem.ts';
import { covers } from './tree-math.ts';
import type { UpdatePath } from './update-path.ts';

/** Reads an HPKECiphertext. */
export const readSealed = (from: Reader): Sealed => ({ enc: from.opaque(), ciphertext: from.opaque() });

/** Reads an UpdatePath. */
export const readUpdatePath = (from: Reader): UpdatePath => ({
  leaf: readLeafNode(from),
  nodes: from.vector(bounds.leavesMax, () => ({
    encryptionKey: from.opaque(),
    sealed: from.vector(bounds.leavesMax, readSealed),
  })),
});

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

/**
 * From a path secret of one node, the keys of the nodes from it up and the commit secret past the last. Throws
 * mls-invalid where a public key is not the derived one (RFC 9420 §7.5). Zeroes the path secret.
 */
export async function climb(
  suite: Suite,
  pathSecret: Uint8Array,
  nodes: readonly { node: number; encryptionKey: Uint8Array }[],
): Promise<{ commitSecret: Uint8Array; keys: PrivateKeys }> {
  if (pathSecret.length !== suite.kdf.size) throw invalid('path secret size');
  const keys = new Map<number, Uint8Array>();
  let secret = pathSecret;
  for (const { node, encryptionKey } of nodes) {
    const { publicKey, secretKey } = await nodeKeyPair(suite, secret);
    const next = nextPathSecret(suite, secret);
    zero(secret);
    if (!equal(publicKey, encryptionKey)) throw invalid('path secret is not the key’s');
    keys.set(node, secretKey);
    secret = next;
  }
  return { commitSecret: secret, keys };
}

/**
 * Opens the path of another's commit, merged into `tree` before (RFC 9420 §7.5): the commit secret, and the keys of
 * the nodes above both. `keys` are those held before. Throws mls-invalid where no path secret is meant for this leaf,
 * or it does not open, or is not what the public keys say.
 */
export async function openPath(
  suite: Suite,
  tree: RatchetTree,
  committer: number,
  path: UpdatePath,
  o: { ownLeaf: number; keys: PrivateKeys; added: readonly number[]; context: Uint8Array },
): Promise<{ commitSecret: Uint8Array; keys: PrivateKeys }> {
  const filtered = tree.filteredPath(committer);
  const at = filtered.findIndex(({ copath }) => covers(copath, o.ownLeaf));
  const step = filtered[at];
  if (!step) throw invalid('path does not reach this leaf');
  const added = new Set(o.added.map((index) => 2 * index));
  filtered.forEach(({ copath }, i) => {
    const count = receivers(tree, copath, added).length;
    if (path.nodes[i]?.sealed.length !== count) throw invalid('path secret count');
  });
  const resolution = receivers(tree, step.copath, added);
  const mine = resolution.findIndex((node) => o.keys.has(node));
  const sealed = path.nodes[at]?.sealed[mine];
  const node = resolution[mine] ?? -1;
  const key = o.keys.get(node);
  if (!sealed || !key) throw invalid('no path secret for this leaf');
  const secret = await decryptWithLabel(suite, key, pathLabel, o.context, sealed, tree.key(node));
  const upward = filtered.slice(at).map(({ node }) => ({ node, encryptionKey: tree.key(node)! }));
  return climb(suite, secret, upward);
}
