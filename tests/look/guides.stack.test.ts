import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assetsDir } from '../../scripts/build.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { eventually } from '../support/stack.ts';
import { complaintsOf, type Files, root, serveFiles } from './support.ts';

/*
 * The guides, done as they say by somebody who has nothing: their own snippets, and between them only what the guides
 * say that the reader has (who is signed in, who is on the care team). The relay's part here is what it serves as
 * files; a conversation through a real relay is what tests/walk has, with the same routes.
 */
const folder = join(root, 'dist', 'guides');
const guide = (file: string) => readFileSync(join(root, 'docs', file), 'utf8');
/** The one snippet of this kind that has these words in it. */
function snippet(file: string, kind: string, words: string): string {
  const found = [...guide(file).matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
    .map((match) => match[1]!)
    .filter((text) => text.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} snippets of ${file} have "${words}"`);
  return found[0]!;
}
const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

let relay: Files;
let portal: ChildProcess;
let origin = '';
let browser: Browser;
let context: BrowserContext;

/** The guide's server, and what the reader adds: sessions, a care team, pages. */
function serverOf(port: number): string {
  const here = (text: string) =>
    text
      .replaceAll("'./portal/index.ts'", JSON.stringify(join(root, 'portal/index.ts')))
      .replaceAll('https://portal.riverside.example', `http://127.0.0.1:${port}`)
      .replace('port: 8080', `port: ${port}, hostname: '127.0.0.1'`);
  const routes = here(snippet('embedding.md', 'ts', 'bedsideRoutes({'));
  const name = here(snippet('embedding.md', 'ts', 'encounter:'));
  return `
    import { readFileSync } from 'node:fs';
    const secret = readFileSync(${JSON.stringify(join(folder, 'keys.json'))}, 'utf8');
    const keys = JSON.parse(secret);
    const signedIn = (request) => /session=maya/.test(request.headers.get('cookie') ?? '') || request.headers.get('authorization') === 'Bearer maya';
    const personOfSession = async (request) => (signedIn(request) ? { id: 'patient-1', name: 'Maya Okafor' } : null);
    const careTeamSeat = async (_, asked) => (asked === conversation ? { role: 'patient' } : null);
    ${routes}
    ${name}
    const file = (path) => readFileSync(${JSON.stringify(`${folder}/`)} + path, 'utf8').replaceAll('43 characters from your server', conversation).replaceAll('conversation="…"', \`conversation="\${conversation}"\`);
    const csp = file('csp.txt');
    for (const page of ['page', 'property', 'branded'])
      portal.get('/' + page, (c) => c.html(file(page + '.html'), 200, { 'content-security-policy': csp, 'set-cookie': page === 'property' ? 'session=nobody; path=/' : 'session=maya; path=/' }));
    for (const [path, type] of [['app.js', 'text/javascript'], ['sample.js', 'text/javascript'], ['theme.css', 'text/css']])
      portal.get('/' + path, (c) => c.body(file(path), 200, { 'content-type': type }));
    portal.post('/api/passport', (c) => portal.request('/chat/passport', { method: 'POST', headers: c.req.raw.headers, body: c.req.raw.body, duplex: 'half' }));
  `;
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  relay = await serveFiles(assetsDir);
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;

  // Step 1, as it stands there.
  const [command, ...args] = snippet('embedding.md', 'sh', 'generate-keys').trim().split(' ');
  const made = spawnSync(
    command === 'node' ? process.execPath : command!,
    [...args.slice(0, -1), join(folder, 'keys.json')],
    { cwd: root, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(made.stderr);

  const chat = (text: string) =>
    text
      .replaceAll('https://chat.riverside.example', relay.origin)
      .replaceAll('wss://chat.riverside.example', relay.origin.replace('http', 'ws'));
  const page = chat(snippet('embedding.md', 'html', 'Loading messages'));
  const policy = chat(/^```\n(script-src [\s\S]*?)^```$/m.exec(guide('embedding.md'))![1]!).replace(
    /\s+/g,
    ' ',
  );
  const html = (body: string, head = '') =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Visit</title>${head}<body>${body}</body></html>`;
  const script = chat(/<script[\s\S]*?<\/script>/.exec(page)![0]);
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('csp.txt', `default-src 'none'; style-src 'self'; ${policy}`);
  write('page.html', html(page));
  write(
    'property.html',
    html(page.replace(/\s+passport-url="[^"]*"/, ''), '<script type="module" src="/app.js"></script>'),
  );
  write(
    'branded.html',
    html(
      `${chat(snippet('theming.md', 'html', 'slot="header"'))}${script}`,
      '<link rel="stylesheet" href="/theme.css">',
    ),
  );
  write('theme.css', snippet('theming.md', 'css', ':state(offline)'));
  const inBlock = (text: string) => `{ ${transformSync(text, { loader: 'ts' }).code} }`;
  write(
    'app.js',
    `const accessToken = () => 'maya'; const showPhoneNumber = () => {};
    ${inBlock(snippet('embedding.md', 'ts', 'getPassport ='))}
    ${inBlock(snippet('embedding.md', 'ts', 'document.title'))}`,
  );
  write('sample.js', readFileSync(join(root, 'dist/demo/sample.js'), 'utf8'));
  write('server.ts', serverOf(port));

  portal = spawn(process.execPath, [join(folder, 'server.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  portal.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  browser = await launchChromium();
  await eventually('the guide’s server answers', 20_000, async () => {
    if (portal.exitCode !== null) throw new Error(said);
    return (await fetch(`${origin}/.well-known/jwks.json`).catch(() => null))?.ok;
  });
});
afterAll(async () => {
  portal?.kill();
  await browser?.close();
  await relay?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await context?.close();
});

/** In the relay's place: asks the portal for a passport as the engine does, and then has a sample to show. A text: a test runner rewrites `import()`. */
const give = `customElements.whenDefined('bedside-chat').then((chat) => {
  const deviceKey = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  chat.openTalk = async ({ conversation, getPassport }) => {
    const answer = await getPassport({ conversation, deviceKey });
    globalThis.passport = typeof answer === 'string' ? answer : answer.passport;
    return (globalThis.talk = (await import('/sample.js')).sample('conversation', 'en'));
  };
});`;

async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1000, height: 760 } });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.addInitScript({ content: give });
  await page.goto(`${origin}/${path}`);
  await page.locator('bedside-chat').getByRole('textbox').waitFor();
  return { page, complaints };
}
const passport = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { passport: string }).passport);

describe('docs/embedding.md, from nothing', () => {
  it('1 and 2: keys that are the owner’s, and routes that give to who is signed in, and to nobody else', async () => {
    expect(existsSync(join(folder, 'keys.json'))).toBe(true);
    const { keys } = (await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as { keys: unknown[] };
    expect(keys).toHaveLength(1);
    const ask = await fetch(`${origin}/chat/passport`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(ask.ok).toBe(false);
  });

  it('3 and 4: the page, under the policy that the guide gives, gets its passport', async () => {
    const { page, complaints } = await open('page');
    await expect.poll(() => passport(page)).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+~/);
    expect(await page.getByText('Loading messages').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('2 and 5: with a property in place of a cookie; and the title counts what waits', async () => {
    const { page, complaints } = await open('property');
    await expect.poll(() => passport(page)).toMatch(/^eyJ/);
    await eventually('it is read from above', 8000, async () => {
      await page.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
      return page.locator('bedside-chat').locator('.jump').isVisible();
    });
    await page.evaluate(() =>
      (globalThis as unknown as { talk: { receive(text: string): void } }).talk.receive('Hello'),
    );
    await page.waitForFunction(() => document.title === '(1) Your visit');
    expect(complaints).toEqual([]);
  });
});

describe('docs/theming.md, on that page', () => {
  it('the whole example: tokens, parts, slots, and a state', async () => {
    const { page, complaints } = await open('branded');
    const chat = page.locator('bedside-chat');
    await chat.getByRole('heading', { name: 'Riverside care team' }).waitFor();
    await page.getByText('our night line').waitFor();
    const look = () =>
      chat.evaluate((host) => {
        const panel = host.shadowRoot!.querySelector('.panel')!;
        const { backgroundColor, borderTopLeftRadius, borderTopColor } = getComputedStyle(panel);
        return {
          backgroundColor,
          borderTopLeftRadius,
          borderTopColor,
          height: host.getBoundingClientRect().height,
        };
      });
    expect(await look()).toMatchObject({
      backgroundColor: 'rgb(250, 247, 249)',
      borderTopLeftRadius: '8px',
      height: 760 * 0.8,
    });
    await page.waitForFunction(() => 'talk' in globalThis);
    await page.evaluate(() =>
      (globalThis as unknown as { talk: { set(change: object): void } }).talk.set({
        state: 'offline',
        connection: { live: false, retryAt: null },
      }),
    );
    await eventually(
      'the border is that of offline',
      3000,
      async () => (await look()).borderTopColor === 'rgb(185, 137, 0)',
    );
    expect(complaints).toEqual([]);
  });
});
