import type { Writer } from './codec.ts';
import type { Sealed } from './hpke.ts';
import type { LeafNode } from './leaf-node.ts';

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

/** Writes an HPKECiphertext. */
export const writeSealed = (to: Writer, sealed: Sealed): Writer =>
  to.opaque(sealed.enc).opaque(sealed.ciphertext);

/** Writes an UpdatePath. */
export function writeUpdatePath(to: Writer, path: UpdatePath): void {
  to.fixed(path.leaf.encoded).vector(path.nodes, (inner, { encryptionKey, sealed }) =>
    inner.opaque(encryptionKey).vector(sealed, writeSealed),
  );
}
