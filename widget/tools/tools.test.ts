import { fetchRare } from '../rare.ts';
import { equal, ok, same } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { authorOf, lena, maya, rivera } from '../testing/fake-talk.ts';
import { scenes } from '../testing/scenes.ts';
import {
  allByRole,
  byRole,
  clear,
  deepActive,
  nodes,
  press,
  type Stand,
  settled,
  stand,
  type,
  words,
} from '../testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
const hourMs = 3600_000;
const templates = [
  { title: 'Wound check', text: 'Please send how the wound looks today.\nIs it dry?' },
  { title: 'Übung', text: 'Ten ankle circles every waking hour.' },
  { title: 'Call us', text: 'Please call the front desk.' },
];
let here: Stand;
const box = () => byRole(here.chat, 'textbox', 'Message') as HTMLTextAreaElement;
const select = () =>
  [...nodes(here.chat)].find((node): node is HTMLSelectElement => node instanceof HTMLSelectElement);
const choose = async (value: number) => {
  select()!.value = `${value}`;
  select()!.dispatchEvent(new Event('change', { bubbles: true }));
  await settled(here.chat);
};
beforeEach(async () => {
  await fetchRare('bedside-composer-tools');
  await fetchRare('bedside-life-mark');
  here = await stand(scenes.conversation(now), {}, { width: 700, height: 600 });
});
afterEach(clear);

describe('templates and quick replies', () => {
  const asStaff = async () => {
    const { talk, chat } = here;
    talk.set({ self: { ...authorOf(lena), self: true }, members: [{ ...lena, self: true }, maya, rivera] });
    chat.templates = templates;
    chat.quickReplies = ['Thank you.', 'I will look into it.', 'Please call us.', 'a fourth'];
    await settled(chat);
  };
  const menu = () => allByRole(here.chat, 'listbox')[0];
  const field = () => byRole(here.chat, 'combobox') as HTMLInputElement;
  const options = () => allByRole(here.chat, 'option').map((one) => one.querySelector('b')!.textContent);
  const find = async (text: string) => {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await settled(here.chat);
  };

  it('are there for staff only', async () => {
    here.chat.templates = templates;
    here.chat.quickReplies = ['Thank you.'];
    await settled(here.chat);
    equal(allByRole(here.chat, 'button', 'Templates').length, 0);
    equal(allByRole(here.chat, 'button', 'Thank you.').length, 0);
    await asStaff();
    equal(allByRole(here.chat, 'button', 'Templates').length, 1);
    equal(allByRole(here.chat, 'button', 'Please call us.').length, 1);
    equal(allByRole(here.chat, 'button', 'a fourth').length, 0);
    here.talk.set({ canWrite: false });
    await settled(here.chat);
    equal(allByRole(here.chat, 'button', 'Templates').length, 0);
  });

  it('are found by typing, taken by keys, and stand in the text box; nothing is sent', async () => {
    await asStaff();
    byRole(here.chat, 'button', 'Templates').click();
    await settled(here.chat);
    equal(deepActive(), field());
    same(options(), [
      'Wound check',
      'Übung',
      'Call us',
      'Thank you.',
      'I will look into it.',
      'Please call us.',
    ]);
    press(field(), 'ArrowDown');
    await settled(here.chat);
    const marked = allByRole(here.chat, 'option').find((one) => one.ariaSelected === 'true')!;
    equal(field().getAttribute('aria-activedescendant'), marked.id);
    ok(words(marked).includes('Übung'));
    await find('ubung ANKLE');
    same(options(), ['Übung']);
    press(field(), 'Enter');
    await settled(here.chat);
    equal(menu(), undefined);
    equal(box().value, 'Ten ankle circles every waking hour.');
    equal(deepActive(), box());
    ok(!here.talk.calls.some((call) => call.startsWith('say')));
    equal(here.talk.saved.length, 0);
  });

  it('where there is no room for quick replies beside each other, they stand in the menu', async () => {
    clear();
    here = await stand(scenes.conversation(now));
    await asStaff();
    here.chat.templates = null;
    await settled(here.chat);
    equal(allByRole(here.chat, 'button', 'Thank you.').length, 0);
    byRole(here.chat, 'button', 'Templates').click();
    await settled(here.chat);
    allByRole(here.chat, 'option')[0]!.click();
    await settled(here.chat);
    equal(box().value, 'Thank you.');
  });

  it('"/" in an empty text box opens them; where something is written it is a slash', async () => {
    await asStaff();
    box().focus();
    ok(press(box(), '/').defaultPrevented);
    await settled(here.chat);
    ok(menu());
    press(field(), 'Escape');
    await settled(here.chat);
    equal(menu(), undefined);
    equal(deepActive(), box());
    type(here.chat, '1');
    ok(!press(box(), '/').defaultPrevented);
    here.chat.templates = null;
    type(here.chat, '');
    await settled(here.chat);
    ok(!press(box(), '/').defaultPrevented);
  });

  it('a quick reply goes where the cursor is, and the draft is kept', async () => {
    await asStaff();
    type(here.chat, 'Hello. ');
    byRole(here.chat, 'button', 'Thank you.').click();
    equal(box().value, 'Hello. Thank you.');
    equal(deepActive(), box());
    await new Promise((next) => setTimeout(next, 500));
    equal(here.talk.draft, 'Hello. Thank you.');
  });

  it('what is no template is left out, with setting-invalid, and what is typed to find one stands in no attribute', async () => {
    const codes: string[] = [];
    here.chat.addEventListener('bedside-error', ({ detail }) => codes.push(detail.code));
    await asStaff();
    same(codes, ['setting-invalid'], 'a fourth quick reply');
    here.chat.quickReplies = here.chat.quickReplies!.slice(0, 3);
    await settled(here.chat);
    same(codes, ['setting-invalid']);
    here.chat.templates = [...templates, { title: 'no text' }, null, 'x'] as never;
    await settled(here.chat);
    same(codes, ['setting-invalid', 'setting-invalid']);
    byRole(here.chat, 'button', 'Templates').click();
    await settled(here.chat);
    equal(options().length, 6);
    await find('marker');
    ok(words(here.chat).includes('Nothing found.'));
    for (const node of nodes(here.chat))
      if (node instanceof Element) for (const { value } of node.attributes) ok(!value.includes('marker'));
  });
});

