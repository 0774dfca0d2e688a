import { describe, expect, it } from 'vitest';
import { utf8 } from '../../shared/bytes.ts';
import { capabilitiesFor, requiredCapabilities, satisfies } from './capabilities.ts';
import { type Writer, written } from './codec.ts';
import { applyProposals, type CommitContent, writeCommitContent } from './commit-content.ts';
import { openEpoch } from './epoch.ts';
import { encodeGroupContext } from './group-context.ts';
import type { GroupState } from './group-state.ts';
import * as mls from './index.ts';
import { keyPackageIn } from './key-package.ts';
import { memberDiff } from './member-diff.ts';
import type { Proposal } from './proposal.ts';
import {
  contentType,
  encodeFramedContent,
  encodePublicMessage,
  membershipTag,
  type Sender,
  signContent,
} from './public-message.ts';
import { suiteOf } from './suite.ts';
import { contentOf } from './testing/attack.ts';
import { Club, leafOf, type Person } from './testing/club.ts';
import { createPath } from './tree-kem.ts';
import type { UpdatePath } from './update-path.ts';

const none = new Uint8Array();
/** The refusal, and for which reason: so that no test passes because of another rule. */
const invalid = (detail: string) => ({ code: 'mls-invalid', message: `mls-invalid: ${detail}` });
const unsupported = { code: 'mls-unsupported' };

/**
 * A commit with any content, signed, tagged and confirmed as a member would, to show that it is the rule that
 * refuses it.
 */
async function forge(
  state: GroupState,
  signer: mls.Signer,
  body: CommitContent | ((to: Writer) => void),
  sender: Sender = { kind: 'member', leaf: state.ownLeaf },
): Promise<Uint8Array> {
  const suite = suiteOf(state.suite);
  const context = encodeGroupContext(state.context);
  const { groupId, epoch } = state;
  const content = encodeFramedContent(
    { groupId, epoch, sender, authenticatedData: none },
    contentType.commit,
    (to) => (typeof body === 'function' ? body(to) : writeCommitContent(to, body)),
  );
  const signature = await signContent(signer, content, context);
  const opened = openEpoch(suite, {
    provisional: { ...state.context, epoch: epoch + 1 },
    interimTranscriptHash: state.interimTranscriptHash,
    content,
    signature,
    init: state.secrets.init,
    commitSecret: new Uint8Array(suite.kdf.size),
  });
  const message = { content, signature, confirmationTag: opened.confirmationTag };
  const tag =
    sender.kind === 'member' ? membershipTag(suite.kdf, state.secrets.membership, message, context) : null;
  return encodePublicMessage(message, tag);
}

/** A path that fits these proposals, made without the checks that a commit of ours passes before it is sent. */
async function honest(
  { state, signer }: Person,
  proposals: readonly Proposal[] = [],
  change: { leaf?: mls.LeafContent; signer?: mls.Signer } = {},
): Promise<CommitContent & { path: UpdatePath }> {
  const { tree: before, context, ownLeaf, groupId } = state!;
  const tree = before.clone();
  const { added } = applyProposals(tree, proposals);
  const { path } = await createPath(suiteOf(state!.suite), tree, ownLeaf, {
    signer,
    leaf: before.leaf(ownLeaf)!,
    ...change,
    groupId,
    added,
    context: (treeHash) => encodeGroupContext({ ...context, epoch: context.epoch + 1, treeHash }),
  });
  return { proposals, path };
}

const keyPackageOf = async (suite: mls.SuiteId, signer: mls.Signer, leaf = leafOf('new')) =>
  mls.createKeyPackage({ suite, leaf, signer, now: 1e9, lifetimeS: 60 });

const pair = async (suite: mls.SuiteId = 1) => {
  const club = await Club.of(suite, 2);
  return { club, first: club.people[0]!, second: club.people[1]! };
};

