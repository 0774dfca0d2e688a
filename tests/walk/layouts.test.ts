import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { eventually, Stack } from '../support/stack.ts';
import { Chat, frameIn } from '../support/stack-chat.ts';

/*
 * The layouts on the pages of the demo, whose content policy is the strictest that they can have: the video visit, the
 * launcher, the inbox; on a desktop and on a phone, by day and by night, to the left and to the right.
 */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const desktop = { viewport: { width: 1280, height: 800 } } as const;
const screens = [
  ['a desktop', desktop],
  ['a phone', phone],
] as const;

let stack: Stack;
let browser: Browser;
let clinician: Page;
const problems: string[] = [];

async function open(path: string, look: BrowserContextOptions = desktop): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...look });
  const page = await context.newPage();
  page.on('console', (message) => {
    // A page that is left while it connects: the browser's own word for it.
    if (message.text().includes('closed before the connection is established')) return;
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${path}: ${message.text()}`);
  });
  page.on('pageerror', (thrown) => problems.push(`${path}: ${thrown.message}`));
  await page.addInitScript(() =>
    addEventListener(
      'securitypolicyviolation',
      (event) => console.error('csp:', event.violatedDirective),
      true,
    ),
  );
  await page.goto(`${stack.portal}${path}`);
  await eventually(`${path} is ready`, 30_000, async () => (await new Chat(page).state()) === 'ready');
  return page;
}
const leave = (page: Page) => page.context().close();

/** What axe finds by day and by night in the element, on the page around it, and in its frames. */
async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const frame of page.frames())
      found.push(...(await faultsAsItIs(frame)).map((fault) => `${colorScheme}: ${fault}`));
  }
  return found;
}
async function faultsAsItIs(frame: Frame): Promise<string[]> {
  const inFrame = frame.parentFrame() !== null;
  // It stays on a page that stays.
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axe);
  return frame.evaluate(async (inFrame) => {
    const { axe } = globalThis as unknown as {
      axe: { run(o: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    };
    const { violations } = await axe.run({
      // Behind a chat that covers a phone the page is inert, its heading too.
      rules: {
        'page-has-heading-one': { enabled: false },
        // Asked of the page around a frame, which has one.
        'landmark-one-main': { enabled: !inFrame },
      },
    });
    return violations.map(({ id, nodes }) => `${id} ${JSON.stringify(nodes.map(({ target }) => target))}`);
  }, inFrame);
}
const inChat = (page: Page) => page.locator('bedside-chat').first();
const set = (page: Page, name: string, value: string) =>
  inChat(page).evaluate((chat, [name, value]) => chat.setAttribute(name!, value!), [name, value]);
const box = async (page: Page, role: 'textbox' | 'button', name: string) =>
  (await page.getByRole(role, { name }).boundingBox())!;

beforeAll(async () => {
  stack = await Stack.start();
  browser = await launchChromium();
  clinician = await open('/clinician');
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('somebody who types from the first moment on', () => {
  for (const path of ['/patient', '/patient/framed', '/clinician'])
    it(`loses no key and not the focus: ${path}`, async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${stack.portal}${path}`);
      const inFrame = path.endsWith('framed');
      const scope = inFrame ? page.frameLocator('bedside-chat iframe') : page;
      const textBox = scope.getByRole('textbox', { name: 'Message' });
      await textBox.focus();
      // Loading takes longer than a word, and keys go where the focus is.
      const words = `Typed at once on ${path}, while all of it was still on its way here`;
      for (const key of words) {
        await page.keyboard.type(key);
        await new Promise((next) => setTimeout(next, 15));
      }
      await inChat(page).and(page.locator(':state(ready)')).waitFor();
      expect(await textBox.inputValue()).toBe(words);
      await page.keyboard.press('Enter');
      await new Chat(clinician).hears(words);
      await context.close();
    });
});

