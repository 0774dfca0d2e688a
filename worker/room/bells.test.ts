import { runDurableObjectAlarm } from 'cloudflare:test';
import { compactVerify, importJWK } from 'jose';
import { expect, test } from 'vitest';
import { base64url } from '../../shared/bytes.ts';
import { limits } from '../../shared/limits.ts';
import { Client, putToSleep, roomStub } from '../testing/client.ts';
import { later, setClockRight } from '../testing/clock.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { send } from '../testing/group.ts';
import { makeDeviceKey, testEnv } from '../testing/portal.ts';
import { makeEndpoint, ringsAt } from '../testing/push-service.ts';

/** Long enough for a ring that should not come to come. */
const quietMs = 300;
const quiet = () => new Promise((done) => setTimeout(done, quietMs));
const count = async (endpoint: string) => (await ringsAt(endpoint)).length;
const rung = (endpoint: string, times = 1) => expect.poll(() => count(endpoint)).toBe(times);

/** Ann's room, and a device of Ben's that has a bell and is gone. */
async function withBell(endpoint = makeEndpoint()) {
  const founded = await foundRoom();
  const key = await makeDeviceKey();
  const comes = async (more: { key?: typeof key } = {}) => {
    const joined = await Client.join(founded.conversation, { key, claims: { sub: 'ben' }, ...more });
    return joined.client;
  };
  const leaves = async (ben: Client) => {
    ben.close();
    await founded.ann.hearAll();
  };
  const ben = await comes();
  ben.say({ type: 'bell', endpoint });
  await ben.hear('bell');
  expect(await ben.hear('bell')).toMatchObject({ set: true });
  await leaves(ben);
  let id = 0;
  const write = async () => {
    founded.ann.say(send(founded.groupId, 1, ++id));
    await founded.ann.hearEntries(1 + id);
  };
  return { ...founded, key, endpoint, comes, leaves, write };
}

test('INV-10: who has a bell and no socket is rung when somebody else wrote: empty, and signed for that push service', async () => {
  const { endpoint, write, comes } = await withBell();
  await write();
  await rung(endpoint);
  const { method, headers, body } = (await ringsAt(endpoint))[0]!;
  expect({ method, body }).toEqual({ method: 'POST', body: '' });
  expect(headers).toMatchObject({ 'content-length': '0', urgency: 'normal' });
  expect(headers['ttl']).toBe(`${limits.bellTtlMs / 1000}`);
  expect(
    Object.keys(headers).filter((name) => /topic|encod|crypto|cookie|referer|origin/.test(name)),
  ).toEqual([]);

  const [, token, publicKey] = headers['authorization']!.match(/^vapid t=([\w.-]+), k=([\w-]+)$/)!;
  const { x, y, kty, crv } = JSON.parse(testEnv.BELL!).key;
  const { payload, protectedHeader } = await compactVerify(
    token!,
    await importJWK({ kty, crv, x, y }, 'ES256'),
  );
  const claims = JSON.parse(new TextDecoder().decode(payload));
  expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'ES256' });
  expect(claims).toEqual({
    aud: 'https://push.test',
    exp: expect.any(Number),
    sub: 'mailto:operator@relay.test',
  });
  expect(claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(24 * 3600_000);
  expect(claims.exp * 1000).toBeGreaterThan(Date.now());
  const ben = await comes();
  const { key, set } = await ben.hear('bell');
  expect([base64url(key), set]).toEqual([publicKey, true]);
});

test('one ring, however much is written, until the person has been back; and not again within bellEveryMs', async () => {
  const { endpoint, write, comes, leaves } = await withBell();
  await write();
  await rung(endpoint);
  for (let i = 0; i < 5; i++) await write();
  await quiet();
  expect(await count(endpoint)).toBe(1);
  const ben = await comes();
  ben.say({ type: 'reached', taken: 7, read: 7 });
  await ben.hearAll();
  await leaves(ben);
  await write();
  await quiet();
  expect(await count(endpoint)).toBe(1);
  later(limits.bellEveryMs + 1_000);
  expect(await runDurableObjectAlarm(roomStub(ben.room))).toBe(true);
  await rung(endpoint, 2);
});

