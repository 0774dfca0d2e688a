import { describe, expect, it } from 'vitest';
import { Client, openSession, putToSleep, upgrade } from './testing/client.ts';
import { commit, makeGroupId, send } from './testing/group.ts';
import {
  makeConversation,
  makeDeviceKey,
  makeProof,
  mintPassport,
  mintRevocation,
  nowS,
  postRevocation,
  postSession,
  relayFetch,
  signerOf,
} from './testing/portal.ts';

/** Ann and Ben in a founded room; Ben's second device is with him. */
async function scene() {
  const conversation = makeConversation();
  const groupId = makeGroupId();
  const [annKey, benKey, otherKey] = [await makeDeviceKey(), await makeDeviceKey(), await makeDeviceKey()];
  const claims = {
    ann: { sub: 'ann', did: 'ann-1' },
    ben: { sub: 'ben', did: 'ben-1' },
    other: { sub: 'ben', did: 'ben-2' },
  };
  const { client: ann } = await Client.join(conversation, { key: annKey, claims: claims.ann });
  const { client: ben } = await Client.join(conversation, { key: benKey, claims: claims.ben });
  const { client: other } = await Client.join(conversation, { key: otherKey, claims: claims.other });
  ann.say(commit(groupId, 0));
  for (const one of [ann, ben, other]) await one.hearEntries(1);
  return { conversation, groupId, ann, ben, other, annKey, benKey, otherKey, claims };
}

