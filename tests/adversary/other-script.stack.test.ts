import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, build } from '../../scripts/build.ts';
import { launchChromium } from '../../scripts/chromium.ts';

const outDir = mkdtempSync(join(tmpdir(), 'bedside-build-'));
/** What the server of scripts says in place of a file, or adds to it. */
const other = new Map<string, string>();
let built: Built;
let server: Server;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  built = await build(outDir);
  server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname.slice(1);
    if (path === '') {
      response.setHeader('content-type', 'text/html');
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'`,
      );
      response.end(
        `<!doctype html><title>x</title>
         <script type="module" src="/bedside.js" integrity="${built.integrity}" crossorigin="anonymous"></script>
         <bedside-chat relay="${origin}" tenant="riverside" conversation="${'c'.repeat(43)}" passport-url="/none"></bedside-chat>`,
      );
      return;
    }
    response.setHeader('content-type', 'text/javascript');
    try {
      response.end(readFileSync(join(outDir, path), 'utf8') + (other.get(path) ?? ''));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(outDir, { recursive: true, force: true });
});

/** Opens the page, and says what became of it: what a changed file wrote, and what the element shows and tells. */
async function visit(wanted = ''): Promise<{
  owned: unknown;
  spanish: boolean;
  defined: boolean;
  view: boolean;
  late: boolean;
  errors: string[];
}> {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const errors: string[] = [];
    Object.assign(globalThis, { errors });
    addEventListener('bedside-error', (event) =>
      errors.push((event as CustomEvent<{ code: string }>).detail.code),
    );
    addEventListener(
      'securitypolicyviolation',
      (event) => errors.push(`csp ${event.violatedDirective}`),
      true,
    );
  });
  await page.goto(origin);
  await page
    .waitForFunction(() => (globalThis as unknown as { errors: string[] }).errors.length > 0, undefined, {
      timeout: 5_000,
    })
    .catch(() => {});
  const spoken = () =>
    document.querySelector('bedside-chat')?.shadowRoot?.querySelector('[part=panel]')?.ariaLabel ===
    'Chat seguro';
  if (wanted !== '') {
    await page.evaluate(wanted);
    await page.waitForFunction(spoken, undefined, { timeout: 3_000 }).catch(() => {});
  }
  const spanish = await page.evaluate(spoken);
  const seen = await page.evaluate(() => {
    const root = document.querySelector('bedside-chat')!.shadowRoot;
    return {
      owned: (globalThis as { owned?: unknown }).owned ?? null,
      defined: customElements.get('bedside-chat') !== undefined,
      view: root?.querySelector('[part=panel]') != null,
      late: root?.textContent?.includes('has not loaded') ?? false,
      errors: (globalThis as unknown as { errors: string[] }).errors,
    };
  });
  await context.close();
  return { ...seen, spanish };
}

describe('a server of scripts that gives another file than was reviewed', () => {
  it('is not in the way where it gives what was built', async () => {
    const { owned, view, errors } = await visit();
    expect({ owned, view }).toEqual({ owned: null, view: true });
    expect(errors.filter((one) => one.startsWith('csp'))).toEqual([]);
  });

  it('has its entry refused by the page’s integrity', async () => {
    other.set(built.element, ';globalThis.owned = 1;');
    expect(await visit()).toMatchObject({ owned: null, defined: false });
    other.clear();
  });

  it('has nothing that is fetched later run that is another: the list of it, or what it lists', async () => {
    const wanted = "document.querySelector('bedside-chat').locale = 'es'";
    expect(await visit(wanted)).toMatchObject({ owned: null, spanish: true });
    const list = /assets\/parts-[\w-]+\.js/.exec(readFileSync(join(outDir, built.element), 'utf8'))![0];
    for (const file of [list, ...built.later['es']!]) {
      other.set(file, ';globalThis.owned = 1;');
      expect(await visit(wanted), file).toMatchObject({ owned: null, spanish: false, view: true });
      other.clear();
    }
  });

  it.each(['view', 'talk'] as const)(
    'has no file of the %s run that is another, by one byte',
    async (part) => {
      for (const file of built[part]) {
        other.set(file, ';globalThis.owned = 1;');
        const { owned, view, errors } = await visit();
        expect(owned, file).toBeNull();
        // Without the view nothing is shown; without the engine the view says that it failed.
        if (built.view.includes(file))
          expect({ view, errors }).toEqual({ view: false, errors: ['relay-unreachable'] });
        else expect(errors).toEqual(['internal']);
        other.clear();
      }
    },
  );
});
