import { bounds } from './bounds.ts';
import { type Reader, type Writer, written } from './codec.ts';
import type { Kdf } from './kdf.ts';
import { type LeafNode, readLeafNode } from './leaf-node.ts';
import { invalid, malformed, unsupported } from './refusal.ts';
import {
  covers,
  directPath,
  isLeaf,
  leftOf,
  nodeCount,
  parentOf,
  rightOf,
  rootOf,
  siblingOf,
} from './tree-math.ts';

/** A node above leaves (RFC 9420 §7.1). `unmerged`: leaves below that do not hold its secret key, rising. */
export interface ParentNode {
  readonly encryptionKey: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly unmerged: readonly number[];
}

type Node = LeafNode | ParentNode | null;

const widthFor = (count: number) => {
  let width = 1;
  while (nodeCount(width) < count) width *= 2;
  return width;
};

function writeParent(to: Writer, parent: ParentNode): void {
  to.opaque(parent.encryptionKey).opaque(parent.parentHash);
  to.vector(parent.unmerged, (inner, leaf) => inner.u32(leaf));
}

function readParent(from: Reader): ParentNode {
  const encryptionKey = from.opaque();
  const parentHash = from.opaque(255);
  const unmerged = from.vector(bounds.leavesMax, () => from.u32());
  if (unmerged.some((leaf, i) => i > 0 && leaf <= unmerged[i - 1]!))
    throw malformed('unmerged leaves not sorted');
  return { encryptionKey, parentHash, unmerged };
}

/**
 * The ratchet tree (RFC 9420 §4, §7): always full, blanks are null. A tree inside a GroupState is never changed;
 * changes are made to a `clone`. Tree hashes are remembered until a node below changes.
 */
export class RatchetTree {
  #nodes: Node[];
  #hashes: (Uint8Array | null)[];

  constructor(nodes: readonly Node[]) {
    this.#nodes = [...nodes];
    this.#hashes = nodes.map(() => null);
  }

