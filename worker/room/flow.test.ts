import { expect, test } from 'vitest';
import { limits } from '../../shared/limits.ts';
import { Client, openSession, putToSleep } from '../testing/client.ts';
import { later } from '../testing/clock.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { send } from '../testing/group.ts';

test('a reader gets as many live entries as it gave credit for, then behind, once', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 3 });
  for (let id = 1; id <= 10; id++) {
    ann.say(send(groupId, 1, id));
    await ann.hearEntries(1 + id);
  }
  expect((await ben.hearEntries(4)).map((entry) => entry.seq)).toEqual([2, 3, 4]);
  expect(await ben.hear('behind')).toEqual({ type: 'behind', head: 5 });
  const rest = await ben.hearAll();
  expect(rest.filter(({ type }) => type === 'entries' || type === 'behind')).toEqual([]);
});

test('credit runs out in the middle of a batch without a gap', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 4 });
  for (let id = 1; id <= 10; id++) ann.say(send(groupId, 1, id));
  expect((await ben.hearEntries(5)).map((entry) => entry.seq)).toEqual([2, 3, 4, 5]);
  expect((await ben.hear('behind')).head).toBeGreaterThan(5);
});

test('a reader that paged to the head and gives credit misses nothing of what came meanwhile', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 0 });
  ann.say(send(groupId, 1, 1));
  const { head } = await ben.hear('behind');
  expect(head).toBe(2);
  ann.say(send(groupId, 1, 2));
  ann.say(send(groupId, 1, 3));
  await ann.hearEntries(4);
  await putToSleep(ann.room);
  ben.say({ type: 'page', direction: 'after', seq: 0, limit: 2 });
  expect((await ben.hear('page')).entries.map((entry) => entry.seq)).toEqual([1, 2]);
  ben.say({ type: 'credit', entries: 10 });
  expect((await ben.hearEntries(4)).map((entry) => entry.seq)).toEqual([3, 4]);
  ann.say(send(groupId, 1, 4));
  expect((await ben.hearEntries(5)).map((entry) => entry.seq)).toEqual([5]);
});

test('a reader that is too far back is told the new head and pages again', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 0 });
  ann.say(send(groupId, 1, 1));
  expect(await ben.hear('behind')).toMatchObject({ head: 2 });
  for (let id = 2; id <= 20; id++) ann.say(send(groupId, 1, id));
  await ann.hearEntries(21);
  ben.say({ type: 'credit', entries: 2 });
  expect(await ben.hear('behind')).toMatchObject({ head: 21 });
  ben.say({ type: 'credit', entries: 2 });
  await ben.hear('presence');
  ann.say(send(groupId, 1, 21));
  expect((await ben.hearEntries(22)).map((entry) => entry.seq)).toEqual([22]);
});

test('a sender without credit gets acks', async () => {
  const { conversation, groupId } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 0 });
  for (let id = 1; id <= 3; id++) {
    ben.say(send(groupId, 1, id));
    expect(await ben.hear('ack')).toMatchObject({ kind: 'message', id, seq: 1 + id });
  }
  expect((await ben.hearAll()).filter(({ type }) => type === 'entries')).toEqual([]);
});

test('credit has a limit (INV-12), and outlives sleep', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 2 });
  ben.say({ type: 'credit', entries: 3 });
  await putToSleep(ann.room);
  for (let id = 1; id <= 8; id++) {
    ann.say(send(groupId, 1, id));
    await ann.hearEntries(1 + id);
  }
  expect((await ben.hearEntries(6)).at(-1)!.seq).toBe(6);
  expect(await ben.hear('behind')).toMatchObject({ head: 7 });
});

test('a reader that stays behind for limits.socketSilentMs is closed as stalled', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation, { credit: 0 });
  ann.say(send(groupId, 1, 1));
  await ben.hear('behind');
  later(limits.socketSilentMs + 1);
  ann.say({ type: 'group' });
  expect((await ben.hear('bye')).code).toBe('reader-stalled');
  expect(await ben.hearClose()).toMatchObject({ code: 4408 });
});

test('sends past the rate are told when to come again, and nothing of what was taken is lost', async () => {
  const { groupId, ann } = await foundRoom();
  later(0); // The clock stands: a slow machine must not refill the bucket.
  const frames = Array.from({ length: limits.sendsBurst + 20 }, (_, i) => send(groupId, 1, i + 1));
  for (const frame of frames) ann.say(frame);
  const refused = await ann.hear('refused');
  expect(refused).toMatchObject({ frame: 'send', code: 'slow-down' });
  expect(refused.retryMs).toBeGreaterThan(0);
  await ann.hearEntries(refused.id);
  later(5_000);
  for (const frame of frames.slice(refused.id - 1)) ann.say(frame);
  const entries = await ann.hearEntries(1 + frames.length);
  expect(entries.at(-1)).toMatchObject({ seq: 1 + frames.length, id: frames.length });
});

