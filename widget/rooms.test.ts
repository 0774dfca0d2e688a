import { codeOf, type ErrorCode } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { liveRooms, type Room, roomsFrom, roomsIn } from './rooms.ts';
import { equal, same } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';

const id = (i: number) => `${i}`.padStart(43, 'r');
const room = (i: number, more: Record<string, unknown> = {}) => ({
  conversation: id(i),
  topic: 'clinical',
  label: `Room ${i}`,
  unreadHint: i,
  ...more,
});
const refusal = (answer: unknown): ErrorCode | null => {
  try {
    roomsIn(answer);
    return null;
  } catch (thrown) {
    return codeOf(thrown);
  }
};

describe('the portal’s list of rooms', () => {
  it('is taken as it is, without what nobody asked for; a hint may be missing', () => {
    same(roomsIn([room(1, { diagnosis: 'x' }), room(2, { unreadHint: undefined })]), [
      room(1),
      room(2, { unreadHint: 0 }),
    ]);
    same(roomsIn([]), []);
  });
  it('is refused as a whole where any of it is not a room, is too much, or is there twice', () => {
    const many = Array.from({ length: limits.roomsMax + 1 }, (_, i) => room(i));
    equal(refusal(many.slice(1)), null);
    for (const answer of [
      null,
      {},
      'rooms',
      { rooms: [room(1)] },
      [room(1), null],
      [room(1), 'two'],
      [room(1, { conversation: 'MRN-004217' })],
      [room(1, { conversation: 7 })],
      [room(1), room(1)],
      [room(1, { topic: null })],
      [room(1, { topic: 't'.repeat(limits.roomTopicBytesMax + 1) })],
      [room(1, { label: '' })],
      [room(1, { label: ' ' })],
      [room(1, { label: 'ä'.repeat(limits.roomLabelBytesMax / 2 + 1) })],
      [room(1, { label: undefined })],
      [room(1, { unreadHint: -1 })],
      [room(1, { unreadHint: 1.5 })],
      [room(1, { unreadHint: '3' })],
      many,
    ])
      equal(refusal(answer), 'portal-invalid', JSON.stringify(answer)?.slice(0, 80));
  });
  it('connects what was opened last and what stands first, and no more than the limit', () => {
    const rooms = roomsIn(Array.from({ length: 12 }, (_, i) => room(i))) as readonly Room[];
    const live = (...opened: string[]) => [...liveRooms(rooms, opened)];
    same(live(), [0, 1, 2, 3, 4, 5].map(id));
    same(live(id(9), id(1)), [9, 1, 0, 2, 3, 4].map(id));
    same(live(id(99)), [0, 1, 2, 3, 4, 5].map(id), 'a room that is gone takes no place');
  });
});

describe('asking the portal for rooms', () => {
  const { fetch } = globalThis;
  afterEach(() => {
    globalThis.fetch = fetch;
  });
  const answered = async (response: () => Response | Promise<Response>): Promise<unknown> => {
    globalThis.fetch = async () => response();
    return roomsFrom(`${location.origin}/chat/rooms`)().catch(codeOf);
  };
  it('gives what it answered, or says by a code what went wrong', async () => {
    same(await answered(() => Response.json([room(1)])), [room(1)]);
    equal(await answered(() => Promise.reject(new TypeError('no network'))), 'portal-unreachable');
    for (const [status, code] of [
      [500, 'portal-unreachable'],
      [503, 'portal-unreachable'],
      [429, 'portal-unreachable'],
      [401, 'portal-refused'],
      [403, 'portal-refused'],
    ] as const)
      equal(await answered(() => new Response('', { status })), code, `${status}`);
    equal(await answered(() => new Response('<!doctype html>')), 'portal-invalid');
    equal(await answered(() => new Response(`"${'x'.repeat(limits.roomsBytesMax)}"`)), 'portal-invalid');
  });
  it('sends the portal’s own cookie and follows no redirect to a sign-in page', async () => {
    let seen: RequestInit = {};
    globalThis.fetch = async (_, init) => {
      seen = init ?? {};
      return Response.json([]);
    };
    await roomsFrom(`${location.origin}/chat/rooms`)();
    same([seen.credentials, seen.redirect, seen.cache], ['same-origin', 'manual', 'no-store']);
    await roomsFrom('https://portal.example/chat/rooms')();
    equal(seen.credentials, 'include');
  });
});
