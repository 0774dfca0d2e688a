import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, needChromium } from '../../scripts/chromium.ts';
import { Chat } from './stack-chat.ts';
import { Traffic } from './stack-traffic.ts';

/** Someone at a page of the portal, in a browser profile of their own that outlives the browser's closing. */
export class Visitor {
  readonly traffic = new Traffic();
  readonly #url: string;
  readonly #profile: string;
  #context: BrowserContext | null = null;
  #page: Page | null = null;

  private constructor(url: string, profile: string) {
    this.#url = url;
    this.#profile = profile;
  }

  /** Opens a new profile's first page. `preferences`: what the browser's own settings say in that profile. */
  static async open(url: string, preferences?: object): Promise<Visitor> {
    const visitor = new Visitor(url, await mkdtemp(join(tmpdir(), 'bedside-profile-')));
    if (preferences !== undefined) {
      await mkdir(join(visitor.#profile, 'Default'));
      await writeFile(join(visitor.#profile, 'Default/Preferences'), JSON.stringify(preferences));
    }
    await visitor.reopen();
    return visitor;
  }

  get page(): Page {
    if (this.#page === null) throw new Error('the browser is closed');
    return this.#page;
  }

  get chat(): Chat {
    return new Chat(this.page);
  }

  /** Starts the browser on the profile and goes to the page. */
  async reopen(): Promise<void> {
    this.#context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: needChromium(),
      headless: true,
      args: [...chromiumFlags],
      viewport: { width: 1000, height: 800 },
      // Motion is a sixth of what a walk costs the processors. Elements' tests have it, and who types from the first moment on.
      reducedMotion: 'reduce',
    });
    this.#page = await this.#context.newPage();
    await this.traffic.listen(this.#page);
    await this.#page.goto(this.#url);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  /** Closes the browser. The profile stays. */
  async close(): Promise<void> {
    // What was got is asked for while the browser can still be asked.
    await this.traffic.pieces();
    await this.#context?.close();
    this.#context = null;
    this.#page = null;
  }

  /** Closes the browser and removes the profile. */
  async leave(): Promise<void> {
    await this.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