describe.each(mls.suiteIds)('every commit has a path (suite %i)', (suite) => {
  it('ours all do', async () => {
    const club = await Club.of(suite, 2);
    await club.commit(club.people[0]!);
    await club.commit(club.people[1]!, { add: 1 });
    await club.commit(club.people[0]!, { remove: [club.people[2]!] });
    for (const { commit } of club.log) expect(contentOf(commit).body.path).not.toBeNull();
  });

  it('ours seal no path secret to a leaf that the same commit adds', async () => {
    const club = await Club.of(suite, 1);
    const sealed = () =>
      contentOf(club.log.at(-1)!.commit).body.path!.nodes.map((node) => node.sealed.length);
    await club.commit(club.people[0]!, { add: 3 });
    expect(sealed()).toEqual([0, 0]);
    await club.commit(club.people[1]!, { add: 1 });
    expect(sealed()).toEqual([1, 2, 0]);
    await club.commit(club.people[4]!);
    expect(sealed()).toEqual([1]);
  });

  it('one without is refused, also where the RFC allows it', async () => {
    const { first, second } = await pair(suite);
    const { keyPackage } = await keyPackageOf(suite, await mls.generateSigner(suite));
    const add: Proposal = { kind: 'add', keyPackage: keyPackageIn(keyPackage) };
    for (const proposals of [[add], [], [{ kind: 'remove', leaf: 1 } as const]]) {
      const commit = await forge(first.state!, first.signer, { proposals, path: null });
      const refusal = invalid('commit without a path');
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(refusal);
    }
  });
});

describe('what stands outside the profile is refused as such', () => {
  it.each<[string, (to: Writer) => void]>([
    ['a proposal by reference', (to) => to.vector([0], (at) => at.u8(2).opaque(new Uint8Array(32))).u8(0)],
    ['a PSK', (to) => to.vector([0], (at) => at.u8(1).u16(4).u8(1).opaque(none).opaque(none)).u8(0)],
    ['a custom proposal', (to) => to.vector([0], (at) => at.u8(1).u16(0xf000)).u8(0)],
    ['GroupContextExtensions', (to) => to.vector([0], (at) => at.u8(1).u16(7).opaque(none)).u8(0)],
  ])('%s', async (_name, body) => {
    const { first, second } = await pair();
    const commit = await forge(first.state!, first.signer, body);
    await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(unsupported);
  });

  it('other kinds of message, versions, suites and senders', async () => {
    const { club, second } = await pair();
    const { commit } = await mls.commit(club.people[0]!.state!, {
      signer: club.people[0]!.signer,
      authenticatedData: none,
    });
    const process = (bytes: Uint8Array) => mls.processCommit(second.state!, bytes);
    await expect(process(commit.with(3, 2))).rejects.toMatchObject(unsupported);
    await expect(process(commit.with(1, 2))).rejects.toMatchObject(unsupported);
    await expect(process(club.groupInfo)).rejects.toMatchObject(unsupported);
    await expect(mls.readGroupInfo(club.groupInfo.with(7, 5))).rejects.toMatchObject(unsupported);
    await expect(mls.generateSigner(2 as never)).rejects.toMatchObject(unsupported);
    const longer = written((to) => to.fixed(commit).u8(0));
    await expect(process(longer)).rejects.toMatchObject({ code: 'mls-malformed' });
  });
});

