import type { Talk } from '../engine/snapshot.ts';
import { limits } from '../shared/limits.ts';
import type { BedsideChat } from './chat.ts';
import type { OpenTalk } from './connect.ts';
import type { Room } from './rooms.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import type { FakeTalk } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, nodes, press, settled, stand, type, words } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
const wide = { width: 1000, height: 600 };
const narrow = { width: 390, height: 700 };
const id = (i: number) => `${i}`.padStart(43, 'r');
const names = ['Maya: blood pressure', 'Maya: appointments', 'James: wound check', 'Ana: new inhaler'];
const rooms = (hints: readonly number[] = [0, 0, 0, 0], labels = names): Room[] =>
  labels.map((label, i) => ({
    conversation: id(i),
    topic: i === 1 ? 'scheduling' : 'clinical',
    label,
    unreadHint: hints[i] ?? 0,
  }));

interface Nurse {
  readonly chat: BedsideChat;
  /** The Talk of each room that was connected. */
  readonly talks: ReadonlyMap<string, FakeTalk>;
  readonly live: () => string[];
  readonly row: (label: string) => HTMLElement;
  readonly talk: (i: number) => FakeTalk;
}

async function nurse(
  list: () => unknown,
  { size = wide, layout = 'panel' }: { size?: { width: number; height: number }; layout?: string } = {},
): Promise<Nurse> {
  const talks = new Map<string, FakeTalk>();
  const { chat } = await stand(scenes.conversation(now), { conversation: '', layout }, size);
  chat.openTalk = (async ({ conversation }): Promise<Talk> => {
    const talk = scenes.conversation(now);
    talks.set(conversation, talk);
    return talk;
  }) satisfies OpenTalk;
  chat.getRooms = async () => list();
  await until(() => chat.state === 'ready' || chat.state === 'failed');
  await settled(chat);
  return {
    chat,
    talks,
    live: () => [...talks].filter(([, { running }]) => running).map(([conversation]) => conversation),
    row: (label) => allByRole(chat, 'button', label).find((one) => one.className.startsWith('room'))!,
    talk: (i) => talks.get(id(i))!,
  };
}
const shown = (chat: BedsideChat) => allByRole(chat, 'log').length;
function deepActive(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

afterEach(clear);

describe('the inbox', () => {
  it('lists the rooms as the portal has them, all live, and opens one of them', async () => {
    const { chat, row, live, talk } = await nurse(() => rooms());
    same(
      allByRole(byRole(chat, 'navigation'), 'button').map((one) => one.querySelector('.label')?.textContent),
      names,
    );
    ok(words(row('appointments')).includes('Scheduling'));
    same(live(), [0, 1, 2, 3].map(id));
    equal(shown(chat), 0);
    ok(words(chat).includes('Choose a conversation'));
    row('wound check').click();
    await until(() => deepActive()?.tagName === 'TEXTAREA', 'the focus goes to the text box');
    equal(shown(chat), 1);
    equal(row('wound check').getAttribute('aria-current'), 'true');
    press(type(chat, 'How does it look?'), 'Enter');
    await until(() => talk(2).saved.length === 1);
    same([...talk(2).saved, ...talk(0).saved, ...talk(1).saved], ['How does it look?']);
  });
  it('counts each room and all of them, and what is read no longer', async () => {
    const { chat, row, talk } = await nurse(() => rooms());
    const told: number[] = [];
    chat.addEventListener('bedside-unread-changed', (event) => told.push(event.detail.count));
    talk(1).receive('May I come later?');
    talk(3).receive('It tastes odd');
    talk(3).receive('Is that normal?');
    await settled(chat);
    await settled(chat);
    ok(words(row('appointments')).includes('1 new message'), words(row('appointments')));
    ok(words(row('new inhaler')).includes('2 new messages'));
    ok(!words(row('wound check')).includes('new message'));
    equal(chat.unread, 3);
    equal(told.at(-1), 3);
    row('new inhaler').click();
    await until(() => chat.unread === 1, 'read when seen');
    equal(told.at(-1), 1);
    equal(talk(1).snapshot.unread, 1, 'not read unseen');
  });
  it('keeps the conversation of a room, and its draft, while another is on the screen', async () => {
    const { chat, row, talk } = await nurse(() => rooms());
    row('blood pressure').click();
    await until(() => shown(chat) === 1);
    type(chat, 'Half a sen');
    row('wound check').click();
    await settled(chat);
    row('blood pressure').click();
    await settled(chat);
    equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'Half a sen');
    same(
      talk(0).calls.filter((call) => /^st/.test(call)),
      ['start'],
    );
  });
  it('shows the portal’s hint where a room is not connected, and connects what is opened', async () => {
    const many = limits.roomsLiveMax + 3;
    const labels = Array.from({ length: many }, (_, i) => `Room ${String.fromCharCode(65 + i)}`);
    const hints = labels.map((_, i) => (i === many - 1 ? 4 : 0));
    const { chat, row, live } = await nurse(() => rooms(hints, labels));
    equal(live().length, limits.roomsLiveMax);
    const last = labels.at(-1)!;
    ok(words(row(last)).includes('4 new messages'));
    equal(chat.unread, 4);
    row(last).click();
    await until(() => live().includes(id(many - 1)));
    await until(() => live().length === limits.roomsLiveMax, 'the limit holds');
    ok(!live().includes(id(limits.roomsLiveMax - 1)), 'the one that stood last gave way');
    await until(() => chat.unread === 0, 'its own count takes the place of the hint');
  });
  it('is one stop of the Tab key, and goes by arrows, Home and End', async () => {
    const { chat, row } = await nurse(() => rooms());
    const stops = () =>
      allByRole(byRole(chat, 'navigation'), 'button').filter((one) => one.tabIndex === 0).length;
    equal(stops(), 1);
    row('blood pressure').focus();
    for (const [key, label] of [
      ['ArrowDown', 'appointments'],
      ['ArrowDown', 'wound check'],
      ['ArrowUp', 'appointments'],
      ['End', 'new inhaler'],
      ['ArrowDown', 'new inhaler'],
      ['Home', 'blood pressure'],
    ] as const) {
      press(deepActive() as HTMLElement, key);
      await settled(chat);
      equal(deepActive(), row(label), key);
      equal(stops(), 1);
    }
  });
  it('shows one or the other where there is no room for both; Back gives the focus to the row', async () => {
    const { chat, row } = await nurse(() => rooms(), { size: narrow });
    equal(allByRole(chat, 'button', 'All conversations').length, 0);
    row('wound check').click();
    await until(() => shown(chat) === 1);
    equal(allByRole(chat, 'navigation').length, 0);
    byRole(chat, 'button', 'All conversations').click();
    await settled(chat);
    equal(shown(chat), 0);
    equal(deepActive(), row('wound check'));
  });
  it('is counted on the launcher, and opens from it', async () => {
    const { chat, talk, row } = await nurse(() => rooms([0, 0, 0, 0]), { layout: 'launcher' });
    const launcher = () => byRole(chat, 'button', 'Messages');
    equal(allByRole(chat, 'navigation').length, 0);
    talk(0).receive('Hello');
    talk(2).receive('Hello');
    await settled(chat);
    await settled(chat);
    ok(words(launcher()).includes('2 new messages'), words(launcher()));
    await until(() => words(byRole(chat, 'status')).includes('new message'));
    ok(!words(byRole(chat, 'status')).includes('Hello'));
    launcher().click();
    await until(() => deepActive() === row('blood pressure'), 'the focus goes to the list');
    equal(talk(0).snapshot.unread, 1, 'the list reads nothing');
    row('blood pressure').click();
    await until(() => talk(0).snapshot.unread === 0);
    ok(byRole(chat, 'button', 'Close messages'));
    press(deepActive() as HTMLElement, 'Escape');
    await until(() => deepActive() === launcher());
  });
  it('says by a code that the list is not one, and tries again', async () => {
    let answer: unknown = { rooms: 'none' };
    const { chat } = await nurse(() => answer);
    equal(chat.state, 'failed');
    ok(words(chat).includes('Code: portal-invalid'));
    answer = rooms();
    byRole(chat, 'button', 'Try again').click();
    await until(() => chat.state === 'ready');
    await settled(chat);
    equal(allByRole(byRole(chat, 'navigation'), 'button').length, 4);
  });
  it('asks again when the page is seen again: rooms come and go, and a failure changes nothing', async () => {
    let answer: () => unknown = () => rooms();
    const { chat, row, live } = await nurse(() => answer());
    row('wound check').click();
    await until(() => shown(chat) === 1);
    answer = () => {
      throw new Error('offline');
    };
    document.dispatchEvent(new Event('visibilitychange'));
    await settled(chat);
    equal(shown(chat), 1);
    answer = () => rooms().filter(({ label }) => !label.startsWith('James'));
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => !live().includes(id(2)), 'a room that is gone is let go');
    await settled(chat);
    equal(shown(chat), 0);
    equal(allByRole(byRole(chat, 'navigation'), 'button').length, 3);
  });
  it('keeps the focus where it was while rooms come, go and change places', async () => {
    let list = rooms();
    const { chat, row, live } = await nurse(() => list);
    const again = async (next: readonly Room[], done: () => unknown) => {
      list = [...next];
      document.dispatchEvent(new Event('visibilitychange'));
      await until(done);
      await settled(chat);
    };
    const first = () => words(allByRole(byRole(chat, 'navigation'), 'button')[0]!);
    row('wound check').focus();
    await again([list[2]!, list[0]!, list[1]!, list[3]!], () => first().includes('wound check'));
    equal(deepActive(), row('wound check'), 'an Enter would open another than it was meant for');
    row('wound check').click();
    await until(() => shown(chat) === 1);
    const box = type(chat, 'Half a word');
    box.focus();
    await again(rooms(), () => first().includes('blood pressure'));
    await again([list[2]!, list[0]!, list[1]!, list[3]!], () => first().includes('wound check'));
    equal(deepActive(), box);
    await again(
      rooms().filter(({ label }) => !label.startsWith('James')),
      () => !live().includes(id(2)),
    );
    equal(deepActive(), row('blood pressure'), 'who wrote in the one that went is at a neighbour');
    press(row('blood pressure'), 'End');
    equal(deepActive(), row('new inhaler'));
    await again(rooms().slice(0, 2), () => !row('new inhaler'));
    equal(deepActive(), row('appointments'));
    await again([], () => words(chat).includes('No conversations yet'));
    equal(deepActive(), byRole(chat, 'navigation'));
  });
  it('says so where there are none', async () => {
    const { chat } = await nurse(() => []);
    ok(words(chat).includes('No conversations yet'));
  });
  it('lets everything go with lock and close', async () => {
    const { chat, live } = await nurse(() => rooms());
    equal(live().length, 4);
    chat.lock();
    await until(() => live().length === 0);
    await settled(chat);
    ok(!words(chat).includes('Maya'), 'labels are hidden');
    equal(chat.state, 'locked');
    byRole(chat, 'button', 'Unlock').click();
    await until(() => live().length === 4);
  });
  it('INV-10: labels and texts stand in no attribute, and no event leaves but numbers', async () => {
    const { chat, row, talk } = await nurse(() => rooms());
    const heard: string[] = [];
    for (const name of [
      'bedside-ready',
      'bedside-message-received',
      'bedside-unread-changed',
      'bedside-state-changed',
    ])
      chat.addEventListener(name, (event) =>
        heard.push(JSON.stringify((event as CustomEvent).detail ?? null)),
      );
    row('wound check').click();
    talk(1).receive('Marker 4711');
    await settled(chat);
    for (const node of nodes(chat))
      if (node instanceof Element)
        for (const { name, value } of node.attributes)
          for (const text of [...names, 'Marker 4711', id(0)])
            ok(!value.includes(text), `${node.localName} ${name}`);
    ok(
      heard.every((one) => /^(null|\{"count":\d+\}|\{"state":"\w+"\})$/.test(one)),
      heard.join(),
    );
  });
});