describe('a practice that has its own emergency line', () => {
  for (const path of ['/patient', '/patient/framed', '/inbox/framed'])
    it(`has it below the text box, for eyes and ears, also when it changes: ${path}`, async () => {
      const page = await open(path);
      const scope = path.endsWith('framed') ? await frameIn(page) : page;
      if (path.startsWith('/inbox'))
        await scope.getByRole('navigation').getByRole('button', { name: 'wound check' }).click();
      const own = scope.getByText('Not for emergencies').locator('visible=true').first();
      await own.waitFor();
      const line = await inChat(page).evaluateHandle((chat) => {
        const line = document.createElement('span');
        line.slot = 'emergency';
        line.append('In an emergency call 911. ', document.createElement('b'));
        line.lastChild!.textContent = 'Night nurse: (555) 010-0199.';
        return chat.appendChild(line);
      });
      await scope.getByText('In an emergency call 911. Night nurse: (555) 010-0199.').waitFor();
      expect(await own.count()).toBe(0);
      expect(await faults(page)).toEqual([]);
      await line.evaluate((line) => line.replaceChildren('Call 112.'));
      await scope.getByText('Call 112.', { exact: true }).waitFor();
      await line.evaluate((line) => line.remove());
      await own.waitFor();
      await leave(page);
    });
});

describe('beside a video visit', () => {
  it('takes no focus, counts while it is folded, and goes on in a window of its own', async () => {
    const page = await open('/visit');
    const doctor = new Chat(clinician);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await doctor.say('Good morning, can you hear me?');
    await new Chat(page).hears('Good morning, can you hear me?');
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);

    // The call's own button folds and unfolds it.
    const bar = page.getByRole('toolbar', { name: 'Call' }).getByRole('button', { name: 'Messages' });
    await bar.click();
    await doctor.say('I will share my screen');
    await inChat(page)
      .getByRole('button', { name: /^Messages.*1 new message/ })
      .waitFor();
    expect(await bar.getAttribute('aria-pressed')).toBe('false');
    expect(await page.getByRole('log').count()).toBe(0);
    await bar.click();
    await new Chat(page).hears('I will share my screen');

    const [small] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Open in a small window' }).click(),
    ]);
    await small.getByRole('log', { name: 'Messages' }).waitFor();
    await small.getByRole('textbox', { name: 'Message' }).fill('From the small window');
    await small.keyboard.press('Enter');
    await doctor.hears('From the small window');
    await small.getByRole('button', { name: 'Search messages' }).click();
    await small.getByRole('searchbox').pressSequentially('share my');
    await small.getByRole('listitem').getByRole('button', { name: 'I will share my screen' }).click();
    await small.locator('article:focus', { hasText: 'I will share my screen' }).waitFor();
    await doctor.say('And back to it');
    const late = small.getByRole('log').getByText('And back to it', { exact: true });
    await late.waitFor();
    expect(await late.evaluate((bubble) => getComputedStyle(bubble).paddingInlineStart)).not.toBe('0px');
    expect(
      await small.evaluate(() =>
        getComputedStyle(document.querySelector('bedside-chat')!).getPropertyValue('--bedside-accent').trim(),
      ),
    ).not.toBe('');
    expect(await faults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Bring it back here' }).click();
    await new Chat(page).hears('And back to it');
    await new Chat(page).say('Here again');
    await doctor.hears('Here again');
    expect((await new Chat(page).problems()).length).toBe(0);
    await leave(page);
  });
  it('comes back by itself when the small window is closed', async () => {
    const page = await open('/visit');
    const [small] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Open in a small window' }).click(),
    ]);
    await small.getByRole('log').waitFor();
    await small.close();
    await page.getByRole('log', { name: 'Messages' }).waitFor();
    await new Chat(page).say('Closed, and on we go');
    await new Chat(clinician).hears('Closed, and on we go');
    await leave(page);
  });
  it.each(screens)('axe finds nothing on %s', async (_, screen) => {
    const page = await open('/visit', screen);
    const isPhone = screen.viewport.width < 500;
    if (isPhone) {
      expect(await page.getByRole('log').count(), 'on a phone the face comes first').toBe(0);
      expect(await faults(page)).toEqual([]);
      await inChat(page)
        .getByRole('button', { name: /^Messages/ })
        .click();
    }
    await page.getByRole('log').waitFor();
    for (const locale of ['en', 'ar']) {
      await set(page, 'locale', locale);
      await page.waitForTimeout(300);
      expect(await faults(page), locale).toEqual([]);
    }
    await set(page, 'locale', 'en');
    await page.getByRole('button', { name: 'Search messages' }).click();
    await page.getByRole('searchbox').pressSequentially('e');
    await page.getByText(/messages? found/).waitFor();
    expect(await faults(page), 'search').toEqual([]);
    await leave(page);
  });
});

