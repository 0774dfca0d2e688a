import type { LineView } from '../../engine/snapshot.ts';
import { emptySnapshot } from '../../engine/snapshot.ts';
import { fetchRare } from '../rare.ts';
import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { authorOf, FakeTalk, maya } from '../testing/fake-talk.ts';
import { long, open, scenes } from '../testing/scenes.ts';
import { SleepyTalk } from '../testing/sleepy-talk.ts';
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
  words,
} from '../testing/stand.ts';
import { holds, spans, wordsIn } from './plain-form.ts';
import { Search } from './search.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

const finds = (text: string, query: string): boolean => holds(text, wordsIn(query));
const marked = (text: string, query: string): string[] =>
  spans(text, wordsIn(query)).map(([from, to]) => text.slice(from, to));

describe('what is compared', () => {
  it('knows no case, accents or widths, and every word has to be there, in whatever order', () => {
    for (const [text, query] of [
      ['Señora Núñez: ibuprofeno', 'NUNEZ senora'],
      ['uống thuốc với nước', 'uong thuoc'],
      ['Đau đầu', 'dau DAU'],
      ['ΟΔΟΣ Αθηνών', 'οδος αθηνων'],
      ['Straße', 'STRASSE'],
      ['ＡＢＣ１２３', 'abc123'],
      ['第二天的敷料是干的', '敷料'],
      ['ألمٌ في الرُّكبة', 'الركبة الم'],
      ['مـــرحبا', 'مرحبا'],
      ['two\n  lines', 'two lines'],
    ] as const)
      ok(finds(text, query), `${query} in ${text}`);
    ok(!finds('the left knee', 'left hip'));
    ok(!finds('कि', 'की'), 'a vowel sign makes another syllable');
    same(wordsIn('  \n'), []);
  });

  it('is marked in the text as it was written', () => {
    same(marked('El Señor Núñez', 'senor'), ['Señor']);
    same(marked('Cafe\u0301 and cafe', 'café'), ['Cafe\u0301', 'cafe']);
    same(marked('Straßenbahn', 'ss'), ['ß']);
    same(marked('😀 pain 😀 pain', 'pain'), ['pain', 'pain']);
    same(marked('مُحَمَّد هنا', 'محمد'), ['مُحَمَّد']);
    same(marked('abcdef', 'bcd cde'), ['bcde']);
  });
});

describe('a search', () => {
  const line = (seq: number, text: string): LineView => ({
    kind: 'text',
    key: `m${seq}`,
    seq,
    at: now + seq,
    author: authorOf(maya),
    text,
    state: 'read',
    refusal: null,
  });
  /** A log of so many messages of which the last fifty are there; the rest comes page by page. */
  class Paged extends FakeTalk {
    readonly all: readonly LineView[];
    pages = 0;
    constructor(all: readonly LineView[]) {
      super({
        ...open,
        lines: all.slice(-50),
        history: { more: all.length > 50, loading: false, withheld: false },
      });
      this.all = all;
    }
    override async loadEarlier(): Promise<void> {
      await super.loadEarlier();
      this.pages += 1;
      await new Promise((next) => setTimeout(next));
      const left = this.all.length - this.snapshot.lines.length;
      this.earlier(this.all.slice(Math.max(0, left - 50), left), left > 50);
    }
  }
  const numbered = (count: number, text: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i + 1, text(i + 1)));
  let search: Search;
  afterEach(() => search.stop());
  const texts = () => search.found.map(({ text }) => text);

  it('finds the latest first, and goes on in earlier messages until there are none', async () => {
    const talk = new Paged(numbered(220, (i) => (i % 90 === 0 ? `knee ${i}` : `line ${i}`)));
    search = new Search(talk, () => {});
    await search.find('Knee');
    same(texts(), ['knee 180', 'knee 90']);
    equal(search.state, 'over');
    equal(talk.snapshot.lines.length, 220);
  });

  it('wakes what sleeps on its way, and what was found stays found when it sleeps again', async () => {
    const talk = new SleepyTalk({
      ...open,
      lines: numbered(400, (i) => (i % 150 === 0 ? `knee ${i}` : `line ${i}`)),
    });
    search = new Search(talk, () => {});
    await search.find('knee');
    equal(search.state, 'over');
    const isHeld = (text: string) =>
      talk.snapshot.lines.some((line) => line.kind === 'text' && line.text === text);
    ok(isHeld('line 1') && !isHeld('knee 150'), 'it is far back, and sleeps where it was');
    same(texts(), ['knee 300', 'knee 150']);
    talk.reading(150);
    await until(() => isHeld('knee 150'));
    await talk.change({ kind: 'redaction', seq: 150 });
    same(texts(), ['knee 300']);
  });

  it('stops when enough was found, and goes on when asked', async () => {
    const talk = new Paged(numbered(120, (i) => `knee ${i}`));
    search = new Search(talk, () => {});
    await search.find('knee');
    equal(search.found.length, 30);
    equal(search.state, 'more');
    equal(talk.pages, 0);
    await search.goOn();
    equal(search.found.length, 60);
    same(texts().slice(-1), ['knee 61']);
    equal(talk.pages, 1);
  });

  it('another word, or the end, stops what is on its way', async () => {
    const talk = new Paged(numbered(1000, (i) => `line ${i}`));
    search = new Search(talk, () => {});
    const first = search.find('nowhere');
    await until(() => talk.pages >= 2);
    await search.find('line 1000');
    await first;
    same(texts(), ['line 1000']);
    const { pages } = talk;
    void search.find('nowhere at all');
    search.stop();
    await new Promise((next) => setTimeout(next, 50));
    ok(talk.pages - pages <= 1);
  });

  it('does not find what was removed, finds an edited message by what it says now, and forgets what is removed later', async () => {
    const talk = new FakeTalk({ ...open, lines: numbered(3, (i) => `knee ${i}`) });
    search = new Search(talk, () => {});
    await talk.change({ kind: 'redaction', seq: 1 });
    await talk.change({ kind: 'edit', seq: 2, text: 'the other hip' });
    await search.find('knee');
    same(texts(), ['knee 3']);
    await talk.change({ kind: 'redaction', seq: 3 });
    same(texts(), []);
    await search.find('hip');
    same(texts(), ['the other hip']);
  });

  it('says that earlier messages cannot be searched without a connection, without their keys, or where none come', async () => {
    const more = { more: true, loading: false, withheld: false };
    const lines = numbered(2, (i) => `knee ${i}`);
    for (const change of [
      { connection: { live: false, retryAt: null }, history: more },
      { history: { ...more, withheld: true } },
    ]) {
      const talk = new FakeTalk({ ...open, lines, ...change });
      search = new Search(talk, () => {});
      await search.find('knee');
      equal(search.state, 'cut');
      equal(search.found.length, 2);
      search.stop();
    }
    const talk = new FakeTalk({ ...open, lines, history: more });
    talk.loadEarlier = async () => {};
    search = new Search(talk, () => {});
    await search.find('knee');
    equal(search.state, 'cut');
  });
});

