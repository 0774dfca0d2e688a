import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../shared/bytes.ts';
import { BedsideError } from '../../shared/errors.ts';
import { readWhole, written } from './codec.ts';
import { encodeGroupInfo, makeGroupInfo, readGroupInfo } from './group-info.ts';
import type { GroupState } from './group-state.ts';
import * as mls from './index.ts';
import { enterByWelcome } from './join.ts';
import { keyPackageIn } from './key-package.ts';
import { type ParentNode, RatchetTree } from './ratchet-tree.ts';
import { suiteOf } from './suite.ts';
import { turned } from './testing/attack.ts';
import { Club, leafOf } from './testing/club.ts';
import { createPath } from './tree-kem.ts';
import { checkTree } from './tree-validation.ts';

const none = new Uint8Array();

/** Every place of short messages, and evenly sampled ones of long. */
const places = (length: number, most: number) =>
  [...new Set(Array.from({ length: most }, (_, i) => Math.floor((i * length) / most)))].concat(length - 1);

async function refusals(
  bytes: Uint8Array,
  most: number,
  read: (bytes: Uint8Array) => Promise<unknown>,
): Promise<void> {
  for (const at of places(bytes.length, most)) {
    const outcome = await read(turned(bytes, at, 1 << (at % 8))).then(
      () => `taken with byte ${at} turned`,
      (thrown: unknown) => (thrown instanceof BedsideError ? 'refused' : thrown),
    );
    expect(outcome).toBe('refused');
  }
  for (const length of places(bytes.length, 20)) {
    await expect(read(bytes.subarray(0, length))).rejects.toBeInstanceOf(BedsideError);
  }
}

describe.each(mls.suiteIds)('nothing is taken with a byte turned or cut off (suite %i)', (suite) => {
  const most = suite === 7 ? 60 : 150;

  it('a member’s commit, by those who stay and those who go', async () => {
    const club = await Club.of(suite, 4);
    const { keyPackage } = await mls.createKeyPackage({
      suite,
      leaf: leafOf('new'),
      signer: await mls.generateSigner(suite),
      now: 1e9,
      lifetimeS: 60,
    });
    const [by, reader, gone] = club.people;
    const staged = await mls.commitAdding(by!.state!, {
      signer: by!.signer,
      authenticatedData: utf8('head'),
      add: [keyPackage],
      remove: [gone!.state!.ownLeaf],
    });
    const before = hex(mls.encodeGroupState(reader!.state!));
    await refusals(staged.commit, most, (bytes) => mls.processCommit(reader!.state!, bytes));
    expect(hex(mls.encodeGroupState(reader!.state!))).toBe(before);
    await refusals(staged.commit, 30, (bytes) => mls.processCommit(gone!.state!, bytes));
    expect((await mls.processCommit(reader!.state!, staged.commit)).kind).toBe('processed');
    expect((await mls.processCommit(gone!.state!, staged.commit)).kind).toBe('removed');
  });

  it('an external commit, a GroupInfo, a key package', async () => {
    const club = await Club.of(suite, 3);
    const signer = await mls.generateSigner(suite);
    await refusals(club.groupInfo, most, readGroupInfo);
    const groupInfo = await readGroupInfo(club.groupInfo);
    const staged = await mls.joinExternally({
      groupInfo,
      signer,
      leaf: leafOf('new'),
      authenticatedData: none,
    });
    const reader = club.people[0]!.state!;
    await refusals(staged.commit, most, (bytes) => mls.processCommit(reader, bytes));
    const { keyPackage } = await mls.createKeyPackage({
      suite,
      leaf: leafOf('x'),
      signer,
      now: 1e9,
      lifetimeS: 60,
    });
    const o = { signer: club.people[0]!.signer, authenticatedData: none };
    await refusals(keyPackage, 40, (bytes) => mls.commitAdding(reader, { ...o, add: [bytes] }));
  });

  it('a Welcome', async () => {
    const club = await Club.of(suite, 2);
    const signer = await mls.generateSigner(suite);
    const keyPackage = await mls.createKeyPackage({
      suite,
      leaf: leafOf('x'),
      signer,
      now: 1e9,
      lifetimeS: 60,
    });
    const by = club.people[0]!;
    const o = { signer: by.signer, authenticatedData: none, add: [keyPackage.keyPackage] };
    const { welcome, next } = await mls.commitAdding(by.state!, o);
    await refusals(welcome!, most, (bytes) => mls.joinByWelcome({ welcome: bytes, keyPackage, signer }));
    const joined = await mls.joinByWelcome({ welcome: welcome!, keyPackage, signer });
    expect(hex(mls.epochAuthenticator(joined))).toBe(hex(mls.epochAuthenticator(next)));
    const other = await mls.createKeyPackage({ suite, leaf: leafOf('x'), signer, now: 1e9, lifetimeS: 60 });
    const stray = mls.joinByWelcome({ welcome: welcome!, keyPackage: other, signer });
    await expect(stray).rejects.toMatchObject({ message: 'mls-invalid: welcome for somebody else' });
  });
});