describe('how long a message is shown', () => {
  it('can be chosen where the portal allows it, in its steps, and goes with what is said until it is chosen otherwise', async () => {
    equal(select(), undefined);
    here.talk.set({ livesMs: [hourMs, 24 * hourMs, 7 * 24 * hourMs, 90 * 60_000] });
    await settled(here.chat);
    same(
      [...select()!.options].map(({ text }) => text),
      [
        'Keep messages',
        'Delete after 1 hour',
        'Delete after 1 day',
        'Delete after 1 week',
        'Delete after 90 minutes',
      ],
    );
    press(type(here.chat, 'kept'), 'Enter');
    await settled(here.chat);
    await choose(hourMs);
    press(type(here.chat, 'the code is 4711'), 'Enter');
    await settled(here.chat);
    await choose(0);
    press(type(here.chat, 'kept again'), 'Enter');
    await settled(here.chat);
    same(
      here.talk.calls.filter((call) => call.startsWith('say')),
      ['say', `say for ${hourMs}`, 'say'],
    );
  });

  it('an answer has it, too', async () => {
    here.talk.set({ livesMs: [hourMs] });
    await settled(here.chat);
    await choose(hourMs);
    await fetchRare('bedside-line-actions');
    const article = allByRole(here.chat, 'article').at(-1)!;
    article.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await settled(here.chat);
    byRole(here.chat, 'button', 'Reply').click();
    await settled(here.chat);
    press(type(here.chat, 'so it is'), 'Enter');
    await settled(here.chat);
    ok(here.talk.calls.some((call) => /^say to \d+ for 3600000$/.test(call)));
  });

  it('is forgotten with the conversation', async () => {
    here.talk.set({ livesMs: [hourMs] });
    await settled(here.chat);
    await choose(hourMs);
    here.chat.lock();
    await settled(here.chat);
    here.chat.open();
    await settled(here.chat);
    equal(select()!.value, '0');
  });

  it('stands under the message, with the time that is left', async () => {
    here.talk.set({ livesMs: [hourMs] });
    const last = here.talk.snapshot.lines.findLast(({ kind }) => kind === 'text')!;
    const margin = { quote: null, edits: 0, earlier: [], reactions: [], pending: null };
    const left = async (ms: number) => {
      here.talk.move(last.key, { margin: { ...margin, expiresAt: Date.now() + ms } });
      await settled(here.chat);
      return words(here.chat).match(/Deleted in \d+ \w+\.?/)?.[0];
    };
    equal(await left(2 * 24 * hourMs - 1000), 'Deleted in 2 days');
    equal(await left(90 * 60_000), 'Deleted in 2 hr.');
    equal(await left(45_000), 'Deleted in 1 min.');
  });
});
