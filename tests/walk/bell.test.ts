import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactVerify, importJWK } from 'jose';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFlags, needChromium } from '../../scripts/chromium.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat } from '../support/stack-chat.ts';

/*
 * A patient is told of a message while her page is closed, in the demo as it is built. Three things stand in for the world, since a
 * browser without internet has no push service:
 * - `PushManager` in her pages is one of ours: it gives endpoints at a push service on this machine, for the key that it was asked with.
 * - What that service was sent by the relay is delivered to her service worker by DevTools (`ServiceWorker.deliverPushMessage`).
 * - A press on a notification is an event of ours in the service worker, and what it opens is noted: only a hand may open windows.
 * All between is real: the choice, the permission, the registered worker, the relay's request and its signature, the notification.
 */
interface Ring {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
const rings: Ring[] = [];
let service: Server;
let at: string;
let stack: Stack;
let browser: Browser;
let patient: BrowserContext;
let doctor: Chat;

const worker = '/chat-bell.js';
/** A page of the portal without a chat on it. */
const elsewhere = '/assets/logo.svg';

/** By then a ring that was delivered is on the screen, or nowhere. */
const shownWithinMs = 1_500;

/** Runs in every page of hers: what a browser with a push service has. */
function pushManager(at: string): void {
  const kept = 'test/subscription';
  const subscription = () => {
    const row = localStorage.getItem(kept);
    if (row === null) return null;
    const { endpoint, key } = JSON.parse(row) as { endpoint: string; key: number[] };
    return {
      endpoint,
      options: { applicationServerKey: Uint8Array.from(key).buffer },
      unsubscribe: async () => localStorage.removeItem(kept),
    };
  };
  Object.assign(PushManager.prototype, {
    getSubscription: async () => subscription(),
    subscribe: async (o: { userVisibleOnly: boolean; applicationServerKey: Uint8Array }) => {
      if (o.userVisibleOnly !== true) throw new DOMException('silent', 'NotAllowedError');
      const row = { endpoint: `${at}/${crypto.randomUUID()}`, key: [...o.applicationServerKey] };
      localStorage.setItem(kept, JSON.stringify(row));
      return subscription();
    },
  });
}

async function open(path: string): Promise<Page> {
  const page = await patient.newPage();
  await page.goto(`${stack.portal}${path}`);
  return page;
}
async function openChat(): Promise<{ page: Page; chat: Chat }> {
  const page = await open('/patient');
  const chat = new Chat(page);
  await chat.ready();
  return { page, chat };
}
const box = (page: Page) =>
  page.getByRole('checkbox', { name: 'Notify me of new messages while this page is closed' });
/** The choice, once nothing is on its way. */
const choice = (page: Page) =>
  eventually('it can be chosen', 10_000, async () => {
    if ((await box(page).count()) === 0 || (await box(page).getAttribute('aria-busy')) === 'true')
      return null;
    return (await box(page).isEnabled()) ? box(page) : null;
  });
async function choose(page: Page, on: boolean): Promise<void> {
  await new Chat(page).encryptionNote.click();
  await (await choice(page)).click();
  expect(await (await choice(page)).isChecked()).toBe(on);
  await page.keyboard.press('Escape');
}
/** What stands on her screen, by a page of the same origin. */
const shown = (page: Page) =>
  page.evaluate(async (worker) => {
    const registration = await navigator.serviceWorker.getRegistration(worker);
    return ((await registration?.getNotifications()) ?? []).map(({ title, body, tag, lang, dir, data }) => ({
      title,
      body,
      tag,
      lang,
      dir,
      data,
    }));
  }, worker);

/** DevTools on a page without a chat, and the registration that it sees. */
async function devTools(page: Page): Promise<{ deliver: () => Promise<unknown> }> {
  const tools: CDPSession = await patient.newCDPSession(page);
  const registration = new Promise<string>((found) => {
    tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith(worker));
      if (ours) found(ours.registrationId);
    });
  });
  await tools.send('ServiceWorker.enable');
  const registrationId = await registration;
  return {
    deliver: () =>
      tools.send('ServiceWorker.deliverPushMessage', { origin: stack.portal, registrationId, data: '' }),
  };
}
const rungTimes = (count: number) => eventually(`rung ${count} times`, 10_000, () => rings.length === count);