describe('the list of proposals', () => {
  it('a member brings no ExternalInit and does not remove itself, one twice, or nobody', async () => {
    const club = await Club.of(1, 3);
    const [first, second] = [club.people[0]!, club.people[1]!];
    const { path } = await honest(first);
    const remove = (leaf: number): Proposal => ({ kind: 'remove', leaf });
    const lists: [string, Proposal[]][] = [
      ['external init by a member', [{ kind: 'external-init', kemOutput: new Uint8Array(32) }]],
      ['committer removes itself', [remove(0)]],
      ['remove of a blank leaf', [remove(2), remove(2)]],
      ['remove of a blank leaf', [remove(3)]],
      ['remove of a blank leaf', [remove(2 ** 32 - 1)]],
    ];
    for (const [detail, proposals] of lists) {
      const commit = await forge(first.state!, first.signer, { proposals, path });
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid(detail));
    }
    const make = (leaves: number[]) =>
      mls.commit(first.state!, { signer: first.signer, authenticatedData: none, remove: leaves });
    await expect(make([0])).rejects.toMatchObject(invalid('committer removes itself'));
    for (const leaves of [[2, 2], [3]]) {
      await expect(make(leaves)).rejects.toMatchObject(invalid('remove of a blank leaf'));
    }
  });

  it('a joiner brings one ExternalInit, at most one Remove, and nothing else', async () => {
    const club = await Club.of(1, 3);
    const joiner = await club.stranger();
    const staged = await mls.joinExternally({
      groupInfo: await mls.readGroupInfo(club.groupInfo),
      signer: joiner.signer,
      leaf: leafOf('joiner'),
      authenticatedData: none,
    });
    const { body } = contentOf(staged.commit);
    const [init] = body.proposals as [Proposal];
    const { keyPackage } = await keyPackageOf(1, await mls.generateSigner(1));
    const lists: Proposal[][] = [
      [],
      [init, init],
      [init, { kind: 'remove', leaf: 1 }, { kind: 'remove', leaf: 2 }],
      [init, { kind: 'add', keyPackage: keyPackageIn(keyPackage) }],
    ];
    const { state } = club.people[0]!;
    const process = async (content: CommitContent) =>
      mls.processCommit(state!, await forge(state!, joiner.signer, content, { kind: 'external' }));
    for (const proposals of lists) {
      const refusal = invalid('proposals of an external commit');
      await expect(process({ ...body, proposals })).rejects.toMatchObject(refusal);
    }
    const pathless = process({ proposals: [init], path: null });
    await expect(pathless).rejects.toMatchObject(invalid('commit without a path'));
    expect((await mls.processCommit(state!, staged.commit)).kind).toBe('processed');
  });
});

