import { expect, test } from 'vitest';
import { Client, putToSleep } from '../testing/client.ts';
import { foundRoom } from '../testing/founded-room.ts';

const noise = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const join = async (conversation: string, sub: string) =>
  (await Client.join(conversation, { claims: { sub } })).client;
const none = { type: 'vault', version: 0, sealed: null };

test('a person’s sealed vault is given to that person’s devices and to nobody else, after a sleep too', async () => {
  const { conversation } = await foundRoom();
  const ben = await join(conversation, 'ben');
  ben.say({ type: 'vault' });
  expect(await ben.hear('vault')).toEqual(none);
  const sealed = noise(500);
  ben.say({ type: 'keep', version: 1, sealed });
  expect(await ben.hear('vault')).toEqual({ type: 'vault', version: 1, sealed });
  await putToSleep(ben.room);
  const second = await join(conversation, 'ben');
  second.say({ type: 'vault' });
  expect(await second.hear('vault')).toEqual({ type: 'vault', version: 1, sealed });
  const eve = await join(conversation, 'eve');
  eve.say({ type: 'vault' });
  expect(await eve.hear('vault')).toEqual(none);
  eve.say({ type: 'keep', version: 7, sealed: noise(9) });
  await eve.hear('vault');
  second.say({ type: 'vault' });
  expect(await second.hear('vault')).toEqual({ type: 'vault', version: 1, sealed });
});

test('its version only goes up: of two devices that write the same, one is refused', async () => {
  const { conversation } = await foundRoom();
  const [ben, second] = [await join(conversation, 'ben'), await join(conversation, 'ben')];
  const sealed = noise(100);
  ben.say({ type: 'keep', version: 3, sealed });
  await ben.hear('vault');
  for (const version of [0, 2, 3]) {
    second.say({ type: 'keep', version, sealed: noise(100) });
    expect(await second.hear('refused')).toMatchObject({ frame: 'keep', code: 'vault-refused' });
  }
  second.say({ type: 'vault' });
  expect(await second.hear('vault')).toMatchObject({ version: 3, sealed });
});

test('who may not read has none', async () => {
  const { conversation } = await foundRoom();
  const { client } = await Client.join(conversation, { claims: { sub: 'form', can: ['write'] } });
  client.say({ type: 'vault' });
  expect(await client.hear('refused')).toMatchObject({ frame: 'vault', code: 'not-permitted' });
  client.say({ type: 'keep', version: 1, sealed: noise(9) });
  expect(await client.hear('refused')).toMatchObject({ frame: 'keep', code: 'not-permitted' });
});
