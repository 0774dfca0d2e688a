import { written } from './codec.ts';
import { commit, type MemberCommit } from './commit.ts';
import type { GroupContext } from './group-context.ts';
import { writeGroupInfoContent } from './group-info.ts';
import type { GroupState } from './group-state.ts';
import { checkKeyPackage, isAlive, keyPackageIn } from './key-package.ts';
import type { Proposal } from './proposal.ts';
import { invalid } from './refusal.ts';
import type { StagedCommit } from './stage.ts';
import { type Suite, suiteOf } from './suite.ts';
import { encodeWelcome, makeWelcome } from './welcome.ts';

/** Checks the KeyPackages that a list adds (RFC 9420 §12.2). Throws mls-invalid. */
export async function checkAdds(
  suite: Suite,
  context: GroupContext,
  proposals: readonly Proposal[],
): Promise<void> {
  for (const proposal of proposals)
    if (proposal.kind === 'add') await checkKeyPackage(suite, proposal.keyPackage, context.extensions);
}

/**
 * A member's commit that adds others, by their KeyPackages as MLSMessages, with the Welcome for them (RFC 9420 §12.4.1).
 * With `now`, in Unix seconds, a KeyPackage outside its lifetime is refused, as RFC 9420 §7.3 asks of a sender. Throws
 * mls-malformed or mls-unsupported for a KeyPackage, mls-invalid for a broken rule.
 */
export async function commitAdding(
  state: GroupState,
  o: MemberCommit & { readonly add: readonly Uint8Array[]; readonly now?: number },
): Promise<StagedCommit> {
  const suite = suiteOf(state.suite);
  const keyPackages = o.add.map(keyPackageIn);
  const { now } = o;
  if (now !== undefined && !keyPackages.every((keyPackage) => isAlive(keyPackage, now))) {
    throw invalid('key package lifetime');
  }
  if (keyPackages.length === 0) return commit(state, o);
  const proposals = keyPackages.map((keyPackage) => ({ kind: 'add', keyPackage }) as const);
  await checkAdds(suite, state.context, proposals);
  return commit(state, o, {
    proposals,
    async invite(leaves, { welcome, joiner, groupInfo, pathSecretOf }) {
      const added = keyPackages.map((keyPackage, i) => ({
        keyPackage,
        pathSecret: pathSecretOf(leaves[i]!),
      }));
      const info = written((to) => writeGroupInfoContent(to, groupInfo));
      return encodeWelcome(await makeWelcome(suite, { welcome, joiner, groupInfo: info, added }));
    },
  });
}
