import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat, frameIn } from '../support/stack-chat.ts';
import { foundIn, keysIn, record, recordings } from '../support/stack-recorder.ts';

let stack: Stack;
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  stack = await Stack.start();
  browser = await launchChromium();
});
afterEach(() => context.close());
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** What a hostile script in the frame's document has in hand. */
interface Intruder {
  /** Says it to the page; gives what the page answers to that number. */
  ask(word: { kind: string; id: number; [more: string]: unknown }): Promise<Record<string, unknown>>;
  readonly deviceKey: JsonWebKey;
}

/** Opens a page of the portal with another script in the frame's document than the relay's, and tells what the portal is asked. */
async function withIntruder(path: string): Promise<{
  page: Page;
  asked: string[];
  says: (kind: string, conversation?: string) => Promise<Record<string, unknown>>;
}> {
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1200, height: 800 } });
  await context.route(`${stack.relay}/frame.js`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `addEventListener('message', async ({ data, ports: [port] }) => {
        if (data !== 'bedside-frame' || globalThis.intruder) return;
        const answers = new Map();
        port.onmessage = ({ data }) => answers.get(data.id)?.(data);
        const { publicKey } = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
        const { kty, crv, x } = await crypto.subtle.exportKey('jwk', publicKey);
        globalThis.intruder = {
          deviceKey: { kty, crv, x },
          ask: (word) => new Promise((resolve) => {
            answers.set(word.id, resolve);
            port.postMessage(word);
          }),
        };
        port.postMessage({ kind: 'here' });
      });`,
    }),
  );
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.includes('/chat/')) asked.push(`${pathname} ${request.postDataJSON()?.conversation ?? ''}`);
  });
  await page.goto(`${stack.portal}${path}`);
  const frame = await frameIn(page);
  await eventually('the intruder', 20_000, () => frame.evaluate(() => 'intruder' in globalThis));
  let id = 0;
  const says = (kind: string, conversation?: string) =>
    frame.evaluate(
      ([kind, id, conversation]) => {
        const { ask, deviceKey } = (globalThis as unknown as { intruder: Intruder }).intruder;
        return ask({
          kind,
          id,
          ...(conversation === undefined ? {} : { request: { conversation, deviceKey } }),
        });
      },
      [kind, id++, conversation] as const,
    );
  return { page, asked, says };
}

describe('a hostile document in the frame (the relay, or who serves its scripts)', () => {
  it('has the portal asked for the one conversation that the page names, and for no list, whatever this person may enter', async () => {
    const { page, asked, says } = await withIntruder('/patient/framed');
    const own = (await page.locator('bedside-chat').getAttribute('conversation'))!;
    const rooms: { conversation: string }[] = await page.evaluate(async () =>
      (await fetch('/patient/chat/rooms')).json(),
    );
    const other = rooms.map(({ conversation }) => conversation).find((one) => one !== own)!;
    asked.length = 0;
    expect(await says('ask-rooms')).toEqual({ kind: 'refused', id: 0, code: 'portal-refused' });
    expect(await says('ask', other)).toEqual({ kind: 'refused', id: 1, code: 'portal-refused' });
    expect(await says('ask', own)).toMatchObject({ kind: 'passport', id: 2 });
    expect(asked).toEqual([`/patient/chat/passport ${own}`]);
  });

  it('has it asked, with an inbox, for what the list names that it was handed, and for nothing else', async () => {
    const { asked, says } = await withIntruder('/inbox/framed');
    const elsewhere = 'e'.repeat(43);
    const answer = (await says('ask-rooms')) as { rooms: { conversation: string }[] };
    const named = answer.rooms.map(({ conversation }) => conversation);
    expect(named).toHaveLength(4);
    expect(Object.keys(answer.rooms[0]!)).toEqual(['conversation', 'topic', 'label', 'unreadHint']);
    expect(await says('ask', elsewhere)).toMatchObject({ kind: 'refused', code: 'portal-refused' });
    for (const one of named) expect(await says('ask', one)).toMatchObject({ kind: 'passport' });
    expect(asked).toEqual([
      '/inbox/chat/rooms ',
      ...named.map((conversation) => `/inbox/chat/passport ${conversation}`),
    ]);
  });

  it('has nothing asked before it was handed a list', async () => {
    const { asked, says } = await withIntruder('/inbox/framed');
    expect(await says('ask', 'e'.repeat(43))).toMatchObject({ kind: 'refused', code: 'portal-refused' });
    expect(asked).toEqual([]);
  });
});

