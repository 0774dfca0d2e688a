import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import type { FakeTalk } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import {
  allByRole,
  type BedsideChat,
  byRole,
  clear,
  frame,
  nodes,
  press,
  settled,
  stand,
  type,
  words,
} from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
const size = { width: 360, height: 560 };
const tab = (chat: BedsideChat) => allByRole(chat, 'button', 'Messages')[0]!;

const byPart = (chat: BedsideChat, part: string): Element[] =>
  [...nodes(chat)].filter((node): node is Element => node instanceof Element && node.part.contains(part));

function deepActive(page = document): Element | null {
  let active = page.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

afterEach(clear);

describe('beside a visit', () => {
  it('folds into a tab that counts, reads nothing while it is folded, and tells the page', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'visit' }, size);
    const told: boolean[] = [];
    chat.addEventListener('bedside-folded-changed', (event) => told.push(event.detail.folded));
    equal(chat.folded, false);
    ok(chat.matches(':state(open)'));
    const fold = byRole(chat, 'button', 'Close messages');
    fold.focus();
    fold.click();
    await until(() => deepActive() === tab(chat), 'the focus goes to the tab');
    equal(chat.folded, true);
    equal(allByRole(chat, 'log').length, 0);
    talk.receive('I will share my screen');
    await until(() => words(tab(chat)).includes('1 new message'), 'the tab counts it');
    equal(talk.snapshot.unread, 1);
    await until(() => words(byRole(chat, 'status')).includes('1 new message'));
    ok(!words(byRole(chat, 'status')).includes('share my screen'), 'folded, it tells no content');
    tab(chat).click();
    await until(() => talk.snapshot.unread === 0, 'read when seen');
    same(told, [true, false]);
    same(
      talk.calls.filter((call) => /^st/.test(call)),
      ['start'],
      'the conversation went on',
    );
  });
  it('folds with Escape, by method, and keeps a draft', async () => {
    const { chat } = await stand(scenes.conversation(now), { layout: 'visit' }, size);
    press(type(chat, 'Half'), 'Escape');
    await settled(chat);
    equal(chat.folded, true);
    chat.open();
    await settled(chat);
    equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'Half');
    chat.close();
    await settled(chat);
    equal(chat.folded, true);
    equal(chat.state, 'ready');
  });
  it('lets a finger through to the video where nothing of it stands', async () => {
    const { chat } = await stand(scenes.conversation(now), { layout: 'visit' }, size);
    chat.close();
    await settled(chat);
    const box = chat.getBoundingClientRect();
    const at = (x: number, y: number) => document.elementFromPoint(box.left + x, box.top + y);
    ok(at(box.width / 2, box.height / 2) !== chat);
    equal(at(box.width - 20, box.height - 20), chat);
  });
  it('leaves the newest message in view, and the rest in reach, with letters twice as large', async () => {
    const { chat } = await stand(scenes.conversation(now), { layout: 'visit' }, { width: 300, height: 420 });
    chat.style.setProperty('--bedside-font-size', '30px');
    await settled(chat);
    await until(() => {
      const newest = byPart(chat, 'bubble').at(-1)!.getBoundingClientRect();
      const list = byRole(chat, 'log').getBoundingClientRect();
      return newest.top >= list.top && newest.bottom <= list.bottom;
    }, 'the newest message stands whole between the bar and the box');
    ok(words(byRole(chat, 'button', 'End-to-end encrypted')).includes('who can read this'));
    const notice = byPart(chat, 'emergency')[0]!;
    notice.scrollIntoView({ block: 'end' });
    const { bottom } = notice.getBoundingClientRect();
    ok(bottom <= chat.getBoundingClientRect().bottom + 1, 'what not to write for can be scrolled to');
  });
});

