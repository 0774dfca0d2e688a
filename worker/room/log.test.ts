import { runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { firstLogHash, nextLogHash } from '../../shared/log-hash.ts';
import { sha256 } from '../sha256.ts';
import { Client, putToSleep, roomStub } from '../testing/client.ts';
import { later } from '../testing/clock.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { commit, envelope, makeGroupId, send } from '../testing/group.ts';
import { makeConversation } from '../testing/portal.ts';

/** The whole log, by pages of `limit`. */
async function readLog(client: Client, limit = 200): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    client.say({ type: 'page', direction: 'after', seq: entries.length, limit });
    const page = await client.hear('page');
    entries.push(...page.entries);
    if (!page.more) return entries;
  }
}

test('a founded room takes messages and tells them to everybody in order', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben, state } = await Client.join(conversation);
  expect(state).toMatchObject({ epoch: 1, head: 1, device: 2, lastId: 0 });
  ann.say(send(groupId, 1, 1));
  ann.say(send(groupId, 1, 2));
  const heard = await ben.hearEntries(3);
  expect(heard.map((entry) => [entry.seq, entry.kind, entry.device, entry.id, entry.epoch])).toEqual([
    [2, 'message', 1, 1, 1],
    [3, 'message', 1, 2, 1],
  ]);
  expect(await ann.hearEntries(3)).toEqual(heard);
});

test('INV-1: stored before told: what anybody heard is in the log after the room was torn down', async () => {
  const { groupId, ann } = await foundRoom();
  for (let id = 1; id <= 20; id++) ann.say(send(groupId, 1, id));
  const heard = await ann.hearEntries(21);
  await putToSleep(ann.room);
  expect((await readLog(ann)).slice(1)).toEqual(heard);
});

test('INV-4: the same id and bytes answer the same place, however often and whenever they come', async () => {
  const { groupId, ann } = await foundRoom();
  const frame = send(groupId, 1, 1);
  ann.say(frame);
  const [entry] = await ann.hearEntries(2);
  for (const pause of [async () => {}, () => putToSleep(ann.room)]) {
    await pause();
    ann.say(frame);
    expect(await ann.hear('ack')).toMatchObject({ kind: 'message', id: 1, seq: 2, at: entry!.at });
  }
  ann.say(send(groupId, 1, 2));
  await ann.hearEntries(3);
  ann.say(frame);
  expect(await ann.hear('ack')).toMatchObject({ id: 1, seq: 2 });
  expect(await readLog(ann)).toHaveLength(3);
});

test('INV-4: a resend of an old epoch is acked after the epoch has moved on', async () => {
  const { groupId, ann } = await foundRoom();
  const frame = send(groupId, 1, 1);
  ann.say(frame);
  ann.say(commit(groupId, 1));
  await ann.hearEntries(3);
  ann.say(frame);
  expect(await ann.hear('ack')).toMatchObject({ id: 1, seq: 2 });
});

test('INV-4: twice in one batch is once in the log', async () => {
  const { groupId, ann } = await foundRoom();
  const frame = send(groupId, 1, 1);
  ann.say(frame);
  ann.say(frame);
  await ann.hearEntries(2);
  expect(await ann.hear('ack')).toMatchObject({ id: 1, seq: 2 });
});

test('the same id with other bytes is a conflict, an id too far is skipped, and neither leaves a trace', async () => {
  const { groupId, ann } = await foundRoom();
  ann.say(send(groupId, 1, 1));
  await ann.hearEntries(2);
  ann.say(send(groupId, 1, 1));
  expect(await ann.hear('refused')).toMatchObject({ frame: 'send', id: 1, code: 'id-conflict' });
  ann.say(send(groupId, 1, 3));
  expect(await ann.hear('refused')).toMatchObject({ frame: 'send', id: 3, code: 'id-skipped' });
  ann.say(send(groupId, 1, 0));
  expect(await ann.hear('refused')).toMatchObject({ frame: 'send', id: 0 });
  ann.say(send(groupId, 1, 2));
  expect((await ann.hearEntries(3)).at(-1)).toMatchObject({ seq: 3, id: 2 });
});

