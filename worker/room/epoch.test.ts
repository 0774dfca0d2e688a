import { runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { Client, putToSleep, roomStub } from '../testing/client.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { commit, makeGroupId, send } from '../testing/group.ts';
import { makeConversation } from '../testing/portal.ts';

test('the first commit founds the group: its id stays the room’s', async () => {
  const { client } = await Client.join(makeConversation());
  const groupId = makeGroupId();
  client.say(send(groupId, 1, 1));
  expect(await client.hear('refused')).toMatchObject({ frame: 'send', id: 1, code: 'stale-epoch' });
  const first = commit(groupId, 0);
  client.say(first);
  const [entry] = await client.hearEntries(1);
  expect(entry).toMatchObject({
    seq: 1,
    kind: 'commit',
    id: 0,
    epoch: 0,
    body: first.commit,
    record: first.record,
  });
  client.say(commit(makeGroupId(), 1));
  expect(await client.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'commit-foreign' });
  client.say({ type: 'group' });
  expect(await client.hear('group')).toEqual({
    type: 'group',
    epoch: 1,
    groupInfo: first.groupInfo,
    revocations: [],
  });
});

test('of two that found a room at once, the second is told that the epoch is taken, though its group is another', async () => {
  const conversation = makeConversation();
  const { client: ann } = await Client.join(conversation);
  const { client: ben } = await Client.join(conversation);
  ann.say(commit(makeGroupId(), 0));
  await ann.hearEntries(1);
  ben.say(commit(makeGroupId(), 0));
  expect(await ben.hear('refused')).toMatchObject({ frame: 'commit', id: 0, code: 'epoch-taken' });
});

test('noise behind a good header moves nothing: the room stays in its epoch and goes on', async () => {
  const { groupId, ann } = await foundRoom();
  const good = commit(groupId, 1);
  const bent = (bytes: Uint8Array) => {
    const noise = bytes.slice();
    noise.set(crypto.getRandomValues(new Uint8Array(bytes.length - 45)), 45);
    return noise;
  };
  for (const junk of [
    { ...good, commit: bent(good.commit) },
    { ...good, commit: good.commit.subarray(0, -1) },
    { ...good, groupInfo: crypto.getRandomValues(new Uint8Array(300)) },
    { ...good, groupInfo: commit(groupId, 2).groupInfo },
    { ...good, groupInfo: commit(makeGroupId(), 1).groupInfo },
  ]) {
    ann.say(junk);
    expect(await ann.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'commit-foreign' });
  }
  ann.say(send(groupId, 1, 1));
  expect((await ann.hearEntries(2)).at(-1)).toMatchObject({ kind: 'message', epoch: 1 });
});

test('INV-13: of two commits for one epoch the first wins and the other is told so', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  const [one, two] = [commit(groupId, 1), commit(groupId, 1)];
  ann.say(one);
  ben.say(two);
  const { body, device } = (await ann.hearEntries(2)).at(-1)!;
  const [winner, loser] = device === 1 ? [one, ben] : [two, ann];
  expect(body).toEqual(winner.commit);
  expect(await loser.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'epoch-taken' });
  ben.say({ type: 'group' });
  expect(await ben.hear('group')).toMatchObject({ epoch: 2, groupInfo: winner.groupInfo });
});

test('INV-13: of two commits in one batch too, and messages behind the winner are stale', async () => {
  const { groupId, ann } = await foundRoom();
  ann.say(send(groupId, 1, 1));
  ann.say(commit(groupId, 1));
  const upon = send(groupId, 2, 2);
  ann.say(commit(groupId, 1));
  ann.say(send(groupId, 1, 2));
  ann.say(upon);
  const entries = await ann.hearEntries(4);
  expect(entries.map(({ seq, kind, epoch, id }) => [seq, kind, epoch, id])).toEqual([
    [2, 'message', 1, 1],
    [3, 'commit', 1, 1],
    [4, 'message', 2, 2],
  ]);
  expect(await ann.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'epoch-taken' });
  expect(await ann.hear('refused')).toMatchObject({ frame: 'send', id: 2, code: 'stale-epoch' });
});

