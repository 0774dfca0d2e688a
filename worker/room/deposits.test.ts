import { runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { concat } from '../../shared/bytes.ts';
import { limits } from '../../shared/limits.ts';
import { Client, putToSleep, roomStub } from '../testing/client.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { commit } from '../testing/group.ts';

const noise = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const deposit = (vault: Uint8Array, length = 100) => concat(Uint8Array.of(1), vault, noise(length));
const join = async (conversation: string, sub: string) =>
  (await Client.join(conversation, { claims: { sub } })).client;

/** A room at epoch 2, whose last commit, Ann's, brought a deposit to `vault`. */
async function deposited() {
  const { conversation, groupId, ann } = await foundRoom();
  const vault = noise(32);
  const brought = deposit(vault);
  ann.say({ ...commit(groupId, 1), deposits: [brought, deposit(noise(32))] });
  await ann.hearEntries(2);
  return { conversation, groupId, ann, vault, brought };
}

test('what a commit brought for a vault is given to whoever asks for that epoch and vault, after a sleep too', async () => {
  const { conversation, ann, vault, brought } = await deposited();
  await putToSleep(ann.room);
  const ben = await join(conversation, 'ben');
  for (const client of [ann, ben]) {
    client.say({ type: 'deposits', epoch: 2, vault });
    expect(await client.hear('deposits')).toEqual({ type: 'deposits', epoch: 2, vault, deposits: [brought] });
  }
  for (const [epoch, of] of [
    [1, vault],
    [3, vault],
    [2, noise(32)],
  ] as const) {
    ben.say({ type: 'deposits', epoch, vault: of });
    expect(await ben.hear('deposits')).toEqual({ type: 'deposits', epoch, vault: of, deposits: [] });
  }
});

test('a commit that lost its epoch leaves no deposit', async () => {
  const { conversation, groupId, ann } = await foundRoom();
  const ben = await join(conversation, 'ben');
  const vault = noise(32);
  ann.say(commit(groupId, 1));
  await ben.hearEntries(2);
  ben.say({ ...commit(groupId, 1), deposits: [deposit(vault)] });
  expect(await ben.hear('refused')).toMatchObject({ code: 'epoch-taken' });
  ben.say({ type: 'deposits', epoch: 2, vault });
  expect((await ben.hear('deposits')).deposits).toEqual([]);
});

test('a person’s own deposit comes first, and nobody else’s keeps it out', async () => {
  const { conversation, vault, brought } = await deposited();
  const eve = await join(conversation, 'eve');
  const junk = deposit(vault);
  eve.say({ type: 'deposit', epoch: 2, deposit: junk });
  expect((await eve.hear('deposits')).deposits).toEqual([junk, brought]);
  const ben = await join(conversation, 'ben');
  const own = deposit(vault);
  ben.say({ type: 'deposit', epoch: 2, deposit: own });
  expect((await ben.hear('deposits')).deposits).toEqual([own, brought, junk]);
  const second = await join(conversation, 'ben');
  second.say({ type: 'deposits', epoch: 2, vault });
  expect((await second.hear('deposits')).deposits[0]).toEqual(own);
});

test('each person adds one to a vault, and few to an epoch', async () => {
  const { conversation, ann, vault } = await deposited();
  const ben = await join(conversation, 'ben');
  const add = async (to: Uint8Array, epoch = 2) => {
    ben.say({ type: 'deposit', epoch, deposit: deposit(to) });
  };
  await add(vault);
  await ben.hear('deposits');
  await add(vault);
  expect(await ben.hear('refused')).toMatchObject({ frame: 'deposit', id: 2, code: 'deposit-refused' });
  for (let i = 1; i < limits.depositsAddedMax; i++) {
    await add(noise(32));
    await ben.hear('deposits');
  }
  await add(noise(32));
  expect(await ben.hear('refused')).toMatchObject({ code: 'deposit-refused' });
  for (const epoch of [0, 3]) {
    await add(noise(32), epoch);
    expect(await ben.hear('refused')).toMatchObject({ id: epoch, code: 'deposit-refused' });
  }
  const rows = await runInDurableObject(roomStub(ann.room), (_, { storage: { sql } }) =>
    sql.exec('SELECT count(*) AS count FROM vault_deposits WHERE added = 1').one(),
  );
  expect(rows).toEqual({ count: limits.depositsAddedMax });
});

test('who may not read gets none and adds none', async () => {
  const { conversation, vault } = await deposited();
  const { client } = await Client.join(conversation, { claims: { sub: 'form', can: ['write'] } });
  client.say({ type: 'deposits', epoch: 2, vault });
  expect(await client.hear('refused')).toMatchObject({ frame: 'deposits', code: 'not-permitted' });
  client.say({ type: 'deposit', epoch: 2, deposit: deposit(vault) });
  expect(await client.hear('refused')).toMatchObject({ frame: 'deposit', code: 'not-permitted' });
});