test('each device counts by itself', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben } = await Client.join(conversation);
  ann.say(send(groupId, 1, 1));
  await ann.hearEntries(2);
  ben.say(send(groupId, 1, 1));
  expect((await ann.hearEntries(3)).at(-1)).toMatchObject({ device: 2, id: 1 });
});

test('a device learns its last id again at every hello, over sleep and over a thousand messages of others', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const { client: ben, state } = await Client.join(conversation);
  expect(state.lastId).toBe(0);
  const frame = send(groupId, 1, 1);
  ben.say(frame);
  await ben.hearEntries(2);
  ben.close();
  for (let id = 1; id <= limits.dedupeRowsMax + 100; id += limits.sendsBurst) {
    // Every step three seconds later, or the brakes would make a minute of it.
    later(3_100);
    ann.say({ type: 'credit', entries: limits.sendsBurst });
    for (let i = 0; i < limits.sendsBurst; i++) ann.say(send(groupId, 1, id + i, 10));
    await ann.hearEntries(1 + id + limits.sendsBurst);
  }
  await putToSleep(ann.room);
  const { client: again, state: told } = await Client.join(conversation, { key: ben.key });
  expect(told).toMatchObject({ device: 2, lastId: 1 });
  again.say(frame);
  expect(await again.hear('ack')).toMatchObject({ id: 1, seq: 2 });
});

test('INV-5: seq starts at 1, rises by 1, is never reused, whatever is sent, resent and put to sleep', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ who: fc.nat(2), what: fc.constant('send' as const) }) },
    { weight: 3, arbitrary: fc.record({ who: fc.nat(2), what: fc.constant('resend' as const) }) },
    { weight: 1, arbitrary: fc.record({ who: fc.nat(2), what: fc.constant('sleep' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const { conversation, groupId, ann } = await foundRoom();
      const clients = [ann];
      for (let i = 0; i < 2; i++) clients.push((await Client.join(conversation)).client);
      const sent: ReturnType<typeof send>[][] = [[], [], []];
      for (const { who, what } of steps) {
        const mine = sent[who]!;
        if (what === 'sleep') await putToSleep(ann.room);
        else if (what === 'send') {
          mine.push(send(groupId, 1, mine.length + 1, 20));
          clients[who]!.say(mine.at(-1)!);
        } else if (mine.length > 0) clients[who]!.say(mine[Math.floor(mine.length / 2)]!);
      }
      const count = sent.flat().length;
      await Promise.all(clients.map((client) => (count > 0 ? client.hearEntries(1 + count) : null)));
      const log = await readLog(ann, 7);
      expect(log.map((entry) => entry.seq)).toEqual(Array.from({ length: 1 + count }, (_, i) => i + 1));
      for (const [who, mine] of sent.entries()) {
        const stored = log.filter((entry) => entry.kind === 'message' && entry.device === who + 1);
        expect(stored.map((entry) => entry.body)).toEqual(mine.map((frame) => frame.envelope));
      }
      for (const client of clients) client.close();
    }),
    { numRuns: 12, seed: 20261123 },
  );
});

test('pages go both ways, and their bases chain to the head', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  for (let id = 1; id <= 30; id++) ann.say(send(groupId, 1, id, 50));
  await ann.hearEntries(31);
  const { client: ben, state } = await Client.join(conversation);
  const chain = [firstLogHash(sha256, groupId)];
  for (const entry of await readLog(ben, 9)) chain.push(nextLogHash(sha256, chain.at(-1)!, entry));
  expect(chain).toHaveLength(32);
  expect(state.hash).toEqual(chain.at(-1));
  for (const [direction, seq, limit, first, count, more] of [
    ['after', 0, 10, 1, 10, true],
    ['after', 21, 10, 22, 10, false],
    ['after', 31, 10, 32, 0, false],
    ['after', 1000, 10, 32, 0, false],
    ['before', 32, 10, 22, 10, true],
    ['before', 1000, 10, 22, 10, true],
    ['before', 11, 10, 1, 10, false],
    ['before', 1, 10, 1, 0, false],
    ['before', 0, 10, 1, 0, false],
    ['after', 0, 0, 1, 1, true],
  ] as const) {
    ben.say({ type: 'page', direction, seq, limit });
    const page = await ben.hear('page');
    expect(page.entries.map((entry) => entry.seq)).toEqual(
      Array.from({ length: count }, (_, i) => first + i),
    );
    expect(page).toMatchObject({ direction, more });
    expect(page.base).toEqual(chain[first - 1]);
  }
});

