import { expect, test } from 'vitest';
import { limits } from '../../shared/limits.ts';
import { Client } from '../testing/client.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { commit, send } from '../testing/group.ts';
import { makeDeviceKey, mintRevocation, postRevocation } from '../testing/portal.ts';
import { makeEndpoint, ringsAt } from '../testing/push-service.ts';

/** A device of `sub` with a bell of its own, still there. */
async function joinWithBell(conversation: string, sub: string) {
  const key = await makeDeviceKey();
  const endpoint = makeEndpoint();
  const { client } = await Client.join(conversation, { key, claims: { sub, did: `${sub}-1` } });
  client.say({ type: 'bell', endpoint });
  await client.hear('bell');
  expect(await client.hear('bell')).toMatchObject({ set: true });
  return { key, client, endpoint };
}

/** Ann writes, and Cyd, who is only away, is rung: so that whoever is not was passed over. */
async function expectSilent(
  endpoint: string,
  { ann, groupId, epoch }: { ann: Client; groupId: Uint8Array; epoch: number },
  cyd: { endpoint: string },
) {
  ann.say(send(groupId, epoch, 1));
  await expect.poll(async () => (await ringsAt(cyd.endpoint)).length).toBe(1);
  expect(await ringsAt(endpoint)).toEqual([]);
}

test('a device that was removed is not rung', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const [ben, cyd] = [await joinWithBell(conversation, 'ben'), await joinWithBell(conversation, 'cyd')];
  const { client: admin } = await Client.join(conversation, {
    claims: { sub: 'admin', can: ['read', 'write', 'remove'] },
  });
  const leaves = [
    { key: ann.key, sub: ann.key.jkt.slice(0, 16) },
    { key: ben.key, sub: 'ben' },
  ];
  admin.say(commit(groupId, 1, { leaves }));
  await ann.hearEntries(2);
  admin.say(commit(groupId, 2, { by: 0, remove: [1] }));
  await ben.client.hear('bye');
  cyd.client.close();
  await ann.hearAll();
  await expectSilent(ben.endpoint, { ann, groupId, epoch: 3 }, cyd);
});

test('a device whose access the portal took back is not rung', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const [ben, cyd] = [await joinWithBell(conversation, 'ben'), await joinWithBell(conversation, 'cyd')];
  cyd.client.close();
  expect((await postRevocation(await mintRevocation(conversation, { sub: 'ben' }))).status).toBe(201);
  await ben.client.hear('bye');
  await ann.hearAll();
  await expectSilent(ben.endpoint, { ann, groupId, epoch: 1 }, cyd);
});

test('a bell is the device’s whose socket it came over: no frame sets or silences another’s', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const cyd = await joinWithBell(conversation, 'cyd');
  const { client: eve } = await Client.join(conversation, { claims: { sub: 'eve' } });
  // Her own is taken back, and set to where his is, and taken back again: his stays as it was.
  for (const endpoint of [null, cyd.endpoint, null]) {
    eve.say({ type: 'bell', endpoint });
    await eve.hear('bell');
  }
  cyd.client.close();
  await ann.hearAll();
  ann.say(send(groupId, 1, 1));
  await expect.poll(async () => (await ringsAt(cyd.endpoint)).length).toBe(1);
});

test.for([
  ['another host', 'https://push.example/201/a'],
  ['the loopback', 'https://127.0.0.1/201/a'],
  ['a private address', 'https://10.0.0.1/201/a'],
  ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data'],
  ['plain http', 'http://push.test/201/a'],
  ['another port', 'https://push.test:8443/201/a'],
  ['a user', 'https://user@push.test/201/a'],
  ['a user who looks like the host', 'https://push.test@10.0.0.1/201/a'],
  ['a fragment', 'https://push.test/201/a#b'],
  ['a name that begins like it', 'https://push.test.evil.example/201/a'],
  ['a name that ends like it', 'https://evil-push.test/201/a'],
  ['a wildcard’s bare name', 'https://names.push.test/201/a'],
  ['another scheme', 'ftp://push.test/201/a'],
  ['no URL', 'push.test/201/a'],
] as const)('an endpoint with %s is refused, and the one before stays', async ([, endpoint]) => {
  const { conversation } = await foundRoom();
  const { client } = await joinWithBell(conversation, 'ben');
  client.say({ type: 'bell', endpoint });
  expect(await client.hear('refused')).toMatchObject({ frame: 'bell', code: 'bell-refused' });
  client.say({ type: 'bell', endpoint: `https://below.names.push.test/201/a` });
  expect(await client.hear('bell')).toMatchObject({ set: true });
});

test('an endpoint that is too long ends the socket; and one cannot set bells all day (INV-12)', async () => {
  const { conversation } = await foundRoom();
  const { client } = await joinWithBell(conversation, 'ben');
  for (let i = 0; i < limits.commitsPerMinute; i++) client.say({ type: 'bell', endpoint: makeEndpoint() });
  expect(await client.hear('refused')).toMatchObject({ frame: 'bell', code: 'slow-down' });
  const endpoint = makeEndpoint().padEnd(limits.bellEndpointBytesMax + 1, 'a');
  client.say({ type: 'bell', endpoint });
  expect(await client.hear('bye')).toEqual({ type: 'bye', code: 'frame-malformed' });
});
