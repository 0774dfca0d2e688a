import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { type StageServer, serveStage } from '../../widget/testing/stage-server.ts';
import { eventually } from '../support/stack.ts';
import { focus, heard, missed, noted, tabTo } from './ax-tree.ts';
import { complaintsOf } from './support.ts';

let stage: StageServer;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  stage = await serveStage();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  stage.close();
});
afterEach(() => context.close());

/** The scene's own Talk, in the page. */
interface Stage {
  readonly talk: {
    receive(text: string): void;
    refuse(key: string, code: string): void;
    readonly snapshot: { readonly lines: readonly { readonly key: string }[] };
  };
}
const receive = (page: Page, text: string) =>
  page.evaluate((words) => (globalThis as unknown as Stage).talk.receive(words), text);
const refuseLast = (page: Page) =>
  page.evaluate(() => {
    const { talk } = globalThis as unknown as Stage;
    talk.refuse(talk.snapshot.lines.at(-1)!.key, 'slow-down');
  });

async function visit(query: string, options: BrowserContextOptions = {}): Promise<Page> {
  context = await browser.newContext({
    viewport: { width: 900, height: 720 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${stage.origin}/?${query}`);
  await settle(page);
  expect(complaints).toEqual([]);
  return page;
}

/** Until the element shows what it has to show. */
const settle = (page: Page) =>
  page.locator('main > bedside-chat').locator('.panel, .launcher').locator('visible=true').first().waitFor();

/** What the one live region says, as it is said. */
const announced = async (page: Page, words: RegExp) =>
  eventually(`"${words}" is announced`, 5000, async () => {
    const all = await heard(page);
    const at = all.findIndex(({ role, properties }) => role === 'status' && properties['live'] === 'polite');
    return at >= 0 && all.slice(at).some((one) => words.test(one.name));
  });

describe('walks by ear and keyboard', () => {
  it('opens: the launcher says how many wait, opens, takes the focus in, and gives it back', async () => {
    const page = await visit('layout=launcher&scene=conversation');
    await receive(page, 'Are you there?');
    await tabTo(page, /^button "Messages ?, 1 new message"$/);
    await page.keyboard.press('Enter');
    await eventually(
      'the text box has the focus',
      3000,
      async () => (await focus(page)) === 'textbox "Message"',
    );
    await page.keyboard.press('Escape');
    await eventually('the button has it again', 3000, async () =>
      /^button "Messages/.test(await focus(page)),
    );
    expect((await heard(page)).some(({ role }) => role === 'log')).toBe(false);
  });

  it('reads: who, when and what, in order, days as headings, and each message once', async () => {
    const page = await visit('scene=conversation');
    const all = await heard(page);
    expect(
      missed(all, [
        /^(region|section) "/,
        'heading "Dr. Ana Rivera Clinician"',
        'button "End-to-end encrypted · who can read this"',
        'log "Messages"',
        'heading "Yesterday"',
        'article ""',
        'StaticText "Dr. Ana Rivera"',
        /^StaticText "Good afternoon Maya, this is Dr\. Rivera/,
        /^StaticText "4:04.PM"/,
        'article ""',
        /^StaticText "You/,
        /^StaticText "Better than I feared/,
        'heading "Today"',
        /^StaticText "Perfect, I will be home\.?"/,
        'StaticText "Read"',
        'textbox "Message"',
        'button "Send"',
        /^StaticText "Not for emergencies/,
      ]),
    ).toEqual([]);
    const log = all.find(({ role }) => role === 'log')!;
    expect(log.properties['live'] ?? 'off').toBe('off');
    expect(
      all.filter(({ role, name }) => role === 'StaticText' && name.startsWith('Good afternoon')),
    ).toHaveLength(1);
    expect(all.filter(({ properties }) => properties['live'] === 'polite')).toHaveLength(1);
  });

  it('hears what comes in, once, with its sender', async () => {
    const page = await visit('scene=conversation');
    await receive(page, 'How does it look today?');
    await announced(page, /^(Dr\. Ana Rivera.*)?How does it look today\?|Dr\. Ana Rivera.*How does it look/);
  });

  it('writes and sends: by Tab to the text box, by Enter away, and hears where it stands', async () => {
    const page = await visit('scene=conversation');
    const stops = await tabTo(page, /^textbox "Message"$/);
    expect(stops.findIndex((stop) => stop.startsWith('button "End-to-end'))).toBeLessThan(
      stops.findIndex((stop) => stop.startsWith('log')),
    );
    const box = (await heard(page)).find(({ role }) => role === 'textbox')!;
    expect(box.description).toContain('Enter');
    await page.keyboard.type('May I drive again?');
    await tabTo(page, /^button "Send"$/, 6);
    await page.keyboard.press('Enter');
    await eventually(
      'it stands in the log',
      3000,
      async () =>
        missed(await heard(page), [
          'log "Messages"',
          'StaticText "May I drive again?"',
          /^StaticText "Sending/,
        ]).length === 0,
    );
    expect(await focus(page)).toBe('textbox "Message"');
  });

  it('hears that a message was refused, why, and sends it again; the focus stays inside', async () => {
    const page = await visit('scene=conversation');
    await tabTo(page, /^textbox/);
    await page.keyboard.type('May I shower?');
    await page.keyboard.press('Enter');
    await eventually('it is in the log', 3000, async () =>
      (await heard(page)).some(({ name }) => name === 'May I shower?'),
    );
    await refuseLast(page);
    await announced(page, /not sent|could not be sent/i);
    await page.locator('bedside-chat').getByRole('log').focus();
    await tabTo(page, /^button "Send again"$/);
    expect(
      missed(await heard(page), [
        'StaticText "May I shower?"',
        /Not sent/,
        'button "Send again"',
        'button "Delete"',
      ]),
    ).toEqual([]);
    await page.keyboard.press('Enter');
    await eventually(
      'the button is gone',
      3000,
      async () => !(await heard(page)).some(({ name }) => name === 'Send again'),
    );
    expect(await focus(page)).toBe('log "Messages"');
  });

  it('the encryption sheet: a dialog with a name, members and a code digit by digit; Escape gives the focus back', async () => {
    const page = await visit('scene=group');
    await tabTo(page, /^button "End-to-end encrypted/);
    await page.keyboard.press('Enter');
    await eventually('the dialog is open', 3000, async () =>
      (await heard(page)).some(({ role }) => role === 'dialog'),
    );
    const all = await heard(page);
    const dialog = all.find(({ role }) => role === 'dialog')!;
    expect(noted(dialog)).toMatch(/^dialog "Who can read/);
    expect(dialog.properties['modal']).toBe(true);
    expect(
      missed(all, [
        /^dialog/,
        /^heading "Who can read/,
        /^button "Close"/,
        /^heading ".*3/,
        /Maya Okafor/,
        /Lena Hoffmann/,
        /4 8 2 9 1\b/,
      ]),
    ).toEqual([]);
    // Behind the dialog nothing is left to hear or to reach.
    expect(all.some(({ role }) => role === 'log')).toBe(false);
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      expect(await focus(page)).not.toMatch(/^(textbox|log) /);
    }
    await page.keyboard.press('Escape');
    await eventually('the focus is back', 3000, async () => /^button "End-to-end/.test(await focus(page)));
  });

  it('speaks Arabic to who reads Arabic, from right to left', async () => {
    const page = await visit('scene=conversation&locale=ar');
    await page.locator('bedside-chat').getByRole('textbox', { name: 'الرسالة' }).waitFor();
    expect(missed(await heard(page), [/^log "/, /مساء الخير مها/, 'textbox "الرسالة"'])).toEqual([]);
    expect(
      await page
        .locator('bedside-chat')
        .evaluate((chat) => getComputedStyle(chat.shadowRoot!.querySelector('.panel')!).direction),
    ).toBe('rtl');
  });
});

/** Boxes that are wider than what they stand in, anywhere below the element; and buttons that are small. */
const measured = (page: Page, least: number) =>
  page.locator('main > bedside-chat').evaluate((chat, targetPx) => {
    const faults: string[] = [];
    const finger = matchMedia('(pointer: coarse)').matches;
    const walk = (node: Element): void => {
      // Words for the ear alone lie in a box of one pixel, which cuts them off.
      if (node.classList.contains('unseen')) return;
      const { fontSize, overflowX } = getComputedStyle(node);
      const box = node.getBoundingClientRect();
      const shown = node.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
      if (shown && (box.right > innerWidth + 1 || box.left < -1))
        faults.push(`${node.localName}.${node.className} leaves the screen`);
      if (shown && /auto|scroll/.test(overflowX) && node.scrollWidth > node.clientWidth + 1)
        faults.push(`${node.localName}.${node.className} scrolls sideways`);
      const inSentence = node.closest('p') !== null && getComputedStyle(node).display === 'inline';
      if (
        shown &&
        node.matches('button, a[href], input, textarea, select, [role=button]') &&
        !inSentence &&
        Math.min(box.width, box.height) < (finger && node.matches('.action') ? 44 : targetPx)
      )
        faults.push(
          `${node.localName} "${node.textContent?.trim().slice(0, 20)}" is ${Math.round(box.width)} × ${Math.round(box.height)}`,
        );
      if (shown && finger && node.matches('textarea, input, select') && Number.parseFloat(fontSize) < 16)
        faults.push(`an iPhone enlarges the page for a ${node.localName} in ${fontSize}`);
      for (const child of [...(node.shadowRoot?.children ?? []), ...node.children]) walk(child);
    };
    walk(chat);
    if (document.documentElement.scrollWidth > innerWidth + 1) faults.push('the page scrolls sideways');
    return faults;
  }, least);

const everywhere = [
  ...['margins', 'refused', 'offline', 'memory', 'failed', 'staff'].map(
    (scene) => `scene=${scene}&layout=panel`,
  ),
  'scene=group&layout=launcher',
  'scene=group&layout=visit',
  'scene=conversation&layout=panel&inbox',
];
describe('reflow and targets', () => {
  for (const [name, options] of [
    ['320 px', { viewport: { width: 320, height: 640 } }],
    ['400 % of 1280 × 1024', { viewport: { width: 320, height: 256 } }],
    ['a phone under a finger', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ] as const)
    it(`${name}: nothing goes sideways, and everything can be hit`, async () => {
      const faults: string[] = [];
      const page = await visit('scene=conversation', options);
      for (const query of everywhere)
        for (const more of ['', '&locale=ar&large']) {
          await page.goto(`${stage.origin}/?${query}${more}`);
          await settle(page);
          if (query.includes('launcher'))
            await page
              .locator('bedside-chat')
              .evaluate((chat) => (chat as HTMLElement & { open(): void }).open());
          await page.waitForTimeout(100);
          faults.push(...(await measured(page, 24)).map((fault) => `${query}${more}: ${fault}`));
        }
      expect(faults).toEqual([]);
    });
});