test('a page has a limit in entries and in bytes, and always one entry (INV-12)', async () => {
  const { groupId, ann } = await foundRoom();
  const big = limits.envelopeBytesMax - 50;
  for (const [id, length] of [10, 10, big, big, 10].entries()) ann.say(send(groupId, 1, id + 1, length));
  await ann.hearEntries(6);
  const sizes: number[] = [];
  for (let seq = 1; seq < 6; seq += sizes.at(-1)!) {
    ann.say({ type: 'page', direction: 'after', seq, limit: 1000 });
    const page = await ann.hear('page');
    sizes.push(page.entries.length);
    expect(page.more).toBe(seq + page.entries.length < 6);
  }
  expect(sizes).toEqual([2, 1, 1, 1]);
});

test('before the group is founded there is an empty log', async () => {
  const { client, state } = await Client.join(makeConversation());
  expect(state).toMatchObject({ epoch: 0, head: 0, hash: new Uint8Array(32) });
  client.say({ type: 'page', direction: 'after', seq: 0, limit: 10 });
  expect(await client.hear('page')).toMatchObject({ base: new Uint8Array(32), entries: [], more: false });
  client.say({ type: 'group' });
  expect(await client.hear('group')).toEqual({ type: 'group', epoch: 0, groupInfo: null, revocations: [] });
});

test('an envelope of another group or another epoch than it says is refused', async () => {
  const { groupId, ann } = await foundRoom();
  for (const bytes of [envelope(makeGroupId(), 1), envelope(groupId, 2), Uint8Array.of(1, 2, 3)]) {
    ann.say({ ...send(groupId, 1, 1), envelope: bytes });
    expect(await ann.hear('refused')).toMatchObject({ frame: 'send', id: 1, code: 'envelope-foreign' });
  }
});

test('a message costs exactly one row', async () => {
  const { groupId, ann } = await foundRoom();
  let written = 0;
  await runInDurableObject(roomStub(ann.room), (_, { storage: { sql } }) => {
    const exec = sql.exec.bind(sql);
    sql.exec = ((...given: Parameters<typeof exec>) => {
      const cursor = exec(...given);
      written += cursor.rowsWritten;
      return cursor;
    }) as typeof exec;
  });
  for (let id = 1; id <= 50; id++) ann.say(send(groupId, 1, id));
  await ann.hearEntries(51);
  expect(written).toBe(50);
});

test('a batch that storage refuses leaves everything as it was', async () => {
  const { groupId, ann } = await foundRoom();
  ann.say(send(groupId, 1, 1));
  await ann.hearEntries(2);
  await runInDurableObject(roomStub(ann.room), (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON entries WHEN new.seq = 4 BEGIN SELECT raise(FAIL, 'x'); END",
    );
  });
  ann.say(send(groupId, 1, 2));
  ann.say(send(groupId, 1, 3));
  const refused = [await ann.hear('refused')];
  if (refused[0]!.id === 2) refused.push(await ann.hear('refused'));
  expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'internal'));
  await runInDurableObject(roomStub(ann.room), (_, { storage }) => {
    storage.sql.exec('DROP TRIGGER broken');
  });
  const first = refused[0]!.id;
  for (let id = first; id <= 3; id++) ann.say(send(groupId, 1, id));
  expect((await ann.hearEntries(4)).at(-1)).toMatchObject({ seq: 4, id: 3 });
  expect((await readLog(ann)).map((entry) => entry.seq)).toEqual([1, 2, 3, 4]);
});
