import type { BedsideChat } from '../chat.ts';
import { define } from '../define.ts';
import { FramePage } from '../frame/frame-page.ts';
import { wordSlots } from '../frame/words.ts';
import { plug } from '../plug.ts';
import { fetchRare } from '../rare.ts';
import { until } from './assert.ts';
import { authorOf, type FakeTalk, lena, maya, rivera } from './fake-talk.ts';
import { scenes } from './scenes.ts';

/*
 * The document in the frame of a test, which is of another origin than the test, as a relay's is. A nurse reads in it, one
 * conversation or several; a test asks it for what is on the screen, has it press one of the page's buttons, open a room,
 * and hear something in one. The page greets it as soon as it has loaded: nothing may be waited for before.
 */
const talk = scenes.conversation(new Date().setHours(11, 5, 0, 0));
talk.set({ self: { ...authorOf(lena), self: true }, members: [{ ...lena, self: true }, maya, rivera] });
plug();
define();
const rooms = new Map<string, FakeTalk>();
new FramePage(async ({ conversation }) => {
  if (conversation === 'c'.repeat(43)) return talk;
  rooms.set(conversation, scenes.conversation(new Date().setHours(11, 5, 0, 0)));
  return rooms.get(conversation)!;
});

/** What a test has the frame do, before it says what is on the screen. */
export interface Doing {
  /** This one of the page's buttons is pressed. */
  readonly press?: string | undefined;
  /** The room with this label is opened. */
  readonly room?: string;
  /** Somebody else says something in this conversation. */
  readonly hears?: string;
}

/** What a frame's screen has of the page's lists, and the place of the message on which its buttons stand. */
export interface Screen {
  /** The rows of an inbox, as their words are. */
  readonly rooms: readonly string[];
  /** The conversations that are connected. */
  readonly live: readonly string[];
  /** So many conversations are on the screen. */
  readonly logs: number;
  readonly buttons: readonly { readonly words: string; readonly enabled: boolean }[];
  readonly templates: readonly string[];
  readonly replies: readonly string[];
  readonly seq: number;
  /** What is said in each slot for words of the conversation on the screen: the page's, or the chat's own. */
  readonly said: Readonly<Record<string, string>>;
  /** Nodes in those that are no text of their own element. */
  readonly markup: number;
  /** The token `--bedside-accent`. */
  readonly accent: string;
  /** That it is not set up, in words; empty where it is. */
  readonly status: string;
}

addEventListener('message', async ({ data, source }) => {
  const chat = document.querySelector<BedsideChat>('bedside-chat');
  if (!chat || typeof data !== 'object') return;
  const { allByRole, byRole, nodes, press, settled, words } = await import('./stand.ts');
  const doing: Doing = data;
  const rows = () => allByRole(chat, 'button').filter((one) => one.part.contains('room'));
  if (doing.hears) (await until(() => rooms.get(doing.hears!))).receive('Marker 4711');
  rows()
    .find((one) => doing.room && words(one).includes(doing.room))
    ?.click();
  await fetchRare('bedside-line-actions');
  await fetchRare('bedside-composer-tools');
  await settled(chat);
  const article = allByRole(chat, 'article').find((one) => words(one).includes('And keep moving'));
  article?.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
  await settled(chat);
  const buttons = [...chat.querySelectorAll('button')].filter((one) => one.checkVisibility());
  buttons.find((one) => one.textContent === doing.press)?.click();
  const tools = allByRole(chat, 'button', 'Templates');
  tools[0]?.click();
  await settled(chat);
  const inside = [...nodes(chat)].filter((one): one is BedsideChat => one instanceof chat.constructor);
  const root = inside.findLast((one) => !one.hidden)!.shadowRoot!;
  const slots = wordSlots.map((name) => root.querySelector<HTMLSlotElement>(`slot[name=${name}]`));
  const lent = slots.map((slot) => slot?.assignedElements({ flatten: true }) ?? []);
  const screen: Screen = {
    said: Object.fromEntries(
      wordSlots.map((name, i) => [
        name,
        (slots[i]?.assignedNodes({ flatten: true }) ?? []).map(words).join('').trim(),
      ]),
    ),
    markup: lent.flat().filter((one) => one.isConnected && chat.contains(one) && one.childElementCount > 0)
      .length,
    rooms: rows().map((one) => words(one).trim()),
    live: [...rooms].filter(([, { running }]) => running).map(([conversation]) => conversation),
    logs: allByRole(chat, 'log').length,
    buttons: buttons.map((one) => ({ words: one.textContent ?? '', enabled: !one.disabled })),
    templates: allByRole(chat, 'option').map((one) => one.querySelector('b')!.textContent ?? ''),
    replies: [...(tools[0]?.parentElement?.querySelectorAll('.reply') ?? [])].map(
      (one) => one.textContent ?? '',
    ),
    seq: talk.snapshot.lines.find((one) => one.kind === 'text' && one.text.includes('And keep moving'))!.seq!,
    accent: getComputedStyle(chat).getPropertyValue('--bedside-accent'),
    status: allByRole(chat, 'heading', 'This chat is not set up correctly').map(words).join(''),
  };
  if (tools[0]) press(byRole(chat, 'combobox'), 'Escape');
  (source as Window).postMessage(screen, { targetOrigin: '*' });
});
