import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { assetsDir, build } from '../scripts/build.ts';
import { budget } from '../scripts/bundle/budget.ts';
import { serveRelay } from '../tests/support/workerd.ts';
import type { BenchBrowser } from './browser.ts';
import { chatPage, freshConversation } from './chat-page.ts';
import { type BenchPortal, tenant } from './portal.ts';
import type { Table } from './table.ts';

const readyMs = 20_000;
const kib = (bytes: number): string => `${bytes / 1024} KiB`;

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** Builds where nothing is built or what is built is older than its source: a demo may be serving from the folder. */
export async function buildWhereNeeded(): Promise<void> {
  const entry = join(assetsDir, 'bedside.js');
  const root = join(import.meta.dirname, '..');
  const source = Math.max(...['shared', 'engine', 'widget'].map((room) => newest(join(root, room))));
  if (!existsSync(entry) || statSync(entry).mtimeMs < source) await build();
}

/** The scripts that `file` imports before it runs, itself first. */
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(assetsDir, file), 'utf8');
  for (const [, , found] of text.matchAll(/(?:\bfrom|[;}\n]import|^import)\s*(["'`])(\.[^"'`]+\.js)\1/g))
    closure(join(file, '..', found!), seen);
  return seen;
}

interface Size {
  readonly min: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Each file on its own, as it is sent. */
function sizeOf(files: Iterable<string>): Size {
  let size = { min: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const bytes = readFileSync(join(assetsDir, file));
    size = {
      min: size.min + bytes.length,
      gzip: size.gzip + gzipSync(bytes, { level: 9 }).length,
      brotli:
        size.brotli + brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    };
  }
  return size;
}

/** What a browser without a cache fetches until a person can write, in the order asked for, and how long that took. */
async function fetched(
  browser: BenchBrowser,
  portal: BenchPortal,
): Promise<{ files: string[]; readyMs: number }> {
  portal.assets(assetsDir);
  const relay = await serveRelay({ name: tenant, issuer: portal.origin });
  const conversation = freshConversation(portal);
  const url = chatPage(portal, { relay: relay.origin, conversation, person: 'Maya' });
  try {
    return await browser.visit(async (page) => {
      const files: string[] = [];
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.origin === portal.origin && url.pathname.endsWith('.js')) files.push(url.pathname.slice(1));
      });
      const started = performance.now();
      await page.goto(url);
      await page.waitForFunction(
        () => (document.querySelector('bedside-chat') as { state?: string } | null)?.state === 'ready',
        undefined,
        { timeout: readyMs },
      );
      return { files, readyMs: performance.now() - started };
    });
  } finally {
    await relay.remove();
  }
}

/** The sizes of what was built, in what a conversation needs of it. Without a browser: of each file. */
export async function measureSizes(browser: BenchBrowser | null, portal: BenchPortal): Promise<Table> {
  await buildWhereNeeded();
  const all = readdirSync(assetsDir, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.js'));
  const row = (name: string, files: Iterable<string>) => {
    const { min, gzip, brotli } = sizeOf(files);
    return [name, [...files].length, min, gzip, brotli];
  };
  const columns = ['bytes', 'files', 'min', 'gzip -9', 'brotli -11'];
  const title = 'What a page loads';
  if (browser === null) {
    const rows = all.map((file) => row(file, [file]));
    return { section: 'sizes', title, columns, rows, notes: ['no Chromium: which are needed was not seen'] };
  }
  const seen = await fetched(browser, portal);
  const files = new Set(seen.files);
  const loader = new Set([...closure('bedside.js')].filter((file) => files.has(file)));
  const rest = new Set([...files].filter((file) => !loader.has(file)));
  const first = [...files].find((file) => /\bview-/.test(file));
  const view = [...(first === undefined ? [] : closure(first))].filter((file) => rest.has(file));
  const engine = new Set([...rest].filter((file) => !view.includes(file)));
  const unused = all.filter((file) => !files.has(file));
  return {
    section: 'sizes',
    title,
    columns,
    rows: [
      row(view.length > 0 ? 'loader' : 'loader and view', loader),
      ...(view.length > 0 ? [row('view', view)] : []),
      row('engine, with X-Wing', engine),
      row('all that a conversation needs', files),
      row('not fetched by this browser', unused),
      ...[...files].map((file) => row(`  ${file.replace(/^assets\//, '')}`, [file])),
    ],
    notes: [
      `budget, held by scripts/build.test.ts: ${kib(budget.elementBytesMax)} for the loader, ${kib(budget.usableBytesMax)} for all of it, ${kib(budget.olderUsableBytesMax)} where WebCrypto has neither ML-KEM nor ChaCha20-Poly1305, gzipped; the aim for all of it is ${kib(budget.usableBytesAim)} and ${sizeOf(files).gzip <= budget.usableBytesAim ? 'is reached' : 'is not reached'}`,
      `as ${browser.version} fetched them, nothing cached, until the first word could be written: ${Math.round(seen.readyMs)} ms on the loopback`,
    ],
  };
}
