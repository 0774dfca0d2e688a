import type { MemberView } from '../engine/snapshot.ts';
import { fetchRare } from './rare.ts';
import { equal, ok, same } from './testing/assert.ts';
import { afterEach, beforeEach, describe, it } from './testing/bdd.ts';
import { lena, rivera } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import {
  allByRole,
  byRole,
  clear,
  deepActive,
  press,
  type Stand,
  settled,
  stand,
  words,
} from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

describe('who has read a message', () => {
  let here: Stand;
  const article = (text: string): HTMLElement =>
    allByRole(here.chat, 'article').find((one) => words(one).includes(text))!;
  const line = (text: string) => (article(text).getRootNode() as ShadowRoot).host as HTMLElement;
  const mark = (text: string) => allByRole(line(text), 'button', 'Who has read it').at(-1)!;
  const panels = () => allByRole(here.chat, 'group', 'Who has read it');
  /** Terms and names, as they are shown. */
  const rows = () =>
    [...panels()[0]!.querySelectorAll('dt')].map((term) => [
      term.textContent!.trim(),
      term.nextElementSibling!.textContent,
    ]);
  const open = async (text: string) => {
    mark(text).click();
    await settled(here.chat);
  };
  beforeEach(async () => {
    await fetchRare('bedside-line-reach');
    await fetchRare('bedside-line-actions');
    here = await stand(scenes.group(now));
  });

  it('is told by name under one’s own message, has the focus, and closes again', async () => {
    equal(mark('Both ready.').getAttribute('aria-expanded'), 'false');
    await open('Both ready.');
    same(rows(), [
      ['Read by', 'Dr. Ana Rivera'],
      ['Delivered to', 'Lena Hoffmann, RN'],
    ]);
    equal(deepActive(), panels()[0]);
    equal(mark('Both ready.').getAttribute('aria-expanded'), 'true');
    press(panels()[0]!, 'Escape');
    await settled(here.chat);
    equal(panels().length, 0);
    equal(deepActive(), article('Both ready.'));
  });

  it('one at a time; what changes while it is open moves in it, and is not said aloud', async () => {
    await open('Will do.');
    await open('Both ready.');
    equal(panels().length, 1);
    const said = () => words(here.chat.shadowRoot!.querySelector('bedside-announcer')!.shadowRoot!);
    const before = said();
    const last = here.talk.snapshot.lines.findLast(({ seq }) => seq !== null)!.seq!;
    here.talk.set({ reached: [rivera, lena].map(({ person }) => ({ person, taken: last, read: last })) });
    await settled(here.chat);
    same(rows(), [['Read by', 'Dr. Ana Rivera & Lena Hoffmann, RN']]);
    equal(said(), before);
  });

  it('stands in the toolbar too, for one’s own messages that are in the log', async () => {
    const pointAt = async (text: string) => {
      article(text).dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
      await settled(here.chat);
      return allByRole(line(text), 'toolbar')[0];
    };
    byRole((await pointAt('Good morning.'))!, 'button', 'Who has read it').click();
    await settled(here.chat);
    equal(panels().length, 1);
    equal(allByRole((await pointAt('Hello Maya, Lena'))!, 'button', 'Who has read it').length, 0);
    equal(allByRole(line('She is here with me'), 'button', 'Who has read it').length, 0);
  });

  it('waits for nobody who came later, and says who was not reached', async () => {
    const at = now - 60_000;
    const late = (person: string, name: string, addedAt: number): MemberView => ({
      ...lena,
      person,
      name,
      devices: [{ ...lena.devices[0]!, addedAt }],
    });
    here.talk.set({
      members: [
        ...here.talk.snapshot.members,
        late('p-a', 'Amir', at),
        late('p-b', 'Bo', at - 24 * 3600_000),
      ],
    });
    await settled(here.chat);
    await open('Both ready.');
    equal(
      rows().some(([, names]) => names!.includes('Amir')),
      false,
    );
    ok(rows().some(([, names]) => names!.includes('Bo')));
  });

  it('between two people the mark says it all, and is no button', async () => {
    clear();
    here = await stand(scenes.conversation(now));
    equal(allByRole(here.chat, 'button', 'Who has read it').length, 0);
    ok(words(article('Will do.')).includes('Read'));
  });

  it('no mark is a stop of the Tab key until its message has the focus', async () => {
    equal(mark('Both ready.').tabIndex, -1);
    article('Both ready.').focus();
    await settled(here.chat);
    equal(mark('Both ready.').tabIndex, 0);
  });
});
