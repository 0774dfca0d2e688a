import type { BrowserContext } from 'playwright-core';
import type { BenchBrowser } from '../browser.ts';
import { chatPage, freshConversation } from '../chat-page.ts';
import type { BenchPortal } from '../portal.ts';
import { median, type Table } from '../table.ts';
import { Member } from './member.ts';
import { emptyPage, Phone, slow } from './phone.ts';

const others = 7;
/** After the group let it in: introductions, receipts and the sheet that is fetched ahead. */
const settleMs = 3_000;
const longMs = 100;

/** Of one visit: the longest, in ms, and how many took longer than {@link longMs}. */
interface Tasks {
  readonly longest: number;
  readonly overLimit: number;
}

export interface JoiningFigures {
  readonly first: Tasks;
  readonly again: Tasks;
  /** A page with nothing but a line of text. */
  readonly empty: Tasks;
}

async function tasksOf(
  browser: BenchBrowser,
  context: BrowserContext,
  { url, isChat }: { readonly url: string; readonly isChat: boolean },
): Promise<Tasks> {
  const phone = await Phone.open(context);
  await phone.slowDown({ link: true });
  const tasks = await browser.taskMs(phone.page, async () => {
    await phone.page.goto(url);
    if (isChat) await phone.ready();
    await new Promise((done) => setTimeout(done, settleMs));
  });
  await phone.page.close();
  return { longest: tasks[0] ?? 0, overLimit: tasks.filter((ms) => ms > longMs).length };
}

/** Somebody joins seven others who have said something, and comes back: how long the page does not answer. */
export async function measureJoining(
  world: { readonly browser: BenchBrowser; readonly portal: BenchPortal; readonly relay: string },
  rounds: number,
): Promise<JoiningFigures> {
  const { browser, portal, relay } = world;
  const empty = emptyPage(portal);
  const tasks = { first: [] as Tasks[], again: [] as Tasks[], empty: [] as Tasks[] };
  for (let round = 0; round < rounds; round++) {
    const conversation = freshConversation(portal);
    const members: Member[] = [];
    for (let i = 0; i < others; i++) {
      const member = await Member.join({ portal, relay, conversation, person: `Person-${i}` });
      await member.write(3, (j) => `${j}: how are you today?`);
      members.push(member);
    }
    const url = chatPage(portal, { relay, conversation, person: 'Maya' });
    await browser.profile(async (context) => {
      tasks.first.push(await tasksOf(browser, context, { url, isChat: true }));
      tasks.again.push(await tasksOf(browser, context, { url, isChat: true }));
    });
    tasks.empty.push(
      await browser.profile((context) => tasksOf(browser, context, { url: empty, isChat: false })),
    );
    await Promise.all(members.map((member) => member.leave()));
  }
  const middle = (of: readonly Tasks[]): Tasks => ({
    longest: median(of.map(({ longest }) => longest)),
    overLimit: median(of.map(({ overLimit }) => overLimit)),
  });
  return { first: middle(tasks.first), again: middle(tasks.again), empty: middle(tasks.empty) };
}

/** The table of {@link measureJoining}. */
export function joiningTable({ first, again, empty }: JoiningFigures): Table {
  const row = (name: string, { longest, overLimit }: Tasks) => [
    name,
    longMs,
    longest,
    empty.longest,
    longest / empty.longest,
    overLimit,
  ];
  return {
    section: 'phone',
    title: `Joining a room of ${others + 1} on the same phone: the longest task, ms`,
    columns: ['', 'aim', 'Bedside', 'a line of text', 'ratio', `tasks over ${longMs}`],
    rows: [row('first visit', first), row('again', again)],
    notes: [
      `from the address to ${settleMs / 1000} s after it is ready, loading and compiling among it; ms of the main thread’s own time, ${slow.times} times slower`,
    ],
  };
}
