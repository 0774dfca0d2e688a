import { expect, test } from 'vitest';
import { encodeRelayFrame, type RelayFrame } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { Client, putToSleep } from '../testing/client.ts';
import { later } from '../testing/clock.ts';
import { foundRoom } from '../testing/founded-room.ts';
import { send } from '../testing/group.ts';

const bigBytes = 60_000;
const page = { type: 'page', direction: 'before', seq: 1_000, limit: 1 } as const;
const bytesOf = (frames: readonly RelayFrame[]) =>
  frames.reduce((sum, frame) => sum + encodeRelayFrame(frame).length, 0);

/** Ann's room with one big message, and Ben, who hears nothing of what the room asks him. */
async function withDeaf(credit: number) {
  const founded = await foundRoom();
  const { client: ben } = await Client.join(founded.conversation, { credit });
  ben.isDeaf = true;
  founded.ann.say(send(founded.groupId, 1, 1, bigBytes));
  await founded.ann.hearEntries(2);
  return { ...founded, ben };
}

/** He asks for so many pages, until one is refused; the answers. */
async function ask(ben: Client, times: number): Promise<RelayFrame[]> {
  const heard: RelayFrame[] = [];
  for (let i = 0; i < times; i++) {
    ben.say(page);
    const answer = await ben.hearEither(['page', 'refused']);
    heard.push(answer);
    if (answer.type === 'refused') break;
  }
  return heard;
}

test('a reader that asks for pages and does not read them is told to slow down, and costs at most unreadBytesMax', async () => {
  const { ben, ann } = await withDeaf(0);
  const heard = await ask(ben, 50);
  expect(heard.at(-1)).toMatchObject({ type: 'refused', frame: 'page', code: 'slow-down' });
  expect(bytesOf(heard)).toBeGreaterThan(limits.unreadBytesMax / 4);
  expect(bytesOf(heard)).toBeLessThan(limits.unreadBytesMax);
  // What he never read does not shrink while the room sleeps.
  await putToSleep(ann.room);
  ben.say(page);
  expect(await ben.hear('refused')).toMatchObject({ frame: 'page', code: 'slow-down' });
});

test('live entries stop for a reader that does not read, however much credit it gave, and come when it has', async () => {
  const { groupId, conversation, ann, ben } = await withDeaf(1024);
  for (let id = 2; id <= 20; id++) {
    ann.say(send(groupId, 1, id, bigBytes));
    await ann.hearEntries(1 + id);
  }
  const { head } = await ben.hear('behind');
  expect(head).toBeLessThan(21);
  const pace = await ben.hear('pace');
  ben.isDeaf = false;
  ben.say({ type: 'paced', mark: pace.mark });
  // The mark stands for what was sent until it was asked for; the room asks again for the rest, and is answered.
  await expect
    .poll(
      async () => {
        ben.say({ ...page, direction: 'after', seq: 20 });
        return (await ben.hearEither(['page', 'refused'])).type;
      },
      { interval: 20, timeout: 5_000 },
    )
    .toBe('page');
  await expect
    .poll(
      async () => {
        await ben.hearAll();
        ben.say({ type: 'credit', entries: 100 });
        return (await ben.hearEither(['behind', 'presence'])).type;
      },
      { interval: 20, timeout: 5_000 },
    )
    .toBe('presence');
  ann.say(send(groupId, 1, 21));
  await ben.hearEntries(22);
  expect((await Client.join(conversation)).state.head).toBe(22);
});

test('a mark that nobody asked for counts for nothing', async () => {
  const { ben } = await withDeaf(0);
  await ask(ben, 10);
  const { mark } = await ben.hear('pace');
  for (const wrong of [mark ^ 1, 0, Number.MAX_SAFE_INTEGER]) {
    ben.say({ type: 'paced', mark: wrong >>> 0 });
    expect(await ben.hear('refused')).toMatchObject({ frame: 'paced', code: 'request-malformed' });
  }
  ben.say({ type: 'paced', mark });
  ben.say({ type: 'paced', mark });
  expect(await ben.hear('refused')).toMatchObject({ frame: 'paced', code: 'request-malformed' });
});

test('what goes past unreadBytesMax is not sent, and the socket is closed', async () => {
  const { conversation, ann, ben } = await withDeaf(0);
  await ask(ben, 50);
  // Small things come to everybody, until they are too many.
  const { client: cat } = await Client.join(conversation, { credit: 0 });
  const body = new Uint8Array(limits.signalBytesMax);
  let now = 0;
  const signals = async () => {
    for (let i = 0; i < limits.signalsBurst; i++) ann.say({ type: 'signal', epoch: 1, body });
    now += 5_000;
    later(now);
    await cat.hearAll();
  };
  for (let i = 0; i < 40 && ben.closed === null; i++) await signals();
  expect((await ben.hear('bye')).code).toBe('reader-stalled');
  expect(await ben.hearClose()).toMatchObject({ code: 4408 });
  expect(cat.closed).toBe(null);
});

test('a reader that reads gets as much as it asks for', async () => {
  const { ben, ann } = await withDeaf(0);
  ben.isDeaf = false;
  for (let i = 0; i < 80; i++) {
    ben.say(page);
    const { entries } = await ben.hear('page');
    expect(entries[0]!.body.length).toBeGreaterThanOrEqual(bigBytes);
  }
  expect(ann.closed).toBe(null);
  expect(ben.closed).toBe(null);
});
