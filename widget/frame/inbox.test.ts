import type { BedsideChat } from '../chat.ts';
import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { Eavesdropper, screenOf, shown } from '../testing/frame-ear.ts';
import { sampleRooms } from '../testing/sample.ts';
import { scenes } from '../testing/scenes.ts';
import { byRole, clear, stand, words } from '../testing/stand.ts';

const labels = sampleRooms('en').map(({ label }) => label);
const ids = sampleRooms('en').map(({ conversation }) => conversation);
const quiet = () => sampleRooms('en').map((room) => ({ ...room, unreadHint: 0 }));

describe('an inbox in a frame', () => {
  let ear: Eavesdropper;
  let chat: BedsideChat;
  let answer: () => unknown;
  const counts: number[] = [];
  const codes: string[] = [];

  async function open(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const relay = `http://localhost:${location.port}`;
    const here = { conversation: '', isolation: 'frame', relay, ...more };
    ({ chat } = await stand(scenes.conversation(Date.now()), here, { width: 1000, height: 600 }));
    chat.addEventListener('bedside-unread-changed', ({ detail }) => counts.push(detail.count));
    chat.addEventListener('bedside-error', ({ detail }) => codes.push(detail.code));
    chat.getRooms = async () => answer();
  }
  const ready = () => until(() => chat.state === 'ready');
  const lists = () => shown(chat, ({ rooms }) => rooms.length > 0);
  /** The list is asked for again. */
  const again = async (): Promise<void> => {
    const before = asks();
    ear.say({ kind: 'do', deed: 'close' });
    ear.say({ kind: 'do', deed: 'open' });
    await until(() => asks() > before);
  };
  const times = (said: string) => ear.heard.filter((word) => JSON.stringify(word).includes(said)).length;
  const asks = () => times('ask-rooms');
  /** Has the frame loaded anew by this. */
  const anew = async (by: () => void): Promise<void> => {
    const before = times('"ready"');
    by();
    await until(() => times('"ready"') > before);
  };

  beforeEach(() => {
    counts.length = codes.length = 0;
    answer = quiet;
    ear = new Eavesdropper();
  });
  afterEach(() => {
    clear();
    ear.leave();
  });

  it('lists the rooms that the page’s function gives, all live, and opens one of them', async () => {
    await open();
    await ready();
    const { rooms, live } = await shown(chat, (screen) => screen.live.length === 4);
    same(rooms.length, 4);
    for (const [i, label] of labels.entries()) ok(rooms[i]!.startsWith(label), rooms[i]!);
    ok(rooms[1]!.includes('Scheduling'));
    same(live, ids);
    const { logs } = await screenOf(chat, { room: labels[2]! });
    equal(logs, 1);
    same(codes, []);
  });

  it('asks the portal at rooms-url from the page, with its cookie, as for passports', async () => {
    const { fetch } = globalThis;
    const seen: [string, RequestInit][] = [];
    globalThis.fetch = async (url, init) => {
      seen.push([`${url}`, init!]);
      return Response.json(quiet());
    };
    try {
      await open({ 'rooms-url': '/chat/rooms' });
      chat.getRooms = null;
      await ready();
      equal((await lists()).rooms.length, 4);
    } finally {
      globalThis.fetch = fetch;
    }
    for (const [url, { credentials }] of seen)
      same([url, credentials], [`${location.origin}/chat/rooms`, 'same-origin']);
    ok(seen.length > 0);
  });

  it('counts all rooms, in the event, the state and on the launcher; another list, another number', async () => {
    await open({ layout: 'launcher' });
    await ready();
    // A frame that is out of sight draws nothing: its screen comes when it is opened.
    void screenOf(chat, { hears: ids[1]! });
    void screenOf(chat, { hears: ids[3]! });
    await until(() => chat.unread === 2);
    equal(counts.at(-1), 2);
    ok(chat.matches(':state(unread)'));
    const count = () => chat.shadowRoot!.querySelector('[part=count]')!;
    equal(count().textContent, '2');
    // For the ear: on the button, and as it comes, for nobody hears the voice of a frame that is out of sight.
    const button = byRole(chat, 'button', 'Messages, 2 new messages');
    const { ariaHidden } = count() as HTMLElement;
    same([ariaHidden, button.ariaExpanded, button.lang], ['true', 'false', 'en']);
    ok(/^\d new messages?$/.test(words(byRole(chat, 'status'))), words(byRole(chat, 'status')));
    chat.locale = 'ar';
    byRole(chat, 'button', 'الرسائل, رسالتان جديدتان');
    chat.locale = 'en-US';
    chat.shadowRoot!.querySelector('button')!.click();
    await until(() => !chat.folded);
    const { rooms } = await lists();
    ok(rooms[1]!.includes('1 new message') && !rooms[0]!.includes('new'), rooms.join());
    await screenOf(chat, { room: labels[3]! });
    await until(() => chat.unread === 1, 'read when seen');
    equal(counts.at(-1), 1);
  });

  it('the badge has the count as well, where the page asks for it, and goes with the element', async () => {
    document.title = 'Conversations';
    await open({ badge: '' });
    await ready();
    equal(document.title, 'Conversations');
    await screenOf(chat, { hears: ids[1]! });
    await until(() => document.title === '(1) Conversations');
    document.title = 'Another page';
    await screenOf(chat, { hears: ids[3]! });
    await until(() => document.title === '(2) Another page', 'the page’s own change stays');
    chat.badge = null;
    equal(document.title, 'Another page');
    chat.badge = true;
    equal(document.title, '(2) Another page');
    await anew(() => document.body.append(chat.parentElement!));
    equal(document.title, 'Another page', 'a frame that is loaded anew counts anew');
    await screenOf(chat, { hears: ids[1]! });
    await until(() => document.title === '(1) Another page');
    chat.isolation = 'inline';
    equal(document.title, 'Another page', 'what comes in its place counts for itself');
    await anew(() => {
      chat.isolation = 'frame';
    });
    await screenOf(chat, { hears: ids[1]! });
    await until(() => document.title === '(1) Another page');
    chat.remove();
    equal(document.title, 'Another page');
  });

  it('a hostile frame’s count is a number or nothing, in the title as elsewhere', async () => {
    document.title = 'Conversations';
    await open({ badge: '' });
    await ready();
    const says = (count: unknown) =>
      ear.port!.onmessage!(
        new MessageEvent('message', { data: { kind: 'report', report: { name: 'unread-changed', count } } }),
      );
    for (const count of ['Marker', -1, 1.5, Number.NaN, { toString: () => 'Marker' }, null, 2 ** 60]) {
      says(count);
      equal(document.title, 'Conversations');
    }
    says(4711);
    await until(() => document.title === '(99+) Conversations');
    chat.remove();
  });

  it('INV-10: labels go inwards, and of what comes out nothing is a label or a text', async () => {
    await open();
    await ready();
    await shown(chat, ({ live }) => live.length === 4);
    await screenOf(chat, { room: labels[0]!, hears: ids[1]! });
    await until(() => chat.unread > 0);
    const all = JSON.stringify(ear.heard);
    for (const secret of [...labels, 'Maya', 'Marker 4711', ...ids]) ok(!all.includes(secret), secret);
    for (const { name, value } of chat.shadowRoot!.querySelector('iframe')!.attributes)
      ok(!labels.some((label) => value.includes(label)), name);
  });

  it('what is no list of rooms shows nothing of itself, and is a code; then it tries again', async () => {
    for (const wrong of [
      () => ({ rooms: [] }),
      () => [...quiet(), { conversation: 'MRN-004217', topic: '', label: 'Marker', unreadHint: 0 }],
      () => Array.from({ length: 501 }, () => quiet()[0]),
      () => [{ ...quiet()[0], label: 'Marker'.repeat(100) }],
    ]) {
      codes.length = 0;
      answer = wrong;
      await open();
      await until(() => codes.length > 0);
      same(codes, ['portal-invalid']);
      equal(chat.state, 'failed');
      same((await screenOf(chat)).rooms, []);
      answer = quiet;
      chat.open();
      await ready();
      equal((await lists()).rooms.length, 4);
      clear();
    }
  });

  it('a hostile page’s list is looked at in the frame as well: the same limits, labels are text, and no answer to what was not asked', async () => {
    const asked = new Promise<number>((resolve) => {
      answer = () => new Promise(() => {});
      void open()
        .then(() => until(() => ear.port, 'a port'))
        .then((port) =>
          port.addEventListener('message', ({ data }) => {
            if (data.kind === 'ask-rooms') resolve(data.id);
          }),
        );
    });
    const id = await asked;
    const hostile = { ...quiet()[0]!, label: '<img src=x onerror=alert(1)>', html: '<b>' };
    ear.say({ kind: 'rooms', id: id + 1, rooms: [hostile] });
    ear.say({ kind: 'passport', id, answer: 'passport~' });
    ear.say({ kind: 'rooms', id: -1, rooms: [hostile] });
    equal((await screenOf(chat)).rooms.length, 0);
    equal(chat.state, 'connecting');
    ear.say({ kind: 'rooms', id, rooms: [hostile, hostile] });
    await until(() => chat.state === 'failed');
    same(codes.at(-1), 'portal-invalid');
    answer = () => [hostile];
    chat.open();
    await ready();
    ok((await lists()).rooms[0]!.startsWith('<img src=x onerror=alert(1)>'));
  });

  it('a room that is gone from the list is let go', async () => {
    await open();
    await ready();
    await screenOf(chat, { room: labels[2]! });
    answer = () => quiet().slice(0, 2);
    await again();
    await ready();
    same((await shown(chat, ({ rooms }) => rooms.length === 2)).live, ids.slice(0, 2));
  });

  it('a frame that is loaded anew counts anew: no number of the one before stays', async () => {
    await open();
    await ready();
    await screenOf(chat, { hears: ids[1]! });
    await until(() => chat.unread === 1);
    await anew(() => document.body.append(chat.parentElement!));
    equal(chat.unread, 0);
    equal(counts.at(-1), 0);
    ok(!chat.matches(':state(unread)'));
    equal((await lists()).rooms.length, 4);
    await screenOf(chat, { hears: ids[1]! });
    await until(() => chat.unread === 1);
    chat.remove();
    await until(() => chat.unread === 0, 'nobody counts any more');
  });

  it('gives way to one conversation when the page names one, and comes back', async () => {
    await open();
    await ready();
    await shown(chat, ({ live }) => live.length === 4);
    chat.conversation = 'c'.repeat(43);
    await shown(chat, ({ rooms, live, logs }) => rooms.length === 0 && live.length === 0 && logs === 1);
    chat.conversation = null;
    equal((await lists()).rooms.length, 4);
    chat.getRooms = null;
    chat.roomsUrl = 'http://example.org/rooms';
    await until(() => codes.includes('setting-invalid'), 'a list of another scheme is refused');
  });
});