describe('a hostile host page with an inbox in a frame', () => {
  /** Opens the nurse's page with a recorder, and with the page's end of the port in its hands. */
  async function open(): Promise<Page> {
    context = await browser.newContext({ locale: 'en-US', viewport: { width: 1200, height: 800 } });
    const page = await context.newPage();
    await record(page, { passive: true, captures: true, patches: true, reaches: true });
    await page.addInitScript(() => {
      if (window !== window.top) return;
      globalThis.MessageChannel = class extends MessageChannel {
        constructor() {
          super();
          Object.assign(globalThis, { port: this.port1 });
        }
      };
    });
    await page.goto(`${stack.portal}/inbox/framed`);
    return page;
  }
  const row = async (page: Page, label: string) =>
    (await frameIn(page)).getByRole('navigation').getByRole('button', { name: label });

  it('has where each stands and how many messages wait, and of what is written and read nothing', async () => {
    const page = await open();
    await (await row(page, 'blood pressure')).click();
    const nurse = new Chat(await frameIn(page));
    await nurse.log.waitFor();
    const other = await context.newPage();
    await other.goto(`${stack.portal}/patient`);
    const patient = new Chat(other);
    await patient.ready();
    const secrets = ['Wound-4711 is red', 'Take Zolmaril-9 tonight', 'typed but never sent'];
    await patient.say(secrets[0]!);
    await page.bringToFront();
    await nurse.hears(secrets[0]!);
    await nurse.say(secrets[1]!);
    await patient.hears(secrets[1]!);
    await nurse.box.pressSequentially(secrets[2]!);
    await (await row(page, 'wound check')).click();
    await page.waitForTimeout(400);
    const heard = await recordings(page);
    expect(foundIn(heard, [...secrets, 'Zolmaril', 'Wound-4711'])).toEqual([]);
    expect(keysIn(heard)).toBe('');
    const words = heard.flatMap((one) =>
      one.startsWith('port: ') ? [JSON.parse(one.slice('port: '.length))] : [],
    );
    const kinds = new Set(words.map(({ kind, report }) => report?.name ?? kind));
    expect([...kinds].sort()).toEqual([
      'ask',
      'ask-rooms',
      'here',
      'ready',
      'state-changed',
      'unread-changed',
    ]);
    expect(Object.keys(words.find(({ kind }) => kind === 'ask-rooms')).sort()).toEqual(['id', 'kind']);
  });

  it('puts no markup into it, and no list but by an answer that is asked for', async () => {
    const page = await open();
    await (await row(page, 'wound check')).waitFor();
    await page.evaluate(() => {
      const { port } = globalThis as unknown as { port: MessagePort };
      const room = { topic: 'clinical', label: 'Hostile', unreadHint: 0 };
      const rooms = Array.from({ length: 3 }, (_, i) => ({
        ...room,
        conversation: `${i}`.padStart(43, 'h'),
      }));
      for (let id = 0; id < 40; id++) port.postMessage({ kind: 'rooms', id, rooms });
      const words = { header: '', empty: '', footer: '', emergency: '<img src=x onerror=alert(1)>' };
      port.postMessage({ kind: 'words', words });
      port.postMessage({ kind: 'rooms', rooms });
      port.postMessage({ kind: 'rooms', id: -1, rooms });
    });
    // None of these numbers is one that waits for an answer.
    await page.waitForTimeout(300);
    const frame = await frameIn(page);
    expect(await frame.getByRole('navigation').getByRole('button').count()).toBe(4);
    expect(await frame.getByText('Hostile').count()).toBe(0);
    await (await row(page, 'wound check')).click();
    await frame.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await frame.locator('img').count()).toBe(0);
  });
});
