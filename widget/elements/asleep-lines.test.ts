import { equal, ok, until } from '../testing/assert.ts';
import { afterEach, describe, it } from '../testing/bdd.ts';
import { long } from '../testing/scenes.ts';
import { SleepyTalk } from '../testing/sleepy-talk.ts';
import {
  allByRole,
  type BedsideChat,
  byRole,
  clear,
  deepActive,
  frame,
  settled,
  stand,
  words,
} from '../testing/stand.ts';
import type { BedsideMessageLine } from './message-line.ts';

const now = new Date().setHours(11, 5, 0, 0);
const count = 240;
const open = (unread = 0) => {
  const { snapshot } = long(count, now, { unread });
  const lines = snapshot.lines.map((line, i) => ({ ...line, text: `Line ${i + 1}.` }));
  return new SleepyTalk({ ...snapshot, lines });
};
const numberOf = (line: Node) => Number(/Line (\d+)\./.exec(words(line))?.[1]);
/** The messages on the screen, by their numbers, with their distances from the top. */
const seen = (chat: BedsideChat) => {
  const log = byRole(chat, 'log');
  const { top, bottom } = log.getBoundingClientRect();
  const on = [...log.querySelectorAll<BedsideMessageLine>('bedside-message-line')].flatMap(
    (one): [number, number][] => {
      const box = one.getBoundingClientRect();
      return box.bottom > top && box.top < bottom && one.line.seq !== null ? [[one.line.seq, box.top]] : [];
    },
  );
  return new Map(on);
};
/** Scrolls by so many px, and waits until what is there is awake and rests: what stands where is put right before each frame. */
const scroll = async (chat: BedsideChat, px: number) => {
  const look = () => JSON.stringify([...seen(chat)]);
  byRole(chat, 'log').scrollBy(0, px);
  await frame();
  for (let before = ''; seen(chat).size < 2 || look() !== before; await frame()) before = look();
};

afterEach(clear);

describe('lines that sleep', () => {
  for (const [way, px, end] of [
    ['up to the first', -380, 1],
    ['down to the last', 380, count],
  ] as const)
    it(`wake before they are on the screen, ${way}: each is shown, in order, and nothing jumps`, async () => {
      const talk = open();
      const { chat } = await stand(talk);
      const log = byRole(chat, 'log');
      if (px > 0) log.scrollTo(0, 0);
      await until(() => seen(chat).has(px > 0 ? 1 : count));
      await scroll(chat, 0);
      const shown = new Set<number>();
      for (let steps = 0; steps < 200 && !seen(chat).has(end); steps++) {
        const before = seen(chat);
        await scroll(chat, px);
        const after = seen(chat);
        const numbers = [...after.keys()];
        numbers.forEach((number, i) => {
          equal(number, numbers[0]! + i, 'in order');
          shown.add(number);
        });
        const left = log.scrollHeight - log.clientHeight - log.scrollTop;
        if (log.scrollTop <= 0 || left < 1) continue;
        const stays = numbers.find((number) => before.has(number));
        ok(stays !== undefined, `of ${[...before.keys()]} some are among ${numbers}`);
        const moved = before.get(stays)! - after.get(stays)!;
        ok(Math.abs(moved - px) <= 2, `${numbers} moved by ${moved}`);
      }
      ok(seen(chat).has(end), `at ${[...seen(chat).keys()]}`);
      ok(shown.size > count - 20, `${shown.size} were shown`);
      const inDocument = log.querySelector('.lines')!.childElementCount;
      ok(inDocument < 160, `${inDocument} in the document`);
      ok(talk.most < 230, `${talk.most} were held`);
    });

  it('wake where one scrolls to, and let the latest be gone to', async () => {
    const talk = open();
    const { chat } = await stand(talk);
    const log = byRole(chat, 'log');
    for (const share of [0.5, 0.1, 0.8, 0]) {
      log.scrollTo(0, (log.scrollHeight - log.clientHeight) * share);
      await until(
        () => seen(chat).size > 1,
        `something at ${share}: ${log.scrollTop} of ${log.scrollHeight} ${[...log.querySelectorAll('.asleep')].map((e) => e.getBoundingClientRect().top)} ${byRole(chat, 'log').querySelector('.lines')!.childElementCount} ${talk.readFrom}`,
      );
      const [first] = seen(chat).keys();
      ok(Math.abs(first! / count - share) < 0.15, `at ${share}: ${first}`);
    }
    byRole(chat, 'button', 'Jump to latest').click();
    await until(() => seen(chat).has(count), 'the latest');
  });

  it('wake for a quote that leads there', async () => {
    const talk = open();
    const { chat } = await stand(talk);
    talk.store(await talk.say('About that', { quote: 203 }));
    await settled(chat);
    byRole(chat, 'button', 'In reply to').click();
    const focused = () => deepActive()?.closest('bedside-message-line') ?? deepActive()!;
    await until(() => numberOf(focused()) === 203, 'the message that is quoted');
    ok(seen(chat).has(203));
  });

  it('are counted with what was not read, whose first is marked once it wakes', async () => {
    const unread = 80;
    const talk = open(unread);
    const { chat } = await stand(talk);
    const others = talk.all.filter((line) => line.kind === 'text' && !line.author.self);
    const mark = () => allByRole(chat, 'heading', 'New messages')[0];
    for (let steps = 0; steps < 60 && !mark(); steps++) await scroll(chat, -350);
    const first = mark()!.nextElementSibling!;
    equal(numberOf(first), others.at(-unread)!.seq);
  });
});
