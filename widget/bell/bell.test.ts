import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import type { FakeTalk } from '../testing/fake-talk.ts';
import { scenes } from '../testing/scenes.ts';
import { byRole, clear, nodes, type Stand, settled, stand, words } from '../testing/stand.ts';
import { changeBell, keptBell } from './kept-bell.ts';
import { question, renewal } from './question.ts';

const now = Date.now();
const worker = { 'bell-worker': '/bedside-bell.js' };
const label = 'Notify me of new messages while this page is closed';

const messages = new EventTarget();

/** What a browser has for being rung, without a push service behind it. */
class FakeBrowser {
  permission: NotificationPermission = 'default';
  /** What its person says when asked. */
  answer: NotificationPermission = 'granted';
  readonly deeds: string[] = [];
  endpoint = 'https://push.example/1';
  #subscription: { readonly endpoint: string; readonly key: Uint8Array } | null = null;
  #registered = false;

  get #registration() {
    return {
      active: {},
      getNotifications: async () => [{ close: () => this.deeds.push('close') }],
      unregister: async () => {
        this.deeds.push('unregister');
        this.#registered = false;
      },
      pushManager: {
        getSubscription: async () => this.#view,
        subscribe: async (o: { userVisibleOnly: boolean; applicationServerKey: Uint8Array }) => {
          if (!o.userVisibleOnly) throw new Error('a silent push');
          this.deeds.push('subscribe');
          this.#subscription = { endpoint: this.endpoint, key: o.applicationServerKey };
          return this.#view;
        },
      },
    };
  }
  get #view() {
    return (
      this.#subscription && {
        endpoint: this.#subscription.endpoint,
        options: { applicationServerKey: this.#subscription.key.slice().buffer },
        unsubscribe: async () => {
          this.deeds.push('unsubscribe');
          this.#subscription = null;
        },
      }
    );
  }
  /** The browser gave it another endpoint by itself. */
  move(endpoint: string): void {
    this.endpoint = endpoint;
    this.#subscription = this.#subscription && { ...this.#subscription, endpoint };
  }

  // — navigator.serviceWorker ———————————————————————————————————————————————————————————————————————————————
  startMessages(): void {}
  /** A page listens once, whatever a test makes of its browser. */
  addEventListener(type: string, listener: EventListener): void {
    messages.addEventListener(type, listener);
  }
  async register(url: unknown, { scope }: { scope: string }) {
    this.deeds.push(`register ${new URL(String(url)).pathname} for ${scope}`);
    this.#registered = true;
    return this.#registration;
  }
  async getRegistration() {
    return this.#registered ? this.#registration : undefined;
  }
}

let browser: FakeBrowser;
const real = globalThis.Notification;
/** The page is loaded again: what the browser keeps stays. */
function use(fake: FakeBrowser): void {
  browser = fake;
  Object.defineProperty(navigator, 'serviceWorker', { value: fake, configurable: true });
  globalThis.Notification = {
    get permission() {
      return fake.permission;
    },
    requestPermission: async () => {
      fake.deeds.push('ask');
      fake.permission = fake.answer;
      return fake.answer;
    },
  } as unknown as typeof Notification;
}

const bells = (talk: FakeTalk) => talk.calls.filter((call) => call.startsWith('keepBell'));
async function openSheet(
  talk: FakeTalk,
  attributes: Readonly<Record<string, string>> = worker,
): Promise<Stand> {
  const made = await stand(talk, attributes);
  await until(() => !attributes['bell-worker'] || offers(made));
  byRole(made.chat, 'button', 'End-to-end encrypted').click();
  await settled(made.chat);
  return made;
}
/** The sheet was told that there is something to choose. */
const offers = ({ chat }: Stand) =>
  [...nodes(chat)].some((node) => 'bells' in node && (node as { bells?: boolean }).bells === true);
const box = async ({ chat }: Stand): Promise<HTMLInputElement> =>
  until(() => {
    const choice = [...nodes(chat)].find(
      (node) => node instanceof HTMLElement && node.matches('bedside-bell-choice'),
    );
    return choice instanceof HTMLElement && choice.textContent?.includes(label)
      ? choice.querySelector('input')!
      : null;
  }) as Promise<HTMLInputElement>;
const press = async (one: Stand) => {
  const input = await box(one);
  await until(() => !input.disabled && input.ariaBusy === 'false', 'it can be chosen');
  input.click();
  return input;
};
/** Chosen, and told to the room. */
async function turnedOn(): Promise<Stand> {
  const one = await openSheet(scenes.bells(now));
  const input = await press(one);
  await until(() => input.checked && one.talk.snapshot.bell?.set === true, 'on');
  return one;
}

