/**
 * Photographs every scene: `node widget/testing/shots.ts [folder] [name part]`. The page stands under a CSP without
 * exceptions, Trusted Types required; a violation or an error on the console fails the run.
 */
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const folder = process.argv[2] ?? join(tmpdir(), 'bedside-shots');
const only = process.argv[3] ?? '';
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'";
const conversation = 'c'.repeat(43);
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Stage</title><link rel="stylesheet" href="stage.css"><script type="module" src="stage.js"></script>
<main><bedside-chat relay="https://relay.example" tenant="riverside" conversation="${conversation}" passport-url="/chat/passport"></bedside-chat></main></html>`;
const style = `html, body { margin: 0; block-size: 100%; background: #ece8e1 } html.large { font-size: 200% }
main { box-sizing: border-box; block-size: 100%; padding: 24px }
@media (width < 480px) { main { padding: 0 } bedside-chat { --bedside-radius: 0; --bedside-border-width: 0 } }
@media (prefers-color-scheme: dark) { html, body { background: #0b0d0e } }`;

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('stage.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  write: false,
});
const files: Record<string, [string, string]> = {
  '/': ['text/html', page],
  '/stage.css': ['text/css', style],
  '/stage.js': ['text/javascript', bundle.outputFiles[0]!.text],
};
const server = createServer((request, response) => {
  const file = files[new URL(request.url ?? '/', 'http://localhost').pathname];
  if (!file) return response.writeHead(204).end();
  response
    .writeHead(200, { 'content-type': `${file[0]}; charset=utf-8`, 'content-security-policy': csp })
    .end(file[1]);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const address = server.address() as { port: number };

interface Shot {
  readonly scene: string;
  readonly size: 'phone' | 'panel' | 'wide' | 'narrow';
  readonly scheme?: 'light' | 'dark';
  readonly query?: string;
  readonly name?: string;
  readonly forced?: boolean;
  readonly act?: (page: Page) => Promise<unknown>;
}
const sizes: Record<Shot['size'], BrowserContextOptions> = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  panel: { viewport: { width: 480, height: 720 }, deviceScaleFactor: 1.5 },
  wide: { viewport: { width: 900, height: 700 }, deviceScaleFactor: 1 },
  narrow: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 1.5, hasTouch: true, isMobile: true },
};
const openSheet = (page: Page) => page.getByRole('button', { name: 'End-to-end encrypted' }).click();
const askRemoval = async (page: Page) => {
  await openSheet(page);
  await page.getByRole('button', { name: 'Remove device' }).first().click();
};
const write = (text: string) => (page: Page) => page.getByRole('textbox', { name: 'Message' }).fill(text);
const unfold = (page: Page) => page.getByRole('button', { name: 'Messages' }).click();
const ping = (page: Page) =>
  page.evaluate(() => {
    const { talk } = globalThis as unknown as { talk: { receive(text: string): void } };
    talk.receive('Are you there?');
    talk.receive('Please call the front desk.');
  });
const point = async (page: Page) => {
  await page.getByText('Please keep the leg up').hover();
  await page.getByRole('toolbar').waitFor();
};
const answer = async (page: Page) => {
  await page.getByText('Please keep the leg up').hover();
  await page.getByRole('toolbar').last().getByRole('button', { name: 'Reply' }).click();
};
const shots: readonly Shot[] = [
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'margins', size: 'phone', scheme },
    { scene: 'margins', size: 'panel', scheme, name: 'margins-point', act: point },
    { scene: 'margins', size: 'panel', scheme, name: 'margins-answer', act: answer },
  ]),
  { scene: 'margins', size: 'phone', query: 'locale=ar', name: 'margins-ar' },
  { scene: 'margins', size: 'phone', query: 'large', name: 'margins-large' },
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'conversation', size: 'phone', scheme },
    { scene: 'group', size: 'panel', scheme },
    { scene: 'group', size: 'wide', scheme },
    { scene: 'refused', size: 'phone', scheme },
    { scene: 'offline', size: 'panel', scheme },
    { scene: 'conversation', size: 'phone', scheme, name: 'sheet', act: openSheet },
    { scene: 'group', size: 'wide', scheme, name: 'sheet', act: openSheet },
    { scene: 'conversation', size: 'phone', scheme, name: 'removal', act: askRemoval },
    { scene: 'problems', size: 'panel', scheme },
    { scene: 'empty', size: 'panel', scheme },
    { scene: 'failed', size: 'panel', scheme },
    { scene: 'loading', size: 'panel', scheme },
  ]),
  ...(['light', 'dark'] as const).flatMap((scheme): Shot[] => [
    { scene: 'conversation', size: 'phone', scheme, query: 'layout=launcher', name: 'launcher', act: ping },
    {
      scene: 'conversation',
      size: 'phone',
      scheme,
      query: 'layout=launcher',
      name: 'launcher-open',
      act: unfold,
    },
    { scene: 'group', size: 'wide', scheme, query: 'layout=launcher', name: 'launcher-open', act: unfold },
    { scene: 'group', size: 'panel', scheme, query: 'layout=visit', name: 'visit' },
  ]),
  {
    scene: 'group',
    size: 'wide',
    query: 'layout=launcher&dir=rtl',
    name: 'launcher-open-rtl',
    act: unfold,
  },
  { scene: 'group', size: 'panel', query: 'layout=visit&large', name: 'visit-large' },
  { scene: 'conversation', size: 'panel', query: 'lines=120&unread=6', name: 'unread' },
  { scene: 'ended', size: 'panel' },
  {
    scene: 'problems',
    size: 'panel',
    name: 'top',
    act: (page) => page.getByRole('log').evaluate((log) => log.scrollTo(0, 0)),
  },
  {
    scene: 'refused',
    size: 'panel',
    name: 'focus',
    act: (page) => page.getByRole('button', { name: 'Delete' }).focus(),
  },
  {
    scene: 'conversation',
    size: 'panel',
    name: 'locked',
    act: (page) =>
      page.locator('bedside-chat').evaluate((chat) => (chat as HTMLElement & { lock(): void }).lock()),
  },
  { scene: 'unreachable', size: 'phone' },
  { scene: 'memory', size: 'phone' },
  { scene: 'readOnly', size: 'panel' },
  { scene: 'conversation', size: 'panel', query: 'conversation=x', name: 'setting' },
  { scene: 'group', size: 'narrow' },
  { scene: 'group', size: 'panel', query: 'dir=rtl', name: 'rtl' },
  { scene: 'refused', size: 'phone', query: 'dir=rtl', name: 'rtl', scheme: 'dark' },
  { scene: 'conversation', size: 'phone', query: 'dir=rtl', name: 'rtl-sheet', act: openSheet },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'large' },
  { scene: 'refused', size: 'panel', query: 'large', name: 'large' },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'large-sheet', act: openSheet },
  { scene: 'conversation', size: 'phone', query: 'large', name: 'large-removal', act: askRemoval },
  { scene: 'conversation', size: 'phone', query: 'dir=rtl', name: 'rtl-removal', act: askRemoval },
  { scene: 'group', size: 'panel', forced: true, name: 'forced' },
  { scene: 'refused', size: 'panel', forced: true, scheme: 'dark', name: 'forced' },
  { scene: 'conversation', size: 'panel', forced: true, name: 'forced-sheet', act: openSheet },
  {
    scene: 'conversation',
    size: 'panel',
    name: 'scrolled-up',
    act: async (page) => {
      await page.getByRole('log').evaluate((log) => log.scrollTo(0, 80));
      await page.evaluate(() => {
        const { talk } = globalThis as unknown as { talk: { receive(text: string): void } };
        talk.receive('How does it look today?');
        talk.receive('A photo would help.');
      });
    },
  },
  {
    scene: 'conversation',
    size: 'panel',
    name: 'writing',
    act: write(
      'Thank you, that helps.\n\nOne more thing: the pharmacy only has 200 mg tablets. Is it all right to take two of them at a time?',
    ),
  },
  { scene: 'conversation', size: 'phone', name: 'too-long', act: write('I woke up at four. '.repeat(870)) },
];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
const faults: string[] = [];
for (const shot of shots) {
  const scheme = shot.scheme ?? 'light';
  const name = [shot.scene, shot.size, shot.name, scheme].filter(Boolean).join('-');
  if (!name.includes(only)) continue;
  const context = await browser.newContext({
    ...sizes[shot.size],
    colorScheme: scheme,
    forcedColors: shot.forced ? 'active' : 'none',
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  const tab = await context.newPage();
  tab.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${name}: ${message.text()}`);
  });
  tab.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
  await tab.goto(`http://127.0.0.1:${address.port}/?scene=${shot.scene}&${shot.query ?? ''}`);
  await tab.waitForTimeout(150);
  await shot.act?.(tab);
  await tab.waitForTimeout(250);
  await tab.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}
await browser.close();
server.close();
for (const fault of faults) console.error(fault);
console.log(`${folder}: done, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
