import { Client } from './client.ts';
import { commit, makeGroupId } from './group.ts';
import { makeConversation } from './portal.ts';

/** A room whose group is founded, with Ann, who founded it, at epoch 1 and seq 1. */
export async function foundRoom(more: { credit?: number } = {}) {
  const conversation = makeConversation();
  const groupId = makeGroupId();
  const { client: ann } = await Client.join(conversation, more);
  ann.say(commit(groupId, 0));
  if (more.credit === 0) await ann.hear('ack');
  else await ann.hearEntries(1);
  return { conversation, groupId, ann };
}
