import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assetsDir } from '../../scripts/build.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { eventually } from '../support/stack.ts';
import { complaintsOf, type Files, root, serveFiles } from './support.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'bedside-playground-'));
let relay: Files;
let portal: ChildProcess;
let address = '';
let browser: Browser;
let context: BrowserContext;

const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

beforeAll(async () => {
  // The playground needs of the relay only what it serves as files.
  relay = await serveFiles(assetsDir, {
    '/other.html':
      '<!doctype html><script type="module" src="bedside.js"></script><bedside-chat></bedside-chat>',
  });
  const port = await freePort();
  address = `http://127.0.0.1:${port}/playground`;
  portal = spawn(process.execPath, [join(root, 'demo/portal.ts')], {
    env: {
      ...process.env,
      PORTAL_PORT: `${port}`,
      RELAY_PORT: new URL(relay.origin).port,
      BEDSIDE_DATA: dataDir,
    },
    stdio: 'ignore',
  });
  browser = await launchChromium();
  await eventually('the portal answers', 20_000, async () => (await fetch(address).catch(() => null))?.ok);
});
afterAll(async () => {
  portal.kill();
  await browser.close();
  await relay.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(() => context.close());

async function play(fragment = ''): Promise<{ page: Page; complaints: string[] }> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(address + fragment);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  return { page, complaints };
}
const paste = (page: Page) => page.getByRole('region', { name: 'CSS' }).textContent();

describe('the theme playground', () => {
  it('writes the CSS of what one sees, under the policy of the demo', async () => {
    const { page, complaints } = await play();
    expect(await paste(page)).toContain('Nothing to paste');
    await page.getByRole('button', { name: '#7a1f5c' }).click();
    await page.getByRole('slider', { name: 'Corners of the panel' }).fill('4');
    await page.getByRole('slider', { name: /^Size/ }).fill('18');
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.getByRole('checkbox', { name: 'Compact' }).check();
    expect(await paste(page)).toBe(
      'bedside-chat {\n  --bedside-accent: #7a1f5c;\n  --bedside-radius: 4px;\n  --bedside-font-size: 1.125rem;\n}',
    );
    expect(await page.getByRole('region', { name: 'HTML' }).textContent()).toContain('theme="dark compact"');
    const chat = page.locator('bedside-chat');
    const worn = await chat.evaluate((host) => {
      const panel = host.shadowRoot!.querySelector('.panel')!;
      const { colorScheme, fontSize } = getComputedStyle(host);
      return { colorScheme, fontSize, radius: getComputedStyle(panel).borderTopLeftRadius };
    });
    expect(worn).toEqual({ colorScheme: 'dark', fontSize: '18px', radius: '4px' });
    expect(complaints).toEqual([]);
  });

  it('what it writes does the same on another page', async () => {
    const { page } = await play('#accent=%23e8590c&radius=2&bubble-radius=3');
    const css = await paste(page);
    const look = (one: Page) =>
      one.locator('bedside-chat').evaluate((host) => {
        const style = getComputedStyle(host);
        return ['--_fill', '--_accent', '--_on-fill', '--_own', '--_radius', '--_bubble-radius'].map((name) =>
          style.getPropertyValue(name),
        );
      });
    const other = await context.newPage();
    await other.goto(`${relay.origin}/other.html`);
    await other.addStyleTag({ content: css! });
    await other.waitForFunction(() => document.querySelector('bedside-chat')!.shadowRoot?.firstElementChild);
    expect(await look(other)).toEqual(await look(page));
  });

  it('shows every layout, language and scene, and keeps them in the address', async () => {
    const { page, complaints } = await play();
    await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
    await page.getByRole('textbox', { name: 'الرسالة' }).waitFor();
    await page.getByText('د. رنا سليم').first().waitFor();
    await page.getByRole('combobox', { name: 'Language' }).selectOption('en');
    for (const layout of ['launcher', 'visit', 'panel'])
      await page.getByRole('combobox', { name: 'Layout' }).selectOption(layout);
    await page.getByRole('combobox', { name: 'Shows' }).selectOption('refused');
    await page.getByRole('button', { name: 'Send again' }).waitFor();
    expect(page.url()).toContain('#scene=refused');
    await page.reload();
    await page.getByRole('button', { name: 'Send again' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('talks to nobody: what is written there is read there', async () => {
    const { page } = await play();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('textbox', { name: 'Message' }).fill('Does this work?');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Does this work?').waitFor();
    await page.getByRole('log').getByText('Read').last().waitFor();
    // The widget fetches its rarer parts when it is idle: files of the page's own origin, which say nothing.
    expect(asked.filter((url) => !/^http:\/\/127\.0\.0\.1:\d+\/assets\/[\w-]+\.js$/.test(url))).toEqual([]);
  });
});
