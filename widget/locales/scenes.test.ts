import { Language, learn } from '../language.ts';
import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, describe, it } from '../testing/bdd.ts';
import { pressed } from '../testing/pressed.ts';
import { type SceneName, scenes } from '../testing/scenes.ts';
import {
  type BedsideChat,
  byRole,
  clear,
  nodes,
  type Stand,
  settled,
  stand,
  type,
  words,
} from '../testing/stand.ts';
import { enXA } from './pseudo.ts';

const now = new Date().setHours(11, 5, 0, 0);
/** WCAG 1.4.10: nothing scrolls sideways at this width. */
const narrow = { width: 320, height: 640 };
const names = Object.keys(scenes) as SceneName[];

/** What a person may come to in a scene; where it looks the same in all, in these. */
const actedIn: readonly SceneName[] = ['group', 'staff', 'memory'];
const acts: Readonly<Record<string, (stand: Stand) => unknown>> = {
  'as it is': () => {},
  'with the sheet open': ({ chat }) => {
    const note = [...nodes(chat)].find(
      (node): node is HTMLElement =>
        node instanceof HTMLElement && node.localName === 'bedside-encryption-note',
    );
    note?.shadowRoot?.querySelector('button')?.click();
  },
  'with too long a text': ({ chat }) => {
    const box = [...nodes(chat)].find((node) => node instanceof HTMLTextAreaElement);
    if (!box) return;
    box.value = 'word '.repeat(4000);
    box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  },
  locked: ({ chat }) => chat.lock(),
  ...Object.fromEntries(
    Object.entries(pressed).map(([name, { press }]) => [name, ({ chat }: Stand) => press(chat)]),
  ),
};

const inside = (chat: BedsideChat): Element[] =>
  [...nodes(chat.shadowRoot!)].filter(
    (node): node is Element => node instanceof Element && node.checkVisibility(),
  );
const brief = (element: Element): string =>
  `${element.localName}${element.part.value ? `[${element.part.value}]` : ''}.${element.className} "${(element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 60)}"`;

/** Letters that stand outside every bracket, but for what people wrote and what they are called. */
function unlocalised({ chat, talk }: Stand): string[] {
  const { lines, members, suite } = talk.snapshot;
  const authors = lines.flatMap((line) => ('author' in line && line.author !== null ? [line.author] : []));
  const given = [
    ...lines.flatMap((line) => (line.kind === 'text' ? [line.text.replace(/\s+/g, ' ')] : [])),
    ...[...members, ...authors].map(({ name }) => name),
    ...members.flatMap(({ devices }) => devices.map(({ id }) => id)),
    suite ?? '',
    new Language(['en-XA']).list(members.filter(({ self }) => !self).map(({ name }) => name)),
  ];
  const foreign = (text: string): boolean => {
    let rest = text.replace(/\s+/g, ' ');
    for (let last = ''; last !== rest; ) {
      last = rest;
      rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
    }
    rest = rest.trim();
    return (
      /\p{L}/u.test(rest) &&
      !given.some((one) => one.includes(rest)) &&
      !/^\d+:\d\d\s[AP]M$/.test(rest) &&
      !/^\p{Lu}{1,2}$/u.test(rest) // initials
    );
  };
  const found: string[] = [];
  for (const element of inside(chat)) {
    if (element.localName === 'style') continue;
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE && foreign(node.textContent ?? ''))
        found.push(`text of ${brief(element)}`);
    for (const name of [
      'aria-label',
      'aria-description',
      'placeholder',
      'title',
      'alt',
      'aria-roledescription',
    ]) {
      const text = element.getAttribute(name);
      if (text && foreign(text)) found.push(`${name} of ${brief(element)}: ${text}`);
    }
  }
  return found;
}

/** For the ear only. */
const unseen = (element: Element): boolean =>
  getComputedStyle(element).clipPath === 'inset(50%)' ||
  (element.parentElement !== null && unseen(element.parentElement));

