import { compactVerify, importJWK } from 'jose';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFlags, needChromium } from '../../scripts/chromium.ts';
import type { KeptBell } from '../../widget/bell/kept-bell.ts';
import { BellWorker } from '../support/bell-worker.ts';
import { PushService } from '../support/push-service.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat } from '../support/stack-chat.ts';

/*
 * A patient is told of a message while her page is closed, in the demo as it is built. Three things stand in for the world, since a
 * browser without internet has no push service:
 * - `PushManager` in her pages is one of ours: it gives endpoints at a push service on this machine, for the key that it was asked with.
 * - What that service was sent by the relay is delivered to her service worker by DevTools (`ServiceWorker.deliverPushMessage`).
 * - A press on a notification is an event of ours in the service worker, and what it opens or focuses is noted: only a hand may do that.
 *   That a subscription was renewed is an event of ours, too.
 * All between is real: the choice, the permission, the registered worker, the relay's request and its signature, the notification.
 */
let service: PushService;
let stack: Stack;
let browser: Browser;
let patient: BrowserContext;
let doctor: Chat;

const worker = '/chat-bell.js';
/** A page of the portal without a chat on it. */
const elsewhere = '/assets/logo.svg';

const sentence = 'You have a new secure message';

/** By then a ring that was delivered is on the screen, or nowhere. */
const shownWithinMs = 1_500;

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
/** A page of the portal without a chat on it, and what is seen of the worker from there. */
async function lookOn(): Promise<{ other: Page; bell: BellWorker }> {
  const other = await open(elsewhere);
  return { other, bell: await BellWorker.of(other, worker) };
}
const shownSoon = (bell: BellWorker, count: number) =>
  eventually(`${count} shown`, 10_000, async () => (await bell.shown()).length === count);
/** What the browser keeps of being rung. */
const kept = (page: Page): Promise<KeptBell> => inKept(page, null);
const keep = (page: Page, bell: KeptBell): Promise<KeptBell> => inKept(page, bell);
const inKept = (page: Page, bell: KeptBell | null) =>
  page.evaluate(
    (bell) =>
      new Promise<KeptBell>((done, fail) => {
        const opening = indexedDB.open('bedside-bell');
        opening.onerror = () => fail(opening.error);
        opening.onsuccess = () => {
          const rows = opening.result.transaction('kept', 'readwrite').objectStore('kept');
          if (bell !== null) rows.put(bell, 'bell');
          const found = rows.get('bell');
          found.onsuccess = () => {
            opening.result.close();
            done(found.result as KeptBell);
          };
        };
      }),
    bell,
  );
const rungTimes = (count: number) =>
  eventually(`rung ${count} times`, 10_000, () => service.rings.length === count);

