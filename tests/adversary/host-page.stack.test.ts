import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat, frameIn } from '../support/stack-chat.ts';
import { oldLibraries } from '../support/stack-old-libraries.ts';
import { foundIn, keysIn, type RecorderKind, record, recordings } from '../support/stack-recorder.ts';

/** The conversation outlives a test: each has its own words. */
const secretsOf = (n: number) => [
  `Wound-47${n} is red`,
  `Take Zolmaril-9${n} tonight`,
  `typed but never sent 08${n}`,
];
let visits = 10;
let stack: Stack;
let browser: Browser;
let context: BrowserContext | null = null;
beforeAll(async () => {
  stack = await Stack.start();
  browser = await launchChromium();
});
afterEach(async () => {
  await context?.close();
  context = null;
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

interface Visit {
  /** What the recorder has. */
  readonly heard: readonly string[];
  readonly secrets: readonly string[];
  readonly violations: string[];
  readonly origins: ReadonlySet<string>;
}

/** Opens the patient's page, whose policy is as strict as there is (demo/portal.ts), with a recorder in it, and has both people write. */
async function visit(isolation: 'inline' | 'frame', kind: RecorderKind): Promise<Visit> {
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  const violations: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => {
    if (/^csp:|Content.Security|Trusted/.test(message.text())) violations.push(message.text());
  });
  context.on('request', (request) => origins.add(new URL(request.url()).origin));
  page.on('websocket', (socket) => origins.add(new URL(socket.url()).origin.replace('ws:', 'http:')));
  await page.addInitScript(() =>
    addEventListener(
      'securitypolicyviolation',
      ({ violatedDirective, blockedURI }) => console.error('csp:', violatedDirective, blockedURI),
      true,
    ),
  );
  await record(page, kind);
  const answer = await page.goto(`${stack.portal}/patient${isolation === 'frame' ? '/framed' : ''}`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  for (const rule of [`default-src 'none'`, `style-src 'self'`, `require-trusted-types-for 'script'`])
    expect(policy.split('; ')).toContain(rule);
  expect(policy).not.toContain('unsafe');
  const scope = isolation === 'inline' ? page : await frameIn(page);
  const secrets = secretsOf(visits++);
  const chat = new Chat(scope);
  await chat.ready();

  const other = await context.newPage();
  await other.goto(`${stack.portal}/clinician`);
  const clinician = new Chat(other);
  await clinician.ready();
  // By keys: what is put into the box as a whole presses none that could be heard.
  await chat.box.pressSequentially(secrets[0]!);
  await chat.sendButton.click();
  await clinician.hears(secrets[0]!);
  await clinician.say(secrets[1]!);
  await page.bringToFront();
  await chat.hears(secrets[1]!);
  await chat.box.pressSequentially(secrets[2]!);
  await chat.box.press('Control+a');
  await chat.box.press('Control+c');
  await page.waitForTimeout(400);
  await other.close();
  return { heard: await recordings(page), secrets, violations, origins };
}

const everything: RecorderKind = { passive: true, captures: true, patches: true, reaches: true };

describe('a hostile host page, isolation="frame"', () => {
  it('has no content, whatever it listens to, replaces, watches and copies', async () => {
    const { heard, secrets, violations, origins } = await visit('frame', everything);
    expect(heard.length).toBeGreaterThan(50);
    expect(foundIn(heard, [...secrets, 'Zolmaril', 'Wound-47', 'Dr. Elena Rivera says'])).toEqual([]);
    expect(keysIn(heard)).toBe('');
    // It does hear where the conversation stands, in numbers and codes.
    expect(foundIn(heard, ['"state":"ready"', '"seq":'])).toHaveLength(2);
    expect(violations).toEqual([]);
    expect([...origins].sort()).toEqual([stack.portal, stack.relay].sort());
  });

  it('cannot have the frame in its own document, nor in a page that the tenant does not name', async () => {
    const elsewhere = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${stack.relay}/v1/frame/riverside"></iframe>`);
    });
    await new Promise<void>((done) => void elsewhere.listen(0, '127.0.0.1', done));
    context = await browser.newContext();
    const page = await context.newPage();
    const refused = page.waitForEvent('console', { predicate: (one) => /frame-ancestors/.test(one.text()) });
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    await refused;
    elsewhere.close();
    const answer = await fetch(`${stack.relay}/v1/frame/riverside`);
    expect(answer.headers.get('content-security-policy')).toContain(
      `frame-ancestors ${stack.portal} ${stack.relay}`,
    );
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(answer.headers.get('permissions-policy')).toContain('camera=()');
    expect((await fetch(`${stack.relay}/v1/frame/nobody`)).status).toBe(404);
  });
});

