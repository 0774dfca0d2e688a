import type { Extension } from './extension.ts';
import type { LeafNode } from './leaf-node.ts';
import type { RatchetTree } from './ratchet-tree.ts';

/** One who is in the group: what its leaf says. */
export interface Member {
  readonly leaf: number;
  readonly identity: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** The member that a leaf makes. */
export const memberOf = (leaf: number, { identity, signatureKey, extensions }: LeafNode): Member => ({
  leaf,
  identity,
  signatureKey,
  extensions,
});

/** The members of a tree, from the left. */
export const membersOf = (tree: RatchetTree): Member[] =>
  tree.leaves().map(({ index, leaf }) => memberOf(index, leaf));
