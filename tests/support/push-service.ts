import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';

/** What a relay asked for. */
export interface Ring {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Where a browser's subscription is kept, in the place of the browser. */
const kept = 'test/subscription';

/** A push service on this machine, in place of those that a browser without internet has not. */
export class PushService {
  readonly rings: Ring[] = [];
  /** Paths that it does not know any more. */
  readonly gone = new Set<string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        const path = request.url ?? '';
        this.rings.push({ path, headers: request.headers, body });
        response.writeHead(this.gone.has(path) ? 410 : 201).end();
      });
    });
  }

  static async start(): Promise<PushService> {
    const service = new PushService();
    await new Promise<void>((done) => service.#server.listen(0, '127.0.0.1', done));
    return service;
  }

  /** Its origin. */
  get at(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
  }

  /** `PushManager` in the pages of this browser gives endpoints at this service, for the key that it was asked with. */
  async serve(browser: BrowserContext): Promise<void> {
    await browser.addInitScript(pushManager, { at: this.at, kept });
  }

  /** The browser of this page ends its subscription, and has another, as browsers do by themselves; gives the paths of both. */
  async renew(page: Page): Promise<{ old: string; fresh: string }> {
    const old = await page.evaluate(
      ({ at, kept }) => {
        const row = JSON.parse(localStorage.getItem(kept)!) as { endpoint: string };
        localStorage.setItem(kept, JSON.stringify({ ...row, endpoint: `${at}/${crypto.randomUUID()}` }));
        return row.endpoint;
      },
      { at: this.at, kept },
    );
    this.gone.add(new URL(old).pathname);
    const fresh = await this.path(page);
    return { old: new URL(old).pathname, fresh: fresh! };
  }

  /** Where the browser of this page is rung; null for nowhere. */
  async path(page: Page): Promise<string | null> {
    const row = await page.evaluate((kept) => localStorage.getItem(kept), kept);
    return row && new URL((JSON.parse(row) as { endpoint: string }).endpoint).pathname;
  }
}

/** Runs in every page: what a browser with a push service has. */
function pushManager({ at, kept }: { at: string; kept: string }): void {
  const subscription = () => {
    const row = localStorage.getItem(kept);
    if (row === null) return null;
    const { endpoint, key } = JSON.parse(row) as { endpoint: string; key: number[] };
    return {
      endpoint,
      options: { applicationServerKey: Uint8Array.from(key).buffer },
      unsubscribe: async () => localStorage.removeItem(kept),
    };
  };
  Object.assign(PushManager.prototype, {
    getSubscription: async () => subscription(),
    subscribe: async (o: { userVisibleOnly: boolean; applicationServerKey: Uint8Array }) => {
      if (o.userVisibleOnly !== true) throw new DOMException('silent', 'NotAllowedError');
      const row = { endpoint: `${at}/${crypto.randomUUID()}`, key: [...o.applicationServerKey] };
      localStorage.setItem(kept, JSON.stringify(row));
      return subscription();
    },
  });
}