/** What crosses, with every value but a name's replaced by its kind. */
const shapeOf = (value: unknown, key = ''): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one, name)]))
    : key === 'kind' || key === 'name'
      ? value
      : typeof value;

describe('a hostile host page that has templates and buttons, isolation="frame"', () => {
  interface Hostile {
    readonly port: MessagePort;
    readonly told: unknown[];
    readonly codes: string[];
  }
  /** The clinician's page, which has templates; framed, with two buttons of its own, and with every port in its hands. */
  async function open(): Promise<Page> {
    context = await browser.newContext({ locale: 'en-US', viewport: { width: 1200, height: 900 } });
    const page = await context.newPage();
    await record(page, everything);
    await page.addInitScript(() => {
      if (window !== window.top) return;
      const hostile = { port: null as unknown, told: [] as unknown[], codes: [] as string[] };
      Object.assign(globalThis, { hostile });
      globalThis.MessageChannel = class extends MessageChannel {
        constructor() {
          super();
          hostile.port = this.port1;
        }
      };
      const found = new MutationObserver(() => {
        const chat = document.querySelector('bedside-chat');
        if (!chat) return;
        found.disconnect();
        chat.setAttribute('isolation', 'frame');
        for (const words of ['Make a task', 'Flag']) {
          const button = document.createElement('button');
          button.slot = 'message-actions';
          button.value = words.toLowerCase();
          button.textContent = words;
          chat.append(button);
        }
        document.addEventListener('bedside-message-action', (event) =>
          hostile.told.push((event as CustomEvent).detail),
        );
        document.addEventListener('bedside-error', (event) =>
          hostile.codes.push((event as CustomEvent).detail.code),
        );
      });
      found.observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${stack.portal}/clinician`);
    return page;
  }
  const told = (page: Page) =>
    page.evaluate(() => (globalThis as unknown as { hostile: Hostile }).hostile.told);
  const codes = (page: Page) =>
    page.evaluate(() => (globalThis as unknown as { hostile: Hostile }).hostile.codes);

  it('hears which button was pressed at which place in the log, and of what is written and read nothing', async () => {
    const page = await open();
    const frame = await frameIn(page);
    const clinician = new Chat(frame);
    await clinician.ready();
    const other = await context!.newPage();
    await other.goto(`${stack.portal}/patient`);
    const patient = new Chat(other);
    await patient.ready();
    const [said] = secretsOf(visits++);
    await patient.say(said!);
    await page.bringToFront();
    await clinician.hears(said!);

    await frame.getByRole('button', { name: 'Templates' }).waitFor();
    await clinician.box.press('/');
    await frame.getByRole('combobox', { name: 'Find a template' }).pressSequentially('bottles');
    await frame.getByRole('combobox', { name: 'Find a template' }).press('Enter');
    expect(await clinician.box.inputValue()).toMatch(/^Please have your medicine bottles/);
    await clinician.sendButton.click();
    await patient.hears('Please have your medicine bottles within reach when we talk.');
    await frame.getByRole('article').filter({ hasText: said! }).hover();
    await frame.getByRole('button', { name: 'Make a task' }).click();

    await eventually('the press', 5_000, async () => (await told(page)).length > 0);
    const heard = await recordings(page);
    const words = heard
      .filter((one) => one.startsWith('port: '))
      .map((one) => JSON.parse(one.slice('port: '.length)));
    const received = words.flatMap(({ report }) => (report?.name === 'message-received' ? report.seq : []));
    expect(await told(page)).toEqual([{ seq: received.at(-1), action: 'make a task' }]);
    const report = (name: string, more: object = {}) => ({ kind: 'report', report: { name, ...more } });
    const deviceKey = { kty: 'string', crv: 'string', x: 'string' };
    const allowed = [
      { kind: 'here' },
      { kind: 'ask', id: 'number', request: { conversation: 'string', deviceKey } },
      report('ready'),
      report('state-changed', { state: 'string' }),
      report('unread-changed', { count: 'number' }),
      report('message-received', { seq: 'number' }),
      report('message-action', { seq: 'number', action: 'string' }),
    ];
    expect(words.length).toBeGreaterThan(5);
    for (const word of words) expect(allowed).toContainEqual(shapeOf(word));
    expect(foundIn(heard, [said!])).toEqual([]);
    expect(keysIn(heard)).toBe('');
    await other.close();
  });

  it('is refused lists that are too much or something else, and gets nothing by them', async () => {
    const page = await open();
    const frame = await frameIn(page);
    const clinician = new Chat(frame);
    await clinician.ready();
    await frame.getByRole('button', { name: 'Templates' }).waitFor();
    expect(await codes(page)).toEqual([]);
    await page.evaluate(() => {
      const { port } = (globalThis as unknown as { hostile: Hostile }).hostile;
      const send = (lists: unknown) => port.postMessage({ kind: 'lists', lists });
      const template = { title: 'Hostile', text: 'x' };
      send('{"templates": [');
      send([template]);
      send(JSON.stringify({ templates: Array.from({ length: 60_000 }, () => template) }));
      port.postMessage({ kind: 'lists', lists: '{}', settings: {}, get: 'log' });
      port.postMessage({ kind: 'settings', settings: { conversation: 'x', lists: [template] } });
      send(
        JSON.stringify({
          templates: [
            { ...template, text: 'x'.repeat(100_000) },
            { title: 'Kept', text: '<b>Kept</b>' },
          ],
          actions: [
            { value: 'v', label: '<img src=x onerror="parent.postMessage(document.body.innerText, \'*\')">' },
            { value: 'w'.repeat(10_000), label: 'Hostile' },
          ],
        }),
      );
    });
    await eventually('each is answered', 10_000, async () => (await codes(page)).length === 5);
    expect(new Set(await codes(page))).toEqual(new Set(['setting-invalid']));
    await frame.getByRole('button', { name: 'Templates' }).click();
    const shown = frame.getByRole('listbox', { name: 'Templates' }).getByRole('option');
    expect(await shown.allInnerTexts()).toEqual([expect.stringMatching(/^Kept\s+<b>Kept<\/b>$/)]);
    await frame.getByRole('article').first().hover();
    const button = frame.getByRole('button', { name: '<img src=x' });
    await button.click();
    expect(await frame.locator('img').count()).toBe(0);
    // It is no button that the element in the page has.
    expect(await told(page)).toEqual([]);
    expect(await clinician.state()).toBe('ready');
  });
});

describe('a host page, isolation="inline": what THREAT-MODEL.md says, and no more', () => {
  it('has no content by listening to its document, watching it and copying it', async () => {
    const { heard, secrets, violations, origins } = await visit('inline', { passive: true });
    expect(heard.length).toBeGreaterThan(50);
    expect(foundIn(heard, [...secrets, 'Zolmaril', 'Wound-47'])).toEqual([]);
    expect(keysIn(heard)).toBe('');
    expect(violations).toEqual([]);
    expect([...origins].sort()).toEqual([stack.portal, stack.relay].sort());
  });

  it('hears keys by a listener that captures, and reads everything by a script that reaches in', async () => {
    const { heard, secrets, violations } = await visit('inline', everything);
    expect(keysIn(heard)).toContain('Wound-47');
    expect(foundIn(heard, secrets)).toEqual(secrets);
    expect(violations).toEqual([]);
  });
});

describe('a page that has libraries of another time', () => {
  it.each(['', '/framed'])('has a chat as any other: /patient%s', async (path) => {
    context = await browser.newContext();
    const clinician = await context.newPage();
    await clinician.goto(`${stack.portal}/clinician`);
    const doctor = new Chat(clinician);
    await doctor.ready();
    const codes: string[] = [];
    const open = async (): Promise<Chat> => {
      const page = await context!.newPage();
      page.on('console', (message) => {
        if (message.text().startsWith('code ')) codes.push(message.text());
      });
      page.on('pageerror', (thrown) => codes.push(`${thrown.stack}`));
      await page.addInitScript(oldLibraries);
      await page.addInitScript(() =>
        document.addEventListener('bedside-error', (event) =>
          console.log('code', (event as CustomEvent).detail.code),
        ),
      );
      await page.goto(`${stack.portal}/patient${path}`);
      const chat = new Chat(path === '' ? page : await frameIn(page));
      await chat.ready();
      // Nothing for a patient; but a frame looks at it all the same.
      await page.evaluate(() => {
        document.querySelector('bedside-chat')!.quickReplies = ['Thank you.', 'On my way.'];
      });
      return chat;
    };
    const first = await open();
    await first.say(`From an old page${path}`);
    await doctor.hears(`From an old page${path}`);
    await doctor.say(`Heard in the old page${path}`);
    await first.hears(`Heard in the old page${path}`);
    const devices = async () => /Patient · \d+ devices?/.exec((await doctor.whoCanRead()).text)?.[0];
    const before = await devices();
    // What one tab tells the other, and what was kept, is read by each.
    const second = await open();
    await second.hears(`Heard in the old page${path}`);
    await second.say(`From its second tab${path}`);
    for (const chat of [first, doctor]) await chat.hears(`From its second tab${path}`);
    const bubble = second.log.getByText(`From its second tab${path}`, { exact: true });
    expect(await bubble.evaluate((one) => getComputedStyle(one).backgroundColor)).not.toBe(
      'rgba(0, 0, 0, 0)',
    );
    expect(await devices()).toBe(before);
    expect(codes).toEqual([]);
  });
});
