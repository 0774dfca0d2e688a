import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealEnvelope } from '../../engine/envelope.ts';
import { encodeHead, leafFor } from '../../engine/leaf.ts';
import { commit as makeCommit, signerFrom } from '../../engine/mls/index.ts';
import { load } from '../../engine/store.ts';
import { generatePortalKeys, mintRevocation, pairwiseSub } from '../../portal/index.ts';
import { utf8 } from '../../shared/bytes.ts';
import { problems, type TestDevice, until } from '../support/world.ts';
import { Hostile } from './hostile.ts';
import { quiet, Scene, stored } from './support.ts';

const kinds = (device: TestDevice): string[] =>
  device.talk.snapshot.lines.flatMap((line) => (line.kind === 'notice' ? [line.notice] : []));

describe('a revocation by the portal', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.open();
  });
  afterEach(() => scene.close());

  const subOf = (person: string) =>
    pairwiseSub({
      pairwiseSecret: scene.portal.keys.pairwiseSecret,
      person,
      conversation: scene.portal.conversation() as never,
    });
  const revoke = (person: string, more: Partial<Parameters<typeof mintRevocation>[0]> = {}) =>
    mintRevocation({
      keys: scene.portal.keys,
      issuer: scene.portal.issuer,
      conversation: scene.portal.conversation(),
      sub: subOf(person),
      ...more,
    });
  /** What the room does with a token, honest or not: it stands in the log. */
  const stand = (token: string) =>
    scene.room.append({
      kind: 'revocation',
      device: 0,
      id: 0,
      epoch: scene.room.epoch,
      body: utf8(token),
      link: null,
      record: null,
    });
  it('takes the device out by whoever is first in the tree, right or not; everyone is told; it keeps nothing', async () => {
    const { maya, rivera, guest } = await scene.three();
    await maya.talk.say('before');
    await until(guest.talk, (now) => stored(now).includes('before'));
    const { epoch } = scene.room;
    stand(await revoke('Guest'));
    await until(guest.talk, ({ state, failure }) => state === 'ended' && failure === 'revoked');
    expect(guest.talk.snapshot.lines).toEqual([]);
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 2);
    await quiet();
    expect(scene.room.epoch).toBe(epoch + 1);
    expect(scene.room.entries.at(-1)).toMatchObject({ kind: 'commit', device: 1 });
    for (const device of [maya, rivera]) {
      expect(kinds(device)).toContain('revoked');
      expect(kinds(device)).not.toContain('left');
      expect(problems(device.talk.snapshot)).toEqual([]);
    }
    expect([guest.disk.records.size, guest.disk.keys.size]).toEqual([0, 0]);
    await rivera.talk.say('after');
    await until(maya.talk, (now) => stored(now).includes('after'));
    await maya.reload();
    await until(maya.talk, (now) => now.state === 'ready' && stored(now).includes('before'));
    expect(kinds(maya)).toContain('revoked');
    expect(problems(maya.talk.snapshot)).toEqual([]);
  });

  it('of one device leaves the person’s others where they are', async () => {
    const { maya, rivera } = await scene.pair();
    const phone = scene.device('Maya', { deviceId: 'phone' });
    await phone.ready();
    await until(rivera.talk, ({ members }) => members.some(({ devices }) => devices.length === 2));
    await quiet();
    stand(await revoke('Maya', { deviceId: 'phone' }));
    await until(phone.talk, ({ failure }) => failure === 'revoked');
    await until(rivera.talk, ({ members }) => members.every(({ devices }) => devices.length === 1));
    expect(kinds(rivera)).toContain('device-revoked');
    await maya.talk.say('still here');
    await until(rivera.talk, (now) => stored(now).includes('still here'));
  });

  it('that the relay makes up moves nobody, and is shown as what it is', async () => {
    const { maya, rivera, guest } = await scene.three();
    const forged = await generatePortalKeys();
    const { kid } = scene.portal.keys.signingKey;
    const { epoch } = scene.room;
    stand(await revoke('Guest', { keys: { signingKey: { ...forged.signingKey, kid } } }));
    stand(await revoke('Guest', { conversation: scene.portal.conversation('other') }));
    stand('no.token.this');
    for (const { talk } of [maya, rivera, guest])
      await until(talk, (now) => problems(now).filter((code) => code === 'revocation-invalid').length === 3);
    await quiet(900);
    expect(scene.room.epoch).toBe(epoch);
    await guest.talk.say('not gone');
    await until(maya.talk, (now) => stored(now).includes('not gone'));
  });

  it('that is brought again after the portal let the person in again ends nothing', async () => {
    const { maya, rivera, guest } = await scene.three();
    const token = await revoke('Guest');
    stand(token);
    await until(guest.talk, ({ failure }) => failure === 'revoked');
    await until(maya.talk, ({ members }) => members.length === 2);
    scene.portal.bend = (request) => ({ ...request, nowMs: Date.now() + 5000 });
    scene.room.revocations = [utf8(token)];
    await guest.reload();
    await until(guest.talk, ({ state }) => state === 'ready');
    await until(rivera.talk, ({ members }) => members.length === 3);
    await quiet();
    stand(token);
    await guest.talk.say('back again');
    for (const { talk } of [maya, rivera]) await until(talk, (now) => stored(now).includes('back again'));
    await quiet(900);
    for (const device of [maya, rivera, guest]) {
      expect(device.talk.snapshot.members).toHaveLength(3);
      expect(problems(device.talk.snapshot)).toEqual([]);
    }
    expect(kinds(rivera).filter((kind) => kind === 'revoked')).toHaveLength(1);
  });

  it('is known to who joined after it: a member without the right may then take the device out', async () => {
    const { maya, rivera, guest } = await scene.three();
    await guest.talk.stop();
    await maya.talk.stop();
    await rivera.talk.stop();
    const token = await revoke('Guest');
    stand(token);
    scene.room.revocations = [utf8(token)];
    const late = scene.device('Late', { role: 'caregiver' });
    await late.ready();
    await until(late.talk, ({ members }) => members.length === 3);
    await maya.reload();
    await until(maya.talk, ({ state, members }) => state === 'ready' && members.length === 3);
    await maya.talk.say('we three');
    await until(late.talk, (now) => stored(now).includes('we three'));
    expect(problems(late.talk.snapshot)).toEqual([]);
  });

  it('makes a device’s later words forgeries and its commits refused, whatever the relay lets through', async () => {
    const { maya, rivera, guest } = await scene.three();
    const saved = (await load(guest.disk))!;
    const signer = await signerFrom(1, guest.disk.keys.get('device')!);
    await guest.talk.stop();
    stand(await revoke('Guest'));
    const head = { seq: scene.room.entries.length, hash: scene.room.hashes.at(-1)! };
    const group = saved.group!;
    const envelope = await sealEnvelope(group.keys, signer, {
      leaf: group.state.ownLeaf,
      device: group.members.find(({ leaf }) => leaf === group.state.ownLeaf)!.device,
      counter: saved.counter + 1,
      prev: saved.prev,
      headSeq: head.seq,
      head: head.hash,
      timeMs: Date.now(),
      type: 1,
      body: utf8('one more word'),
    });
    scene.room.append({
      kind: 'message',
      device: 3,
      id: saved.counter + 1,
      epoch: scene.room.epoch,
      body: envelope,
      link: null,
      record: null,
    });
    for (const { talk } of [maya, rivera])
      await until(talk, (now) => problems(now).includes('envelope-forged'));
    for (const { talk } of [maya, rivera]) expect(stored(talk.snapshot)).not.toContain('one more word');
  });

  it('is not needed to know that a member without the right removed somebody: that commit is refused', async () => {
    const { maya, rivera, guest } = await scene.three();
    const saved = (await load(guest.disk))!;
    const signer = await signerFrom(1, guest.disk.keys.get('device')!);
    await guest.talk.stop();
    const head = { seq: scene.room.entries.length, hash: scene.room.hashes.at(-1)! };
    const own = saved.group!.members.find(({ leaf }) => leaf === saved.group!.state.ownLeaf)!;
    const target = saved.group!.members.find(({ claims }) => claims.sub === subOf('Maya'))!;
    const staged = await makeCommit(saved.group!.state, {
      signer,
      authenticatedData: encodeHead(head),
      leaf: leafFor(own.passport, own.claims),
      remove: [target.leaf],
    });
    scene.room.groupInfo = staged.groupInfo;
    scene.room.append({
      kind: 'commit',
      device: 3,
      id: scene.room.epoch,
      epoch: scene.room.epoch++,
      body: staged.commit,
      link: null,
      record: null,
    });
    for (const { talk } of [maya, rivera]) await until(talk, (now) => problems(now).includes('group-rule'));
    expect(maya.talk.snapshot.members).toHaveLength(3);
  });

  it('without the portal’s word, a relay that says so ends the session and erases nothing', async () => {
    const { maya } = await scene.pair();
    const [seat] = [...scene.room.seats].filter(({ device }) => device === 1);
    const records = maya.disk.records.size;
    scene.room.refuse = 'revoked';
    scene.room.say(seat!, { type: 'bye', code: 'revoked' });
    await until(maya.talk, ({ state, failure }) => state === 'ended' && failure === 'revoked');
    expect(maya.disk.records.size).toBe(records);
    scene.room.refuse = null;
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
  });

  it('with the portal’s word in the refusal, a device that was away erases what it kept', async () => {
    const { maya } = await scene.pair();
    await maya.talk.stop();
    scene.room.refuse = 'revoked';
    scene.room.refusal = await revoke('Maya', { nowMs: Date.now() + 2000 });
    await maya.reload();
    await until(maya.talk, ({ state, failure }) => state === 'ended' && failure === 'revoked');
    await quiet(100);
    expect([maya.disk.records.size, maya.disk.keys.size]).toEqual([0, 0]);
  });

  it('that the relay keeps to itself: nobody is told, and the passport’s end stops joins and commits, not reading or words', async () => {
    scene.portal.bend = (request) =>
      request.person.name === 'Guest' ? { ...request, lifetimeS: 3600 } : request;
    const { maya, rivera, guest } = await scene.three();
    await revoke('Guest');
    for (const { clock } of [maya, rivera]) clock.offsetMs = 2 * 24 * 3600_000;
    await rivera.talk.say('said after the portal took it back');
    await until(guest.talk, (now) => stored(now).includes('said after the portal took it back'));
    await guest.talk.say('and I am still here');
    for (const { talk } of [maya, rivera])
      await until(talk, (now) => stored(now).includes('and I am still here'));
    const hostile = await Hostile.of(scene, guest);
    await hostile.commit({});
    for (const device of [maya, rivera]) {
      await until(device.talk, (now) => problems(now).includes('group-refused'));
      expect(kinds(device)).not.toContain('revoked');
    }
    // What is left is the ordinary way: somebody who may takes the device out, and that it cannot stop or undo.
    await until(rivera.talk, ({ state, failure }) => state === 'ready' && failure === null);
    const { devices } = rivera.talk.snapshot.members.find(({ name }) => name === 'Guest')!;
    await rivera.talk.removeDevices(devices.map(({ id }) => id));
    for (const { talk } of [maya, rivera]) await until(talk, ({ members }) => members.length === 2);
  }, 15_000);

  it('of one who was away and whom the portal gives no passport any more: asked with the last one, the relay says why, and what was kept is erased', async () => {
    const { maya } = await scene.pair();
    await maya.talk.stop();
    scene.portal.refused = new Set(['Maya']);
    scene.room.refuse = 'revoked';
    scene.room.refusal = await revoke('Maya', { nowMs: Date.now() + 2000 });
    await maya.reload();
    await until(maya.talk, ({ state, failure }) => state === 'ended' && failure === 'revoked');
    await quiet(100);
    expect([maya.disk.records.size, maya.disk.keys.size]).toEqual([0, 0]);
  });

  it('is not what a refusal at the portal alone means: the screen says to sign in, shows nothing, and what was kept stays', async () => {
    const { maya, rivera } = await scene.pair();
    await rivera.talk.say('before');
    await until(maya.talk, (now) => stored(now).includes('before'));
    await maya.talk.stop();
    scene.portal.refused = new Set(['Maya']);
    const entries = scene.room.entries.length;
    await maya.reload();
    const now = await until(maya.talk, ({ state }) => state === 'failed');
    expect([now.failure, now.lines, now.members]).toEqual(['portal-refused', [], []]);
    expect([...scene.room.seats].map(({ device }) => device)).toEqual([2]);
    expect(scene.room.entries).toHaveLength(entries);
    // Nor is the relay's word enough, with no token of the portal's beside it, or one for somebody else.
    for (const refusal of [null, await revoke('Rivera')]) {
      scene.room.refuse = 'revoked';
      scene.room.refusal = refusal;
      await maya.reload();
      await until(maya.talk, ({ state }) => state === 'failed' || state === 'ended');
      expect(maya.disk.keys.size).toBe(1);
    }
    scene.room.refuse = null;
    scene.portal.refused = new Set();
    await maya.reload();
    await until(maya.talk, ({ state }) => state === 'ready');
    await until(maya.talk, (snapshot) => stored(snapshot).includes('before'));
  });
});
