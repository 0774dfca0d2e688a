import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../demo/clinic.ts';
import { Stack } from '../support/stack.ts';
import { agreed } from '../support/stack-chat.ts';
import { signal } from '../support/stack-processes.ts';
import type { Visitor } from '../support/stack-visitor.ts';
import { roles, Tab, takenAfter } from '../support/tabs.ts';

const takeOverMs = 2_000;

let stack: Stack;
let patient: Visitor;
let clinician: Visitor;
let tabs: Tab[] = [];
let order: string[] = [];
let count = 0;
let opened = 1;
const chats = () => [clinician.chat, ...tabs.map(({ chat }) => chat)];

async function openTab(): Promise<Tab> {
  const page = await patient.page.context().newPage();
  await page.goto(`${stack.portal}/patient`);
  opened += 1;
  return new Tab(page, `tab ${opened}`);
}

/** One message from each of the tabs, at once, and one from the other person. */
async function everyoneWrites(): Promise<void> {
  count += 1;
  const texts = tabs.map(({ name }) => `${name} says ${count}`);
  const theirs = `The clinic says ${count}`;
  await Promise.all([...tabs.map(({ chat }, i) => chat.say(texts[i]!)), clinician.chat.say(theirs)]);
  order = await agreed(chats(), order, [...texts, theirs]);
}

/**
 * The writer goes away, by `work`; one of the others writes at that very moment. Says how long it took until another
 * tab had the pen, until the text was saved, and until the other person saw it.
 */
async function without(writer: Tab, others: Tab[], how: string, work: () => Promise<unknown>): Promise<void> {
  const [one] = others;
  const text = `While it was ${how} ${++count}`;
  await one!.chat.box.fill(text);
  await Promise.all(others.map((tab) => tab.client()));
  const from = Date.now();
  // Some ways of going away never answer.
  void work().catch(() => {});
  const taken = takenAfter(others, from);
  await one!.chat.sendButton.click();
  const [takenMs, heardMs] = await Promise.all([
    taken,
    clinician.chat.hears(text, 15_000).then(() => Date.now() - from),
  ]);
  console.log(
    `The writer ${how}: another had the pen after ${takenMs} ms, its text was read after ${heardMs} ms`,
  );
  tabs = tabs.filter((tab) => tab !== writer);
  order = await agreed(chats(), order, [text]);
  expect(takenMs).toBeLessThan(takeOverMs);
}

beforeAll(async () => {
  stack = await Stack.start();
  clinician = await stack.arrive('/clinician');
  patient = await stack.arrive('/patient');
  tabs = [new Tab(patient.page, 'tab 1'), ...(await Promise.all([openTab(), openTab()]))];
  tabs = tabs.map(({ page }, i) => new Tab(page, `tab ${i + 1}`));
});
afterAll(() => stack?.stop());

describe('one person, three tabs', () => {
  it('INV-8: all are ready, one writes; what is written in any is shown in all, and once at the other person', async () => {
    for (const { chat } of tabs) await chat.ready();
    await everyoneWrites();
    await everyoneWrites();
    const { others } = await roles(tabs);
    expect(others).toHaveLength(2);
  });

  it('goes on within 2 s when the writing tab is closed', async () => {
    const { writer, others } = await roles(tabs);
    // The visitor's own page stays: it is the way to the browser.
    await without(writer, others, 'closed', () =>
      writer.page === patient.page ? writer.page.goto('about:blank') : writer.page.close(),
    );
    await everyoneWrites();
    tabs.push(
      writer.page === patient.page
        ? await writer.page.goto(`${stack.portal}/patient`).then(() => new Tab(writer.page, writer.name))
        : await openTab(),
    );
    for (const { chat } of tabs) await chat.ready();
    for (const chat of chats()) await chat.shows(order);
    await everyoneWrites();
  });

  it('goes on within 2 s when the writing tab crashes', async () => {
    const { writer, others } = await roles(tabs);
    const devtools = await writer.devtools();
    await without(writer, others, 'crashed', () => devtools.send('Page.crash'));
    await everyoneWrites();
    tabs.push(await openTab());
    for (const { chat } of tabs) await chat.ready();
    await everyoneWrites();
  });

  it('INV-8: goes on within 2 s when the writing tab’s process stands still, and it shows everything when it goes on', async () => {
    const { writer, others } = await roles(tabs);
    const renderer = await writer.renderer();
    expect((await roles(tabs)).writer).toBe(writer);
    try {
      await without(writer, others, 'standing still', async () => signal([renderer], 'SIGSTOP'));
      await everyoneWrites();
    } finally {
      signal([renderer], 'SIGCONT');
    }
    tabs.push(writer);
    for (const chat of chats()) await chat.shows(order);
    await everyoneWrites();
    expect((await roles(tabs)).writer).not.toBe(writer);
  });

  it('goes on at once when the browser says that it will freeze the writing tab, which follows when it thaws', async () => {
    const { writer, others } = await roles(tabs);
    const tell = (type: string) =>
      writer.page.evaluate((name) => document.dispatchEvent(new Event(name)), type);
    await without(writer, others, 'told to freeze', () => tell('freeze'));
    await everyoneWrites();
    await tell('resume');
    tabs.push(writer);
    for (const chat of chats()) await chat.shows(order);
    await everyoneWrites();
  });

  it('INV-8: goes on within 2 s when the writing tab is held up, which follows when it comes to', async () => {
    const { writer, others } = await roles(tabs);
    let over: Promise<void> = Promise.resolve();
    await without(writer, others, 'held up', () => {
      over = writer.holdUp(6_000);
      return over;
    });
    await over;
    tabs.push(writer);
    for (const chat of chats()) await chat.shows(order);
    await everyoneWrites();
    expect((await roles(tabs)).writer).not.toBe(writer);
  });

  it('is one device all the while, and nothing is amiss', async () => {
    const { text } = await clinician.chat.whoCanRead();
    expect(text).toContain('2 people');
    expect(text).not.toContain('2 devices');
    for (const chat of chats()) expect(await chat.problems()).toEqual([]);
    expect(await clinician.chat.log.getByText(`${people.maya.name} added a device`).count()).toBe(0);
    expect(new Set(order).size).toBe(order.length);
  });
});
