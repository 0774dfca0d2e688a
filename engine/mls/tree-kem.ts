import { equal, zero } from '../../shared/bytes.ts';
import { deriveSecret, encryptWithLabel } from './labels.ts';
import { type LeafContent, makeLeafNode } from './leaf-node.ts';
import { random } from './native.ts';
import { chainParentHashes } from './parent-hash.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import type { Signer } from './signature.ts';
import type { Suite } from './suite.ts';
import type { UpdatePath, UpdatePathNode } from './update-path.ts';

/** The secret keys that a member holds, by node index: its leaf's, and those of nodes above it. */
export type PrivateKeys = ReadonlyMap<number, Uint8Array>;

/** Of the encryption of a path secret. */
export const pathLabel = 'UpdatePathNode';

/** The key pair of a node from its path secret (RFC 9420 §7.4). */
export async function nodeKeyPair(suite: Suite, pathSecret: Uint8Array) {
  const nodeSecret = deriveSecret(suite.kdf, pathSecret, 'node');
  const pair = await suite.kem.derive(nodeSecret);
  zero(nodeSecret);
  return pair;
}

/** The path secret of the next node up; of the commit, past the last (RFC 9420 §7.4). */
export const nextPathSecret = (suite: Suite, pathSecret: Uint8Array): Uint8Array =>
  deriveSecret(suite.kdf, pathSecret, 'path');

/**
 * The nodes to which a path secret is sealed: those that reach the copath's leaves, but for leaves new in this
 * commit.
 */
export const receivers = (tree: RatchetTree, copath: number, added: ReadonlySet<number>) =>
  tree.resolution(copath).filter((node) => !added.has(node));

/** What one who commits makes: the path for the others, and for itself its secrets. */
export interface CreatedPath {
  readonly path: UpdatePath;
  readonly commitSecret: Uint8Array;
  readonly keys: PrivateKeys;
  /** The path secret of each node of the path; the caller zeroes them. */
  readonly pathSecrets: ReadonlyMap<number, Uint8Array>;
}

/**
 * Makes a fresh path for the leaf at `committer` and puts it into the tree, to which the proposals were applied
 * (RFC 9420 §7.4, §7.5). The commit secret follows from the last node of the *filtered* path, wherever the root is;
 * where that path is empty it follows from a fresh secret of its own, so that no commit is ever without one.
 * `added`: leaf indices new in this commit. `context` gives the provisional GroupContext for a tree hash.
 */
export async function createPath(
  suite: Suite,
  tree: RatchetTree,
  committer: number,
  o: {
    signer: Signer;
    leaf: LeafContent;
    groupId: Uint8Array;
    added: readonly number[];
    context: (treeHash: Uint8Array) => Uint8Array;
  },
): Promise<CreatedPath> {
  const filtered = tree.filteredPath(committer);
  tree.blankPath(committer);
  const own = await suite.kem.generate();
  const keys = new Map([[2 * committer, own.secretKey]]);
  const pathSecrets = new Map<number, Uint8Array>();
  let secret: Uint8Array = random(suite.kdf.size);
  let above: Uint8Array | null = null;
  for (const { node } of filtered) {
    if (above) secret = above;
    const { publicKey, secretKey } = await nodeKeyPair(suite, secret);
    keys.set(node, secretKey);
    pathSecrets.set(node, secret);
    tree.setParent(node, { encryptionKey: publicKey, parentHash: new Uint8Array(), unmerged: [] });
    above = nextPathSecret(suite, secret);
  }
  const commitSecret = above ?? nextPathSecret(suite, secret);
  if (!above) zero(secret);

  const parentHash = chainParentHashes(suite.kdf, tree, filtered);
  const content = {
    ...o.leaf,
    encryptionKey: own.publicKey,
    source: { kind: 'commit', parentHash } as const,
  };
  const leaf = await makeLeafNode(o.signer, content, o.groupId, committer);
  tree.setLeaf(committer, leaf);

  const context = o.context(tree.hash(suite.kdf));
  const added = new Set(o.added.map((index) => 2 * index));
  const nodes: UpdatePathNode[] = [];
  for (const { node, copath } of filtered) {
    const sealed = [];
    for (const receiver of receivers(tree, copath, added)) {
      const publicKey = tree.key(receiver)!;
      sealed.push(await encryptWithLabel(suite, publicKey, pathLabel, context, pathSecrets.get(node)!));
    }
    nodes.push({ encryptionKey: tree.key(node)!, sealed });
  }
  return { path: { leaf, nodes }, commitSecret, keys, pathSecrets };
}

/**
 * The keys still worth holding in a tree: fresh ones, and old ones whose node kept its public key. All others are
 * dropped.
 */
export function keepKeys(
  before: RatchetTree,
  after: RatchetTree,
  held: PrivateKeys,
  fresh: PrivateKeys,
): PrivateKeys {
  const kept = new Map(fresh);
  for (const [node, secretKey] of held) {
    const [old, now] = [before.key(node), after.key(node)];
    if (!kept.has(node) && old && now && equal(old, now)) kept.set(node, secretKey);
  }
  return kept;
}
