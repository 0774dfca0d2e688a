import { BedsideError } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { PassportRequest } from '../connect.ts';
import { settingsFrom, type Wishes } from '../settings.ts';
import { ok, same } from '../testing/assert.ts';
import { describe, it } from '../testing/bdd.ts';
import { PagePortal } from './page-portal.ts';
import type { PageWord } from './words.ts';

const id = (i: number) => `${i}`.padStart(43, 'r');
const room = (i: number, more: object = {}) => ({
  conversation: id(i),
  topic: 'clinical',
  label: `Room ${i}`,
  unreadHint: 0,
  ...more,
});
const deviceKey = { kty: 'OKP', crv: 'Ed25519', x: 'x' };

/** A page's portal, with what its developer wrote; and for which conversations it was asked. */
function portalOf(wishes: Partial<Wishes>): { portal: PagePortal; asked: string[] } {
  const asked: string[] = [];
  const outcome = settingsFrom(
    {
      relay: 'https://relay.example',
      tenant: 'riverside',
      conversation: null,
      passportUrl: null,
      getPassport: async ({ conversation }: PassportRequest) => {
        asked.push(conversation);
        return 'passport~';
      },
      roomsUrl: null,
      getRooms: null,
      layout: 'panel',
      isolation: 'frame',
      ...wishes,
    },
    document.baseURI,
    true,
  );
  if ('invalid' in outcome) throw new TypeError(outcome.invalid);
  return { portal: new PagePortal(outcome), asked };
}
const passport = (portal: PagePortal, conversation: string): Promise<PageWord> =>
  portal.answer({ kind: 'ask', id: 1, request: { conversation, deviceKey } });
const list = (portal: PagePortal): Promise<PageWord> => portal.answer({ kind: 'ask-rooms', id: 2 });
const given = { kind: 'passport', id: 1, answer: { passport: 'passport~' } } as const;
const refused = (id: number, code = 'portal-refused') => ({ kind: 'refused', id, code });

describe('the portal, asked for a frame', () => {
  it('is asked for a passport of the conversation that the page names, and of no other; for no list', async () => {
    const { portal, asked } = portalOf({ conversation: id(1) });
    same(await passport(portal, id(1)), given);
    for (const other of [id(2), '', '__proto__', id(1).toUpperCase()])
      same(await passport(portal, other), refused(1));
    same(await list(portal), refused(2));
    same(asked, [id(1)]);
  });

  it('is asked for a passport of a room that the last list named, and of no other', async () => {
    let rooms: unknown = [room(1), room(2)];
    const { portal, asked } = portalOf({ getRooms: async () => rooms });
    same(await passport(portal, id(1)), refused(1), 'nothing was named yet');
    same(await list(portal), { kind: 'rooms', id: 2, rooms });
    same(await passport(portal, id(1)), given);
    same(await passport(portal, id(3)), refused(1));
    rooms = [room(2), room(3)];
    await list(portal);
    same(await passport(portal, id(1)), refused(1), 'it is not on the list any more');
    same(await passport(portal, id(3)), given);
    rooms = { error: 'out of order' };
    same(await list(portal), refused(2, 'portal-invalid'));
    same(await passport(portal, id(3)), given, 'what is no list changes nothing');
    same(asked, [id(1), id(3), id(3)]);
  });

  it('INV-12: a list crosses as it may be, or not at all', async () => {
    let rooms: unknown = [room(1, { diagnosis: 'Marker' })];
    const { portal } = portalOf({ getRooms: async () => rooms });
    same(await list(portal), { kind: 'rooms', id: 2, rooms: [room(1)] });
    for (const wrong of [
      null,
      'rooms',
      [room(1), room(1)],
      [room(1, { conversation: 'MRN-004217' })],
      [room(1, { label: 'x'.repeat(limits.roomLabelBytesMax + 1) })],
      Array.from({ length: limits.roomsMax + 1 }, (_, i) => room(i)),
    ]) {
      rooms = wrong;
      same(await list(portal), refused(2, 'portal-invalid'));
    }
  });

  it('of two lists that overtake each other, the one that was asked for last names the rooms', async () => {
    const answers: ((rooms: unknown) => void)[] = [];
    const { portal } = portalOf({ getRooms: () => new Promise((resolve) => answers.push(resolve)) });
    const [first, second] = [list(portal), list(portal)];
    while (answers.length < 2) await null;
    answers[1]!([room(2)]);
    await second;
    answers[0]!([room(1)]);
    await first;
    same(await passport(portal, id(1)), refused(1));
    same(await passport(portal, id(2)), given);
  });

  it('a frame hears by a code what went wrong, and has no more than 32 answers to wait for', async () => {
    let answer: () => Promise<unknown> = () => Promise.reject(new BedsideError('portal-unreachable'));
    const { portal } = portalOf({ conversation: id(1), getPassport: () => answer() });
    same(await passport(portal, id(1)), refused(1, 'portal-unreachable'));
    answer = async () => ({ passport: 'p~', vault: { policy: 'own', window }, more: () => {} });
    same(await passport(portal, id(1)), {
      kind: 'passport',
      id: 1,
      answer: { passport: 'p~', vault: { policy: 'own' } },
    });
    let free: (passport: string) => void = () => {};
    const waits = new Promise((resolve) => {
      free = resolve;
    });
    answer = () => waits;
    const all = Array.from({ length: 32 }, () => passport(portal, id(1)));
    same(await passport(portal, id(1)), refused(1, 'slow-down'));
    free('passport~');
    for (const one of await Promise.all(all)) same(one, given);
    same(await passport(portal, id(1)), given);
  });

  it('is another with another conversation, list, or way to be asked; and with another function it is the same', () => {
    const one = (wishes: Partial<Wishes>) => portalOf(wishes).portal;
    const rooms = { getRooms: async () => [] };
    ok(one(rooms).is(one({ getRooms: async () => [room(1)] })));
    ok(one({ conversation: id(1) }).is(one({ conversation: id(1), ...rooms })));
    for (const other of [
      null,
      one({ conversation: id(1) }),
      one({ roomsUrl: '/rooms' }),
      one({ ...rooms, tenant: 'lakeside' }),
      one({ ...rooms, relay: 'https://other.example' }),
      one({ ...rooms, getPassport: null, passportUrl: '/passport' }),
    ])
      ok(!one(rooms).is(other), JSON.stringify(other));
  });
});