describe('being rung while no page is open', () => {
  beforeEach(() => use(new FakeBrowser()));
  afterEach(async () => {
    clear();
    globalThis.Notification = real;
    Reflect.deleteProperty(navigator, 'serviceWorker');
    localStorage.removeItem('bedside/bell');
    await changeBell(() => null);
  });

  it('is offered in a sheet that was open before it was known that the relay rings', async () => {
    equal(customElements.get('bedside-bell-choice'), undefined, 'nobody needed it before');
    const one = await stand(scenes.conversation(now), worker);
    byRole(one.chat, 'button', 'End-to-end encrypted').click();
    await settled(one.chat);
    one.talk.set({ bell: scenes.bells(now).snapshot.bell! });
    equal((await box(one)).checked, false);
  });

  it('is offered where the page has a worker of its own and the relay rings, and nowhere else', async () => {
    for (const [talk, attributes] of [
      [scenes.bells(now), {}],
      [scenes.conversation(now), worker],
      [scenes.bells(now), { 'bell-worker': 'https://elsewhere.example/bell.js' }],
    ] as const) {
      const one = await stand(talk, attributes);
      await new Promise((done) => setTimeout(done, 100));
      equal(offers(one), false);
      clear();
    }
    equal((await box(await openSheet(scenes.bells(now)))).checked, false);
    same(browser.deeds, [], 'nobody was asked anything');
  });

  it('is chosen by a press: then the browser asks, and the room is told where', async () => {
    const { chat, talk } = await turnedOn();
    same(browser.deeds.slice(0, 3), ['ask', 'register /bedside-bell.js for /bedside-bell.js', 'subscribe']);
    same(bells(talk), ['keepBell https://push.example/1']);
    equal(localStorage.getItem('bedside/bell'), 'on');
    ok(words(chat).includes('not who wrote, and not what'));
    const kept = (await keptBell())!;
    equal(kept.title, 'You have a new secure message');
    same(Object.values(kept.people), [location.href]);
    const text = JSON.stringify({ ...kept, people: Object.keys(kept.people) });
    for (const secret of ['riverside', 'c'.repeat(43), 'Maya', 'Rivera']) ok(!text.includes(secret), secret);
  });

  it('is turned off again, and nothing is left of it', async () => {
    const one = await turnedOn();
    browser.deeds.length = 0;
    const input = await press(one);
    await until(() => !input.checked && one.talk.snapshot.bell?.set === false, 'off');
    same(bells(one.talk).at(-1), 'keepBell null');
    same(browser.deeds.slice(-2), ['unsubscribe', 'unregister']);
    equal(localStorage.getItem('bedside/bell'), null);
    equal(await keptBell(), null);
  });

  it('says where it cannot be had: forbidden before, or when asked', async () => {
    browser.permission = 'denied';
    const before = await openSheet(scenes.bells(now));
    ok((await box(before)).disabled);
    await until(() => words(before.chat).includes('Notifications are blocked for this website.'));
    clear();
    use(new FakeBrowser());
    browser.answer = 'denied';
    const asked = await openSheet(scenes.bells(now));
    const input = await press(asked);
    await until(() => words(asked.chat).includes('Notifications are blocked for this website.'));
    ok(!input.checked && input.disabled);
    same(bells(asked.talk), []);
  });

  it('stays off where the relay refuses, says why, and leaves nothing behind', async () => {
    const one = await openSheet(scenes.bells(now));
    one.talk.throwNext = 'bell-refused';
    const input = await press(one);
    await until(() => words(one.chat).includes('does not know this browser’s push service'));
    ok(!input.checked && !input.disabled);
    equal(await keptBell(), null);
    equal(browser.deeds.at(-1), 'unregister');
  });

  it('is said again where the room does not know it, or it is elsewhere, or the relay has another key; else not', async () => {
    await turnedOn();
    clear();
    const comes = async (bell: { key?: string; set: boolean }) => {
      const talk = scenes.bells(now);
      talk.set({ bell: { ...talk.snapshot.bell!, ...bell } });
      browser.deeds.length = 0;
      await stand(talk, worker);
      await until(() => browser.deeds.includes('close'), 'what was shown is taken away');
      await new Promise((done) => setTimeout(done, 100));
      clear();
      return bells(talk);
    };
    same(await comes({ set: true }), []);
    same(await comes({ set: false }), ['keepBell https://push.example/1']);
    browser.move('https://push.example/2');
    same(await comes({ set: true }), ['keepBell https://push.example/2']);
    browser.endpoint = 'https://push.example/3';
    same(await comes({ set: true, key: `BA${'A'.repeat(84)}E` }), ['keepBell https://push.example/3']);
    ok(browser.deeds.join(' ').includes('unsubscribe subscribe'));
  });

  it('is said again at once where the browser renewed it while the conversation is open', async () => {
    const { talk } = await turnedOn();
    // What the choice set going has come to its end.
    await new Promise((done) => setTimeout(done, 200));
    browser.move('https://push.example/2');
    messages.dispatchEvent(new MessageEvent('message', { data: renewal }));
    await until(() => bells(talk).at(-1) === 'keepBell https://push.example/2', 'the room is told');
    messages.dispatchEvent(new MessageEvent('message', { data: renewal }));
    await new Promise((done) => setTimeout(done, 100));
    equal(bells(talk).length, 2, 'and not told what it knows');
  });

  it('is taken back where the room knows of it and nobody here wants it', async () => {
    const talk = scenes.bells(now);
    talk.set({ bell: { ...talk.snapshot.bell!, set: true } });
    await stand(talk, worker);
    await until(() => bells(talk).length > 0);
    same(bells(talk), ['keepBell null']);
  });

  it('the worker is told which conversations are before somebody’s eyes: the live ones', async () => {
    const { talk } = await turnedOn();
    const rooms = Object.keys((await keptBell())!.rooms);
    equal(rooms.length, 1);
    const ask = () =>
      new Promise<unknown>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        messages.dispatchEvent(new MessageEvent('message', { data: question, ports: [port2] }));
      });
    same(await ask(), rooms);
    talk.set({ connection: { live: false, retryAt: null } });
    same(await ask(), []);
  });
});
