import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { BenchPortal } from '../portal.ts';

/** A cheap phone on a slow link, as the aims name it: so many times slower than this machine, bits a second, ms before each answer. */
export const slow = { times: 4, bitsPerSecond: 1_600_000, latencyMs: 150 } as const;

/** Puts a page at the portal that has nothing but a line of text, for comparison, and answers its URL. */
export function emptyPage(portal: BenchPortal): string {
  portal.page('/empty.html', '<!doctype html><title>Empty</title><p>Nothing but a line of text');
  return `${portal.origin}/empty.html`;
}

/** When, in ms since the page was asked for, something stood on the screen; null: it never did. */
export interface Sightings {
  /** The element has drawn something. */
  readonly shell: number | null;
  /** The text box takes what is typed. */
  readonly typed: number | null;
  /** A message that is sent goes to the room. */
  readonly ready: number | null;
}

/** Runs in the page before anything else of it: looks at each frame what has come. It measures nothing, which would lay out. */
function watch(): void {
  const sightings: { shell: number | null; typed: number | null; ready: number | null } = {
    shell: null,
    typed: null,
    ready: null,
  };
  Object.assign(globalThis, { sightings });
  const look = () => {
    const chat = document.querySelector('bedside-chat') as (HTMLElement & { state?: string }) | null;
    const box = chat?.shadowRoot?.querySelector('bedside-composer')?.shadowRoot?.querySelector('textarea');
    const seen = {
      shell: (chat?.shadowRoot?.childElementCount ?? 0) > 0,
      typed: box?.disabled === false,
      ready: box?.disabled === false && chat?.state === 'ready',
    };
    const fresh = (Object.keys(seen) as (keyof typeof seen)[]).filter(
      (name) => seen[name] && sightings[name] === null,
    );
    for (const name of fresh) sightings[name] = Number.NaN;
    // After this frame is drawn.
    if (fresh.length > 0)
      setTimeout(() => {
        for (const name of fresh) sightings[name] = performance.now();
      });
    if (sightings.ready === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in the page: DevTools slows down what is fetched, but not what comes on a socket. */
function slowSockets(latencyMs: number): void {
  const late =
    <E extends Event>(then: ((event: E) => void) | null) =>
    (event: E) =>
      void setTimeout(() => then?.(event), latencyMs);
  const { prototype } = WebSocket;
  for (const name of ['onopen', 'onmessage'] as const) {
    const own = Object.getOwnPropertyDescriptor(prototype, name)!;
    Object.defineProperty(prototype, name, {
      ...own,
      set(this: WebSocket, then: ((event: Event) => void) | null) {
        own.set!.call(this, then && late(then));
      },
    });
  }
}

/** One tab of a phone. */
export class Phone {
  readonly page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.#cdp = cdp;
  }

  /** An empty tab; what it is shown is watched from its beginning. */
  static async open(context: BrowserContext): Promise<Phone> {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await page.addInitScript(watch);
    return new Phone(page, cdp);
  }

  /** Makes its processor, and its link too where that is asked for, as slow as {@link slow}. */
  async slowDown(o: { readonly link: boolean }): Promise<void> {
    await this.#cdp.send('Emulation.setCPUThrottlingRate', { rate: slow.times });
    if (!o.link) return;
    await this.page.addInitScript(slowSockets, slow.latencyMs);
    const bytesPerSecond = slow.bitsPerSecond / 8;
    await this.#cdp.send('Network.enable');
    await this.#cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: slow.latencyMs,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
  }

  /** Resolves when the chat can be read and written. */
  async ready(timeoutMs = 60_000): Promise<Sightings> {
    // Asked in as few words as can be: what playwright puts into a page is work of its own.
    const expression = 'JSON.stringify(sightings)';
    for (const until = Date.now() + timeoutMs; Date.now() < until; ) {
      const { result } = await this.#cdp.send('Runtime.evaluate', { expression });
      const sightings = JSON.parse(result.value as string) as Sightings;
      if (sightings.ready !== null) return sightings;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('the chat was not ready in time');
  }

  /** Bytes in use by the page's scripts after all that can go has gone. */
  async heapBytes(): Promise<number> {
    // What a first collection sets free may hold more.
    for (let i = 0; i < 3; i++) await this.#cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#cdp.send('Runtime.getHeapUsage');
    return usedSize;
  }
}
