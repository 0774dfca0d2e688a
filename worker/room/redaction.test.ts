import { expect, it } from 'vitest';
import { entryHash, nextLogHash } from '../../shared/log-hash.ts';
import { sha256 } from '../sha256.ts';
import { Client, putToSleep } from '../testing/client.ts';
import { begunBy, commit, envelope, makeGroupId, send } from '../testing/group.ts';
import { makeConversation, makeDeviceKey } from '../testing/portal.ts';

/** Ann said two things; Ben and Kim listen. Kim may redact. */
async function three() {
  const conversation = makeConversation();
  const groupId = makeGroupId();
  const annKey = await makeDeviceKey();
  const { client: ann } = await Client.join(conversation, { key: annKey, claims: { sub: 'ann' } });
  const { client: ben } = await Client.join(conversation, { claims: { sub: 'ben', did: 'device-2' } });
  const { client: kim } = await Client.join(conversation, {
    claims: { sub: 'kim', did: 'device-3', can: ['read', 'write', 'redact'] },
  });
  ann.say(commit(groupId, 0));
  for (const one of [ann, ben, kim]) await one.hearEntries(1);
  for (const id of [1, 2]) ann.say(send(groupId, 1, id));
  for (const one of [ann, ben, kim]) await one.hearEntries(3);
  return { conversation, groupId, ann, annKey, ben, kim };
}
const redact = (groupId: Uint8Array, id: number, seq: number) =>
  ({
    type: 'redact',
    id,
    epoch: 1,
    begunBy: begunBy(groupId, 1),
    seq,
    envelope: envelope(groupId, 1),
  }) as const;
const page = async (client: Client) => {
  client.say({ type: 'page', direction: 'after', seq: 0, limit: 50 });
  return client.hear('page');
};

it('deletes the body with the redaction’s entry, keeps its hash, and the chain holds for who reads it all', async () => {
  const { conversation, groupId, ann, ben } = await three();
  const before = await page(ben);
  ann.say(redact(groupId, 3, 2));
  const [entry] = (await ben.hearEntries(4)).slice(-1);
  expect(entry).toMatchObject({ seq: 4, kind: 'redaction', id: 3, withdrawn: null });
  for (const wakes of [false, true]) {
    if (wakes) await putToSleep(conversation);
    const after = await page(ben);
    const gone = after.entries[1]!;
    expect(gone.body.length).toBe(0);
    expect(gone.withdrawn).toEqual(entryHash(sha256, before.entries[1]!));
    let hash = after.base;
    for (const one of after.entries) hash = nextLogHash(sha256, hash, one);
    ben.say({ type: 'page', direction: 'before', seq: 5, limit: 1 });
    const last = await ben.hear('page');
    expect(nextLogHash(sha256, last.base, last.entries[0]!)).toEqual(hash);
  }
});

it('is for the author’s person and for who has the right, and for messages only', async () => {
  const { groupId, ann, ben, kim } = await three();
  ben.say(redact(groupId, 1, 2));
  expect(await ben.hear('refused')).toMatchObject({ frame: 'redact', id: 1, code: 'not-permitted' });
  for (const seq of [0, 1, 9]) {
    ann.say(redact(groupId, 3, seq));
    expect(await ann.hear('refused')).toMatchObject({ frame: 'redact', id: 3, code: 'target-invalid' });
  }
  kim.say(redact(groupId, 1, 2));
  await kim.hearEntries(4);
  kim.say(redact(groupId, 2, 4));
  expect(await kim.hear('refused')).toMatchObject({ id: 2, code: 'target-invalid' });
  expect((await page(ben)).entries.map(({ withdrawn }) => withdrawn !== null)).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

it('INV-4: is one with its resend, counts among the device’s messages, and a stale one deletes nothing', async () => {
  const { conversation, groupId, ann, ben } = await three();
  ann.say({ ...redact(groupId, 3, 2), epoch: 0 });
  expect(await ann.hear('refused')).toMatchObject({ frame: 'redact', id: 3, code: 'envelope-foreign' });
  ann.say(redact(groupId, 4, 2));
  expect(await ann.hear('refused')).toMatchObject({ id: 4, code: 'id-skipped' });
  expect((await page(ben)).entries.every(({ withdrawn }) => withdrawn === null)).toBe(true);
  const said = redact(groupId, 3, 2);
  ann.say(said);
  await ann.hearEntries(4);
  await putToSleep(conversation);
  ann.say(said);
  expect(await ann.hear('ack')).toMatchObject({ kind: 'redaction', id: 3, seq: 4 });
  ann.say({ ...said, envelope: envelope(groupId, 1) });
  expect(await ann.hear('refused')).toMatchObject({ id: 3, code: 'id-conflict' });
  ann.say(send(groupId, 1, 4));
  expect((await ann.hearEntries(5)).at(-1)).toMatchObject({ kind: 'message', id: 4 });
});
