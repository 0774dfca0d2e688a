import type { CDPSession, Page, Worker } from 'playwright-core';
import { eventually } from './stack.ts';

/** What the worker's program uses of its world: these tests know the types of pages only. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { openWindow(url: string): Promise<null> };
  readonly WindowClient: { readonly prototype: { focus(this: { url: string }): Promise<unknown> } };
  readonly PushManager: typeof PushManager;
  readonly ExtendableEvent: new (type: string) => Event;
  readonly NotificationEvent: new (type: string, of: object) => Event;
}

/** The service worker that rings, as DevTools and the browser deal with it; seen from any page of its origin. */
export class BellWorker {
  readonly #page: Page;
  readonly #path: string;
  readonly #tools: CDPSession;
  readonly #registrationId: string;
  readonly #gone = new Set<Worker>();

  private constructor(page: Page, path: string, tools: CDPSession, registrationId: string) {
    this.#page = page;
    this.#path = path;
    this.#tools = tools;
    this.#registrationId = registrationId;
  }

  static async of(page: Page, path: string): Promise<BellWorker> {
    const tools = await page.context().newCDPSession(page);
    const registration = new Promise<string>((found) => {
      tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find(({ scopeURL }) => scopeURL.endsWith(path));
        if (ours) found(ours.registrationId);
      });
    });
    await tools.send('ServiceWorker.enable');
    return new BellWorker(page, path, tools, await registration);
  }

  /** A ring arrives, with what a push service or a relay of another mind put into it. */
  async deliver(data = ''): Promise<void> {
    const { origin } = new URL(this.#page.url());
    const registrationId = this.#registrationId;
    await this.#tools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  }

  /** What stands on the screen. */
  shown() {
    return this.#page.evaluate(async (path) => {
      const registration = await navigator.serviceWorker.getRegistration(path);
      return ((await registration?.getNotifications()) ?? []).map(
        ({ title, body, tag, lang, dir, data }) => ({ title, body, tag, lang, dir, data }),
      );
    }, this.#path);
  }

  /**
   * Does it in the worker. A browser puts one to sleep that has nothing to do, and who asks one that is just going is not answered:
   * then the next is asked.
   */
  async #inside<Given, Result>(work: (given: Given) => Promise<Result>, given: Given): Promise<Result> {
    for (let tries = 0; tries < 4; tries++) {
      const worker = await this.#awake();
      const said = worker.evaluate(work as never, given).then(
        (result) => ({ result: result as Result }),
        () => null,
      );
      const answer = await Promise.race([
        said,
        new Promise<null>((late) => setTimeout(() => late(null), 8_000)),
      ]);
      if (answer !== null) return answer.result;
      this.#gone.add(worker);
    }
    throw new Error('the worker does not answer');
  }

  /** One that runs and was not found gone. */
  async #awake(): Promise<Worker> {
    const scopeURL = new URL(this.#path, this.#page.url()).href;
    await this.#tools.send('ServiceWorker.startWorker', { scopeURL });
    return eventually('the worker runs', 5_000, () =>
      this.#page
        .context()
        .serviceWorkers()
        .findLast((one) => one.url() === scopeURL && !this.#gone.has(one)),
    );
  }

  /**
   * A hand on the notification with this title, wherever on it (`action`): what the worker then does with windows. An event of ours,
   * after which only noting is allowed: a browser lets windows be opened by hands alone.
   */
  async press(title: string, action = ''): Promise<readonly string[]> {
    return this.#inside(
      async ({ title, action }) => {
        const scope = globalThis as unknown as Scope;
        const deeds: string[] = [];
        const { openWindow } = scope.clients;
        const { focus } = scope.WindowClient.prototype;
        scope.clients.openWindow = async (url) => {
          deeds.push(`open ${url}`);
          return null;
        };
        scope.WindowClient.prototype.focus = async function (this: { url: string }) {
          deeds.push(`focus ${this.url}`);
        };
        const notification = (await scope.registration.getNotifications()).find((one) => one.title === title);
        dispatchEvent(new scope.NotificationEvent('notificationclick', { notification, action }));
        // By then all is done, also where a page is asked that does not answer.
        await new Promise((done) => setTimeout(done, 1_500));
        Object.assign(scope.clients, { openWindow });
        Object.assign(scope.WindowClient.prototype, { focus });
        return deeds;
      },
      { title, action },
    );
  }

  /** The browser tells the worker that it ended its subscription: what the worker then asks for. */
  async renew(): Promise<unknown> {
    return this.#inside(
      () =>
        new Promise<unknown>((found) => {
          const scope = globalThis as unknown as Scope;
          Object.assign(scope.PushManager.prototype, {
            subscribe: async (options: unknown) => found(options),
          });
          dispatchEvent(new scope.ExtendableEvent('pushsubscriptionchange'));
        }),
      null,
    );
  }

  /** Shows a notification of its own making beside those of the worker's program. */
  async show(title: string, options: object): Promise<void> {
    await this.#inside(
      ({ title, options }) => (globalThis as unknown as Scope).registration.showNotification(title, options),
      { title, options },
    );
  }
}
