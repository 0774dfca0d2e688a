import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat } from '../support/stack-chat.ts';
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
  const scope: Page | Frame =
    isolation === 'inline'
      ? page
      : await eventually('the frame', 20_000, () =>
          page.frames().find((one) => one.url().includes('/v1/frame/')),
        );
  const secrets = secretsOf(visits++);
  const chat = new Chat(scope);
  await chat.ready();

  const other = await context.newPage();
  await other.goto(`${stack.portal}/clinician`);
  const clinician = new Chat(other);
  await clinician.ready();
  await chat.say(secrets[0]!);
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
