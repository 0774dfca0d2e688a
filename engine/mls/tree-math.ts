/**
 * Indices of a full binary tree kept in an array (RFC 9420 Appendix C): leaf `i` at node `2i`, parents between. A tree
 * of `width` leaves, a power of two, has `2 · width − 1` nodes.
 */

/** Nodes of a tree of this many leaves. */
export const nodeCount = (width: number): number => 2 * width - 1;

/** The root of a tree of this many leaves. */
export const rootOf = (width: number): number => width - 1;

/** True for the even nodes, which are leaves. */
export const isLeaf = (node: number): boolean => (node & 1) === 0;

/** How far a node is above the leaves: 0 for a leaf. */
export const levelOf = (node: number): number => (isLeaf(node) ? 0 : 31 - Math.clz32(~node & (node + 1)));

/** The left child of a parent node. */
export const leftOf = (node: number): number => node ^ (1 << (levelOf(node) - 1));

/** The right child of a parent node. */
export const rightOf = (node: number): number => node ^ (3 << (levelOf(node) - 1));

/** The parent of a node that is not the root. */
export function parentOf(node: number): number {
  const level = levelOf(node);
  return (node | (1 << level)) & ~(1 << (level + 1));
}

/** The other child of the parent of a node that is not the root. */
export function siblingOf(node: number): number {
  const parent = parentOf(node);
  return node < parent ? rightOf(parent) : leftOf(parent);
}

/** The nodes above a leaf, from its parent to the root. */
export function directPath(leaf: number, width: number): number[] {
  const path: number[] = [];
  for (let node = 2 * leaf; node !== rootOf(width); path.push(node)) node = parentOf(node);
  return path;
}

/** True where the node is the leaf or lies above it. */
export function covers(node: number, leaf: number): boolean {
  const level = levelOf(node);
  return (2 * leaf) >> (level + 1) === node >> (level + 1);
}