/** In a dialog, which is over the page, however deep in shadow trees. */
const inDialog = (element: Element): boolean => {
  const root = element.getRootNode();
  return element.closest('dialog') !== null || (root instanceof ShadowRoot && inDialog(root.host));
};

/** Elements whose text does not fit them, or that stick out of the panel. */
function clipped(chat: BedsideChat): string[] {
  const panel = chat.getBoundingClientRect();
  return inside(chat).flatMap((element) => {
    if (element.closest('svg, textarea, dialog:not([open])') || unseen(element)) return [];
    const text = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    const { left, right, width } = element.getBoundingClientRect();
    const out: string[] = [];
    if (text && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
      out.push(`cut by ${element.scrollWidth - element.clientWidth} px: ${brief(element)}`);
    if (text && width > 0 && !inDialog(element) && (left < panel.left - 1 || right > panel.right + 1))
      out.push(`sticks out: ${brief(element)}`);
    if (element.getAttribute('role') === 'log' && element.scrollWidth > element.clientWidth + 1)
      out.push(`scrolls sideways: ${brief(element)}`);
    return out;
  });
}

async function walk(locale: string, judge: (stand: Stand) => string[]): Promise<void> {
  const found: string[] = [];
  for (const name of names)
    for (const [how, act] of Object.entries(acts).slice(0, actedIn.includes(name) ? undefined : 1)) {
      const here = await stand(scenes[name](now), { locale }, narrow);
      await until(() => new Language([locale]).locale === locale, `no words in ${locale}`);
      await act(here);
      await settled(here.chat);
      ok(words(here.chat).includes(new Language([locale]).text('chat.emergency')), 'in another language');
      found.push(...judge(here).map((fault) => `${name}, ${how}: ${fault}`));
      clear();
    }
  same([...new Set(found)], []);
}

describe('in another language', () => {
  afterEach(clear);

  it('says everything in words of the table, and cuts none that is 40 % longer', async () => {
    learn('en-XA', enXA);
    equal(new Language(['en-XA']).locale, 'en-XA');
    await walk('en-XA', (here) => [...unlocalised(here), ...clipped(here.chat)]);
  });
  for (const locale of ['ar', 'es', 'fil', 'vi', 'zh-Hans'])
    it(`cuts nothing at 320 px in ${locale}`, () => walk(locale, ({ chat }) => clipped(chat)));

  it('finds what it looks for', async () => {
    learn('en-XA', { words: { ...enXA.words, 'composer.placeholder': 'Write' }, errors: enXA.errors });
    const here = await stand(scenes.empty(), { locale: 'en-XA' }, narrow);
    same(unlocalised(here).length, 1, unlocalised(here).join());
    learn('en-XA', {
      words: { ...enXA.words, 'list.empty-title': `⟦${'W'.repeat(80)}⟧` },
      errors: enXA.errors,
    });
    await settled(here.chat);
    ok(clipped(here.chat).length > 0);
    learn('en-XA', enXA);
  });

  it('is in English until the words are there, then in the language, and keeps what was written', async () => {
    let arrive = () => {};
    const arrived = new Promise<void>((done) => {
      arrive = done;
    });
    const here = await stand(scenes.empty(), { locale: 'eo' });
    const box = type(here.chat, 'half a sent');
    ok(words(here.chat).includes('No messages yet'));
    void arrived.then(() => learn('eo', enXA));
    arrive();
    await until(() => words(here.chat).includes('⟦'));
    equal(box.value, 'half a sent');
    ok(box.isConnected);
    ok(byRole(here.chat, 'textbox', '⟦'));
  });

  it('comes to a chat inside another component as well', async () => {
    const outer = document.createElement('div');
    document.body.append(outer);
    const here = await stand(scenes.empty(), { locale: 'io' });
    const before = here.chat.parentElement!;
    outer.attachShadow({ mode: 'open' }).append(here.chat);
    await settled(here.chat);
    learn('io', enXA);
    await until(() => words(here.chat).includes('⟦'));
    before.append(here.chat);
    outer.remove();
  });
});
