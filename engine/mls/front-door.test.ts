import { describe, expect, it } from 'vitest';
import { hex, utf8, zero } from '../../shared/bytes.ts';
import * as mls from './index.ts';
import { Club, leafOf, type Person } from './testing/club.ts';

const none = new Uint8Array();

describe.each(mls.suiteIds)('the front door (suite %i)', (suite) => {
  it('a device’s key pair cannot be exported, and signs for a member', async () => {
    const pair = await mls.generateKeyPair(suite);
    expect(pair.privateKey.extractable).toBe(false);
    const signer = await mls.signerFrom(suite, pair);
    expect(signer.publicKey).toHaveLength(suite === 7 ? 97 : 32);
    const leaf = leafOf('a');
    const state = await mls.createGroup({ suite, groupId: utf8('g'), contextExtensions: [], leaf, signer });
    expect(state).toMatchObject({ suite, epoch: 0, ownLeaf: 0 });
    expect(mls.members(state)).toMatchObject([
      { leaf: 0, identity: leaf.identity, extensions: leaf.extensions },
    ]);
    zero(leaf.identity, leaf.extensions[0]!.data);
    const info = await mls.readGroupInfo(
      await mls.signGroupInfo(state, { signer, extensions: [{ type: 0xf0b4, data: utf8('head') }] }),
    );
    expect(info.extensions).toEqual([{ type: 0xf0b4, data: utf8('head') }]);
    expect(hex(info.treeHash)).toBe(hex(await mls.treeHash(state)));
  });

  it('a signature holds for its key, label and content only', async () => {
    const [signer, other] = [await mls.generateSigner(suite), await mls.generateSigner(suite)];
    const label = 'Bedside 1.0 message';
    const signature = await mls.signWithLabel(signer, label, utf8('content'));
    const verify = (key: Uint8Array, about: string, content: string, what = signature) =>
      mls.verifyWithLabel(suite, key, about, utf8(content), what);
    expect(await verify(signer.publicKey, label, 'content')).toBe(true);
    expect(await verify(other.publicKey, label, 'content')).toBe(false);
    expect(await verify(signer.publicKey, 'Bedside 1.0 link', 'content')).toBe(false);
    expect(await verify(signer.publicKey, label, 'contents')).toBe(false);
    expect(await verify(signer.publicKey, label, 'content', signature.slice(1))).toBe(false);
    expect(await verify(none, label, 'content')).toBe(false);
  });

  it('KDF: expand and extract are HKDF’s, as long as the hash', async () => {
    const secret = await mls.extract(suite, utf8('salt'), utf8('input'));
    expect(secret).toHaveLength(mls.hashLength(suite));
    const long = await mls.expand(suite, secret, utf8('info'), 76);
    expect(hex(await mls.expand(suite, secret, utf8('info'), 12))).toBe(hex(long.slice(0, 12)));
  });

  it('a commit says what it did', async () => {
    const club = await Club.of(suite, 3);
    const [first, second, third] = club.people as [Person, Person, Person];
    const keyPackage = await mls.createKeyPackage({
      suite,
      leaf: leafOf('new'),
      signer: await mls.generateSigner(suite),
      now: 1e9,
      lifetimeS: 60,
    });
    const staged = await mls.commitAdding(first.state!, {
      signer: first.signer,
      authenticatedData: utf8('head'),
      leaf: leafOf(first.name, 2),
      add: [keyPackage.keyPackage],
      remove: [2],
      groupInfoExtensions: [{ type: 0xf0b4, data: utf8('next') }],
    });
    expect(mls.peekCommit(staged.commit)).toEqual({
      groupId: utf8('club'),
      epoch: 2,
      sender: { kind: 'member', leaf: 0 },
      authenticatedData: utf8('head'),
    });
    const outcome = await mls.processCommit(second.state!, staged.commit);
    if (outcome.kind !== 'processed') throw new Error('not processed');
    const named = (name: string) => ({ identity: utf8(name) });
    expect(outcome).toMatchObject({
      external: false,
      authenticatedData: utf8('head'),
      committer: { leaf: 0, ...leafOf(first.name, 2) },
      committerBefore: { leaf: 0, ...leafOf(first.name) },
      added: [{ leaf: 2, ...named('new') }],
      removed: [{ leaf: 2, ...named(third.name) }],
    });
    expect(outcome.next.epoch).toBe(3);
    expect((await mls.readGroupInfo(staged.groupInfo)).extensions).toEqual([
      { type: 0xf0b4, data: utf8('next') },
    ]);
  });

  it('a key package says whose it is, and is added only while it lives', async () => {
    const signer = await mls.generateSigner(suite);
    const leaf = leafOf('new');
    const { keyPackage } = await mls.createKeyPackage({ suite, leaf, signer, now: 1e9, lifetimeS: 60 });
    const view = await mls.readKeyPackage(keyPackage);
    const times = { notBefore: 1e9 - 3600, notAfter: 1e9 + 60 };
    expect(view).toEqual({ suite, ...leaf, signatureKey: signer.publicKey, ...times });
    const [first] = (await Club.of(suite, 1)).people as [Person];
    const add = (now: number) =>
      mls.commitAdding(first.state!, {
        signer: first.signer,
        authenticatedData: none,
        add: [keyPackage],
        now,
      });
    for (const now of [1e9 - 3601, 1e9 + 61]) {
      await expect(add(now)).rejects.toMatchObject({ message: 'mls-invalid: key package lifetime' });
    }
    await add(1e9);
  });

  it('an external commit says who joined, and in whose place', async () => {
    const club = await Club.of(suite, 2);
    const signer = await mls.generateSigner(suite);
    const groupInfo = await mls.readGroupInfo(club.groupInfo);
    const o = { groupInfo, signer, leaf: leafOf('again'), authenticatedData: utf8('ad'), remove: 1 };
    const staged = await mls.joinExternally(o);
    expect(mls.peekCommit(staged.commit).sender).toEqual({ kind: 'external' });
    expect(staged).toMatchObject({ welcome: null, consumed: [] });
    const outcome = await mls.processCommit(club.people[0]!.state!, staged.commit);
    expect(outcome).toMatchObject({
      kind: 'processed',
      external: true,
      committer: { leaf: 1, identity: utf8('again') },
      committerBefore: null,
      added: [{ leaf: 1, identity: utf8('again') }],
      removed: [{ leaf: 1, identity: utf8('p1') }],
    });
    const late = await mls.joinExternally({ ...o, signer: await mls.generateSigner(suite) });
    if (outcome.kind === 'processed') {
      await expect(mls.processCommit(outcome.next, late.commit)).rejects.toMatchObject({
        code: 'mls-stale-epoch',
      });
    }
  });

  it('INV-11: what is consumed can be zeroed, and the next state still works', async () => {
    const club = await Club.of(suite, 3);
    const [first, second, third] = club.people as [Person, Person, Person];
    const staged = await mls.commit(first.state!, { signer: first.signer, authenticatedData: none });
    expect(staged.consumed.length).toBeGreaterThan(3);
    const outcome = await mls.processCommit(second.state!, staged.commit);
    const other = await mls.processCommit(third.state!, staged.commit);
    if (outcome.kind !== 'processed' || other.kind !== 'processed') throw new Error('not processed');
    const old = [first.state!, second.state!, third.state!];
    zero(...staged.consumed, ...outcome.consumed, ...other.consumed);
    for (const { secrets } of old) {
      const { init, membership, external, exporter } = secrets;
      for (const secret of [init, membership, external, exporter!])
        expect(secret.every((byte) => byte === 0)).toBe(true);
    }
    first.state = staged.next;
    second.state = outcome.next;
    third.state = other.next;
    for (const person of [second, first, third]) await club.commit(person);
    await club.join();
  });

  it('once forgotten, the exporter exports no more, and the group goes on', async () => {
    const club = await Club.of(suite, 2);
    const [first] = club.people as [Person];
    const exported = await mls.exportSecret(first.state!, 'a', utf8('c'), 48);
    expect(exported).toHaveLength(48);
    expect(hex(await mls.exportSecret(first.state!, 'b', utf8('c'), 48))).not.toBe(hex(exported));
    const { state, consumed } = mls.forgetExporter(first.state!);
    zero(...consumed);
    expect(consumed).toHaveLength(1);
    await expect(mls.exportSecret(state, 'a', utf8('c'), 48)).rejects.toMatchObject({ code: 'mls-invalid' });
    const stored = mls.decodeGroupState(mls.encodeGroupState(state));
    await expect(mls.exportSecret(stored, 'a', utf8('c'), 48)).rejects.toMatchObject({ code: 'mls-invalid' });
    expect(mls.forgetExporter(state).consumed).toEqual([]);
    first.state = stored;
    await club.commit(club.people[1]!).catch(() => {});
    await club.commit(first);
  });

  it('a state is the same after storing, at every step, and goes on from there', async () => {
    const club = await Club.found(suite);
    const restore = () => {
      for (const person of club.people) {
        const bytes = mls.encodeGroupState(person.state!);
        person.state = mls.decodeGroupState(bytes);
        expect(hex(mls.encodeGroupState(person.state))).toBe(hex(bytes));
      }
    };
    restore();
    await club.join();
    restore();
    await club.commit(club.people[1]!, { add: 2 });
    restore();
    await club.commit(club.people[3]!, { remove: [club.people[0]!] });
    restore();
    await club.join(club.people[1]!);
    restore();
    await club.commit(club.people[0]!);
    const bytes = mls.encodeGroupState(club.people[0]!.state!);
    expect(() => mls.decodeGroupState(bytes.slice(0, -1))).toThrow('mls-malformed');
    expect(() => mls.decodeGroupState(bytes.with(0, 9))).toThrow('mls-malformed');
  });
});