beforeAll(async () => {
  service = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      rings.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(201).end();
    });
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  at = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  stack = await Stack.start({ BELL_SERVICES: at });
  doctor = (await stack.arrive('/clinician')).chat;
  browser = await chromium.launch({ executablePath: needChromium(), args: [...chromiumFlags] });
  patient = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  await patient.grantPermissions(['notifications'], { origin: stack.portal });
  await patient.addInitScript(pushManager, at);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  service?.close();
});

describe('a patient whose page is closed', () => {
  it('who chose it is rung by an empty, signed request, and sees one sentence that says nothing', async () => {
    const { page, chat } = await openChat();
    await choose(page, true);
    await chat.say('I have chosen it');
    await doctor.hears('I have chosen it');
    await doctor.say('While you are here');
    await chat.hears('While you are here');
    expect(rings).toEqual([]);
    await page.close();
    await doctor.say('Your results: haemoglobin 9.1');
    await rungTimes(1);
    const { headers, body, path } = rings[0]!;
    expect([body, headers['content-length'], path.length]).toEqual(['', '0', 37]);
    const [, token, key] = headers.authorization!.match(/^vapid t=([\w.-]+), k=([\w-]+)$/)!;
    const point = Buffer.from(key!, 'base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const { payload } = await compactVerify(token!, await importJWK(jwk, 'ES256'));
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      aud: at,
      sub: 'mailto:demo@riverside.example',
    });
    await doctor.say('And a second one');

    const other = await open(elsewhere);
    const { deliver } = await devTools(other);
    for (let i = 0; i < 3; i++) await deliver();
    const notice = {
      title: 'You have a new secure message',
      body: '',
      tag: 'bedside',
      lang: 'en',
      dir: 'ltr',
      data: null,
    };
    await eventually('one notification', 10_000, async () => (await shown(other)).length === 1);
    expect(await shown(other)).toEqual([notice]);
    expect(rings.length).toBe(1);
    await other.close();
  });

  it('a press leads to the page where it was chosen, and takes the notification away', async () => {
    const other = await open(elsewhere);
    await eventually('still there', 10_000, async () => (await shown(other)).length === 1);
    const { deliver } = await devTools(other);
    // Another ring wakes the worker, wherever DevTools finds it asleep; it takes the first one's place.
    await deliver();
    await new Promise((done) => setTimeout(done, shownWithinMs));
    const [running] = patient.serviceWorkers().filter((one) => one.url().endsWith(worker));
    const opened = await running!.evaluate(async () => {
      const scope = globalThis as unknown as {
        registration: ServiceWorkerRegistration;
        clients: { openWindow(url: string): Promise<null> };
      };
      const opened = new Promise<string>((found) => {
        scope.clients.openWindow = async (url) => {
          found(url);
          return null;
        };
      });
      const [notification] = await scope.registration.getNotifications();
      const Press = (globalThis as unknown as { NotificationEvent: new (type: string, of: object) => Event })
        .NotificationEvent;
      dispatchEvent(new Press('notificationclick', { notification }));
      return opened;
    });
    expect(opened).toBe(`${stack.portal}/patient`);
    await eventually('none left', 10_000, async () => (await shown(other)).length === 0);
    await other.close();
  });

  it('with her conversation before her eyes nothing is shown, and what stood there is taken away', async () => {
    const other = await open(elsewhere);
    const { deliver } = await devTools(other);
    await deliver();
    await eventually(
      'shown: nobody sees the conversation',
      10_000,
      async () => (await shown(other)).length === 1,
    );
    const { page, chat } = await openChat();
    await chat.hears('And a second one');
    await eventually('taken away', 10_000, async () => (await shown(other)).length === 0);
    await page.bringToFront();
    await deliver();
    await new Promise((done) => setTimeout(done, shownWithinMs));
    expect(await shown(other)).toEqual([]);
    await page.close();
    await other.close();
  });

  it('who chose otherwise is rung no more, and the browser keeps nothing of it', async () => {
    const { page } = await openChat();
    const before = rings.length;
    await choose(page, false);
    expect(
      await page.evaluate(async (worker) => {
        const left = await navigator.serviceWorker.getRegistration(worker);
        return [
          left === undefined,
          localStorage.getItem('bedside/bell'),
          localStorage.getItem('test/subscription'),
        ];
      }, worker),
    ).toEqual([true, null, null]);
    await page.close();
    await doctor.say('Are you still there?');
    await new Promise((done) => setTimeout(done, 1_500));
    expect(rings.length).toBe(before);
  });
});
