import { equal, zero } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import { depositsTo } from './deposit.ts';
import { hash } from './envelope.ts';
import { deriveEpochKeys, type EpochKeys, epochContext, rootLabel } from './epoch-keys.ts';
import {
  conversationExtension,
  encodeHead,
  extensionTypes,
  type LogHead,
  leafFor,
  readHead,
} from './leaf.ts';
import { writeLink } from './link.ts';
import {
  commit,
  contextExtensions,
  createGroup,
  exportSecret,
  forgetExporter,
  type GroupState,
  hashLength,
  joinExternally,
  type Member,
  members,
  peekCommit,
  processCommit,
  readGroupInfo,
  type Signer,
  type StagedCommit,
  type SuiteId,
  treeHash,
} from './mls/index.ts';
import { type RecordMember, sealRecord } from './record.ts';
import { type Disclosures, type RosterRule, type Verified, verifyMember } from './roster.ts';
import type { Vault } from './vault.ts';

/** The group as this device has it in one epoch: an immutable value. */
export interface Group {
  readonly state: GroupState;
  readonly keys: EpochKeys;
  readonly members: readonly Verified[];
  /** H of the commit that began this epoch: after a void another one may begin an epoch of the same number. */
  readonly begunBy: Uint8Array;
}

/** A commit of one's own that is made but not yet accepted by the room. Saved before it is sent (INV-2). */
export interface Staged {
  readonly epoch: number;
  readonly commit: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly record: Uint8Array;
  readonly link: Uint8Array | null;
  /** The root of the epoch that it begins, to each vault in the new tree (PROTOCOL.md §6.2). */
  readonly deposits: readonly Uint8Array[];
  readonly next: Group;
}

/** Who acts: the device's key and its passport. */
export interface Actor {
  readonly signer: Signer;
  /** Without disclosures. */
  readonly passport: string;
  readonly claims: Claims;
  readonly vault: Vault | null;
}

/** What a commit changed. */
export interface Change {
  readonly group: Group;
  readonly committer: Verified;
  readonly external: boolean;
  readonly added: readonly Verified[];
  readonly removed: readonly Verified[];
}

const rule = (detail: string) => new BedsideError('group-rule', detail);

/** Exports the root once, blanks what could export it again, derives the keys. */
async function settle(state: GroupState, verified: readonly Verified[], commit: Uint8Array): Promise<Group> {
  const context = epochContext(state.groupId, state.epoch);
  const root = await exportSecret(state, rootLabel, context, hashLength(state.suite));
  const { state: kept, consumed } = forgetExporter(state);
  zero(...consumed);
  return {
    state: kept,
    keys: await deriveEpochKeys(state.suite, state.groupId, state.epoch, root),
    members: verified,
    begunBy: hash(commit),
  };
}

function recordMembers(
  were: readonly Verified[],
  are: readonly Verified[],
  disclosures: Disclosures,
): RecordMember[] {
  const same = (a: Verified) => (b: Verified) => a.leaf === b.leaf && a.passport === b.passport;
  const line = (when: number) => (member: Verified) => ({
    when,
    leaf: member.leaf,
    signatureKey: member.signatureKey,
    passport: member.passport,
    disclosures: disclosures.of(member.claims),
  });
  return [
    ...were.filter((member) => !are.some(same(member))).map(line(1)),
    ...are.filter((member) => !were.some(same(member))).map(line(2)),
    ...are.filter((member) => were.some(same(member))).map(line(3)),
  ];
}