describe('a tree is checked as a whole by those who join', () => {
  const suite = suiteOf(1);

  /** A tree of eight whose last leaf is unmerged at the node above the right half. */
  const grown = async (setter = 4) => {
    const club = await Club.of(1, 8);
    const [first, above, last] = [club.people[0]!, club.people[setter]!, club.people[7]!];
    await club.commit(first, { remove: [last] });
    await club.commit(above);
    await club.commit(first, { add: 1 });
    const { tree, context, groupId } = club.people[0]!.state!;
    const check = (other: RatchetTree) => checkTree(suite, other, groupId, context.extensions);
    return { club, tree, check };
  };
  const refused = (detail: string) => ({ message: `mls-invalid: ${detail}` });

  it('as it is, it passes', async () => {
    const { tree, check } = await grown();
    await check(tree);
    expect(tree.parent(11)?.unmerged).toEqual([7]);
  });

  it('an unmerged leaf cannot be left out, on the side of who set the node or on the other', async () => {
    for (const setter of [4, 6]) {
      const { tree, check } = await grown(setter);
      const merged = tree.clone();
      merged.setParent(11, { ...tree.parent(11)!, unmerged: [] });
      await expect(check(merged)).rejects.toMatchObject(refused('parent hash'));
    }
  });

  it('each change of a parent node is found', async () => {
    const { tree, check } = await grown();
    const changes: ((parent: ParentNode) => ParentNode)[] = [
      (parent) => ({ ...parent, encryptionKey: turned(parent.encryptionKey, 3) }),
      (parent) => ({ ...parent, parentHash: turned(new Uint8Array(32), 3) }),
    ];
    for (const { node, parent } of tree.parents()) {
      for (const change of changes) {
        const other = tree.clone();
        other.setParent(node, change(parent));
        const root = node === tree.root && change === changes[1];
        await expect(check(other)).rejects.toMatchObject(root ? {} : refused('parent hash'));
      }
    }
  });

  it('nor by a member who commits over a tree in which it was', async () => {
    const { club, tree, check } = await grown(6);
    const { signer, state } = club.people[0]!;
    const other = tree.clone();
    other.setParent(11, { ...tree.parent(11)!, unmerged: [] });
    const o = { signer, leaf: tree.leaf(0)!, groupId: state!.groupId, added: [] };
    await createPath(suite, other, 0, { ...o, context: (treeHash) => treeHash });
    await expect(check(other)).rejects.toMatchObject(refused('parent hash'));
    const honest = tree.clone();
    await createPath(suite, honest, 0, { ...o, context: (treeHash) => treeHash });
    await check(honest);
  });

  it('path secrets must make the tree’s keys, and a Welcome’s secrets its confirmation tag', async () => {
    const club = await Club.of(1, 2);
    const by = club.people[0]!;
    const own = await mls.generateSigner(1);
    const keyPackage = await mls.createKeyPackage({
      suite: 1,
      leaf: leafOf('x'),
      signer: own,
      now: 1e9,
      lifetimeS: 60,
    });
    const o = { signer: by.signer, authenticatedData: none, add: [keyPackage.keyPackage] };
    const { groupInfo } = await mls.commitAdding(by.state!, o);
    const { context, tree, confirmationTag } = await readGroupInfo(groupInfo);
    const info = { context, confirmationTag, extensions: [], signer: 0, signature: none, signed: none };
    const enter = (pathSecret: Uint8Array | null) =>
      enterByWelcome(suite, info, tree, keyPackageIn(keyPackage.keyPackage), {
        joiner: new Uint8Array(32),
        pathSecret,
        encryption: new Uint8Array(32),
      });
    await expect(enter(null)).rejects.toMatchObject(refused('confirmation tag'));
    await expect(enter(new Uint8Array(32))).rejects.toMatchObject(refused('path secret is not the key’s'));
    await expect(enter(none)).rejects.toMatchObject(refused('path secret size'));
  });

  it('unmerged leaves must be occupied, below, and known on the way', async () => {
    const { tree, check } = await grown();
    const { node, parent } = tree.parents().find((entry) => entry.node === tree.root)!;
    for (const [at, unmerged] of [
      [node, [200]],
      [3, [5]],
    ] as const) {
      const other = tree.clone();
      other.setParent(at, { ...parent, encryptionKey: tree.key(at)!, unmerged });
      await expect(check(other)).rejects.toMatchObject(refused('unmerged leaf not below'));
    }
    const other = tree.clone();
    other.setParent(node, { ...parent, unmerged: [1] });
    await expect(check(other)).rejects.toMatchObject(refused('unmerged leaf left out'));
  });

  it('a leaf of another place or group, or with another’s key, is found', async () => {
    const { club, tree, check } = await grown();
    const moved = tree.clone();
    for (let leaf = 7; leaf > 0; leaf--) moved.remove(leaf);
    moved.firstBlank();
    moved.setLeaf(1, tree.leaf(2)!);
    await expect(check(moved)).rejects.toMatchObject(refused('leaf signature'));
    const elsewhere = checkTree(suite, tree, utf8('other'), []);
    await expect(elsewhere).rejects.toMatchObject(refused('leaf signature'));
    const twice = tree.clone();
    twice.setLeaf(1, tree.leaf(2)!);
    await expect(check(twice)).rejects.toMatchObject(refused('a key twice'));
    expect(club.people).toHaveLength(8);
  });

  it('trees end in a node, in its place, and have at most 256 leaves', () => {
    const read = (bytes: Uint8Array) => () => readWhole(bytes, RatchetTree.read);
    expect(read(written((to) => to.vector([0], (at) => at.u8(0))))).toThrow('mls-malformed');
    expect(read(written((to) => to.opaque(none)))).toThrow('mls-malformed');
    expect(read(written((to) => to.vector([0], (at) => at.u8(1).u8(2))))).toThrow('mls-malformed');
    const wide = written((to) => to.vector(new Array(512).fill(0), (at) => at.u8(0)));
    expect(read(wide)).toThrow('mls-unsupported');
  });

  it('a GroupInfo signed by nobody, of another tree, or without one, is refused', async () => {
    const club = await Club.of(1, 2);
    const { signer, state } = club.people[1]!;
    const { context, tree, confirmationTag } = state as GroupState;
    const o = { context, tree, externalPub: null, confirmationTag, signerLeaf: 1, extensions: [] };
    const read = async (change: object, by = signer) =>
      readGroupInfo(encodeGroupInfo(await makeGroupInfo(by, { ...o, ...change })));
    const view = await read({});
    expect(view.externalPub).toBeNull();
    const stranger = await mls.generateSigner(1);
    await expect(read({}, stranger)).rejects.toMatchObject(refused('group info signature'));
    await expect(read({ signerLeaf: 5 })).rejects.toMatchObject(refused('group info signature'));
    const other = { context: { ...context, treeHash: new Uint8Array(32) } };
    await expect(read(other)).rejects.toMatchObject(refused('tree hash'));
    const strange = { context: { ...context, extensions: [{ type: 0xf0c7, data: none }] } };
    await expect(read(strange)).rejects.toMatchObject({ code: 'mls-unsupported' });
    const join = { groupInfo: view, signer: stranger, leaf: leafOf('x'), authenticatedData: none };
    await expect(mls.joinExternally(join)).rejects.toMatchObject({ code: 'mls-unsupported' });
  });
});