describe('who commits', () => {
  it('keeps its identity and signature key', async () => {
    const { first, second } = await pair();
    const o = { signer: first.signer, authenticatedData: none };
    const other = await mls.generateSigner(1);
    const refusal = invalid('a commit keeps its identity and signature key');
    for (const change of [{ leaf: leafOf('other') }, { signer: other }]) {
      await expect(mls.commit(first.state!, { ...o, ...change })).rejects.toMatchObject(refusal);
      const commit = await forge(first.state!, first.signer, await honest(first, [], change));
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(refusal);
    }
    const commit = await forge(first.state!, first.signer, await honest(first));
    const untouched = mls.processCommit(second.state!, commit);
    await expect(untouched).rejects.toMatchObject(invalid('confirmation tag'));
  });

  it('is not somebody else, not outside, not the reader itself', async () => {
    const club = await Club.of(1, 3);
    const [first, second, third] = club.people as [Person, Person, Person];
    const body = await honest(first);
    const process = (bytes: Uint8Array) => mls.processCommit(second.state!, bytes);
    const senders: [number, string][] = [
      [2, 'message signature'],
      [3, 'sender is a blank leaf'],
      [1, 'message signature'],
    ];
    for (const [leaf, detail] of senders) {
      const commit = await forge(first.state!, first.signer, body, { kind: 'member', leaf });
      await expect(process(commit)).rejects.toMatchObject(invalid(detail));
    }
    const stranger = await mls.generateSigner(1);
    const forged = await forge(first.state!, stranger, body);
    await expect(process(forged)).rejects.toMatchObject(invalid('message signature'));
    const own = await mls.commit(second.state!, { signer: second.signer, authenticatedData: none });
    await expect(process(own.commit)).rejects.toMatchObject({ code: 'device-copied' });
    const secrets = { ...first.state!.secrets, membership: new Uint8Array(32) };
    const untagged = await forge({ ...first.state!, secrets }, first.signer, body);
    await expect(process(untagged)).rejects.toMatchObject(invalid('membership tag'));

    const late = await forge(first.state!, first.signer, body);
    await club.commit(third);
    await expect(process(late)).rejects.toMatchObject({ message: 'mls-stale-epoch: another epoch' });
    const elsewhere = await forge({ ...first.state!, groupId: utf8('other') }, first.signer, body);
    await expect(process(elsewhere)).rejects.toMatchObject({ message: 'mls-stale-epoch: another group' });
  });

  it('brings a path that fits the tree, signed for its place, with a secret for each who needs one', async () => {
    const club = await Club.of(1, 4);
    const [first, second] = [club.people[0]!, club.people[1]!];
    const { path } = await honest(first);
    const cases: [string, UpdatePath][] = [
      ['path length', { ...path, nodes: path.nodes.slice(1) }],
      ['path length', { ...path, nodes: [...path.nodes, path.nodes[0]!] }],
      [
        'a commit keeps its identity and signature key',
        { ...path, leaf: (await honest(club.people[2]!)).path.leaf },
      ],
      ['path parent hash', { ...path, nodes: path.nodes.toReversed() }],
      ['path secret count', { ...path, nodes: path.nodes.map((node) => ({ ...node, sealed: [] })) }],
      [
        'path secret count',
        {
          ...path,
          nodes: path.nodes.map((node) => ({ ...node, sealed: [...node.sealed, node.sealed[0]!] })),
        },
      ],
      [
        'ciphertext does not open',
        {
          ...path,
          nodes: path.nodes.map((node) => ({
            ...node,
            sealed: path.nodes[1]!.sealed.slice(0, node.sealed.length),
          })),
        },
      ],
    ];
    for (const [detail, other] of cases) {
      const commit = await forge(first.state!, first.signer, { proposals: [], path: other });
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid(detail));
    }
    const moved = { ...first, state: { ...first.state!, groupId: utf8('other') } };
    const commit = await forge(first.state!, first.signer, await honest(moved));
    await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid('leaf signature'));
  });
});

describe('keys are unique in the tree', () => {
  it('no signature key joins twice, by Add or from outside, unless its former leaf goes', async () => {
    const { club, first, second } = await pair();
    const { keyPackage } = await keyPackageOf(1, second.signer);
    const o = { signer: first.signer, authenticatedData: none, add: [keyPackage] };
    await expect(mls.commitAdding(first.state!, o)).rejects.toMatchObject(invalid('a key twice'));
    await expect(mls.commitAdding(first.state!, { ...o, remove: [1] })).resolves.toBeDefined();
    const groupInfo = await mls.readGroupInfo(club.groupInfo);
    const join = { groupInfo, signer: second.signer, leaf: leafOf('again'), authenticatedData: none };
    await expect(mls.joinExternally(join)).rejects.toMatchObject(invalid('a key twice'));
    const replaced = await mls.joinExternally({ ...join, remove: 1 });
    expect((await mls.processCommit(first.state!, replaced.commit)).kind).toBe('processed');
  });

  it('nor does one key package twice', async () => {
    const { first } = await pair();
    const { keyPackage } = await keyPackageOf(1, await mls.generateSigner(1));
    const o = { signer: first.signer, authenticatedData: none, add: [keyPackage, keyPackage] };
    await expect(mls.commitAdding(first.state!, o)).rejects.toMatchObject(invalid('a key twice'));
  });

  it('a receiver refuses them too', async () => {
    const { first, second } = await pair();
    const { keyPackage } = await keyPackageOf(1, second.signer);
    const body = await honest(first, [{ kind: 'add', keyPackage: keyPackageIn(keyPackage) }]);
    const commit = await forge(first.state!, first.signer, body);
    await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid('a key twice'));
  });

  it('a path brings no key that is in the tree already, or twice', async () => {
    const club = await Club.of(1, 4);
    const [first, second] = [club.people[0]!, club.people[1]!];
    const { path } = await honest(first);
    for (const known of [second.state!.tree.key(2)!, first.state!.tree.key(0)!, path.leaf.encryptionKey]) {
      const nodes = path.nodes.map((node) => ({ ...node, encryptionKey: known }));
      const commit = await forge(first.state!, first.signer, { proposals: [], path: { ...path, nodes } });
      const refusal = invalid('path repeats a key');
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(refusal);
    }
  });
});