describe('the small window of a visit', () => {
  // A test page has no press of a finger to ask the browser with: a frame stands in for the window. tests/walk has the real one.
  const { documentPictureInPicture: real } = globalThis;
  const have = (value: typeof globalThis.documentPictureInPicture) =>
    Object.defineProperty(globalThis, 'documentPictureInPicture', {
      configurable: true,
      writable: true,
      value,
    });
  let frames: HTMLIFrameElement[] = [];
  const windows = () => {
    have({
      requestWindow: async () => {
        const iframe = document.createElement('iframe');
        iframe.style.cssText = 'inline-size:380px;block-size:560px';
        document.body.append(iframe);
        frames.push(iframe);
        const view = iframe.contentWindow as Window & typeof globalThis;
        view.close = () => {
          view.dispatchEvent(new view.Event('pagehide'));
          iframe.remove();
        };
        return view;
      },
    });
  };
  afterEach(() => {
    for (const one of frames) one.remove();
    frames = [];
    have(real);
  });

  async function out(): Promise<{ chat: BedsideChat; talk: FakeTalk; view: Window & typeof globalThis }> {
    windows();
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'visit', theme: 'light' }, size);
    byRole(chat, 'button', 'Open in a small window').click();
    await until(() => chat.ownerDocument !== document, 'it moved');
    await settled(chat);
    return { chat, talk, view: frames[0]!.contentWindow as Window & typeof globalThis };
  }

  it('has the conversation go on, dressed as before, new messages too; and brings it back', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'bedside-chat { --bedside-surface: rgb(1 2 3); position: absolute; inline-size: 99px } bedside-chat::part(bubble) { border-radius: 3px }',
    );
    document.adoptedStyleSheets.push(sheet);
    const { chat, talk, view } = await out();
    ok(chat.matches(':state(out)'));
    equal(view.document.title, 'Secure chat');
    equal(view.document.documentElement.lang, 'en-US');
    ok(chat.getBoundingClientRect().width > 300, 'all of the window, whatever the page says of its place');
    talk.receive('A line that came in later');
    await settled(chat);
    const last = allByRole(chat, 'article').at(-1)!;
    ok(words(last).includes('came in later'));
    const bubble = view.getComputedStyle(last.querySelector('.bubble')!);
    equal(bubble.backgroundColor, 'rgb(1, 2, 3)', 'the page’s tokens');
    equal(bubble.borderTopLeftRadius, '3px', 'the page’s rules');
    ok(parseFloat(bubble.paddingInlineStart) > 4, 'its own styles');
    press(type(chat, 'Half'), 'Escape');
    equal(chat.folded, false, 'there is nothing to fold into');

    byRole(document.body, 'button', 'Bring it back here').click();
    await until(() => chat.ownerDocument === document);
    await settled(chat);
    ok(!chat.matches(':state(out)'));
    equal(document.querySelectorAll('bedside-away-note').length, 0);
    equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'Half');
    const here = getComputedStyle(allByRole(chat, 'article').at(-1)!.querySelector('.bubble')!);
    ok(parseFloat(here.paddingInlineStart) > 4, 'dressed again');
    same(
      talk.calls.filter((call) => /^st/.test(call)),
      ['start'],
    );
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  it('comes back when its window is closed, or when the page takes it', async () => {
    const first = await out();
    first.view.close();
    await until(() => first.chat.ownerDocument === document);
    equal(document.querySelectorAll('bedside-away-note').length, 0);
    clear();
    frames = [];
    const second = await out();
    document.body.append(second.chat);
    await until(() => document.querySelectorAll('bedside-away-note').length === 0);
    await settled(second.chat);
    ok(!second.chat.matches(':state(out)'));
    ok(parseFloat(getComputedStyle(second.chat.shadowRoot!.querySelector('.panel')!).borderTopWidth) > 0);
    equal(second.chat.state, 'ready');
    second.chat.remove();
  });
  it('closes, and lets the conversation go, when the page takes out its place', async () => {
    const { chat, talk } = await out();
    clear();
    await until(() => talk.calls.at(-1) === 'stop');
    equal(chat.isConnected, false);
  });
  it('stays where it is when the browser says no', async () => {
    have({ requestWindow: () => Promise.reject(new DOMException('no', 'NotAllowedError')) });
    const { chat } = await stand(scenes.conversation(now), { layout: 'visit' }, size);
    byRole(chat, 'button', 'Open in a small window').click();
    await settled(chat);
    equal(chat.ownerDocument, document);
    equal(allByRole(chat, 'log').length, 1);
  });
  it('is not offered where there are none', async () => {
    have(undefined);
    const { chat } = await stand(scenes.conversation(now), { layout: 'visit' }, size);
    equal(allByRole(chat, 'button', 'Open in a small window').length, 0);
  });
});

describe('the sound', () => {
  const { AudioContext: real } = globalThis;
  let rung = 0;
  /** As much of one as the chime uses. */
  class Silent {
    readonly state = 'running';
    readonly currentTime = 0;
    readonly destination = {};
    createGain() {
      const gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
      return { gain, connect: () => {} };
    }
    createOscillator() {
      rung++;
      return { frequency: { value: 0 }, connect: (next: unknown) => next, start() {}, stop() {} };
    }
  }
  afterEach(() => {
    globalThis.AudioContext = real;
    localStorage.removeItem('bedside/sound');
  });
  it('is made only for who chose it, on this device from then on, and never in a visit', async () => {
    globalThis.AudioContext = Silent as unknown as typeof AudioContext;
    const first = await stand(scenes.conversation(now));
    first.talk.receive('One');
    await settled(first.chat);
    equal(rung, 0, 'off until it is chosen');
    byRole(first.chat, 'button', 'End-to-end encrypted').click();
    await settled(first.chat);
    const choice = [...nodes(first.chat)].find((node) => node instanceof HTMLInputElement)!;
    equal(choice.checked, false);
    choice.click();
    await until(() => rung > 0, 'heard at once');
    equal(localStorage.getItem('bedside/sound'), 'on');
    clear();
    await new Promise((done) => setTimeout(done, 2_100));
    rung = 0;
    const visit = await stand(scenes.conversation(now), { layout: 'visit' });
    visit.talk.receive('In the visit');
    await new Promise((done) => setTimeout(done, 100));
    equal(rung, 0, 'a visit has a sound of its own');
    clear();
    const second = await stand(scenes.conversation(now));
    second.talk.receive('Two');
    second.talk.receive('Three');
    await until(() => rung > 0);
    await new Promise((done) => setTimeout(done, 100));
    equal(rung, 2, 'two notes, once');
  });
});

describe('the badge', () => {
  it('puts a number before the page’s title where the page asks for it, and nothing else', async () => {
    document.title = 'Your visit';
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'launcher' });
    talk.receive('Are you there?');
    await settled(chat);
    equal(document.title, 'Your visit', 'not by itself');
    chat.badge = true;
    await settled(chat);
    // What does it is fetched where a page asks for it.
    await until(() => document.title === '(1) Your visit', document.title);
    talk.receive('Hello?');
    await settled(chat);
    equal(document.title, '(2) Your visit');
    document.title = 'Another page';
    talk.receive('Hello??');
    await settled(chat);
    equal(document.title, '(3) Another page', 'the page’s own change stays');
    chat.open();
    await until(() => talk.snapshot.unread === 0);
    await settled(chat);
    equal(document.title, 'Another page');
    chat.close();
    await settled(chat);
    talk.receive('Again');
    await settled(chat);
    equal(document.title, '(1) Another page');
    clear();
    await frame();
    equal(document.title, 'Another page', 'it goes with the element');
  });
});