async function stage(o: {
  readonly staged: StagedCommit;
  readonly epoch: number;
  readonly members: readonly Verified[];
  readonly actor: Actor;
  readonly disclosures: Disclosures;
  /** Who was in the epoch that the commit leaves. */
  readonly were: readonly Verified[];
  /** The keys of the epoch that the commit leaves, where its committer has them. */
  readonly before: EpochKeys | null;
}): Promise<Staged> {
  // What it consumes is still this member's until the room takes it: a commit that loses its epoch leaves the group as it was.
  const next = await settle(o.staged.next, o.members, o.staged.commit);
  const { signer, vault } = o.actor;
  const record = await sealRecord(
    next.keys,
    {
      treeHash: await treeHash(next.state),
      members: recordMembers(o.were, o.members, o.disclosures),
    },
    next.state.ownLeaf,
    signer,
  );
  const link = o.before === null ? null : await writeLink(next.keys, o.before, next.state.ownLeaf, signer);
  const deposits = await depositsTo(members(next.state), next.keys, vault);
  const { commit, groupInfo } = o.staged;
  return { epoch: o.epoch, commit, groupInfo, record, link, deposits, next };
}

const verifyAll = (list: readonly Member[], roster: RosterRule, atMs: number | null): Promise<Verified[]> =>
  Promise.all(list.map((member) => verifyMember(member, roster, atMs)));

interface CommitSetting {
  readonly actor: Actor;
  readonly roster: RosterRule;
  readonly disclosures: Disclosures;
  readonly head: LogHead;
}

/** Founds the conversation's group: the commit from epoch 0 to 1 that will be the log's first entry. */
export async function foundGroup(
  o: Omit<CommitSetting, 'head'> & {
    readonly suite: SuiteId;
    readonly groupId: Uint8Array;
    readonly head: LogHead;
  },
): Promise<Staged> {
  const { actor, roster } = o;
  const created = await createGroup({
    suite: o.suite,
    groupId: o.groupId,
    contextExtensions: [conversationExtension(roster.keyring.issuer, roster.conversation)],
    leaf: leafFor(actor.passport, actor.claims, actor.vault?.extension),
    signer: actor.signer,
  });
  const data = encodeHead(o.head);
  const staged = await commit(created, {
    signer: actor.signer,
    authenticatedData: data,
    groupInfoExtensions: [{ type: extensionTypes.head, data }],
  });
  const verified = await verifyAll(members(staged.next), roster, null);
  return stage({
    staged,
    epoch: 0,
    members: verified,
    actor,
    disclosures: o.disclosures,
    were: [],
    before: null,
  });
}

/**
 * Joins by external commit, from the GroupInfo that the relay gave: verified as signed by a member, for this
 * conversation, every leaf vouched for by the portal. The device's own old
 * leaf, known by its key or by the portal's id for the device, goes in the same commit; else, where its person has
 * limits.devicesPerPersonMax already, the one that was longest not in use: a browser that forgets everything at every visit
 * must not fill the room. Throws `group-elsewhere`, `group-rule`, `mls-*`, `passport-*`.
 */
export async function joinGroup(
  o: CommitSetting & { readonly groupInfo: Uint8Array; readonly epoch: number },
): Promise<{ readonly staged: Staged; readonly builtOn: LogHead | null }> {
  const { actor, roster } = o;
  const info = await readGroupInfo(o.groupInfo);
  const expected = conversationExtension(roster.keyring.issuer, roster.conversation);
  const named = info.contextExtensions.filter(({ type }) => type === expected.type);
  if (named.length !== 1 || !equal(named[0]!.data, expected.data)) throw new BedsideError('group-elsewhere');
  if (info.epoch !== o.epoch) throw new BedsideError('mls-stale-epoch', 'GroupInfo');
  const were = await verifyAll(info.members, roster, null);
  const { sub, did } = actor.claims;
  const own = were.filter(({ claims }) => claims.sub === sub);
  const stale =
    were.find(({ signatureKey }) => equal(signatureKey, actor.signer.publicKey)) ??
    own.find(({ claims }) => claims.did === did) ??
    (own.length < limits.devicesPerPersonMax ? undefined : longestUnused(own));
  if (were.length - (stale === undefined ? 0 : 1) >= limits.membersMax) throw new BedsideError('room-full');
  const data = encodeHead(o.head);
  const staged = await joinExternally({
    groupInfo: info,
    signer: actor.signer,
    leaf: leafFor(actor.passport, actor.claims, actor.vault?.extension),
    authenticatedData: data,
    groupInfoExtensions: [{ type: extensionTypes.head, data }],
    ...(stale !== undefined && { remove: stale.leaf }),
  });
  const verified = await verifyAll(members(staged.next), roster, null);
  const head = info.extensions.find(({ type }) => type === extensionTypes.head);
  const result = await stage({
    staged,
    epoch: o.epoch,
    members: verified,
    actor,
    disclosures: o.disclosures,
    were,
    before: null,
  });
  return { staged: result, builtOn: head === undefined ? null : readHead(head.data) };
}

