import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium } from '../scripts/chromium.ts';
import type { measures } from './page.ts';
import type { BenchPortal } from './portal.ts';

type Measures = typeof measures;

/** What is read of a trace of Chromium's. `tdur`: µs of the thread's own time. */
interface Trace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly pid: number;
    readonly tid: number;
    readonly tdur?: number;
    readonly args?: { readonly beginData?: { readonly url?: string } };
  }[];
}

/** Chromium on the bench's portal. */
export class BenchBrowser {
  readonly version: string;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(browser: Browser, page: Page) {
    this.version = `Chromium ${browser.version().split('.')[0]}`;
    this.#browser = browser;
    this.#page = page;
  }

  /** Null where there is no Chromium: what a bench cannot measure it leaves out. */
  static async open(portal: BenchPortal): Promise<BenchBrowser | null> {
    const executablePath = findChromium();
    if (executablePath === null) return null;
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('./page.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      logLevel: 'error',
    });
    portal.page('/bench.js', outputFiles[0]!.text);
    portal.page('/bench', '<!doctype html><script type="module" src="/bench.js"></script>');
    const browser = await chromium.launch({ executablePath, headless: true, args: [...chromiumFlags] });
    const page = await browser.newPage();
    await page.goto(`${portal.origin}/bench`);
    return new BenchBrowser(browser, page);
  }

  /** Runs one of `page.ts`'s measurements in the page. */
  measure<Name extends keyof Measures>(
    name: Name,
    options: Parameters<Measures[Name]>[0],
  ): ReturnType<Measures[Name]> {
    const run = ([which, given]: readonly [string, unknown]) =>
      (globalThis as unknown as { measures: Record<string, (o: unknown) => unknown> }).measures[which]!(
        given,
      );
    return this.#page.evaluate(run, [name, options] as const) as ReturnType<Measures[Name]>;
  }

  /** A page in a profile of its own. */
  visit<T>(work: (page: Page) => Promise<T>): Promise<T> {
    return this.profile(async (context) => work(await context.newPage()));
  }

  /** A profile that has seen nothing yet, on a screen as large as a phone's. */
  async profile<T>(work: (context: BrowserContext) => Promise<T>): Promise<T> {
    const context = await this.#browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: 'en-US',
    });
    try {
      return await work(context);
    } finally {
      await context.close();
    }
  }

  /**
   * The main thread's tasks while a page does `work`, the longest first, in ms of the thread's own time: what else this
   * machine is busy with does not count, and a slowed-down processor does.
   */
  async taskMs(page: Page, work: () => Promise<unknown>): Promise<number[]> {
    await this.#browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
    await work();
    const { traceEvents } = JSON.parse((await this.#browser.stopTracing()).toString()) as Trace;
    const { origin } = new URL(page.url());
    const parsing = traceEvents.find(
      ({ name, args }) => name === 'ParseHTML' && args?.beginData?.url?.startsWith(origin),
    );
    return traceEvents
      .filter(({ name, pid, tid }) => name.endsWith('RunTask') && pid === parsing?.pid && tid === parsing.tid)
      .map(({ tdur }) => (tdur ?? 0) / 1000)
      .sort((a, b) => b - a);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
