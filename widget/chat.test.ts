import type { View } from './chat.ts';
import { unreadForms } from './frame/unread-words.ts';
import { languages } from './language.ts';
import { en } from './locales/en.ts';
import { shellWords } from './shell.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, beforeEach, describe, it } from './testing/bdd.ts';
import { allByRole, BedsideChat, byRole, words } from './testing/stand.ts';

/** A view that notes what it is asked for. */
class NotedView implements View {
  readonly state = 'ready';
  readonly unread = 0;
  readonly lastAt = null;
  readonly folded = false;
  readonly updateComplete = Promise.resolve();
  readonly calls: string[] = [];
  open = () => void this.calls.push('open');
  close = () => void this.calls.push('close');
  lock = () => void this.calls.push('lock');
  focus = () => void this.calls.push('focus');
  focusSoon = () => void this.calls.push('focusSoon');
  press = () => void this.calls.push('press');
  connected = () => void this.calls.push('connected');
  disconnected = () => void this.calls.push('disconnected');
  changed = (name: string) => void this.calls.push(`changed ${name}`);
  requestUpdate = () => void this.calls.push('requestUpdate');
  leave = () => void this.calls.push('leave');
}

let arrive: () => void;
let view: NotedView;
let fetches: number;

function put(attributes: Readonly<Record<string, string>> = {}): BedsideChat {
  const chat = document.createElement('bedside-chat');
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  document.body.append(chat);
  return chat;
}

beforeEach(() => {
  view = new NotedView();
  fetches = 0;
  BedsideChat.makeView = null;
  BedsideChat.laysOut = false;
  BedsideChat.fetchView = () => {
    fetches++;
    return new Promise((done) => {
      arrive = () => done(() => view);
    });
  };
});
afterEach(() => document.querySelectorAll('bedside-chat').forEach((chat) => void chat.remove()));

describe('the element before its view', () => {
  it('takes what was set before it was defined', () => {
    const early = document.createElement('bedside-early') as BedsideChat;
    Object.assign(early, { conversation: 'early', theme: 'dark' });
    document.body.append(early);
    customElements.define('bedside-early', class extends BedsideChat {});
    same([early.conversation, early.theme, early.getAttribute('theme')], ['early', 'dark', 'dark']);
    early.remove();
  });
  it('draws the shape of a conversation at once, in the page’s language', () => {
    const chat = put({ locale: 'es-MX' });
    ok(words(chat).includes(shellWords.es.loading));
    equal(chat.shadowRoot!.querySelector('section')!.ariaBusy, 'true');
    equal(chat.state, 'idle');
    equal(put({ locale: 'ar' }).shadowRoot!.querySelector('section')!.dir, 'rtl');
    ok(words(put({ locale: 'zh-TW', lang: 'vi' })).includes(shellWords.vi.loading), 'no traditional Chinese');
  });
  it('speaks every language, in the words of its table', async () => {
    for (const tag of languages) {
      const table =
        tag === 'en'
          ? en
          : Object.values<{ words?: typeof en }>(await import(`./locales/${tag}.ts`))[0]!.words!;
      const said = shellWords[tag.replace(/-.*/, '') as keyof typeof shellWords];
      same([said.loading, said.launcher], [table['chat.loading'], table['launcher.name']]);
      same(unreadForms[tag.replace(/-.*/, '')], table['launcher.unread']);
    }
    equal(Object.keys(shellWords).length, languages.length);
  });
  it('gives way to the view, which gets what was asked for meanwhile, in order', async () => {
    const chat = put();
    chat.open();
    chat.focus();
    chat.lock();
    equal(chat.state, 'locked');
    equal(fetches, 1);
    arrive();
    await until(() => view.calls.includes('connected'));
    same(view.calls, ['open', 'focus', 'lock', 'connected']);
    equal(words(chat), '');
    equal(chat.state, 'ready');
    chat.relay = 'https://relay.example';
    chat.setAttribute('locale', 'fil');
    chat.theme = 'light';
    equal(chat.getAttribute('theme'), 'light');
    same(view.calls.slice(4), ['changed relay', 'changed locale', 'changed theme']);
    chat.remove();
    equal(view.calls.at(-1), 'disconnected');
  });
  it('gets its view in place when another element had it fetched', async () => {
    put();
    arrive();
    await until(() => view.calls.includes('connected'));
    view = new NotedView();
    put();
    same(view.calls, ['connected']);
    equal(fetches, 1);
  });
  it('as a launcher is a button, and fetches at once when it is pressed', async () => {
    const chat = put({ layout: 'launcher', locale: 'en' });
    const button = byRole(chat, 'button', 'Messages');
    equal(allByRole(chat, 'log').length, 0);
    button.focus();
    button.click();
    equal(fetches, 1);
    arrive();
    await until(() => view.calls.includes('focus'));
    same(view.calls, ['press', 'connected', 'focus']);
  });
  it('as a launcher that nobody presses fetches when the page is idle', async () => {
    put({ layout: 'launcher' });
    equal(fetches, 0);
    await until(() => fetches === 1);
  });
  it('fetches what its layout needs, though there is a view already that makes panels', async () => {
    const wanted: string[] = [];
    BedsideChat.makeView = () => new NotedView();
    BedsideChat.fetchView = async (layout) => {
      wanted.push(layout);
      return () => view;
    };
    put();
    same(wanted, []);
    put({ layout: 'visit' });
    await until(() => view.calls.includes('connected'));
    put({ layout: 'visit' });
    same(wanted, ['visit']);
  });
  it('says so where the view does not come, tells the page, and tries again', async () => {
    const codes: string[] = [];
    const hear = (event: HTMLElementEventMap['bedside-error']) => codes.push(event.detail.code);
    document.body.addEventListener('bedside-error', hear);
    BedsideChat.fetchView = async () => {
      if (fetches++ === 0) throw new TypeError('Failed to fetch');
      return () => view;
    };
    const chat = put({ locale: 'en' });
    await until(() => words(chat).includes(shellWords.en.late));
    same(codes, ['relay-unreachable']);
    await until(() => view.calls.includes('connected'));
    equal(fetches, 2);
    document.body.removeEventListener('bedside-error', hear);
  });
  it('is taken out while it waits, and is not filled', async () => {
    const chat = put();
    chat.remove();
    arrive();
    await new Promise((done) => setTimeout(done, 20));
    same(view.calls, []);
    document.body.append(chat);
    same(view.calls, ['connected']);
  });
});