describe('the search in a chat', () => {
  let here: Stand;
  const secret = 'dressing';
  const button = () => byRole(here.chat, 'button', 'Search messages');
  const field = () => byRole(here.chat, 'searchbox') as HTMLInputElement;
  const results = () => allByRole(here.chat, 'listitem');
  const rows = () =>
    [...nodes(here.chat)].filter(
      (node): node is HTMLElement =>
        node instanceof HTMLElement && node.matches('li button') && node.checkVisibility(),
    );
  const open = async () => {
    button().click();
    await settled(here.chat);
  };
  const look = async (query: string) => {
    field().value = query;
    field().dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await until(() => /found|Nothing/.test(words(here.chat)));
    await settled(here.chat);
  };
  beforeEach(async () => {
    await fetchRare('bedside-search');
    here = await stand(scenes.conversation(now));
  });

  it('opens from the top, shows day, sender and the words marked, and leads to the message', async () => {
    await open();
    equal(deepActive(), field());
    await look(secret);
    equal(rows().length, 2);
    ok(words(here.chat).includes('2 messages found.'));
    ok(words(rows()[0]!).includes('Dr. Ana Rivera') && words(rows()[0]!).includes('Yesterday'));
    same(
      [...rows()[0]!.querySelectorAll('mark')].map((mark) => mark.textContent),
      [secret],
    );
    rows()[1]!.click();
    await settled(here.chat);
    equal(allByRole(here.chat, 'searchbox').length, 0);
    const active = deepActive()!;
    ok(active.localName === 'article' && words(active).includes('small brown spot'));
  });

  it('goes by keys: down into what was found, up again, Escape back to its button', async () => {
    await open();
    await look('the');
    press(field(), 'ArrowDown');
    equal(deepActive(), rows()[0]);
    press(rows()[0]!, 'ArrowDown');
    equal(deepActive(), rows()[1]);
    await settled(here.chat);
    equal(rows()[1]!.tabIndex, 0);
    equal(rows()[0]!.tabIndex, -1);
    press(rows()[1]!, 'ArrowUp');
    press(rows()[0]!, 'ArrowUp');
    equal(deepActive(), field());
    press(field(), 'Escape');
    await settled(here.chat);
    equal(deepActive(), button());
  });

  it('leaves the browser its own search', async () => {
    const before = press(here.chat, 'f', { ctrlKey: true });
    await open();
    ok(!before.defaultPrevented && !press(field(), 'f', { ctrlKey: true }).defaultPrevented);
    ok(!press(field(), 'f', { metaKey: true }).defaultPrevented);
  });

  it('INV-10: what is searched for stands in no attribute, reaches no listener of the page and no call to the Talk', async () => {
    const heard: string[] = [];
    const types = ['input', 'keydown', 'change', 'search', 'bedside-search-request'];
    const listen = (event: Event) => heard.push(event.type);
    for (const type of types) document.addEventListener(type, listen);
    await open();
    press(field(), 'd');
    await look(secret);
    for (const type of types) document.removeEventListener(type, listen);
    same(heard, []);
    for (const node of nodes(here.chat))
      if (node instanceof Element)
        for (const { name, value } of node.attributes)
          ok(!value.includes(secret), `${node.localName} ${name}`);
    ok(!JSON.stringify(here.talk.calls).includes(secret));
    ok(!location.href.includes(secret));
    equal(field().spellcheck, false, 'some browsers send what they check to a server');
  });

  it('nothing behind it can be used, and nothing that comes in counts as read', async () => {
    await open();
    here.talk.receive('Are you there?');
    await settled(here.chat);
    await settled(here.chat);
    equal(here.talk.snapshot.unread, 1);
    press(field(), 'Escape');
    await settled(here.chat);
    await until(() => here.talk.snapshot.unread === 0);
  });

  it('finds one of ten thousand, and brings it before the reader', async () => {
    clear();
    here = await stand(long(10_000, now));
    await open();
    const from = performance.now();
    await look('line 4711.');
    ok(performance.now() - from < 5_000);
    equal(rows().length, 1);
    rows()[0]!.click();
    await until(() => deepActive()?.localName === 'article' && words(deepActive()!).includes('Line 4711.'));
  });

  it('is not there where there is nothing to search', async () => {
    clear();
    here = await stand(new FakeTalk({ ...emptySnapshot, state: 'failed', failure: 'portal-refused' }));
    equal(allByRole(here.chat, 'button', 'Search messages').length, 0);
  });

  it('beside a visit takes the focus when it is pressed and not before, and Escape closes it before it folds the visit', async () => {
    clear();
    here = await stand(scenes.conversation(now), { layout: 'visit' }, { width: 384, height: 560 });
    const { chat } = here;
    equal(document.activeElement, document.body);
    await open();
    equal(deepActive(), field());
    press(field(), 'Escape');
    await settled(chat);
    equal(deepActive(), button());
    equal(chat.folded, false);
    await open();
    await look(secret);
    equal(rows().length, 2);
    ok(
      !byRole(chat, 'log').checkVisibility({ visibilityProperty: true }),
      'only the video is seen behind it',
    );
    rows()[1]!.click();
    await settled(chat);
    ok(words(deepActive()!).includes('small brown spot'));
    ok(byRole(chat, 'log').checkVisibility({ visibilityProperty: true }));
    press(deepActive() as HTMLElement, 'Escape');
    await settled(chat);
    equal(chat.folded, true);
  });

  for (const [what, width, letters] of [
    ['a phone', 342, 16],
    ['a desktop', 384, 16],
    ['a phone, with letters twice as large', 272, 32],
  ] as const)
    for (const dir of ['ltr', 'rtl'])
      it(`its button has a place of its own at the top of a visit on ${what}, ${dir}`, async () => {
        clear();
        const real = Object.getOwnPropertyDescriptor(globalThis, 'documentPictureInPicture');
        Object.defineProperty(globalThis, 'documentPictureInPicture', { configurable: true, value: {} });
        here = await stand(scenes.group(now), { layout: 'visit', dir }, { width, height: 420 });
        const { chat } = here;
        chat.style.setProperty('--bedside-font-size', `${letters}px`);
        await settled(chat);
        const panel = chat.getBoundingClientRect();
        const boxes = [
          'End-to-end encrypted',
          'Search messages',
          'Open in a small window',
          'Close messages',
        ].map((name) => byRole(chat, 'button', name).getBoundingClientRect());
        for (const [i, one] of boxes.entries()) {
          ok(one.left >= panel.left && one.right <= panel.right, 'none is cut off');
          for (const other of boxes.slice(i + 1))
            ok(
              one.right <= other.left + 1 ||
                other.right <= one.left + 1 ||
                one.bottom <= other.top + 1 ||
                other.bottom <= one.top + 1,
              `none lies on another: ${JSON.stringify([one, other])}`,
            );
        }
        if (letters === 16) ok(boxes[0]!.height < 40, 'what it says of encryption stands in one line');
        if (real) Object.defineProperty(globalThis, 'documentPictureInPicture', real);
        else Reflect.deleteProperty(globalThis, 'documentPictureInPicture');
      });

  it('goes away with the conversation, and its words with it', async () => {
    await open();
    await look(secret);
    here.chat.lock();
    await settled(here.chat);
    here.chat.open();
    await settled(here.chat);
    equal(allByRole(here.chat, 'searchbox').length, 0);
    equal(results().length, 0);
  });
});