test('the winner’s own bytes again are acked, from the winner alone', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  const frame = commit(groupId, 1);
  ann.say(frame);
  await ben.hearEntries(2);
  await putToSleep(ann.room);
  ann.say(frame);
  expect(await ann.hear('ack')).toMatchObject({ kind: 'commit', id: 1, seq: 2 });
  ben.say(frame);
  expect(await ben.hear('refused')).toMatchObject({ frame: 'commit', code: 'epoch-taken' });
});

test('a commit must say the epoch that it is for, and the room must have come there', async () => {
  const { groupId, ann } = await foundRoom();
  ann.say({ ...commit(groupId, 2), epoch: 1 });
  expect(await ann.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'commit-foreign' });
  ann.say({ ...commit(groupId, 1), commit: Uint8Array.of(1, 2, 3) });
  expect(await ann.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'commit-foreign' });
  ann.say(commit(groupId, 5));
  expect(await ann.hear('refused')).toMatchObject({ frame: 'commit', id: 5, code: 'stale-epoch' });
});

test('all that a commit brings lands with it', async () => {
  const { groupId, ann } = await foundRoom();
  const frame = { ...commit(groupId, 1, { link: Uint8Array.of(7) }), welcome: Uint8Array.of(8) };
  ann.say(frame);
  const [entry] = await ann.hearEntries(2);
  expect(entry).toMatchObject({ link: Uint8Array.of(7), record: frame.record });
  const kept = await runInDurableObject(roomStub(ann.room), (_, { storage: { sql } }) => ({
    commits: sql.exec('SELECT epoch, seq, welcome FROM commits WHERE epoch = 1').toArray(),
    deposits: sql.exec('SELECT deposit FROM vault_deposits WHERE epoch = 2').toArray(),
    room: sql.exec('SELECT epoch FROM room').toArray(),
  }));
  expect(kept.room).toEqual([{ epoch: 2 }]);
  expect(kept.commits).toEqual([{ epoch: 1, seq: 2, welcome: Uint8Array.of(8).buffer }]);
  expect(kept.deposits).toHaveLength(1);
});

test('a commit of which a part cannot be stored leaves nothing of itself', async () => {
  const { groupId, ann } = await foundRoom();
  await runInDurableObject(roomStub(ann.room), (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON vault_deposits BEGIN SELECT raise(FAIL, 'x'); END",
    );
  });
  const frame = commit(groupId, 1);
  ann.say(frame);
  expect(await ann.hear('refused')).toMatchObject({ frame: 'commit', id: 1, code: 'internal' });
  await runInDurableObject(roomStub(ann.room), (_, { storage }) => {
    expect(storage.sql.exec('SELECT epoch FROM room').one()).toEqual({ epoch: 1 });
    expect(storage.sql.exec('SELECT max(seq) AS head FROM entries').one()).toEqual({ head: 1 });
    storage.sql.exec('DROP TRIGGER broken');
  });
  ann.say(frame);
  expect((await ann.hearEntries(2)).at(-1)).toMatchObject({ seq: 2, kind: 'commit' });
});

test('a link that a commit came without is written later, once, and told to everybody', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  ann.say(commit(groupId, 1));
  await ben.hearEntries(2);
  const link = { type: 'link', epoch: 2, seq: 2, link: Uint8Array.of(1, 2, 3) } as const;
  ann.say(link);
  for (const client of [ann, ben])
    expect(await client.hear('linked')).toMatchObject({ epoch: 2, link: link.link });
  ann.say(link);
  expect(await ann.hear('linked')).toMatchObject({ epoch: 2 });
  for (const frame of [
    { ...link, link: Uint8Array.of(9) },
    { ...link, epoch: 0 },
    { ...link, seq: 1 },
    { ...link, epoch: 3 },
  ]) {
    ben.say(frame);
    expect(await ben.hear('refused')).toMatchObject({ frame: 'link', id: frame.epoch, code: 'link-refused' });
  }
  ben.say({ type: 'page', direction: 'after', seq: 1, limit: 1 });
  expect((await ben.hear('page')).entries[0]).toMatchObject({ seq: 2, link: link.link });
  expect((await ben.hearAll()).filter((frame) => frame.type === 'linked')).toEqual([]);
});