/** The device whose passport is the oldest: a device in use brings a new one whenever it commits. */
const longestUnused = (devices: readonly Verified[]): Verified =>
  devices.reduce((oldest, device) => (device.claims.iat < oldest.claims.iat ? device : oldest));

/** A member's own commit: fresh keys, the newest passport in the leaf, these leaves removed. */
export async function moveGroup(
  group: Group,
  o: CommitSetting & { readonly remove: readonly number[] },
): Promise<Staged> {
  const { actor, roster } = o;
  const data = encodeHead(o.head);
  const staged = await commit(group.state, {
    signer: actor.signer,
    authenticatedData: data,
    leaf: leafFor(actor.passport, actor.claims, actor.vault?.extension),
    remove: o.remove,
    groupInfoExtensions: [{ type: extensionTypes.head, data }],
  });
  const verified = await verifyAll(members(staged.next), roster, null);
  return stage({
    staged,
    epoch: group.state.epoch,
    members: verified,
    actor,
    disclosures: o.disclosures,
    were: group.members,
    before: group.keys,
  });
}

/** True where `by` may remove `target` (DESIGN §4 c): the same person, the right to, or a passport that ran out. */
export const mayRemove = (by: Claims, target: Claims, atMs: number): boolean =>
  by.sub === target.sub || by.can.includes('remove') || target.exp * 1000 <= atMs - limits.clockSkewMs;

/**
 * Takes another's commit that stood in the log: RFC 9420, then the rules of DESIGN §4. Returns the change to adopt, or
 * `removed` where it takes this device out, of which nothing can be derived. Throws `mls-*`, `group-rule`,
 * `log-forked`, `passport-*`; the group as it was stays good.
 */
export async function takeCommit(
  group: Group,
  bytes: Uint8Array,
  o: {
    readonly roster: RosterRule;
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
  const head = readHead(authenticatedData);
  const known = o.hashAt(head.seq);
  if (head.seq >= o.seq || (known !== null && !equal(known, head.hash)))
    throw new BedsideError('log-forked', 'commit');
  const committer = await verifyMember(outcome.committer, o.roster, o.atMs);
  if (o.revoked(committer.claims)) throw rule('revoked');
  const mayPutOut = (target: Claims) =>
    mayRemove(committer.claims, target, o.atMs) || o.revoked(target) || o.left(target);
  if (outcome.kind === 'removed') {
    // An external commit needs no secret of the group: without these checks anybody could put a member out.
    const own = before(group.state.ownLeaf) ?? fail('own leaf was not there');
    const may = external ? committer.claims.sub === own.claims.sub : mayPutOut(own.claims);
    if (!may) throw rule('may not remove');
    return { kind: 'removed', by: committer };
  }
  const others = outcome.added.filter(({ leaf }) => leaf !== committer.leaf);
  const added = await verifyAll(others, o.roster, o.atMs);
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
  const conversation = conversationExtension(o.roster.keyring.issuer, o.roster.conversation).data;
  if (!contextExtensions(outcome.next).some(({ data }) => equal(data, conversation)))
    throw rule('conversation changed');
  const next = await settle(outcome.next, kept, bytes);
  zero(...outcome.consumed);
  const arrived = external ? [committer] : added;
  return { kind: 'changed', group: next, committer, external, added: arrived, removed };
}

function fail(detail: string): never {
  throw rule(detail);
}