test('commits, pages and signals have rates of their own (INV-12)', async () => {
  const { ann } = await foundRoom();
  later(0);
  const page = { type: 'page', direction: 'after', seq: 0, limit: 1 } as const;
  for (let i = 0; i < limits.pagesBurst * 2; i++) ann.say(page);
  expect(await ann.hear('refused')).toMatchObject({ frame: 'page', id: 0, code: 'slow-down' });
  const signal = { type: 'signal', epoch: 1, body: Uint8Array.of(1) } as const;
  for (let i = 0; i < limits.signalsBurst * 2; i++) ann.say(signal);
  await expect
    .poll(async () => (await ann.hear('refused')).frame, { timeout: 5_000, interval: 1 })
    .toBe('signal');
});

test('how far devices have come is told to all, never goes back, and outlive sleep and the socket', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  for (let id = 1; id <= 5; id++) ann.say(send(groupId, 1, id));
  await ben.hearEntries(6);
  ben.say({ type: 'reached', taken: 4, read: 0 });
  expect(await ann.hear('receipts')).toMatchObject({ receipts: [{ device: 2, taken: 4, read: 0 }] });
  ben.say({ type: 'reached', taken: 0, read: 5 });
  expect(await ann.hear('receipts')).toMatchObject({ receipts: [{ device: 2, taken: 5, read: 5 }] });
  ben.say({ type: 'reached', taken: 2, read: 1 });
  ben.say({ type: 'reached', taken: 7, read: 5 });
  expect(await ben.hear('refused')).toMatchObject({ frame: 'reached', id: 7, code: 'request-malformed' });
  expect((await ann.hearAll()).filter(({ type }) => type === 'receipts')).toEqual([]);
  await putToSleep(ann.room);
  const { client: cat } = await Client.join(conversation);
  expect(await cat.hear('receipts')).toMatchObject({ receipts: [{ device: 2, taken: 5, read: 5 }] });
  ben.close();
  await expect.poll(async () => (await cat.hear('presence')).devices).toEqual([1, 3]);
  await putToSleep(ann.room);
  const { client: dan } = await Client.join(conversation);
  expect(await dan.hear('receipts')).toMatchObject({ receipts: [{ device: 2, taken: 5, read: 5 }] });
});

test('signals reach the other live sockets, in the room’s epoch, and are never stored', async () => {
  const { conversation, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  ann.say({ type: 'signal', epoch: 1, body: Uint8Array.of(5) });
  expect(await ben.hear('signal')).toEqual({ type: 'signal', device: 1, epoch: 1, body: Uint8Array.of(5) });
  ann.say({ type: 'signal', epoch: 0, body: Uint8Array.of(5) });
  expect(await ann.hear('refused')).toMatchObject({ frame: 'signal', id: 0, code: 'stale-epoch' });
  expect((await ann.hearAll()).filter(({ type }) => type === 'signal')).toEqual([]);
  const { state } = await Client.join(conversation);
  expect(state.head).toBe(1);
});

test('presence follows hello and close, over sleep', async () => {
  const { conversation, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  await expect.poll(async () => (await ann.hear('presence')).devices).toEqual([1, 2]);
  await putToSleep(ann.room);
  ben.close();
  await expect.poll(async () => (await ann.hear('presence')).devices).toEqual([1]);
});

test('a second socket of a device replaces the first', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: again, state } = await Client.join(conversation, { key: ann.key });
  expect((await ann.hear('bye')).code).toBe('session-replaced');
  expect(await ann.hearClose()).toMatchObject({ code: 4409 });
  expect(state).toMatchObject({ device: 1, epoch: 1, head: 1 });
  again.say(send(groupId, 1, 1));
  expect((await again.hearEntries(2)).at(-1)).toMatchObject({ device: 1, id: 1 });
});

test('a ticket alone replaces nobody', async () => {
  const { conversation, ann } = await foundRoom();
  await openSession(conversation, { key: ann.key });
  ann.say({ type: 'group' });
  await ann.hear('group');
  expect(ann.closed).toBe(null);
});

test('a socket that was neither heard nor pinging for limits.socketSilentMs is let go', async () => {
  const { conversation, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  later(limits.socketSilentMs / 2);
  ben.sayRaw('ping');
  await ben.hearAll();
  later(limits.socketSilentMs / 2 + 1000);
  ben.say({ type: 'group' });
  expect(await ann.hearClose()).toMatchObject({ code: 4408 });
  await ben.hear('group');
});

test('the heartbeat is answered', async () => {
  const { ann } = await foundRoom();
  expect(await ann.ping()).toBe('pong');
  await putToSleep(ann.room);
  expect(await ann.ping()).toBe('pong');
});
