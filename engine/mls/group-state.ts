import type { Extension } from './extension.ts';
import type { GroupContext } from './group-context.ts';
import type { GroupInfo } from './group-info.ts';
import { encodeGroupInfo, makeGroupInfo } from './group-info.ts';
import { type EpochSecrets, exportFromEpoch } from './key-schedule.ts';
import { type Member, membersOf } from './member.ts';
import type { RatchetTree } from './ratchet-tree.ts';
import type { Signer } from './signature.ts';
import { type Suite, type SuiteId, suiteOf } from './suite.ts';
import type { PrivateKeys } from './tree-kem.ts';

/** A group as one member holds it in one epoch: a value, never changed. Nothing of a past epoch is in it. */
export interface GroupState {
  readonly suite: SuiteId;
  readonly groupId: Uint8Array;
  readonly epoch: number;
  readonly ownLeaf: number;
  readonly context: GroupContext;
  readonly tree: RatchetTree;
  readonly interimTranscriptHash: Uint8Array;
  readonly confirmationTag: Uint8Array;
  readonly keys: PrivateKeys;
  readonly secrets: EpochSecrets;
}

/** Everybody in the group, from the left. */
export const members = (state: GroupState): readonly Member[] => membersOf(state.tree);

/** The extensions of the group's context, required_capabilities among them. */
export const contextExtensions = (state: GroupState): readonly Extension[] => state.context.extensions;

/** The tree hash of the epoch (RFC 9420 §7.8). */
export const treeHash = async (state: GroupState): Promise<Uint8Array> => state.context.treeHash;

/** epoch_authenticator (RFC 9420 §8.7): equal for all who hold the same epoch, and for nobody else. */
export const epochAuthenticator = (state: GroupState): Uint8Array => state.secrets.authenticator;

/** A secret of the epoch for a use outside MLS (RFC 9420 §8.5). Throws mls-invalid after forgetExporter. */
export const exportSecret = async (
  state: GroupState,
  label: string,
  context: Uint8Array,
  length: number,
): Promise<Uint8Array> =>
  exportFromEpoch(suiteOf(state.suite).kdf, state.secrets.exporter, label, context, length);

/**
 * The state without exporter_secret, so that what was exported once cannot be derived again (DESIGN §5). There is no
 * resumption_psk to forget: this profile never derives one.
 */
export function forgetExporter(state: GroupState): { state: GroupState; consumed: readonly Uint8Array[] } {
  const { exporter } = state.secrets;
  return {
    state: { ...state, secrets: { ...state.secrets, exporter: null } },
    consumed: exporter ? [exporter] : [],
  };
}

/** A GroupInfo of the state's epoch, with tree and external public key (RFC 9420 §12.4.3). */
export async function groupInfoOf(
  suite: Suite,
  state: GroupState,
  signer: Signer,
  extensions: readonly Extension[],
): Promise<GroupInfo> {
  const { context, tree, confirmationTag, ownLeaf } = state;
  const { publicKey: externalPub } = await suite.kem.derive(state.secrets.external);
  return makeGroupInfo(signer, {
    context,
    tree,
    externalPub,
    confirmationTag,
    signerLeaf: ownLeaf,
    extensions,
  });
}

/** A fresh GroupInfo of the current epoch, as an MLSMessage. */
export const signGroupInfo = async (
  state: GroupState,
  o: { signer: Signer; extensions: readonly Extension[] },
): Promise<Uint8Array> =>
  encodeGroupInfo(await groupInfoOf(suiteOf(state.suite), state, o.signer, o.extensions));

/** The secrets of `before` that `next` no longer holds: to be zeroed when `next` has been adopted (INV-11). */
export function consumedBy(before: GroupState, next: GroupState): readonly Uint8Array[] {
  const { init, membership, external, exporter } = before.secrets;
  const kept = new Set(next.keys.values());
  const keys = [...before.keys.values()].filter((key) => !kept.has(key));
  return [init, membership, external, ...(exporter ? [exporter] : []), ...keys];
}
