import { expect, test } from 'vitest';
import { Client } from '../testing/client.ts';
import { commit, makeGroupId, send } from '../testing/group.ts';
import { makeConversation } from '../testing/portal.ts';

test('a founded room takes messages and tells them to everybody in order', async () => {
  const conversation = makeConversation();
  const groupId = makeGroupId();
  const { client: ann, state } = await Client.join(conversation);
  expect(state).toMatchObject({ epoch: 0, head: 0, device: 1, lastId: 0 });
  const { client: ben } = await Client.join(conversation);
  ann.say(commit(groupId, 0));
  await ann.hearEntries(1);
  ann.say(send(groupId, 1, 1));
  ann.say(send(groupId, 1, 2));
  const heard = await ben.hearEntries(3);
  expect(heard.map((entry) => [entry.seq, entry.kind, entry.id, entry.epoch])).toEqual([
    [1, 'commit', 0, 0],
    [2, 'message', 1, 1],
    [3, 'message', 2, 1],
  ]);
});
