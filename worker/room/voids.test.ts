import { runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { limits } from '../../shared/limits.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import { readVoid } from '../../shared/void-body.ts';
import { sha256 } from '../sha256.ts';
import { Client, putToSleep, roomStub } from '../testing/client.ts';
import { later } from '../testing/clock.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { commit, makeGroupId, send } from '../testing/group.ts';
import { makeConversation, makeDeviceKey } from '../testing/portal.ts';

/** Ann, Ben and Cyd, each with a commit of its own: the room is in epoch 3, at seq 3. */
async function three() {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  const { client: cyd } = await Client.join(conversation);
  ben.say(commit(groupId, 1));
  await ben.hearEntries(2);
  cyd.say(commit(groupId, 2));
  for (const client of [ann, ben, cyd]) await client.hearEntries(3);
  return { conversation, groupId, ann, ben, cyd };
}

const refusal = async (client: Client, frame: Parameters<Client['say']>[0]) => {
  client.say(frame);
  return (await client.hear('refused')).code;
};
const back = (epoch: number, seq: number) => ({ type: 'void', epoch, seq }) as const;
const stand = (epoch: number, seq: number) => ({ type: 'vouch', epoch, seq }) as const;

test('takes the last commit back: a void in the log, and the epoch and the GroupInfo of before', async () => {
  const { groupId, ann, ben, cyd } = await three();
  ann.say({ type: 'group' });
  const { groupInfo } = await ann.hear('group');
  const bad = commit(groupId, 3);
  cyd.say(bad);
  await ben.hearEntries(4);
  // What its committer says upon it stays where it is.
  cyd.say(send(groupId, 4, 1));
  await ben.hearEntries(5);
  await putToSleep(ann.room);
  ann.say(back(3, 4));
  const entry = (await ben.hearEntries(6)).at(-1)!;
  expect(entry).toMatchObject({ seq: 6, kind: 'void', device: 1, id: 3, epoch: 4, link: null, record: null });
  expect(readVoid(entry.body)).toEqual({ seq: 4, hash: sha256(bad.commit) });
  await putToSleep(ann.room);
  ann.say({ type: 'group' });
  expect(await ann.hear('group')).toEqual({ type: 'group', epoch: 3, groupInfo, revocations: [] });
  expect(await refusal(cyd, send(groupId, 4, 2))).toBe('stale-epoch');
  ben.say(send(groupId, 3, 1));
  expect((await ann.hearEntries(7)).at(-1)).toMatchObject({ seq: 7, kind: 'message', epoch: 3 });
  ben.say(commit(groupId, 3));
  expect((await ann.hearEntries(8)).at(-1)).toMatchObject({ seq: 8, kind: 'commit', epoch: 3 });
});

test('what was sealed in a voided epoch is not taken into another of its number, but is where it stands again', async () => {
  const { groupId, ann, ben, cyd } = await three();
  cyd.say(commit(groupId, 3));
  await ben.hearEntries(4);
  const said = send(groupId, 4, 1);
  ann.say(back(3, 4));
  await ben.hearEntries(5);
  ben.say(commit(groupId, 3));
  await ann.hearEntries(6);
  expect(await refusal(cyd, said)).toBe('stale-epoch');
  await putToSleep(ann.room);
  expect(await refusal(cyd, said)).toBe('stale-epoch');
  const next = commit(groupId, 4);
  cyd.say(next);
  await ann.hearEntries(7);
  const upon = send(groupId, 5, 1);
  ann.say(back(4, 7));
  await ben.hearEntries(8);
  expect(await refusal(cyd, upon)).toBe('stale-epoch');
  ben.say(stand(4, 7));
  await ann.hearEntries(9);
  cyd.say(upon);
  expect((await ann.hearEntries(10)).at(-1)).toMatchObject({ kind: 'message', epoch: 5 });
});

test('a void is chained like any other entry', async () => {
  const { groupId, ann, ben } = await three();
  ben.say(commit(groupId, 3));
  await ann.hearEntries(4);
  ann.say(back(3, 4));
  await ben.hearEntries(5);
  ann.say({ type: 'page', direction: 'after', seq: 0, limit: 10 });
  const { entries, base } = await ann.hear('page');
  expect(base).toEqual(firstLogHash(sha256, groupId));
  const hash = entries.reduce((before, entry) => nextLogHash(sha256, before, entry), base);
  ann.say({ type: 'page', direction: 'after', seq: 5, limit: 1 });
  expect((await ann.hear('page')).base).toEqual(hash);
});

test('is refused to who has nothing to say in it', async () => {
  const { conversation, groupId, ann, ben, cyd } = await three();
  const { client: dee } = await Client.join(conversation);
  const { client: other } = await Client.join(conversation, { claims: { sub: cyd.key.jkt.slice(0, 16) } });
  cyd.say(commit(groupId, 3));
  await ben.hearEntries(4);
  // Its committer, the same person's other device, and one without a commit of its own.
  for (const client of [cyd, other, dee]) expect(await refusal(client, back(3, 4))).toBe('void-refused');
  // Another place, another epoch; the room is not there yet, or not there any more.
  for (const frame of [back(3, 3), back(2, 4), back(1, 2), back(0, 1)])
    expect(await refusal(ann, frame)).toBe('void-refused');
  expect(await refusal(ann, back(4, 5))).toBe('stale-epoch');
  ben.say(back(3, 4));
  await ann.hearEntries(5);
  expect(await refusal(ann, back(3, 4))).toBe('stale-epoch');
  expect(await refusal(ann, back(1, 2))).toBe('void-refused');
});

test('before there is a group, and of the commit that founds it, there is none', async () => {
  const { client } = await Client.join(makeConversation());
  expect(await refusal(client, back(0, 1))).toBe('stale-epoch');
  client.say(commit(makeGroupId(), 0));
  await client.hearEntries(1);
  expect(await refusal(client, back(0, 1))).toBe('void-refused');
});

test('is refused once another person has spoken or committed upon it', async () => {
  const { groupId, ann, ben, cyd } = await three();
  cyd.say(commit(groupId, 3));
  await ben.hearEntries(4);
  ben.say(send(groupId, 4, 1));
  await ann.hearEntries(5);
  await putToSleep(ann.room);
  expect(await refusal(ann, back(3, 4))).toBe('void-refused');
  ben.say(commit(groupId, 4));
  await ann.hearEntries(6);
  cyd.say(commit(groupId, 5));
  await ann.hearEntries(7);
  expect(await refusal(ann, back(4, 6))).toBe('void-refused');
  // The last is Cyd's again.
  ann.say(back(5, 7));
  expect((await ben.hearEntries(8)).at(-1)).toMatchObject({ kind: 'void', id: 5 });
});

test('one commit on top of another of the same person: the first or the last may be named', async () => {
  const { groupId, ann, ben, cyd } = await three();
  for (let epoch = 3; epoch < 6; epoch++) cyd.say(commit(groupId, epoch));
  await ben.hearEntries(6);
  ann.say(back(5, 6));
  expect((await ben.hearEntries(7)).at(-1)).toMatchObject({ kind: 'void', id: 5, epoch: 6 });
  await putToSleep(ann.room);
  ben.say(back(3, 4));
  const entry = (await ann.hearEntries(8)).at(-1)!;
  expect(entry).toMatchObject({ kind: 'void', id: 3, epoch: 5 });
  expect(readVoid(entry.body).seq).toBe(4);
});

test('of very many commits in a row the first can always be named', async () => {
  const { groupId, ann, ben, cyd } = await three();
  const last = 3 + limits.unsettledMax + 4;
  for (let epoch = 3; epoch < last; epoch++) cyd.say(commit(groupId, epoch));
  await ben.hearEntries(last);
  const kept = await runInDurableObject(roomStub(ann.room), (_, { storage: { sql } }) =>
    sql.exec('SELECT seq FROM unsettled ORDER BY seq').toArray(),
  );
  expect(kept).toHaveLength(limits.unsettledMax);
  // One between, of which nothing is kept: the room goes back further.
  ann.say(back(3, 4));
  expect((await ben.hearEntries(last + 1)).at(-1)).toMatchObject({ kind: 'void', id: 2 });
});

test('INV-1: a void of which a part cannot be stored leaves nothing of itself', async () => {
  const { groupId, ann, ben, cyd } = await three();
  cyd.say(commit(groupId, 3));
  await ben.hearEntries(4);
  await runInDurableObject(roomStub(ann.room), (_, { storage }) => {
    storage.sql.exec("CREATE TRIGGER broken BEFORE INSERT ON voids BEGIN SELECT raise(FAIL, 'x'); END");
  });
  expect(await refusal(ann, back(3, 4))).toBe('internal');
  await runInDurableObject(roomStub(ann.room), (_, { storage }) => {
    expect(storage.sql.exec('SELECT epoch FROM room').one()).toEqual({ epoch: 4 });
    expect(storage.sql.exec('SELECT max(seq) AS head FROM entries').one()).toEqual({ head: 4 });
    expect(storage.sql.exec('SELECT count(*) AS n FROM commits').one()).toEqual({ n: 4 });
    storage.sql.exec('DROP TRIGGER broken');
  });
  ann.say(back(3, 4));
  expect((await ben.hearEntries(5)).at(-1)).toMatchObject({ kind: 'void' });
});

test('a third person who took the commit puts it back, for good', async () => {
  const { groupId, ann, ben, cyd } = await three();
  const one = commit(groupId, 3, { link: Uint8Array.of(7) });
  const two = commit(groupId, 4);
  cyd.say(one);
  cyd.say(two);
  await ben.hearEntries(5);
  ben.say(back(3, 4));
  await ann.hearEntries(6);
  await putToSleep(ann.room);
  // Neither who made it nor who voided it.
  for (const client of [cyd, ben]) expect(await refusal(client, stand(3, 4))).toBe('void-refused');
  for (const frame of [stand(3, 5), stand(4, 4)]) expect(await refusal(ann, frame)).toBe('void-refused');
  ann.say(stand(3, 4));
  const entries = await ben.hearEntries(8);
  expect(entries.slice(-2)).toMatchObject([
    {
      seq: 7,
      kind: 'commit',
      device: 3,
      id: 3,
      epoch: 3,
      body: one.commit,
      link: one.link,
      record: one.record,
    },
    { seq: 8, kind: 'commit', device: 3, id: 4, epoch: 4, body: two.commit, link: null },
  ]);
  await putToSleep(ann.room);
  ann.say({ type: 'group' });
  expect(await ann.hear('group')).toEqual({
    type: 'group',
    epoch: 5,
    groupInfo: two.groupInfo,
    revocations: [],
  });
  expect(await refusal(ben, back(4, 8))).toBe('void-refused');
  expect(await refusal(ann, stand(3, 4))).toBe('stale-epoch');
  // Who won the epoch is acked at the place where its commit stands.
  cyd.say(two);
  expect(await cyd.hear('ack')).toMatchObject({ kind: 'commit', id: 4, seq: 8 });
});

test('nothing is put back once the room went on', async () => {
  const { groupId, ann, ben, cyd } = await three();
  cyd.say(commit(groupId, 3));
  await ben.hearEntries(4);
  ben.say(back(3, 4));
  await ann.hearEntries(5);
  ben.say(send(groupId, 3, 1));
  ben.say(commit(groupId, 3));
  await ann.hearEntries(7);
  expect(await refusal(ann, stand(3, 4))).toBe('stale-epoch');
});

test('a person voids limits.voidsPerHour times an hour, and what was overruled counts too', async () => {
  const { conversation, groupId, ann, ben, cyd } = await three();
  let seq = 3;
  for (let i = 0; i < limits.voidsPerHour; i++) {
    cyd.say(commit(groupId, 3 + i));
    seq += 1;
    await ben.hearEntries(seq);
    ben.say(back(3 + i, seq));
    seq += 1;
    await ann.hearEntries(seq);
    ann.say(stand(3 + i, seq - 1));
    seq += 1;
    await ben.hearEntries(seq);
  }
  const epoch = 3 + limits.voidsPerHour;
  cyd.say(commit(groupId, epoch));
  seq += 1;
  await ben.hearEntries(seq);
  await putToSleep(ann.room);
  expect(await refusal(ben, back(epoch, seq))).toBe('void-refused');
  later(3600_000 + 1);
  const { client: again } = await Client.join(conversation, { key: ben.key });
  again.say(back(epoch, seq));
  expect((await again.hearEntries(seq + 1)).at(-1)).toMatchObject({ kind: 'void', id: epoch });
});

test('whose commits were voided by limits.voidersPerHour others makes none for an hour; by one alone, again and again', async () => {
  const { conversation, groupId, ann, ben, cyd } = await three();
  for (const [i, voider] of [ann, ann, ben].entries()) {
    const seq = 4 + 2 * i;
    cyd.say(commit(groupId, 3));
    await ann.hearEntries(seq);
    voider.say(back(3, seq));
    await ann.hearEntries(seq + 1);
  }
  await putToSleep(ann.room);
  expect(await refusal(cyd, commit(groupId, 3))).toBe('group-refused');
  cyd.say(send(groupId, 3, 1));
  await ann.hearEntries(10);
  ann.say(commit(groupId, 3));
  await ann.hearEntries(11);
  later(3600_000 + 1);
  const { client: again } = await Client.join(conversation, { key: cyd.key });
  again.say(commit(groupId, 4));
  expect((await again.hearEntries(12)).at(-1)).toMatchObject({ kind: 'commit', epoch: 4 });
});

/** Ann may remove; Ben and Cyd may not. The tree that the last commit left has their three keys. */
async function removable(claims: Record<string, unknown>) {
  const conversation = makeConversation();
  const groupId = makeGroupId();
  const keys = [await makeDeviceKey(), await makeDeviceKey(), await makeDeviceKey()];
  const tree = keys.map((key) => ({ key, sub: key.jkt.slice(0, 16) }));
  const clients: Client[] = [];
  for (const [epoch, key] of keys.entries()) {
    const { client } = await Client.join(conversation, { key, claims: epoch === 0 ? claims : {} });
    client.say(commit(groupId, epoch, { leaves: tree }));
    await client.hearEntries(epoch + 1);
    clients.push(client);
  }
  const [ann, ben, cyd] = clients as [Client, Client, Client];
  return { conversation, groupId, tree, ann, ben, cyd };
}

test('who was removed by one who may has no say; where that is void, it is in again', async () => {
  const { conversation, groupId, tree, ann, ben, cyd } = await removable({
    can: ['read', 'write', 'remove'],
  });
  ann.say(commit(groupId, 3, { remove: [2], by: 0, leaves: tree.slice(0, 2) }));
  cyd.say(back(3, 4));
  expect(await cyd.hear('bye')).toEqual({ type: 'bye', code: 'group-removed' });
  await ben.hearEntries(4);
  await putToSleep(ann.room);
  await expect(Client.join(conversation, { key: cyd.key })).rejects.toThrow('group-removed');
  ben.say(back(3, 4));
  await ann.hearEntries(5);
  await putToSleep(ann.room);
  const { client: again } = await Client.join(conversation, { key: cyd.key });
  ann.say(commit(groupId, 3));
  await ben.hearEntries(6);
  again.say(back(3, 6));
  expect((await ben.hearEntries(7)).at(-1)).toMatchObject({ kind: 'void' });
});

test('a removal that was put back removes again', async () => {
  const { groupId, ann, ben, cyd, tree, conversation } = await removable({
    can: ['read', 'write', 'remove'],
  });
  const { client: dee } = await Client.join(conversation);
  dee.say(commit(groupId, 3, { leaves: tree }));
  await ann.hearEntries(4);
  ann.say(commit(groupId, 4, { remove: [2], by: 0 }));
  await cyd.hear('bye');
  ben.say(back(4, 5));
  await ann.hearEntries(6);
  const { client: again } = await Client.join(conversation, { key: cyd.key });
  dee.say(stand(4, 5));
  expect(await again.hear('bye')).toEqual({ type: 'bye', code: 'group-removed' });
  await putToSleep(ann.room);
  await expect(Client.join(conversation, { key: cyd.key })).rejects.toThrow('group-removed');
});

test('a commit that was made in a voided epoch moves no other of its number, and puts nobody out of it', async () => {
  const { groupId, ann, ben, cyd, tree } = await removable({ can: ['read', 'write', 'remove'] });
  cyd.say(commit(groupId, 3, { headSeq: 3, leaves: tree }));
  await ben.hearEntries(4);
  // Ann comes back by the GroupInfo that Cyd left: there the third leaf is another one.
  const stale = commit(groupId, 4, { headSeq: 4, remove: [2] });
  ben.say(back(3, 4));
  await ann.hearEntries(5);
  ben.say(commit(groupId, 3, { headSeq: 5, leaves: tree }));
  await ann.hearEntries(6);
  expect(await refusal(ann, stale)).toBe('stale-epoch');
  await putToSleep(ann.room);
  expect(await refusal(ann, stale)).toBe('stale-epoch');
  cyd.say(send(groupId, 4, 1));
  expect((await ann.hearEntries(7)).at(-1)).toMatchObject({ kind: 'message', epoch: 4 });
  ann.say(commit(groupId, 4, { headSeq: 6, leaves: tree }));
  expect((await ann.hearEntries(8)).at(-1)).toMatchObject({ kind: 'commit', epoch: 4 });
});

test('who is removed by one who may not, voids it', async () => {
  const { groupId, tree, ann, ben, cyd } = await removable({});
  ann.say(commit(groupId, 3, { remove: [2], by: 0, leaves: tree }));
  await ben.hearEntries(4);
  cyd.say(back(3, 4));
  expect((await ben.hearEntries(5)).at(-1)).toMatchObject({ kind: 'void', device: 3 });
});

test('where only one person ever came, its devices judge each other', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: phone } = await Client.join(conversation, { claims: { sub: ann.key.jkt.slice(0, 16) } });
  phone.say(commit(groupId, 1));
  await ann.hearEntries(2);
  ann.say(back(1, 2));
  expect((await phone.hearEntries(3)).at(-1)).toMatchObject({ kind: 'void', id: 1 });
});
