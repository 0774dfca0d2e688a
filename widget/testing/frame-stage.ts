import type { BedsideChat } from '../chat.ts';
import { define } from '../define.ts';
import { FramePage } from '../frame/frame-page.ts';
import { plug } from '../plug.ts';
import { fetchRare } from '../rare.ts';
import { authorOf, lena, maya, rivera } from './fake-talk.ts';
import { scenes } from './scenes.ts';

/*
 * The document in the frame of a test, which is of another origin than the test, as a relay's is. A nurse reads in it; a
 * test asks it for what is on the screen, and has it press one of the page's buttons. The page greets it as soon as it has
 * loaded: nothing may be waited for before.
 */
const talk = scenes.conversation(new Date().setHours(11, 5, 0, 0));
talk.set({ self: { ...authorOf(lena), self: true }, members: [{ ...lena, self: true }, maya, rivera] });
plug();
define();
new FramePage(async () => talk);

/** What a frame's screen has of the page's lists, and the place of the message on which its buttons stand. */
export interface Screen {
  readonly buttons: readonly { readonly words: string; readonly enabled: boolean }[];
  readonly templates: readonly string[];
  readonly replies: readonly string[];
  readonly seq: number;
  /** That it is not set up, in words; empty where it is. */
  readonly status: string;
}

addEventListener('message', async ({ data, source }) => {
  const chat = document.querySelector<BedsideChat>('bedside-chat');
  if (!chat || typeof data !== 'object') return;
  const { allByRole, byRole, press, settled, words } = await import('./stand.ts');
  await fetchRare('bedside-line-actions');
  await fetchRare('bedside-composer-tools');
  await settled(chat);
  const article = allByRole(chat, 'article').find((one) => words(one).includes('And keep moving'));
  article?.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
  await settled(chat);
  const buttons = [...chat.querySelectorAll('button')].filter((one) => one.checkVisibility());
  buttons.find((one) => one.textContent === data.press)?.click();
  const tools = allByRole(chat, 'button', 'Templates');
  tools[0]?.click();
  await settled(chat);
  const screen: Screen = {
    buttons: buttons.map((one) => ({ words: one.textContent ?? '', enabled: !one.disabled })),
    templates: allByRole(chat, 'option').map((one) => one.querySelector('b')!.textContent ?? ''),
    replies: [...(tools[0]?.parentElement?.querySelectorAll('.reply') ?? [])].map(
      (one) => one.textContent ?? '',
    ),
    seq: talk.snapshot.lines.find((one) => one.kind === 'text' && one.text.includes('And keep moving'))!.seq!,
    status: allByRole(chat, 'heading', 'This chat is not set up correctly').map(words).join(''),
  };
  if (tools[0]) press(byRole(chat, 'combobox'), 'Escape');
  (source as Window).postMessage(screen, { targetOrigin: '*' });
});
