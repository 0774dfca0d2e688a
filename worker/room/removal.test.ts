import { describe, expect, it } from 'vitest';
import { Client, openSession, putToSleep, upgrade } from '../testing/client.ts';
import { commit, makeGroupId, send } from '../testing/group.ts';
import {
  type DeviceKey,
  makeConversation,
  makeDeviceKey,
  makeProof,
  mintPassport,
  postSession,
} from '../testing/portal.ts';

/** Three devices in a group whose tree the room can read: Ann at leaf 0, Ben at 1, Cyd at 2. */
async function three(rights: { ann?: string[]; annIs?: string } = {}) {
  const conversation = makeConversation();
  const groupId = makeGroupId();
  const keys = await Promise.all([makeDeviceKey(), makeDeviceKey(), makeDeviceKey()]);
  const [annKey, benKey, cydKey] = keys as [DeviceKey, DeviceKey, DeviceKey];
  const claims = {
    ann: { sub: rights.annIs ?? 'ann', can: rights.ann ?? ['read', 'write', 'remove'] },
    ben: { sub: 'ben', did: 'device-2' },
    cyd: { sub: 'cyd', did: 'device-3' },
  };
  const leaves = [
    { key: annKey, sub: claims.ann.sub },
    { key: benKey, sub: 'ben' },
    { key: cydKey, sub: 'cyd' },
  ];
  const { client: ann } = await Client.join(conversation, { key: annKey, claims: claims.ann });
  const { client: ben, state } = await Client.join(conversation, { key: benKey, claims: claims.ben });
  const { client: cyd } = await Client.join(conversation, { key: cydKey, claims: claims.cyd });
  ann.say(commit(groupId, 0, { leaves }));
  for (const one of [ann, ben, cyd]) await one.hearEntries(1);
  return {
    conversation,
    groupId,
    leaves,
    ann,
    ben,
    cyd,
    annKey,
    benKey,
    cydKey,
    claims,
    benDevice: state.device,
  };
}

async function knock(conversation: string, key: DeviceKey, claims: Record<string, unknown>) {
  const passport = await mintPassport({ conversation, jkt: key.jkt, claims });
  const answer = await postSession(passport, await makeProof(key, passport));
  return { status: answer.status, body: (await answer.json()) as { code?: string } };
}

describe('a device whose leaf was removed', () => {
  it('is told of the commit, then closed at once, and refused from then on, over a restart too', async () => {
    const { conversation, groupId, ann, ben, cyd, benKey, claims } = await three();
    ann.say(commit(groupId, 1, { by: 0, remove: [1] }));
    expect((await ben.hearEntries(2)).map(({ kind }) => kind)).toEqual(['commit']);
    expect(await ben.hear('bye')).toEqual({ type: 'bye', code: 'group-removed' });
    expect((await ben.hearClose()).code).toBe(4410);
    await cyd.hearEntries(2);
    expect(await knock(conversation, benKey, claims.ben)).toEqual({
      status: 403,
      body: { code: 'group-removed' },
    });
    await putToSleep((await openSession(conversation)).room);
    expect((await knock(conversation, benKey, claims.ben)).body.code).toBe('group-removed');
  });

  it('gets in with no ticket that it had', async () => {
    const { conversation, groupId, ann, ben, benKey, claims } = await three();
    const { room, ticket } = await openSession(conversation, { key: benKey, claims: claims.ben });
    ann.say(commit(groupId, 1, { by: 0, remove: [1] }));
    await ben.hear('bye');
    expect(((await (await upgrade(room, ticket)).json()) as { code: string }).code).toBe('ticket-invalid');
  });

  it('may come back as another device of the same person, if the portal says so', async () => {
    const { conversation, groupId, ann, ben, claims } = await three();
    ann.say(commit(groupId, 1, { by: 0, remove: [1] }));
    await ben.hear('bye');
    expect((await knock(conversation, await makeDeviceKey(), claims.ben)).status).toBe(201);
  });

  it('has no say in the batch that puts it out', async () => {
    const { groupId, ann, ben } = await three();
    ann.say(commit(groupId, 1, { by: 0, remove: [1] }));
    ben.say(send(groupId, 2, 1));
    await ben.hear('bye');
    const page = { type: 'page', direction: 'after', seq: 0, limit: 10 } as const;
    ann.say(page);
    expect((await ann.hear('page')).entries.map(({ kind }) => kind)).toEqual(['commit', 'commit']);
  });
});

describe('the room puts nobody out', () => {
  it('for a member who may not remove others', async () => {
    const { conversation, groupId, ann, ben, benKey, claims } = await three({ ann: ['read', 'write'] });
    ann.say(commit(groupId, 1, { by: 0, remove: [1] }));
    await ben.hearEntries(2);
    ben.say({ type: 'group' });
    expect((await ben.hear('group')).epoch).toBe(2);
    expect((await knock(conversation, benKey, claims.ben)).status).toBe(201);
  });

  it('but lets a person remove another device of their own', async () => {
    const { groupId, ann, ben, cyd } = await three({ ann: ['read', 'write'], annIs: 'ben' });
    ann.say(commit(groupId, 1, { by: 0, remove: [1, 2] }));
    await ben.hear('bye');
    await cyd.hearEntries(2);
    cyd.say({ type: 'group' });
    await cyd.hear('group');
  });

  it('who comes back by an external commit that takes its own former leaf out', async () => {
    const { groupId, ben } = await three();
    ben.say(commit(groupId, 1, { remove: [1] }));
    await ben.hearEntries(2);
    ben.say({ type: 'group' });
    expect((await ben.hear('group')).epoch).toBe(2);
  });

  it('for a GroupInfo or proposals that it cannot read', async () => {
    const { groupId, ann, ben } = await three();
    ann.say(commit(groupId, 1, { by: 0 }));
    await ann.hearEntries(2);
    // The tree that this commit left has no leaves: nobody is found at leaf 1.
    ann.say(commit(groupId, 2, { by: 0, remove: [1] }));
    await ben.hearEntries(3);
    ben.say({ type: 'group' });
    expect((await ben.hear('group')).epoch).toBe(3);
  });
});
