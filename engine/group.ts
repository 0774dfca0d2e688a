import { equal, zero } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import type { Claims } from '../shared/passport.ts';
import { reduced } from '../shared/plain-page.ts';
import type { AwaitedPeople } from './awaited-people.ts';
import { depositsTo } from './deposit.ts';
import { hash } from './envelope.ts';
import { deriveEpochKeys, type EpochKeys, epochContext, rootLabel } from './epoch-keys.ts';
import {
  conversationExtension,
  encodeCommitData,
  encodeHead,
  extensionTypes,
  type LogHead,
  leafFor,
  readHead,
} from './leaf.ts';
import {
  commit,
  createGroup,
  exportSecret,
  forgetExporter,
  type GroupState,
  hashLength,
  joinExternally,
  type Member,
  members,
  readGroupInfo,
  type Signer,
  type StagedCommit,
  type SuiteId,
  treeHash,
} from './mls/index.ts';
import { type RecordMember, sealRecord } from './record.ts';
import { isCut } from './segment.ts';
import type { Vault } from './vault.ts';
import { type Disclosures, type LeafRule, type Verified, verifyMember } from './verified.ts';

/** The group as this device has it in one epoch: an immutable value. */
export interface Group {
  readonly state: GroupState;
  readonly keys: EpochKeys;
  readonly members: readonly Verified[];
  /** H of the commit that began this epoch: after a void another one may begin an epoch of the same number. */
  readonly begunBy: Uint8Array;
  /** Of the roster by which its committer made the deposits of this epoch, as the passport in its leaf names it. */
  readonly rosterVersion: number;
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

/** The group of a state: exports the root once, blanks what could export it again, derives the keys. */
export async function settle(
  state: GroupState,
  verified: readonly Verified[],
  { commit, committer }: { readonly commit: Uint8Array; readonly committer: Claims },
): Promise<Group> {
  const context = epochContext(state.groupId, state.epoch);
  const root = await exportSecret(state, rootLabel, context, hashLength(state.suite));
  const { state: kept, consumed } = forgetExporter(state);
  zero(...consumed);
  return {
    state: kept,
    keys: await deriveEpochKeys(state.suite, state.groupId, state.epoch, root),
    members: verified,
    begunBy: hash(commit),
    rosterVersion: committer.rv,
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

/** A commit that was made, with all that goes to the room beside it. */
export async function stage(o: {
  readonly staged: StagedCommit;
  readonly epoch: number;
  readonly members: readonly Verified[];
  readonly actor: Actor;
  readonly disclosures: Disclosures;
  readonly awaited: AwaitedPeople | null;
  /** Who was in the epoch that the commit leaves. */
  readonly were: readonly Verified[];
  /** Writes the link back to the epoch that the commit leaves, where its committer has the keys of that. */
  readonly link: ((next: Group) => Promise<Uint8Array>) | null;
}): Promise<Staged> {
  // What it consumes is still this member's until the room takes it: a commit that loses its epoch leaves the group as it was.
  const { signer, vault, claims } = o.actor;
  const next = await settle(o.staged.next, o.members, { commit: o.staged.commit, committer: claims });
  const record = await sealRecord(
    next.keys,
    {
      treeHash: await treeHash(next.state),
      members: recordMembers(o.were, o.members, o.disclosures),
    },
    next.state.ownLeaf,
    signer,
  );
  const link = isCut(o.were, o.members) ? null : ((await o.link?.(next)) ?? null);
  // Who goes by this very commit is not one that never came.
  const awaited = (await o.awaited?.deposits.of(next.keys, [...o.were, ...o.members])) ?? [];
  const deposits = [...(await depositsTo(members(next.state), next.keys, vault)), ...awaited].slice(
    0,
    limits.depositsMax,
  );
  const { commit, groupInfo } = o.staged;
  return { epoch: o.epoch, commit, groupInfo, record, link, deposits, next };
}

/** These members, each vouched for by the portal. Throws what {@link verifyMember} throws. */
export const verifyAll = (
  list: readonly Member[],
  rule: LeafRule,
  atMs: number | null,
): Promise<Verified[]> => Promise.all(list.map((member) => verifyMember(member, rule, atMs)));

/** What every commit is made with. */
export interface CommitSetting {
  readonly actor: Actor;
  readonly rule: LeafRule;
  readonly disclosures: Disclosures;
  /** Who has not come yet and gets deposits. */
  readonly awaited: AwaitedPeople | null;
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
  const { actor, rule } = o;
  const created = await createGroup({
    suite: o.suite,
    groupId: o.groupId,
    contextExtensions: [conversationExtension(rule.keyring.issuer, rule.conversation)],
    leaf: leafFor(actor.passport, actor.claims, actor.vault?.extension),
    signer: actor.signer,
  });
  const data = encodeHead(o.head);
  const staged = await commit(created, {
    signer: actor.signer,
    authenticatedData: data,
    groupInfoExtensions: [{ type: extensionTypes.head, data }],
  });
  const verified = await verifyAll(members(staged.next), rule, null);
  return stage({
    staged,
    epoch: 0,
    members: verified,
    actor,
    disclosures: o.disclosures,
    awaited: o.awaited,
    were: [],
    link: null,
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
  const { actor, rule } = o;
  const info = await readGroupInfo(o.groupInfo);
  const expected = conversationExtension(rule.keyring.issuer, rule.conversation);
  const named = info.contextExtensions.filter(({ type }) => type === expected.type);
  if (named.length !== 1 || !equal(named[0]!.data, expected.data)) throw new BedsideError('group-elsewhere');
  if (info.epoch !== o.epoch) throw new BedsideError('mls-stale-epoch', 'GroupInfo');
  const were = await verifyAll(info.members, rule, null);
  const { sub, did } = actor.claims;
  const own = were.filter(({ claims }) => claims.sub === sub);
  const stale =
    were.find(({ signatureKey }) => equal(signatureKey, actor.signer.publicKey)) ??
    own.find(({ claims }) => claims.did === did) ??
    (own.length < limits.devicesPerPersonMax ? undefined : longestUnused(own));
  if (were.length - (stale === undefined ? 0 : 1) >= limits.membersMax) throw new BedsideError('room-full');
  const staged = await joinExternally({
    groupInfo: info,
    signer: actor.signer,
    leaf: leafFor(actor.passport, actor.claims, actor.vault?.extension),
    authenticatedData: encodeCommitData(o.head, isCut(were, [actor])),
    groupInfoExtensions: [{ type: extensionTypes.head, data: encodeHead(o.head) }],
    ...(stale !== undefined && { remove: stale.leaf }),
  });
  const verified = await verifyAll(members(staged.next), rule, null);
  const head = info.extensions.find(({ type }) => type === extensionTypes.head);
  const result = await stage({
    staged,
    epoch: o.epoch,
    members: verified,
    actor,
    disclosures: o.disclosures,
    awaited: o.awaited,
    were,
    link: null,
  });
  return { staged: result, builtOn: head === undefined ? null : readHead(head.data) };
}

/** The device whose passport is the oldest: a device in use brings a new one whenever it commits. */
const longestUnused = (devices: readonly Verified[]): Verified =>
  reduced(
    devices,
    (oldest, device) => (device.claims.iat < oldest.claims.iat ? device : oldest),
    devices[0]!,
  );