beforeAll(async () => {
  service = await PushService.start();
  stack = await Stack.start({ BELL_SERVICES: service.at });
  doctor = (await stack.arrive('/clinician')).chat;
  browser = await chromium.launch({ executablePath: needChromium(), args: [...chromiumFlags] });
  patient = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  await patient.grantPermissions(['notifications'], { origin: stack.portal });
  await service.serve(patient);
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
    expect(service.rings).toEqual([]);
    await page.close();
    await doctor.say('Your results: haemoglobin 9.1');
    await rungTimes(1);
    const { headers, body, path } = service.rings[0]!;
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
      aud: service.at,
      sub: 'mailto:demo@riverside.example',
    });
    await doctor.say('And a second one');

    const { other, bell } = await lookOn();
    for (let i = 0; i < 3; i++) await bell.deliver();
    const notice = {
      title: sentence,
      body: '',
      tag: 'bedside',
      lang: 'en',
      dir: 'ltr',
      data: null,
    };
    await shownSoon(bell, 1);
    expect(await bell.shown()).toEqual([notice]);
    expect(service.rings.length).toBe(1);
    await other.close();
  });

  it('a press leads to the page where it was chosen, and takes the notification away', async () => {
    const { other, bell } = await lookOn();
    await shownSoon(bell, 1);
    expect(await bell.press(sentence)).toEqual([`open ${stack.portal}/patient`]);
    await shownSoon(bell, 0);
    await other.close();
  });

  it('a press leads to the page that she has open, and nowhere that somebody else chose', async () => {
    const { other, bell } = await lookOn();
    const elsewhere = 'https://elsewhere.example/sign-in';
    const data = { url: elsewhere };
    await bell.deliver(JSON.stringify({ title: 'Sign in again', notification: data, data }));
    await shownSoon(bell, 1);
    expect(await bell.press(sentence)).toEqual([`open ${stack.portal}/patient`]);
    await bell.show('Of another make', { data, actions: [{ action: elsewhere, title: 'Go' }] });
    expect(await bell.press('Of another make', elsewhere)).toEqual([`open ${stack.portal}/patient`]);

    const { page } = await openChat();
    await bell.show('Of another make', { data, actions: [{ action: elsewhere, title: 'Go' }] });
    expect(await bell.press('Of another make', elsewhere)).toEqual([`focus ${stack.portal}/patient`]);
    await page.close();

    // A script that was once in the portal's page, and would lead her away for good.
    const before = await kept(other);
    const away = Object.fromEntries(Object.keys(before.people).map((name) => [name, elsewhere]));
    await keep(other, { ...before, people: away });
    await bell.deliver();
    await shownSoon(bell, 1);
    expect(await bell.press(sentence)).toEqual(['open /']);
    await keep(other, before);
    await other.close();
  });

  it('with her conversation before her eyes nothing is shown, and what stood there is taken away', async () => {
    const { other, bell } = await lookOn();
    await bell.deliver();
    // Nobody sees the conversation.
    await shownSoon(bell, 1);
    const { page, chat } = await openChat();
    await chat.hears('And a second one');
    await shownSoon(bell, 0);
    await page.bringToFront();
    await bell.deliver();
    await new Promise((done) => setTimeout(done, shownWithinMs));
    expect(await bell.shown()).toEqual([]);
    await page.close();
    await other.close();
  });

  it('who chose otherwise is rung no more, and the browser keeps nothing of it', async () => {
    const { page } = await openChat();
    const before = service.rings.length;
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
    expect(service.rings.length).toBe(before);
  });

  describe('whose browser renews its subscription', () => {
    /** She chooses it anew, so that no ring of before delays the next. */
    async function chosen(): Promise<Page> {
      const { page } = await openChat();
      await choose(page, true);
      return page;
    }
    const lastRung = () => service.rings.at(-1)?.path;

    it('while her page is open is rung at the new place, without doing anything', async () => {
      const page = await chosen();
      const { other, bell } = await lookOn();
      const { fresh } = await service.renew(page);
      await bell.renew();
      await eventually('the room was told', 10_000, async () =>
        Object.values((await kept(page)).rooms).some(({ endpoint }) => endpoint.endsWith(fresh)),
      );
      await page.close();
      const before = service.rings.length;
      await doctor.say('In the new place?');
      await rungTimes(before + 1);
      expect(lastRung()).toBe(fresh);
      await other.close();
    });

    it('while it is closed is rung there once she was back: the worker tells nobody', async () => {
      let { page } = await openChat();
      await choose(page, false);
      await page.close();
      page = await chosen();
      await page.close();
      const { other, bell } = await lookOn();
      const { old, fresh } = await service.renew(other);
      const asked: string[] = [];
      patient.on('request', (request) => {
        if (request.serviceWorker()) asked.push(request.url());
      });
      expect(await bell.renew()).toEqual({
        userVisibleOnly: true,
        applicationServerKey: expect.stringMatching(/^B[\w-]{86}$/),
      });
      let before = service.rings.length;
      await doctor.say('At the old place');
      await rungTimes(before + 1);
      expect(lastRung()).toBe(old);
      expect(asked).toEqual([]);

      page = (await openChat()).page;
      await eventually('the room was told', 10_000, async () =>
        Object.values((await kept(page)).rooms).some(({ endpoint }) => endpoint.endsWith(fresh)),
      );
      await page.close();
      before = service.rings.length;
      await doctor.say('At the new place');
      await rungTimes(before + 1);
      expect(lastRung()).toBe(fresh);
      await other.close();
    });
  });

  it('who has the browser forget everything is rung no more, and the browser keeps nothing of it', async () => {
    const { page } = await openChat();
    expect(await kept(page)).toBeDefined();
    const left = await page.evaluate(async (worker) => {
      await (document.querySelector('bedside-chat') as HTMLElement & { forget(): Promise<void> }).forget();
      const registration = await navigator.serviceWorker.getRegistration(worker);
      return [
        registration === undefined,
        localStorage.getItem('bedside/bell'),
        localStorage.getItem('test/subscription'),
      ];
    }, worker);
    expect(left).toEqual([true, null, null]);
    expect(await kept(page)).toBeUndefined();
    await page.close();
  });
});
