import { groupIdBytes } from './headers.ts';
import { Skimmer } from './outline.ts';

/** A leaf of the tree in a GroupInfo, as its public bytes show it: nothing here is verified. */
export interface PublicLeaf {
  readonly leaf: number;
  /** In MLS encoding. */
  readonly signatureKey: Uint8Array;
  /** The group's suite, which says what kind of key that is. */
  readonly suite: number;
  /** The credential's identity, PROTOCOL.md §4.2. */
  readonly identity: Uint8Array;
}

/** The person in a leaf's identity, `iss<V> ‖ sub<V> ‖ did<V>`. Throws `commit-foreign`. */
export function personIn(identity: Uint8Array): string {
  const from = new Skimmer(identity, 0);
  from.opaque();
  return new TextDecoder().decode(from.opaque());
}

const proposalKinds = { remove: 3, externalInit: 6 } as const;
const ratchetTree = 2;

/**
 * The leaves that a commit removes, from its clear proposals (RFC 9420 §12.1.3, §12.4). A proposal of another kind than
 * those that this version's clients make ends the list. Throws `commit-foreign` where the outline is another.
 */
export function removalsIn(commit: Uint8Array): number[] {
  const from = new Skimmer(commit, 4 + 1 + groupIdBytes + 8);
  if (from.number(1) === 1) from.skip(4);
  from.opaque();
  from.skip(1);
  const proposals = new Skimmer(from.opaque(), 0);
  const removed: number[] = [];
  while (!proposals.isDone) {
    if (proposals.number(1) !== 1) break;
    const kind = proposals.number(2);
    if (kind === proposalKinds.remove) removed.push(proposals.number(4));
    else if (kind === proposalKinds.externalInit) proposals.opaque();
    else break;
  }
  return removed;
}

/** The occupied leaves of the tree that a GroupInfo carries (RFC 9420 §7.1, §12.4.3.3). Throws `commit-foreign`. */
export function leavesIn(groupInfo: Uint8Array): PublicLeaf[] {
  const from = new Skimmer(groupInfo, 4);
  from.skip(2);
  const suite = from.number(2);
  from.opaque();
  from.skip(8);
  from.opaques(3);
  const extensions = new Skimmer(from.opaque(), 0);
  while (!extensions.isDone) {
    const type = extensions.number(2);
    const data = extensions.opaque();
    if (type === ratchetTree) return leavesOf(new Skimmer(new Skimmer(data, 0).opaque(), 0), suite);
  }
  return [];
}

function leavesOf(nodes: Skimmer, suite: number): PublicLeaf[] {
  const leaves: PublicLeaf[] = [];
  for (let node = 0; !nodes.isDone; node++) {
    if (nodes.number(1) === 0) continue;
    if (nodes.number(1) === 2) {
      nodes.opaques(3); // encryption_key, parent_hash, unmerged_leaves
      continue;
    }
    nodes.opaque(); // encryption_key
    const signatureKey = nodes.opaque();
    nodes.skip(2); // credential type
    const identity = nodes.opaque();
    nodes.opaques(5); // versions, suites, extensions, proposals, credentials
    const source = nodes.number(1);
    if (source === 1) nodes.skip(16);
    else if (source === 3) nodes.opaque();
    nodes.opaques(2); // extensions, signature
    leaves.push({ leaf: node / 2, signatureKey, suite, identity });
  }
  return leaves;
}
