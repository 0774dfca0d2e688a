import { bounds } from './bounds.ts';
import { readWhole, written } from './codec.ts';
import { readGroupContext, writeGroupContext } from './group-context.ts';
import type { GroupState } from './group-state.ts';
import { RatchetTree } from './ratchet-tree.ts';
import { malformed } from './refusal.ts';
import { suiteId } from './suite.ts';

/** The version of these bytes; they stay on one device. */
const version = 1;

/** The state as bytes, all its secrets included: to be sealed before it is stored. */
export const encodeGroupState = (state: GroupState): Uint8Array =>
  written((to) => {
    to.u8(version);
    writeGroupContext(to, state.context);
    state.tree.write(to);
    to.u32(state.ownLeaf).opaque(state.interimTranscriptHash).opaque(state.confirmationTag);
    to.vector(state.keys, (inner, [node, key]) => inner.u32(node).opaque(key));
    const { init, membership, external, exporter, authenticator } = state.secrets;
    to.opaque(init).opaque(membership).opaque(external).opaque(authenticator);
    to.optional(exporter, (at, secret) => at.opaque(secret));
  });

/**
 * The state that encodeGroupState wrote. Nothing in it is verified again. Throws mls-malformed or mls-unsupported.
 */
export const decodeGroupState = (bytes: Uint8Array): GroupState =>
  readWhole(bytes, (from) => {
    if (from.u8() !== version) throw malformed('state version');
    const context = readGroupContext(from);
    const tree = RatchetTree.read(from);
    const ownLeaf = from.u32();
    const interimTranscriptHash = from.opaque();
    const confirmationTag = from.opaque();
    const keys = new Map(from.vector(bounds.leavesMax, () => [from.u32(), from.opaque()] as const));
    const [init, membership, external, authenticator] = [
      from.opaque(),
      from.opaque(),
      from.opaque(),
      from.opaque(),
    ];
    const exporter = from.optional((inner) => inner.opaque());
    if (!tree.leaf(ownLeaf)) throw malformed('state without its own leaf');
    return {
      suite: suiteId(context.suite),
      groupId: context.groupId,
      epoch: context.epoch,
      ownLeaf,
      context,
      tree,
      interimTranscriptHash,
      confirmationTag,
      keys,
      secrets: { init, membership, external, exporter, authenticator },
    };
  });
