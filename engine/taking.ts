import { equal, zero } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import { type Group, settle, verifyAll } from './group.ts';
import { conversationExtension, readCommitData } from './leaf.ts';
import { contextExtensions, members, peekCommit, processCommit } from './mls/index.ts';
import { mayRemove } from './removal.ts';
import { isCut } from './segment.ts';
import { type LeafRule, type Verified, verifyMember } from './verified.ts';

/** What a commit changed. */
export interface Change {
  readonly group: Group;
  readonly committer: Verified;
  readonly external: boolean;
  readonly added: readonly Verified[];
  readonly removed: readonly Verified[];
}

const rule = (detail: string) => new BedsideError('group-rule', detail);

/**
 * Takes another's commit that stood in the log: RFC 9420, then the rules of DESIGN §4. Returns the change to adopt, or
 * `removed` where it takes this device out, of which nothing can be derived. Throws `mls-*`, `group-rule`,
 * `log-forked`, `passport-*`; the group as it was stays good.
 */
export async function takeCommit(
  group: Group,
  bytes: Uint8Array,
  o: {
    readonly rule: LeafRule;
    readonly atMs: number;
    /** The log's hash at a seq, null where this device does not know it. */
    readonly hashAt: (seq: number) => Uint8Array | null;
    readonly seq: number;
    /** True where the portal took back what this passport granted, before `seq`. */
    readonly revoked: (passport: Claims) => boolean;
    /** True where it stands in the log, before `seq`, that the person of this device leaves. */
    readonly left: (device: Claims) => boolean;
  },
): Promise<(Change & { readonly kind: 'changed' }) | { readonly kind: 'removed'; readonly by: Verified }> {
  const outcome = await processCommit(group.state, bytes);
  const { sender, authenticatedData } = peekCommit(bytes);
  const external = sender.kind === 'external';
  const before = (leaf: number) => group.members.find((member) => member.leaf === leaf);
  const head = readCommitData(authenticatedData);
  const known = o.hashAt(head.seq);
  if (head.seq >= o.seq || (known !== null && !equal(known, head.hash)))
    throw new BedsideError('log-forked', 'commit');
  const committer = await verifyMember(outcome.committer, o.rule, o.atMs);
  if (o.revoked(committer.claims)) throw rule('revoked');
  // DESIGN §4 c: also whose passport ran out, whom the portal revoked, and who left.
  const mayPutOut = (target: Claims) =>
    mayRemove(committer.claims, target) ||
    target.exp * 1000 <= o.atMs - limits.clockSkewMs ||
    o.revoked(target) ||
    o.left(target);
  if (outcome.kind === 'removed') {
    // An external commit needs no secret of the group: without these checks anybody could put a member out.
    const own = before(group.state.ownLeaf) ?? fail('own leaf was not there');
    const may = external ? committer.claims.sub === own.claims.sub : mayPutOut(own.claims);
    if (!may) throw rule('may not remove');
    return { kind: 'removed', by: committer };
  }
  const others = outcome.added.filter(({ leaf }) => leaf !== committer.leaf);
  const added = await verifyAll(others, o.rule, o.atMs);
  if (added.some(({ claims }) => o.revoked(claims))) throw rule('revoked');
  const removed = outcome.removed.map(({ leaf }) => before(leaf) ?? fail('removed leaf was not there'));
  if (external) {
    if (added.length > 0) throw rule('an external commit adds only itself');
    if (removed.length > 1 || removed.some(({ claims }) => claims.sub !== committer.claims.sub)) {
      throw rule('an external commit removes only its own person');
    }
  } else {
    const old = before(committer.leaf);
    if (old === undefined || old.claims.sub !== committer.claims.sub) throw rule('committer');
    if (added.length > 0 && !committer.claims.can.includes('invite')) throw rule('may not invite');
    if (!removed.every(({ claims }) => mayPutOut(claims))) throw rule('may not remove');
  }
  const kept = members(outcome.next).map(({ leaf, signatureKey }) => {
    if (leaf === committer.leaf) return committer;
    const verified = added.find((member) => member.leaf === leaf) ?? before(leaf);
    if (verified === undefined || !equal(verified.signatureKey, signatureKey))
      return fail('a leaf changed unseen');
    return verified;
  });
  if (kept.length > limits.membersMax) throw rule('too many members');
  if (head.isCut !== isCut(group.members, kept)) throw rule('segment');
  const conversation = conversationExtension(o.rule.keyring.issuer, o.rule.conversation).data;
  if (!contextExtensions(outcome.next).some(({ data }) => equal(data, conversation)))
    throw rule('conversation changed');
  const next = await settle(outcome.next, kept, { commit: bytes, committer: committer.claims });
  zero(...outcome.consumed);
  const arrived = external ? [committer] : added;
  return { kind: 'changed', group: next, committer, external, added: arrived, removed };
}

function fail(detail: string): never {
  throw rule(detail);
}
