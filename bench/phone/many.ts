import type { Locator } from 'playwright-core';
import type { BenchBrowser } from '../browser.ts';
import { chatPage, freshConversation } from '../chat-page.ts';
import type { BenchPortal } from '../portal.ts';
import { percentile, type Table } from '../table.ts';
import { Member } from './member.ts';
import { Phone, slow } from './phone.ts';

const received = 1_000;
const typed = 'The pharmacy only has 200 mg tablets. May I take two of them, or should I wait for Monday? ';
const keyMs = 60;
/** In the bare page: as many as the chat has in its document. */
const bareLines = 50;
const patienceMs = 120_000;
const framesScrolled = 300;
const stepPx = 120;
/** Two frames of a screen that shows sixty in a second, less what a clock is off. */
const droppedMs = 30;

/** One of {@link ManyFigures}, of the chat and of a bare page that has as much in it. */
interface Beside {
  readonly chat: number;
  readonly bare: number;
}
export interface ManyFigures {
  readonly count: number;
  /** ms from a key to the frame that shows it, 95 of 100. The event timing counts in steps of 8 ms, and nothing under 16. */
  readonly typing: Beside;
  /** Bytes that a received message holds on to, once all that can go has gone; bare: its line alone. */
  readonly bytesEach: Beside;
  /** Bytes that the page holds more for each message that it was scrolled back over; bare: its line alone. */
  readonly scrolledEach: Beside;
  /** ms, 95 of 100 frames, and how many of {@link framesScrolled} came late. */
  readonly frame: Beside;
  readonly late: Beside;
}

const text = (i: number) => `${i}: the dressing is dry, and the knee bends a little further than yesterday.`;