describe('capabilities', () => {
  it('a context that its members do not understand makes no group', async () => {
    const signer = await mls.generateSigner(1);
    const o = { suite: 1, groupId: utf8('g'), leaf: leafOf('a'), signer } as const;
    const strange = [{ type: 0xf0c0, data: none }];
    const refusal = invalid('leaf lacks a required capability');
    await expect(mls.createGroup({ ...o, contextExtensions: strange })).rejects.toMatchObject(refusal);
  });

  it('entries that nobody knows are tolerated; a required one that is missing is not', () => {
    const required = [requiredCapabilities([0xf0b1, 0xf0b2])];
    const own = capabilitiesFor([]);
    const grease = [0x0a0a, 0xeaea];
    const more = {
      versions: [...own.versions, ...grease],
      suites: [...grease, ...own.suites],
      extensions: [...grease, ...own.extensions],
      proposals: grease,
      credentials: [...own.credentials, ...grease],
    };
    expect(satisfies(own, required)).toBe(true);
    expect(satisfies(more, required)).toBe(true);
    expect(satisfies({ ...own, extensions: [0xf0b1] }, required)).toBe(false);
    expect(satisfies({ ...own, credentials: [] }, required)).toBe(false);
    expect(satisfies({ ...own, extensions: [0xf0b2] }, [{ type: 0xf0b1, data: none }])).toBe(false);
  });

  it('required_capabilities lists the extension types in use', async () => {
    const { first } = await pair();
    const required = mls.contextExtensions(first.state!).find(({ type }) => type === 3)!;
    expect(required).toEqual(requiredCapabilities([0xf0b1, 0xf0b2]));
  });
});

describe('members after are members before, less those removed and more those added', () => {
  it('whatever else changed is refused', async () => {
    const club = await Club.of(1, 3);
    const { tree } = club.people[0]!.state!;
    const other = (await Club.of(1, 1)).people[0]!.state!.tree.leaf(0)!;
    const swapped = tree.clone();
    swapped.setLeaf(1, other);
    const nobody = { removed: [], added: new Map() };
    expect(memberDiff(tree, tree, nobody)).toEqual({ added: [], removed: [] });
    expect(() => memberDiff(tree, swapped, nobody)).toThrow('members are not those before');
    const less = tree.clone();
    less.remove(2);
    expect(() => memberDiff(tree, less, nobody)).toThrow('members are not those before');
    expect(memberDiff(tree, less, { ...nobody, removed: [2] }).removed).toMatchObject([{ leaf: 2 }]);
    const more = tree.clone();
    more.add(other);
    expect(() => memberDiff(tree, more, nobody)).toThrow('members are not those before');
    expect(memberDiff(tree, more, { removed: [], added: new Map([[3, other]]) }).added).toMatchObject([
      { leaf: 3 },
    ]);
    expect(() => memberDiff(tree, more, { removed: [], added: new Map([[3, tree.leaf(0)!]]) })).toThrow();
    expect(() => memberDiff(tree, more, { removed: [], added: new Map([[2, other]]) })).toThrow(
      'added over a member',
    );
    expect(() => memberDiff(tree, tree, { ...nobody, removed: [5] })).toThrow(
      'removed one who was not there',
    );
  });
});
