import { type CommitSetting, type Group, type Staged, stage, verifyAll } from './group.ts';
import { encodeCommitData, encodeHead, extensionTypes, leafFor } from './leaf.ts';
import { writeLink } from './link.ts';
import { commit, members } from './mls/index.ts';
import { isCut } from './segment.ts';

/** A member's own commit: fresh keys, the newest passport in the leaf, these leaves removed. */
export async function moveGroup(
  group: Group,
  o: CommitSetting & { readonly remove: readonly number[] },
): Promise<Staged> {
  const { actor, rule } = o;
  const staged = await commit(group.state, {
    signer: actor.signer,
    authenticatedData: encodeCommitData(o.head, isCut(group.members, [actor])),
    leaf: leafFor(actor.passport, actor.claims, actor.vault?.extension),
    remove: o.remove,
    groupInfoExtensions: [{ type: extensionTypes.head, data: encodeHead(o.head) }],
  });
  const verified = await verifyAll(members(staged.next), rule, null);
  return stage({
    staged,
    epoch: group.state.epoch,
    members: verified,
    actor,
    disclosures: o.disclosures,
    awaited: o.awaited,
    were: group.members,
    link: (next) => writeLink(next.keys, group.keys, next.state.ownLeaf, actor.signer),
  });
}
