import type { BrowserContext } from 'playwright-core';
import type { BenchBrowser } from '../browser.ts';
import { chatPage, freshConversation } from '../chat-page.ts';
import type { BenchPortal } from '../portal.ts';
import { median, type Table } from '../table.ts';
import { Member } from './member.ts';
import { emptyPage, Phone, type Sightings, slow } from './phone.ts';

/** ms from the address to what a person sees, medians over rounds. */
interface FirstScreen {
  readonly cold: Sightings;
  readonly warm: Sightings;
  /** A page with nothing but a line of text. */
  readonly empty: number;
}

/** A page with one line of text: to the frame that shows it. */
async function visitEmpty(context: BrowserContext, url: string): Promise<number> {
  const phone = await Phone.open(context);
  await phone.slowDown({ link: true });
  await phone.page.goto(url);
  return phone.page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') done(startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}

async function visitChat(context: BrowserContext, url: string): Promise<Sightings> {
  const phone = await Phone.open(context);
  await phone.slowDown({ link: true });
  await phone.page.goto(url);
  const seen = await phone.ready();
  await phone.page.close();
  return seen;
}

/**
 * A conversation that another person is in already, opened by somebody who was never there (cold: no cache, no key, no
 * group), and opened again on the same phone.
 */
export async function measureFirstScreen(
  world: { readonly browser: BenchBrowser; readonly portal: BenchPortal; readonly relay: string },
  rounds: number,
): Promise<FirstScreen> {
  const { browser, portal, relay } = world;
  const emptyUrl = emptyPage(portal);
  const cold: Sightings[] = [];
  const warm: Sightings[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const conversation = freshConversation(portal);
    const rivera = await Member.join({ portal, relay, conversation, person: 'Rivera' });
    await rivera.write(3, (i) => `${i}: how are you today?`);
    const url = chatPage(portal, { relay, conversation, person: 'Maya' });
    await browser.profile(async (context) => {
      cold.push(await visitChat(context, url));
      warm.push(await visitChat(context, url));
    });
    empty.push(await browser.profile((context) => visitEmpty(context, emptyUrl)));
    await rivera.leave();
  }
  const middle = (of: readonly Sightings[], name: keyof Sightings) =>
    median(of.map((seen) => seen[name] ?? Number.NaN));
  const all = (of: readonly Sightings[]): Sightings => ({
    shell: middle(of, 'shell'),
    typed: middle(of, 'typed'),
    ready: middle(of, 'ready'),
  });
  return { cold: all(cold), warm: all(warm), empty: median(empty) };
}

/** The table of {@link measureFirstScreen}. */
export function firstScreenTable({ cold, warm, empty }: FirstScreen): Table {
  const row = (name: string, ms: number | null, aim: number | null) => [
    name,
    aim,
    ms,
    empty,
    (ms ?? Number.NaN) / empty,
  ];
  return {
    section: 'phone',
    title: `On a slow phone, ${slow.times} times slower than this machine, ${slow.bitsPerSecond / 1e6} Mbit/s, ${slow.latencyMs} ms: ms from the address`,
    columns: ['', 'aim', 'Bedside', 'a line of text', 'ratio'],
    rows: [
      row('first visit: shell', cold.shell, 1000),
      row('first visit: text box takes words', cold.typed, 3000),
      row('first visit: in the group, a message goes out', cold.ready, null),
      row('again: shell', warm.shell, null),
      row('again: text box takes words', warm.typed, 1200),
      row('again: in the group, a message goes out', warm.ready, null),
    ],
    notes: [
      'first visit: nothing cached, no key, no group; somebody else is in the room. again: the same phone, its caches and its disk',
      'the built files as they are sent; link and processor as DevTools slows them down: no set-up of connections',
    ],
  };
}
