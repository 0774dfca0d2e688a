import { describe, expect, it } from 'vitest';
import { utf8 } from '../../shared/bytes.ts';
import { readWhole, type Writer, written } from './codec.ts';
import { type CommitContent, writeCommitContent } from './commit-content.ts';
import { openEpoch } from './epoch.ts';
import { encodeGroupContext } from './group-context.ts';
import type { GroupState } from './group-state.ts';
import * as mls from './index.ts';
import { keyPackageIn } from './key-package.ts';
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

const none = new Uint8Array();
const invalid = { code: 'mls-invalid' };
const unsupported = { code: 'mls-unsupported' };

/** A commit with any content, signed, tagged and confirmed as a member would, to show that it is the rule that refuses it. */
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

  it('one without is refused, also where the RFC allows it', async () => {
    const { first, second } = await pair(suite);
    const { keyPackage } = await keyPackageOf(suite, await mls.generateSigner(suite));
    const add: Proposal = { kind: 'add', keyPackage: keyPackageIn(keyPackage) };
    for (const proposals of [[add], [], [{ kind: 'remove', leaf: 1 } as const]]) {
      const commit = await forge(first.state!, first.signer, { proposals, path: null });
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid);
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
    const path = contentOf(
      (await mls.commit(first.state!, { signer: first.signer, authenticatedData: none })).commit,
    ).body.path;
    const lists: Proposal[][] = [
      [{ kind: 'external-init', kemOutput: new Uint8Array(32) }],
      [{ kind: 'remove', leaf: 0 }],
      [
        { kind: 'remove', leaf: 2 },
        { kind: 'remove', leaf: 2 },
      ],
      [{ kind: 'remove', leaf: 3 }],
      [{ kind: 'remove', leaf: 2 ** 31 }],
    ];
    for (const proposals of lists) {
      const commit = await forge(first.state!, first.signer, { proposals, path });
      await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid);
    }
    const make = (remove: number[]) =>
      mls.commit(first.state!, { signer: first.signer, authenticatedData: none, remove });
    for (const remove of [[0], [2, 2], [3]]) await expect(make(remove)).rejects.toMatchObject(invalid);
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
    for (const proposals of lists) {
      const commit = await forge(state!, joiner.signer, { ...body, proposals }, { kind: 'external' });
      await expect(mls.processCommit(state!, commit)).rejects.toMatchObject(invalid);
    }
    const pathless = await forge(
      state!,
      joiner.signer,
      { proposals: [init], path: null },
      { kind: 'external' },
    );
    await expect(mls.processCommit(state!, pathless)).rejects.toMatchObject(invalid);
    expect((await mls.processCommit(state!, staged.commit)).kind).toBe('processed');
  });
});

describe('who commits', () => {
  it('keeps its identity and signature key', async () => {
    const { first } = await pair();
    const o = { signer: first.signer, authenticatedData: none };
    await expect(mls.commit(first.state!, { ...o, leaf: leafOf('other') })).rejects.toMatchObject(invalid);
    const other = await mls.generateSigner(1);
    await expect(mls.commit(first.state!, { ...o, signer: other })).rejects.toMatchObject(invalid);
  });

  it('is not somebody else, not outside, not the reader itself', async () => {
    const club = await Club.of(1, 3);
    const [first, second, third] = club.people as [Person, Person, Person];
    const path = contentOf(
      (await mls.commit(first.state!, { signer: first.signer, authenticatedData: none })).commit,
    ).body.path;
    const body = { proposals: [], path };
    const process = (bytes: Uint8Array) => mls.processCommit(second.state!, bytes);
    for (const leaf of [2, 3, 1]) {
      const commit = await forge(first.state!, first.signer, body, { kind: 'member', leaf });
      await expect(process(commit)).rejects.toMatchObject(invalid);
    }
    const stranger = await mls.generateSigner(1);
    await expect(process(await forge(first.state!, stranger, body))).rejects.toMatchObject(invalid);
    const own = await mls.commit(second.state!, { signer: second.signer, authenticatedData: none });
    await expect(process(own.commit)).rejects.toMatchObject(invalid);
    await club.commit(third);
    await expect(mls.processCommit(second.state!, club.log.at(-1)!.commit)).rejects.toMatchObject({
      code: 'mls-stale-epoch',
    });
    const elsewhere = await Club.of(1, 3);
    const o = { signer: elsewhere.people[0]!.signer, authenticatedData: none };
    const foreign = await mls.commit(
      { ...elsewhere.people[0]!.state!, groupId: utf8('other') } as GroupState,
      o,
    );
    await expect(mls.processCommit(second.state!, foreign.commit)).rejects.toMatchObject(
      expect.objectContaining({ code: expect.stringMatching(/mls-(stale-epoch|invalid)/) }),
    );
  });
});

describe('keys are unique in the tree', () => {
  it('no signature key joins twice, by Add or from outside, unless its former leaf goes', async () => {
    const { club, first, second } = await pair();
    const { keyPackage } = await keyPackageOf(1, second.signer);
    const o = { signer: first.signer, authenticatedData: none, add: [keyPackage] };
    await expect(mls.commit(first.state!, o)).rejects.toMatchObject(invalid);
    await expect(mls.commit(first.state!, { ...o, remove: [1] })).resolves.toBeDefined();
    const groupInfo = await mls.readGroupInfo(club.groupInfo);
    const join = { groupInfo, signer: second.signer, leaf: leafOf('again'), authenticatedData: none };
    await expect(mls.joinExternally(join)).rejects.toMatchObject(invalid);
    const replaced = await mls.joinExternally({ ...join, remove: 1 });
    expect((await mls.processCommit(first.state!, replaced.commit)).kind).toBe('processed');
  });

  it('nor does one key package twice', async () => {
    const { first } = await pair();
    const { keyPackage } = await keyPackageOf(1, await mls.generateSigner(1));
    const o = { signer: first.signer, authenticatedData: none, add: [keyPackage, keyPackage] };
    await expect(mls.commit(first.state!, o)).rejects.toMatchObject(invalid);
  });

  it('a receiver refuses them too', async () => {
    const { first, second } = await pair();
    const { keyPackage } = await keyPackageOf(1, second.signer);
    const content = contentOf(
      (await mls.commit(first.state!, { signer: first.signer, authenticatedData: none })).commit,
    );
    const add: Proposal = { kind: 'add', keyPackage: keyPackageIn(keyPackage) };
    const commit = await forge(first.state!, first.signer, { ...content.body, proposals: [add] });
    await expect(mls.processCommit(second.state!, commit)).rejects.toMatchObject(invalid);
  });
});

describe('capabilities', () => {
  it('a context that members do not understand makes no group, and is not joined', async () => {
    const signer = await mls.generateSigner(1);
    const o = { suite: 1, groupId: utf8('g'), leaf: leafOf('a'), signer } as const;
    const strange = [{ type: 0xf0c0, data: none }];
    await expect(mls.createGroup({ ...o, contextExtensions: strange })).rejects.toMatchObject(invalid);
  });

  it('required_capabilities lists the extension types in use', async () => {
    const { first } = await pair();
    const required = mls.contextExtensions(first.state!).find(({ type }) => type === 3)!;
    const types = readWhole(required.data, (from) => [
      from.vector(9, () => from.u16()),
      from.vector(9, () => from.u16()),
      from.vector(9, () => from.u16()),
    ]);
    expect(types).toEqual([[0xf0b1, 0xf0b2], [], [1]]);
  });
});
