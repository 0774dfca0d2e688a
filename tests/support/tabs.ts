import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { eventually } from './stack.ts';
import { Chat } from './stack-chat.ts';
import { familyOf, type Process } from './stack-processes.ts';

/** What the system says of a process; empty where it has ended meanwhile, as a browser's spare ones do. */
function told(pid: number, what: 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'latin1');
  } catch {
    return '';
  }
}
const isRenderer = (pid: number) => told(pid, 'cmdline').includes('--type=renderer');
/** What a process has used of the processor; NaN where it has ended. */
function cpuTicks(pid: number): number {
  const text = told(pid, 'stat');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** One of several tabs in which a person has the same conversation open. */
export class Tab {
  readonly page: Page;
  readonly chat: Chat;
  readonly name: string;
  #client = '';

  constructor(page: Page, name: string) {
    this.page = page;
    this.chat = new Chat(page);
    this.name = name;
  }

  /** The browser's id for this tab among those that ask for locks. */
  async client(): Promise<string> {
    if (this.#client === '')
      this.#client = await this.page.evaluate(() => {
        const name = `who-am-i-${crypto.randomUUID()}`;
        return navigator.locks.request(name, async () => {
          const { held } = await navigator.locks.query();
          return held!.find((lock) => lock.name === name)!.clientId!;
        });
      });
    return this.#client;
  }

  /** Who holds the pen, as this tab's browser sees it: a client's id, or nobody. */
  holder(): Promise<string | undefined> {
    return this.page.evaluate(async () => {
      const { held } = await navigator.locks.query();
      return held!.find(({ name }) => name!.startsWith('bedside/'))?.clientId;
    });
  }

  devtools(): Promise<CDPSession> {
    return this.page.context().newCDPSession(this.page);
  }

  /** The process that runs this tab: the renderer that was far busier than the others while the tab was made to be. */
  renderer(): Promise<Process> {
    const renderers = familyOf(process.pid).filter(({ pid }) => isRenderer(pid));
    return eventually('one renderer is busy', 20_000, async () => {
      const before = renderers.map(({ pid }) => cpuTicks(pid));
      await this.holdUp(400);
      const busy = renderers.map(({ pid }, i) => cpuTicks(pid) - before[i]! || 0);
      const [most = 0, next = 0] = [...busy].sort((a, b) => b - a);
      return most > 3 * next && renderers[busy.indexOf(most)];
    });
  }

  /** The page's one thread is busy for so long: it answers nothing, and no event says so. */
  holdUp(ms: number): Promise<void> {
    return this.page.evaluate((busyMs) => {
      for (const until = Date.now() + busyMs; Date.now() < until; );
    }, ms);
  }
}

/** The tab that writes, and the others. */
export async function roles(tabs: readonly Tab[]): Promise<{ writer: Tab; others: Tab[] }> {
  for (const tab of tabs) await tab.client();
  return eventually('one of the tabs writes', 5_000, async () => {
    const holder = await tabs[0]!.holder();
    const clients = await Promise.all(tabs.map((tab) => tab.client()));
    const at = clients.indexOf(holder ?? '');
    return at >= 0 && { writer: tabs[at]!, others: tabs.filter((_, i) => i !== at) };
  });
}

/** Resolves with the ms since `from` at which one of these had the pen. */
export async function takenAfter(tabs: readonly Tab[], from: number): Promise<number> {
  const clients = await Promise.all(tabs.map((tab) => tab.client()));
  for (;;) {
    const holder = await tabs[0]!.holder();
    if (clients.includes(holder ?? '')) return Date.now() - from;
    if (Date.now() - from > 10_000) throw new Error('nobody took over');
    await new Promise((next) => setTimeout(next, 10));
  }
}