const barePage = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Bare</title>
<style>body { margin: 0 } #log { block-size: 80vh; overflow: auto } p { block-size: 1600px; margin: 8px }</style>
<div id="log"></div><textarea></textarea></html>`;

/** ms from each key to the next frame, while somebody types at the pace of a person. */
async function typing({ page }: Phone): Promise<number> {
  await page.evaluate(() => {
    const spent: number[] = [];
    Object.assign(globalThis, { spent });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') spent.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  await page.keyboard.type(typed, { delay: keyMs });
  await page.waitForTimeout(500);
  const seen = await page.evaluate(() => (globalThis as unknown as { spent: number[] }).spent);
  return percentile([...seen, ...Array<number>(Math.max(0, typed.length - seen.length)).fill(8)], 95);
}

/** Scrolls up by as much in each frame; ms between frames. */
const scroll = (box: Locator): Promise<number[]> =>
  box.evaluate(
    async (log, [frames, step]) => {
      const times: number[] = [];
      let last = await new Promise<number>(requestAnimationFrame);
      for (let i = 0; i < frames; i++) {
        log.scrollBy({ top: -step, behavior: 'instant' });
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - last);
        last = now;
      }
      return times;
    },
    [framesScrolled, stepPx] as const,
  );

/** Scrolls up to the first of so many messages; over how many. */
async function scrollBack({ page }: Phone, count: number): Promise<number> {
  const log = page.getByRole('log');
  // Not the one that ends in 0.
  const first = page.getByRole('article').filter({ hasText: /(?<!\d)0: / });
  const end = Date.now() + patienceMs * Math.ceil(count / received);
  while ((await first.count()) === 0 && Date.now() < end) {
    await log.evaluate((box) => box.scrollBy({ top: -box.clientHeight * 4, behavior: 'instant' }));
    await page.waitForTimeout(30);
  }
  await first.waitFor({ timeout: patienceMs });
  return count;
}

/** A phone that has received `count` messages, the last {@link received} of them while somebody looked. */
export async function measureMany(
  world: { readonly browser: BenchBrowser; readonly portal: BenchPortal; readonly relay: string },
  count: number,
): Promise<ManyFigures> {
  const { browser, portal, relay } = world;
  const conversation = freshConversation(portal);
  const rivera = await Member.join({ portal, relay, conversation, person: 'Rivera' });
  const chat = await browser.profile(async (context) => {
    const url = chatPage(portal, { relay, conversation, person: 'Maya' });
    const first = await Phone.open(context);
    await first.page.goto(url);
    await first.ready();
    await first.page.close();
    await rivera.write(count - received, text);
    // What was written while it was away comes in pages, all of it before it is ready.
    const phone = await Phone.open(context);
    await phone.page.goto(url);
    const has = (many: number) =>
      phone.page
        .getByRole('article')
        .filter({ hasText: text(many - 1) })
        .waitFor({ timeout: patienceMs });
    await has(count - received);
    const before = await phone.heapBytes();
    await rivera.write(received, (i) => text(count - received + i));
    await has(count);
    const after = await phone.heapBytes();
    const frames = await scroll(phone.page.getByRole('log'));
    const back = await scrollBack(phone, count);
    const scrolledEach = ((await phone.heapBytes()) - after) / back;
    await phone.page.getByRole('button', { name: 'Jump to latest' }).click();
    await has(count);
    await phone.slowDown({ link: false });
    await phone.page.getByRole('textbox', { name: 'Message' }).focus();
    const keys = await typing(phone);
    return { keys, frames, bytesEach: (after - before) / received, scrolledEach };
  });
  await rivera.leave();

  portal.page('/bare.html', barePage);
  const bare = await browser.profile(async (context) => {
    const phone = await Phone.open(context);
    await phone.page.goto(`${portal.origin}/bare.html`);
    const before = await phone.heapBytes();
    await phone.page.evaluate(
      ([count, words]) => {
        const lines = Array.from({ length: count }, (_, i) => ({
          key: `s${i}`,
          seq: i,
          at: Date.now(),
          text: `${i}${words}`,
        }));
        Object.assign(globalThis, { lines });
      },
      [count, text(0).slice(1)] as const,
    );
    const bytesEach = ((await phone.heapBytes()) - before) / count;
    await phone.page.evaluate((count) => {
      const log = document.querySelector('#log')!;
      for (const { text } of (globalThis as unknown as { lines: { text: string }[] }).lines.slice(-count))
        log.append(Object.assign(document.createElement('p'), { textContent: text }));
      log.scrollTop = log.scrollHeight;
    }, bareLines);
    const frames = await scroll(phone.page.locator('#log'));
    await phone.slowDown({ link: false });
    await phone.page.locator('textarea').focus();
    return { keys: await typing(phone), frames, bytesEach };
  });
  const late = (frames: readonly number[]) => frames.filter((ms) => ms > droppedMs).length;
  return {
    count,
    typing: { chat: chat.keys, bare: bare.keys },
    bytesEach: { chat: chat.bytesEach, bare: bare.bytesEach },
    scrolledEach: { chat: chat.scrolledEach, bare: bare.bytesEach },
    frame: { chat: percentile(chat.frames, 95), bare: percentile(bare.frames, 95) },
    late: { chat: late(chat.frames), bare: late(bare.frames) },
  };
}

/** The table of {@link measureMany}. */
export function manyTable(figures: ManyFigures): Table {
  const { count, typing, bytesEach, scrolledEach, frame, late } = figures;
  const row = (name: string, { chat, bare }: Beside, aim: number | null) => [
    name,
    aim,
    chat,
    bare,
    bare === 0 ? null : chat / bare,
  ];
  const total = count.toLocaleString('en-US');
  return {
    section: 'phone',
    title: `With ${total} messages that were received`,
    columns: ['', 'aim', 'Bedside', 'bare page', 'ratio'],
    rows: [
      row('from a key to its frame, p95, ms', typing, 50),
      row('scrolling: between two frames, p95, ms', frame, 17),
      row(`scrolling: late frames of ${framesScrolled}`, late, 0),
      row(`bytes that each of the last ${received.toLocaleString('en-US')} holds on to`, bytesEach, 0),
      row('bytes that each holds on to that was scrolled back over', scrolledEach, 0),
    ],
    notes: [
      `bare page: a text box below ${bareLines} tall paragraphs, and an array of ${total} texts; for typing the processor is ${slow.times} times slower`,
      `${stepPx} px in each frame; the event timing counts in steps of 8 ms`,
      'between 400 and 600 entries are held: what the bytes come to depends on how full it is at either end',
    ],
  };
}