async function knock(
  conversation: string,
  key: Awaited<ReturnType<typeof makeDeviceKey>>,
  claims: Record<string, unknown>,
) {
  const passport = await mintPassport({ conversation, jkt: key.jkt, claims });
  const answer = await postSession(passport, await makeProof(key, passport));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code;

describe('a revocation', () => {
  it('INV-1: stands in the log and closes the device’s socket within a second, and nobody else’s', async () => {
    const { conversation, ann, ben, other } = await scene();
    const token = await mintRevocation(conversation, { sub: 'ben', did: 'ben-1' });
    const began = performance.now();
    expect((await postRevocation(token)).status).toBe(201);
    const [entry] = await ben.hearEntries(2);
    expect(entry).toMatchObject({ kind: 'revocation', device: 0, id: 0, epoch: 1, link: null, record: null });
    expect(new TextDecoder().decode(entry!.body)).toBe(token);
    expect(await ben.hear('bye')).toEqual({ type: 'bye', code: 'revoked' });
    expect((await ben.hearClose()).code).toBe(4403);
    expect(performance.now() - began).toBeLessThan(1000);
    for (const one of [ann, other]) {
      await one.hearEntries(2);
      one.say({ type: 'group' });
      expect((await one.hear('group')).revocations).toHaveLength(1);
    }
  });

  it('without a device ends every device of the person', async () => {
    const { conversation, ann, ben, other } = await scene();
    await postRevocation(await mintRevocation(conversation, { sub: 'ben' }));
    for (const one of [ben, other]) expect((await one.hearClose()).code).toBe(4403);
    await ann.hearEntries(2);
    ann.say({ type: 'group' });
    await ann.hear('group');
  });

  it('voids tickets, and refuses sessions with the portal’s own word, over a restart too', async () => {
    const { conversation, ben, benKey, claims } = await scene();
    const { room, ticket } = await openSession(conversation, { key: benKey, claims: claims.ben });
    const token = await mintRevocation(conversation, { sub: 'ben', did: 'ben-1' });
    await postRevocation(token);
    await ben.hearClose();
    expect(await codeOf(await upgrade(room, ticket))).toBe('ticket-invalid');
    const refused = { status: 403, body: { code: 'revoked', revocation: token } };
    expect(await knock(conversation, benKey, claims.ben)).toEqual(refused);
    await putToSleep(room);
    expect(await knock(conversation, benKey, claims.ben)).toEqual(refused);
    // The same device's id on a fresh key: the passport is still one from before.
    expect(await knock(conversation, await makeDeviceKey(), claims.ben)).toEqual(refused);
  });

  it('takes no frame that comes after it, and stores those that came before', async () => {
    const { conversation, groupId, ann, ben } = await scene();
    ben.say(send(groupId, 1, 1));
    await ann.hearEntries(2);
    await postRevocation(await mintRevocation(conversation, { sub: 'ben' }));
    ben.say(send(groupId, 1, 2));
    await ben.hearClose();
    ann.say({ type: 'page', direction: 'after', seq: 0, limit: 10 });
    expect((await ann.hear('page')).entries.map(({ kind }) => kind)).toEqual([
      'commit',
      'message',
      'revocation',
    ]);
  });

  it('counts once, however often it is brought, over a restart too', async () => {
    const { conversation, ann, annKey, claims } = await scene();
    const token = await mintRevocation(conversation, { sub: 'ben' });
    expect((await postRevocation(token)).status).toBe(201);
    expect((await postRevocation(token)).status).toBe(200);
    const { room } = await openSession(conversation, { key: annKey, claims: claims.ann });
    await putToSleep(room);
    expect((await postRevocation(token)).status).toBe(200);
    ann.say({ type: 'page', direction: 'after', seq: 0, limit: 10 });
    expect((await ann.hear('page')).entries).toHaveLength(2);
  });

  it('does not end a passport that the portal signed after it, nor a session on it', async () => {
    const { conversation, ben, benKey, claims } = await scene();
    const old = nowS() - 60;
    await postRevocation(await mintRevocation(conversation, { sub: 'ben', iat: old }));
    expect((await knock(conversation, benKey, { ...claims.ben, iat: old })).body['code']).toBe('revoked');
    const { client: again } = await Client.join(conversation, { key: benKey, claims: claims.ben });
    expect((await ben.hearClose()).reason).toBe('session-replaced');
    await postRevocation(await mintRevocation(conversation, { sub: 'ben', iat: old + 10 }));
    again.say({ type: 'group' });
    await again.hear('group');
  });

  it('is kept for a room that was never opened', async () => {
    const conversation = makeConversation();
    const key = await makeDeviceKey();
    expect((await postRevocation(await mintRevocation(conversation, { sub: 'ben' }))).status).toBe(201);
    expect((await knock(conversation, key, { sub: 'ben' })).body['code']).toBe('revoked');
    expect((await knock(conversation, key, { sub: 'ann' })).status).toBe(201);
  });
});

describe('the door of revocations', () => {
  const conversation = makeConversation();
  const mint = (claims = {}, wish = {}) => mintRevocation(conversation, { sub: 'ben', ...claims }, wish);
  const foreign = { ...signerOf('lakeside'), kid: 'riverside-1' };
  it.each([
    ['one that is too old', () => mint({ iat: nowS() - 7200, exp: nowS() - 3600 })],
    ['one from the future', () => mint({ iat: nowS() + 120, exp: nowS() + 240 })],
    ['one that lasts too long', () => mint({ exp: nowS() + 25 * 3600 })],
    ['one without a person', () => mint({ sub: undefined })],
    ['one for another audience', () => mint({ aud: 'other' })],
    ['one for no conversation', () => mint({ conv: 'c' })],
    ['a passport’s type', () => mint({}, { header: { typ: 'bedside-passport+sd-jwt' } })],
    ['a key that is not the tenant’s', () => mint({}, { header: { kid: 'other' } })],
    ['another tenant’s signature', () => mint({}, { signer: foreign })],
    ['text that is no token', async () => 'a.b'],
  ])('refuses %s', async (_, token) => {
    const answer = await postRevocation(await token());
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'revocation-invalid']);
  });

  it('refuses an issuer that it does not know, other bodies and other methods', async () => {
    expect(await codeOf(await postRevocation(await mint({ iss: 'https://nobody.test' })))).toBe(
      'tenant-unknown',
    );
    for (const body of [{}, { revocation: 1 }, { revocation: 'a.b.c', more: '' }, []])
      expect(await codeOf(await postRevocation('', body))).toBe('request-malformed');
    expect((await relayFetch('/v1/revocations')).status).toBe(404);
  });
});