  /** A tree that can be changed without changing this one. */
  clone(): RatchetTree {
    const copy = new RatchetTree(this.#nodes);
    copy.#hashes = [...this.#hashes];
    return copy;
  }

  /** Reads `optional<Node> ratchet_tree<V>` (RFC 9420 §12.4.3.3). Throws mls-unsupported past 256 leaves. */
  static read(from: Reader): RatchetTree {
    let index = 0;
    const nodes = from.vector<Node>(bounds.messageBytesMax, () => {
      const leaf = isLeaf(index++);
      return from.optional((inner) => {
        if (inner.u8() !== (leaf ? 1 : 2)) throw malformed('node type');
        return leaf ? readLeafNode(inner) : readParent(inner);
      });
    });
    if (nodes.length > nodeCount(bounds.leavesMax)) throw unsupported('over 256 leaves');
    if (!nodes.at(-1)) throw malformed('tree ends in a blank');
    const width = widthFor(nodes.length);
    while (nodes.length < nodeCount(width)) nodes.push(null);
    return new RatchetTree(nodes);
  }

  /** Writes `optional<Node> ratchet_tree<V>`, without the blanks at its end. */
  write(to: Writer): void {
    const last = this.#nodes.findLastIndex((node) => node !== null);
    to.vector(this.#nodes.slice(0, last + 1), (inner, node) =>
      inner.optional(node, (at, value) => {
        if ('encoded' in value) at.u8(1).fixed(value.encoded);
        else writeParent(at.u8(2), value);
      }),
    );
  }

  /** Places for leaves: a power of two. */
  get width(): number {
    return (this.#nodes.length + 1) / 2;
  }

  /** The root's index. */
  get root(): number {
    return rootOf(this.width);
  }

  /** The leaf at a place, or null for a blank or a place outside the tree. */
  leaf(index: number): LeafNode | null {
    return (this.#nodes[2 * index] as LeafNode | null | undefined) ?? null;
  }

  /** The parent node at a node index, or null for a blank. */
  parent(node: number): ParentNode | null {
    return (this.#nodes[node] as ParentNode | null | undefined) ?? null;
  }

  /** The public key at a node index, or null for a blank or an index outside the tree. */
  key(node: number): Uint8Array | null {
    return this.#nodes[node]?.encryptionKey ?? null;
  }

  /** Every leaf that is not blank, with its place, from the left. */
  leaves(): { index: number; leaf: LeafNode }[] {
    return this.#nodes.flatMap((node, at) =>
      node && isLeaf(at) ? [{ index: at / 2, leaf: node as LeafNode }] : [],
    );
  }

  /** Every parent node that is not blank, with its node index, from the left. */
  parents(): { node: number; parent: ParentNode }[] {
    return this.#nodes.flatMap((value, node) =>
      value && !isLeaf(node) ? [{ node, parent: value as ParentNode }] : [],
    );
  }

  #set(node: number, value: Node): void {
    this.#nodes[node] = value;
    this.#hashes[node] = null;
    for (let above = node; above !== this.root; ) {
      above = parentOf(above);
      this.#hashes[above] = null;
    }
  }

  /** Puts a leaf at a place inside the tree. */
  setLeaf(index: number, leaf: LeafNode): void {
    this.#set(2 * index, leaf);
  }

  /** Puts a parent node at a node index, or blanks it. */
  setParent(node: number, parent: ParentNode | null): void {
    this.#set(node, parent);
  }

  /**
   * The leftmost blank place, doubling the tree where there is none (§7.7). Throws mls-unsupported past 256 leaves.
   */
  firstBlank(): number {
    for (let index = 0; index < this.width; index++) if (!this.leaf(index)) return index;
    const { width } = this;
    if (width === bounds.leavesMax) throw unsupported('over 256 leaves');
    while (this.#nodes.length < nodeCount(width * 2)) {
      this.#nodes.push(null);
      this.#hashes.push(null);
    }
    return width;
  }

  /** Applies an Add (RFC 9420 §12.1.1): the place it took. */
  add(leaf: LeafNode): number {
    const index = this.firstBlank();
    for (const node of directPath(index, this.width)) {
      const parent = this.parent(node);
      if (!parent) continue;
      this.setParent(node, { ...parent, unmerged: [...parent.unmerged, index].sort((a, b) => a - b) });
    }
    this.setLeaf(index, leaf);
    return index;
  }

  /** Applies a Remove (RFC 9420 §12.1.3) and cuts the tree back (§7.7). Throws mls-invalid for a blank leaf. */
  remove(index: number): void {
    if (!this.leaf(index)) throw invalid('remove of a blank leaf');
    this.#set(2 * index, null);
    this.blankPath(index);
    while (this.width > 1 && !this.leaves().some((entry) => entry.index >= this.width / 2)) {
      const kept = nodeCount(this.width / 2);
      this.#nodes = this.#nodes.slice(0, kept);
      this.#hashes = this.#hashes.slice(0, kept);
    }
  }

  /** Blanks the nodes above a leaf. */
  blankPath(index: number): void {
    for (const node of directPath(index, this.width)) this.setParent(node, null);
  }

  /** The fewest nodes that reach every leaf below a node (RFC 9420 §4.1.1). */
  resolution(node: number): number[] {
    const value = this.#nodes[node];
    if (isLeaf(node)) return value ? [node] : [];
    if (value) return [node, ...(value as ParentNode).unmerged.map((leaf) => 2 * leaf)];
    return [...this.resolution(leftOf(node)), ...this.resolution(rightOf(node))];
  }

  /** The nodes above a leaf whose other child reaches someone, each with that child (RFC 9420 §4.1.2). */
  filteredPath(index: number): { node: number; copath: number }[] {
    let below = 2 * index;
    return directPath(index, this.width).flatMap((node) => {
      const copath = siblingOf(below);
      below = node;
      return this.resolution(copath).length > 0 ? [{ node, copath }] : [];
    });
  }

  /** The tree hash of a node, by default the root's (RFC 9420 §7.8). */
  hash(kdf: Kdf, node: number = this.root): Uint8Array {
    const known = this.#hashes[node];
    if (known) return known;
    const hash = this.#hashOf(kdf, node, [], (child) => this.hash(kdf, child));
    this.#hashes[node] = hash;
    return hash;
  }

  /** The tree hash of a node as it was before these leaves were added (RFC 9420 §7.9, original_sibling_tree_hash). */
  hashWithout(kdf: Kdf, node: number, leaves: readonly number[]): Uint8Array {
    const below = leaves.filter((leaf) => covers(node, leaf));
    if (below.length === 0) return this.hash(kdf, node);
    return this.#hashOf(kdf, node, below, (child) => this.hashWithout(kdf, child, below));
  }

  #hashOf(
    kdf: Kdf,
    node: number,
    without: readonly number[],
    hash: (child: number) => Uint8Array,
  ): Uint8Array {
    const input = written((to) => {
      if (isLeaf(node)) {
        const leaf = without.includes(node / 2) ? null : this.leaf(node / 2);
        to.u8(1)
          .u32(node / 2)
          .optional(leaf, (at, value) => at.fixed(value.encoded));
        return;
      }
      to.u8(2).optional(this.parent(node), (at, parent) =>
        writeParent(at, { ...parent, unmerged: parent.unmerged.filter((leaf) => !without.includes(leaf)) }),
      );
      to.opaque(hash(leftOf(node))).opaque(hash(rightOf(node)));
    });
    return kdf.hash(input);
  }
}
