import type { Frame, Locator, Page } from 'playwright-core';
import { eventually } from './stack.ts';

/** A message as a person sees it. */
export interface Shown {
  readonly text: string;
  /** The words under it: time and, for one's own, how far it got. */
  readonly meta: string;
}

/** The document of a framed chat. */
export const frameIn = (page: Page): Promise<Frame> =>
  eventually('the frame', 20_000, () => page.frames().find((one) => one.url().includes('/v1/frame/')));

/** The chat on a page or in a frame, used as a person does: by role and label. */
export class Chat {
  readonly #scope: Page | Frame;

  constructor(scope: Page | Frame) {
    this.#scope = scope;
  }

  get log(): Locator {
    return this.#scope.getByRole('log', { name: 'Messages' });
  }
  get box(): Locator {
    return this.#scope.getByRole('textbox', { name: 'Message' });
  }
  get sendButton(): Locator {
    return this.#scope.getByRole('button', { name: 'Send', exact: true });
  }
  get encryptionNote(): Locator {
    return this.#scope.getByRole('button', { name: 'End-to-end encrypted' });
  }
  get sheet(): Locator {
    return this.#scope.getByRole('dialog', { name: 'Who can read this' });
  }

  /** Resolves when the conversation can be read and written. */
  async ready(ms = 15_000): Promise<void> {
    try {
      await eventually('the chat is ready', ms, async () => {
        const state = await this.state();
        if (state === 'failed' || state === 'ended') throw new Error('the chat is over');
        return state === 'ready';
      });
    } catch (thrown) {
      const screen = await this.#scope.getByRole('region', { name: 'Secure chat' }).allInnerTexts();
      throw new Error(`${(thrown as Error).message}: ${await this.state()}, ${screen.join(' ')}`);
    }
    await this.log.waitFor();
  }

  /** Presses "Try now" wherever it is offered, until there is a connection again. */
  async backOnline(ms = 30_000): Promise<void> {
    const tryNow = this.#scope.getByRole('button', { name: 'Try now' });
    await eventually('the chat is online again', ms, async () => {
      if (await tryNow.isVisible()) await tryNow.click({ timeout: 500 }).catch(() => {});
      return (await this.#scope.getByText(/Trying again in|Reconnecting/).count()) === 0;
    });
  }

  /** The element's own word for where it stands. */
  async state(): Promise<string> {
    return this.#scope.evaluate(() => {
      const chat = document.querySelector('bedside-chat') as (HTMLElement & { state?: string }) | null;
      return chat?.state ?? 'absent';
    });
  }

  /** Puts a message into the text box and presses Send; resolves when the box has let go of it: it is saved. */
  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.sendButton.click();
    await eventually('the text box is empty again', 5_000, async () => (await this.box.inputValue()) === '');
  }

  /** What is on the screen, from the top. */
  async shown(): Promise<Shown[]> {
    return this.log.getByRole('article').evaluateAll((articles) =>
      articles.map((article) => ({
        text: article.querySelector('[part=bubble]')?.textContent ?? '',
        meta: article.querySelector('[part=meta]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
      })),
    );
  }

  async texts(): Promise<string[]> {
    return (await this.shown()).map(({ text }) => text);
  }

  /** Messages that are not in the room yet, by their words on the screen. */
  async pending(): Promise<string[]> {
    return (await this.shown())
      .filter(({ meta }) => /Sending|Waiting to send/.test(meta))
      .map(({ text }) => text);
  }

  /** The lines that say of an entry that it is not shown, and why. */
  async problems(): Promise<string[]> {
    return this.log.locator('[part=problem]').allInnerTexts();
  }

  /** Resolves when exactly these are shown, in this order, and none is pending; asks for earlier ones as long as there are any. */
  async shows(texts: readonly string[], ms = 15_000): Promise<void> {
    let last: string[] = [];
    const wanted = JSON.stringify(texts);
    try {
      await eventually('these messages in this order', ms, async () => {
        last = await this.texts();
        if (JSON.stringify(last) === wanted) return (await this.pending()).length === 0;
        const earlier = this.#scope.getByRole('button', { name: 'Show earlier messages' });
        if (await earlier.isVisible()) await earlier.click({ timeout: 1000 }).catch(() => {});
        return false;
      });
    } catch {
      const problems = await this.problems();
      throw new Error(
        `after ${ms} ms: ${await this.state()}, shown ${JSON.stringify(last)}, wanted ${wanted}, ` +
          `pending ${JSON.stringify(await this.pending())}, problems ${JSON.stringify(problems)}`,
      );
    }
  }

  /** Resolves when a line that is no message says this. */
  async notes(words: string | RegExp, ms = 10_000): Promise<void> {
    await this.log
      .locator('[part=notice], [part=problem]')
      .filter({ hasText: words })
      .first()
      .waitFor({ timeout: ms });
  }

  /** Resolves as soon as a message is on the screen. */
  async hears(text: string, ms = 10_000): Promise<void> {
    await this.log.getByText(text, { exact: true }).waitFor({ timeout: ms });
  }

  /** Opens the sheet by the lock, reads it, closes it. */
  async whoCanRead(): Promise<{ code: string[]; text: string }> {
    await this.encryptionNote.click();
    await this.sheet.waitFor();
    const code = await this.sheet.getByText(/^\d{5}$/).allInnerTexts();
    const text = (await this.sheet.textContent()) ?? '';
    await this.sheet.getByRole('button', { name: 'Close' }).click();
    await this.sheet.waitFor({ state: 'hidden' });
    return { code, text };
  }
}

/**
 * Resolves, with the order, when all of them show what was there and then these, each once, in one order, none pending.
 * They may have been written at the same time: the order among them is the room's.
 */
export async function agreed(
  chats: readonly Chat[],
  before: readonly string[],
  fresh: readonly string[],
  ms = 20_000,
): Promise<string[]> {
  const wanted = JSON.stringify([...fresh].sort());
  let order: string[] = [];
  await eventually(`${before.length} messages and then ${fresh.length} more`, ms, async () => {
    order = await chats[0]!.texts();
    return JSON.stringify(order.slice(before.length).sort()) === wanted;
  }).catch(async (thrown: Error) => {
    throw new Error(`${thrown.message}; ${await chats[0]!.state()}, shown ${JSON.stringify(order)}`);
  });
  const all = [...before, ...order.slice(before.length)];
  for (const chat of chats) await chat.shows(all, ms);
  return all;
}