describe('the launcher', () => {
  it('covers a phone, and nothing else can be reached until Escape', async () => {
    const page = await open('/patient/home', phone);
    const link = page.getByRole('link', { name: 'Open the visit room' });
    const reachable = () => link.evaluate((one) => one.closest('[inert]') === null);
    expect(await reachable()).toBe(true);
    const launcher = inChat(page).getByRole('button', { name: /^Messages/ });
    await launcher.click();
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    expect(await reachable(), 'the page behind is inert').toBe(false);
    const wheel = async () => {
      await page.mouse.move(150, 20);
      await page.mouse.wheel(0, 200);
      // Chromium scrolls with a frame to come.
      await page.evaluate(() => new Promise((done) => setTimeout(done, 150)));
      return page.evaluate(() => scrollY);
    };
    await page.getByRole('button', { name: /^Blood pressure/ }).click();
    await page.getByRole('log').waitFor();
    expect(await faults(page)).toEqual([]);
    const textBox = page.getByRole('textbox', { name: 'Message' });
    await textBox.pressSequentially('Half a word');
    const caret = () =>
      textBox.evaluate((one: HTMLTextAreaElement) => [one.selectionStart, one.selectionEnd]);
    await page.keyboard.press('Shift+ArrowLeft');
    for (const [width, height] of [
      [844, 390],
      [1280, 800],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await eventually('what is behind follows', 5_000, async () => (await reachable()) === (width === 1280));
      expect(await textBox.evaluate((one) => one.matches(':focus')), `${width}`).toBe(true);
      expect(await caret()).toEqual([10, 11]);
      if (width === 844) expect(await wheel(), 'what is behind does not scroll').toBe(0);
    }
    await page.keyboard.press('Escape');
    expect(await reachable()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('bedside-chat');
    await page.setViewportSize({ width: 844, height: 390 });
    await eventually('the page scrolls again', 5_000, async () => (await wheel()) > 0);
    await leave(page);
  });
  it('in a frame is pressed, typed into and left by the keyboard, and says what came meanwhile', async () => {
    const page = await open('/patient/framed');
    const textBox = (await frameIn(page)).getByRole('textbox', { name: 'Message' });
    await textBox.pressSequentially('Half');
    await set(page, 'layout', 'launcher');
    const button = inChat(page).getByRole('button', { name: /^Messages/, expanded: false });
    const focused = async () =>
      (await button.count()) === 1 && button.evaluate((one) => one.matches(':focus'));
    await eventually('its button has the focus of what it folds away', 5_000, focused);
    const words = 'While your frame is folded';
    await new Chat(clinician).say(words);
    await inChat(page).getByRole('status').getByText('1 new message').waitFor();
    await button.and(inChat(page).getByRole('button', { name: /1 new message/ })).waitFor();
    await page.keyboard.press('Enter');
    await eventually('it is in the text box', 5_000, () => textBox.evaluate((one) => one.matches(':focus')));
    await page.keyboard.type(' a word');
    expect(await textBox.inputValue()).toBe('Half a word');
    await new Chat(await frameIn(page)).hears(words);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await eventually('and back', 5_000, focused);
    await leave(page);
  });
  it('keeps the text box above the keyboard of a phone', async () => {
    const page = await open('/patient/home', phone);
    await inChat(page)
      .getByRole('button', { name: /^Messages/ })
      .click();
    await page.getByRole('button', { name: /^Blood pressure/ }).click();
    await page.getByRole('log').waitFor();
    const before = await box(page, 'textbox', 'Message');
    expect(before.y + before.height).toBeGreaterThan(600);
    // No keyboard comes up in a test: what the browser would tell of it is told.
    await page.evaluate(() => {
      for (const [name, value] of [
        ['height', 430],
        ['offsetTop', 20],
      ] as const)
        Object.defineProperty(visualViewport, name, { configurable: true, value });
      visualViewport!.dispatchEvent(new Event('resize'));
    });
    await page.waitForTimeout(100);
    const above = await box(page, 'textbox', 'Message');
    expect(above.y).toBeGreaterThan(20);
    expect(above.y + above.height).toBeLessThan(450);
    const close = await box(page, 'button', 'Close messages');
    expect(close.y).toBeGreaterThanOrEqual(20);
    await leave(page);
  });
  it.each(screens)('axe finds nothing on %s', async (_, screen) => {
    const page = await open('/patient/home', screen);
    expect(await faults(page)).toEqual([]);
    await inChat(page)
      .getByRole('button', { name: /^Messages/ })
      .click();
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await set(page, 'locale', 'ar');
    await page.getByRole('navigation', { name: 'المحادثات' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await leave(page);
  });
});

/** What the patient was told about her appointments by now. */
const answers: string[] = [];
describe.each([
  ['in the page', '/inbox'],
  ['in a frame', '/inbox/framed'],
])('the inbox of a nurse, %s', (where, path) => {
  /** Where her conversations are. */
  const within = (page: Page) => (path === '/inbox' ? page.mainFrame() : frameIn(page));
  const row = (scope: Frame, label: string) =>
    scope.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: label });

  it('has four rooms live: counts what comes into each, and answers in two of them', async () => {
    const page = await open(path);
    const nurse = await within(page);
    const rows = nurse.getByRole('navigation', { name: 'Conversations' }).getByRole('button');
    await rows.nth(3).waitFor();
    expect(await rows.count()).toBe(4);
    // What was said before she came is read, and not counted below.
    for (const label of ['appointments', 'blood pressure', 'wound check']) {
      await row(nurse, label).click();
      await nurse.getByRole('log').waitFor();
      await row(nurse, label).filter({ hasNotText: 'new' }).waitFor();
    }
    const patient = await open('/patient/home');
    await inChat(patient)
      .getByRole('button', { name: /^Messages/ })
      .click();
    for (const [label, text] of [
      ['Appointments', `May I come an hour later? ${where}`],
      ['Blood pressure', `The new values are 132/84 ${where}`],
    ] as const) {
      await patient.getByRole('button', { name: label }).click();
      if (label === 'Appointments') for (const one of answers) await new Chat(patient).hears(one);
      await new Chat(patient).say(text);
      await patient.getByRole('button', { name: 'All conversations' }).click();
    }
    await row(nurse, 'appointments').filter({ hasText: '1 new message' }).waitFor();
    await row(nurse, 'blood pressure').filter({ hasText: '1 new message' }).waitFor();
    await row(nurse, 'appointments').click();
    await new Chat(nurse).hears(`May I come an hour later? ${where}`);
    await eventually(
      'it is read',
      5_000,
      async () => !(await row(nurse, 'appointments').textContent())?.includes('new'),
    );
    answers.push(`Of course: 11:30 ${where}`);
    await new Chat(nurse).say(answers.at(-1)!);
    await row(nurse, 'blood pressure').click();
    await new Chat(nurse).hears(`The new values are 132/84 ${where}`);
    await new Chat(nurse).say(`Those look good ${where}`);
    await new Chat(clinician).hears(`Those look good ${where}`);
    await inChat(patient)
      .getByRole('button', { name: /Appointments.*1 new message/ })
      .click();
    await new Chat(patient).hears(answers.at(-1)!);
    for (const one of [page, patient]) expect(await faults(one)).toEqual([]);
    await leave(page);
    await leave(patient);
  });
  // In a frame a phone's is the same document as in the page, and as narrow.
  it.each(path === '/inbox' ? screens : screens.slice(0, 1))('axe finds nothing on %s', async (_, screen) => {
    const page = await open(path, screen);
    const nurse = await within(page);
    await row(nurse, 'wound check').waitFor();
    expect(await faults(page)).toEqual([]);
    await row(nurse, 'wound check').click();
    await nurse.getByRole('log').waitFor();
    expect(await faults(page)).toEqual([]);
    await set(page, 'locale', 'ar');
    await nurse.getByRole('log', { name: 'الرسائل' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await leave(page);
  });
  it('INV-10: what the portal calls a room stands in no attribute, title or address, and no page complained', async () => {
    const page = await open(path);
    await row(await within(page), 'wound check').waitFor();
    const found = await Promise.all(
      page.frames().map((frame) =>
        frame.evaluate(() => {
          const held: string[] = [document.title, location.href];
          const look = (root: Document | ShadowRoot): void => {
            for (const element of root.querySelectorAll('*')) {
              held.push(...[...element.attributes].map(({ value }) => value));
              if (element.shadowRoot) look(element.shadowRoot);
            }
          };
          look(document);
          return held.filter((text) => /Okafor|Whitfield|Souza/.test(text));
        }),
      ),
    );
    expect(found.flat()).toEqual([]);
    await leave(page);
    expect(problems).toEqual([]);
  });
});