test('nobody is rung who has a socket, on whatever device, nor for what the person wrote', async () => {
  const { endpoint, write, conversation, groupId, comes, leaves } = await withBell();
  const { client: laptop } = await Client.join(conversation, { claims: { sub: 'ben', did: 'laptop' } });
  await write();
  await laptop.hearEntries(2);
  laptop.say({ type: 'reached', taken: 2, read: 0 });
  await leaves(laptop);
  const ben = await comes();
  ben.say(send(groupId, 1, 1));
  await ben.hearEntries(3);
  await leaves(ben);
  await quiet();
  expect(await count(endpoint)).toBe(0);
});

test('typing, receipts and coming and going ring nobody', async () => {
  const { endpoint, ann, conversation } = await withBell();
  ann.say({ type: 'signal', epoch: 1, body: new Uint8Array(64) });
  ann.say({ type: 'reached', taken: 1, read: 1 });
  await Client.join(conversation);
  await ann.hearAll();
  await quiet();
  expect(await count(endpoint)).toBe(0);
});

test('a socket that nobody is behind any more keeps a ring back only until that shows, over a sleep too', async () => {
  const { endpoint, write, comes, ann } = await withBell();
  const ben = await comes();
  await write();
  await ben.hearEntries(2);
  await quiet();
  expect(await count(endpoint)).toBe(0);
  // He took it and never said so: his phone froze. Ann's pings show that she is there.
  await putToSleep(ann.room);
  later(limits.socketSilentMs + 2_000);
  ann.say({ type: 'group' });
  await ann.hear('group');
  expect(await runDurableObjectAlarm(roomStub(ann.room))).toBe(true);
  await rung(endpoint);
});

test('what the push service does not know any more is forgotten; what it refuses for now is tried again, bellTriesMax times', async () => {
  for (const status of [403, 404, 410]) {
    const { endpoint, write, comes } = await withBell(makeEndpoint(status));
    await write();
    await rung(endpoint);
    await expect.poll(async () => (await (await comes()).hear('bell')).set).toBe(false);
  }
  for (const wish of [429, 500, 307] as const) {
    const { endpoint, write, ann } = await withBell(makeEndpoint(wish));
    await write();
    for (let tries = 1; tries <= limits.bellTriesMax + 1; tries++) {
      await rung(endpoint, Math.min(tries, limits.bellTriesMax));
      await quiet();
      later(limits.bellEveryMs + 1_000);
      await runDurableObjectAlarm(roomStub(ann.room));
    }
    expect(await count(endpoint)).toBe(limits.bellTriesMax);
    setClockRight();
  }
});

test('a push service that hangs keeps nobody waiting, and one endpoint’s trouble is no other’s', async () => {
  const { write, conversation, ann } = await withBell(makeEndpoint('hang'));
  const endpoint = makeEndpoint();
  const { client: cat } = await Client.join(conversation, { claims: { sub: 'cat' } });
  cat.say({ type: 'bell', endpoint });
  await cat.hear('bell');
  await cat.hear('bell');
  cat.close();
  await ann.hearAll();
  const before = Date.now();
  for (let i = 0; i < 10; i++) await write();
  expect(Date.now() - before).toBeLessThan(limits.bellTimeoutMs / 2);
  await rung(endpoint);
});

test('a bell taken back is silent; another endpoint is in its place', async () => {
  const { endpoint, write, comes, leaves } = await withBell();
  const second = makeEndpoint();
  let ben = await comes();
  ben.say({ type: 'bell', endpoint: second });
  await ben.hear('bell');
  await leaves(ben);
  await write();
  await rung(second);
  expect(await count(endpoint)).toBe(0);
  ben = await comes();
  await ben.hear('bell');
  ben.say({ type: 'bell', endpoint: null });
  expect(await ben.hear('bell')).toMatchObject({ set: false });
  await leaves(ben);
  later(limits.bellEveryMs * 2);
  await write();
  await quiet();
  expect(await count(second)).toBe(1);
});

test('who may not read has no bell', async () => {
  const { conversation } = await foundRoom();
  const { client } = await Client.join(conversation, { claims: { sub: 'form', can: ['write'] } });
  client.say({ type: 'bell', endpoint: makeEndpoint() });
  expect(await client.hear('refused')).toMatchObject({ frame: 'bell', code: 'not-permitted' });
});
