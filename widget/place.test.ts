import { emptySnapshot } from '../engine/snapshot.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { FakeTalk } from './testing/fake-talk.ts';
import { long, scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, deepActive, press, settled, stand, type, words } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

/** A scrollable page would go its own way; each test puts the chat into boxes of its own. */
const boxIn = (parent: Element) => {
  const box = document.createElement('div');
  box.style.cssText = 'inline-size:400px;block-size:600px';
  parent.append(box);
  return box;
};
const gap = (log: HTMLElement) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight);

describe('the reader’s place', () => {
  it('outlives a move in the document', async () => {
    for (const top of [120, 1e6]) {
      const { chat } = await stand(scenes.conversation(now));
      const log = byRole(chat, 'log');
      log.scrollTo(0, top);
      await settled(chat);
      const before = log.scrollTop;
      boxIn(chat.parentElement!).append(chat);
      await settled(chat);
      equal(log.scrollTop, before);
      clear();
    }
  });
  it('outlives an hour on another tab of the page, and reads nothing meanwhile', async () => {
    for (const top of [120, 1e6]) {
      const { chat, talk } = await stand(scenes.conversation(now));
      const log = byRole(chat, 'log');
      log.scrollTo(0, top);
      await settled(chat);
      const before = log.scrollTop;
      const done = () => talk.calls.filter((call) => /markRead|loadEarlier/.test(call)).length;
      const doneBefore = done();
      chat.parentElement!.style.display = 'none';
      await settled(chat);
      talk.receive('Meanwhile');
      await settled(chat);
      equal(done(), doneBefore);
      chat.parentElement!.style.display = '';
      await settled(chat);
      if (top === 120) equal(log.scrollTop, before);
      else ok(gap(log) <= 1, `at the end: ${gap(log)}`);
      clear();
    }
  });
  it('is no matter of where the page is scrolled to', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const log = byRole(chat, 'log');
    log.scrollTo(0, 120);
    await settled(chat);
    const spacer = document.createElement('div');
    spacer.style.blockSize = '150px';
    chat.parentElement!.prepend(spacer);
    chat.style.blockSize = '600px';
    await settled(chat);
    chat.style.blockSize = '560px';
    await settled(chat);
    equal(log.scrollTop, 120);
  });
  it('outlives a phone that is turned, and turned back', async () => {
    const sizes = [
      [700, 300],
      [400, 600],
    ] as const;
    for (const lines of [60, 600])
      for (const up of [0, 1800]) {
        const { chat } = await stand(long(lines, now), {}, { width: 400, height: 600 });
        const log = byRole(chat, 'log');
        for (let left = up; left > 0; left -= 300) {
          log.scrollBy(0, -300);
          await settled(chat);
        }
        const edge = () => log.getBoundingClientRect().top;
        const line = allByRole(log, 'article').find((one) => one.getBoundingClientRect().top > edge())!;
        for (const [width, height] of sizes) {
          // Its width first: as long as it is as tall as before, there is less to scroll, and the browser scrolls.
          chat.parentElement!.style.inlineSize = `${width}px`;
          log.getBoundingClientRect();
          chat.parentElement!.style.blockSize = `${height}px`;
          await settled(chat);
          await settled(chat);
          const at = line.getBoundingClientRect().top - edge();
          if (up === 0) ok(gap(log) <= 1, `of ${lines} at the end: ${gap(log)}`);
          else ok(line.isConnected && at >= 0 && at < 200, `of ${lines} at ${width} × ${height}: ${at}`);
        }
        clear();
      }
  });
  it('opens at what was not read, though it was not displayed when it came', async () => {
    const box = boxIn(document.body);
    const talk = scenes.conversation(now);
    const seqs = Array.from({ length: 12 }, (_, i) => talk.receive(`Unread ${i}`));
    ok(seqs.length > 0 && talk.snapshot.unread >= 12);
    const { chat } = await stand(scenes.empty());
    box.style.display = 'none';
    box.append(chat);
    chat.openTalk = async () => talk;
    await settled(chat);
    box.style.display = '';
    await settled(chat);
    const log = byRole(chat, 'log');
    const mark = byRole(chat, 'heading', 'New messages').getBoundingClientRect();
    const { top, bottom } = log.getBoundingClientRect();
    ok(mark.top >= top && mark.bottom <= bottom, `${mark.top} in ${top}–${bottom}`);
    box.remove();
  });
  it('is on another day after midnight, though nobody writes', async () => {
    const looks: (() => void)[] = [];
    const { setInterval } = globalThis;
    globalThis.setInterval = ((look: () => void, ms: number) => {
      looks.push(look);
      return setInterval(look, ms);
    }) as typeof setInterval;
    const { chat } = await stand(scenes.conversation(now));
    globalThis.setInterval = setInterval;
    const headings = () => allByRole(byRole(chat, 'log'), 'heading').map((one) => words(one));
    ok(headings().includes('Today'), headings().join());
    const { now: clock } = Date;
    Date.now = () => clock() + 24 * 3600_000;
    try {
      for (const look of looks) look();
      await settled(chat);
      ok(!headings().includes('Today'), headings().join());
      ok(headings().includes('Yesterday'), headings().join());
    } finally {
      Date.now = clock;
    }
  });
});

/** Whoever uses the keyboard would begin again at the top of the page. */
describe('the focus', () => {
  const isInside = (chat: Element) => ok(document.activeElement === chat, document.activeElement?.tagName);

  it('stays inside where the button that had it goes away', async () => {
    const { chat, talk } = await stand(
      new FakeTalk({
        ...scenes.conversation(now).snapshot,
        history: { more: true, loading: false, withheld: false },
      }),
    );
    byRole(chat, 'button', 'earlier').focus();
    talk.set({ history: { more: true, loading: true, withheld: false } });
    await settled(chat);
    equal(deepActive(), byRole(chat, 'log'));
    talk.set({ state: 'offline', connection: { live: false, retryAt: Date.now() + 9_000 } });
    const again = await until(() => allByRole(chat, 'button', 'Try now')[0]);
    again.focus();
    talk.set({ connection: { live: false, retryAt: null } });
    await settled(chat);
    equal(deepActive(), again, 'while it tries');
    talk.set({ state: 'ready', connection: { live: true, retryAt: null } });
    await settled(chat);
    equal(deepActive(), byRole(chat, 'log'));
  });
  it('stays inside where the text box that had it goes away', async () => {
    for (const gone of [
      { state: 'failed', failure: 'storage-broken' },
      { state: 'ended', failure: null },
      { canWrite: false },
    ] as const) {
      const { chat, talk } = await stand(scenes.conversation(now));
      chat.focus();
      talk.set(gone);
      await settled(chat);
      equal(deepActive(), byRole(chat, 'log'));
      clear();
    }
    const { chat } = await stand(scenes.conversation(now));
    chat.focus();
    chat.lock();
    await settled(chat);
    isInside(chat);
    byRole(chat, 'button', 'Unlock').focus();
    byRole(chat, 'button', 'Unlock').click();
    await until(() => deepActive()?.tagName === 'TEXTAREA');
  });
  it('is not taken from what somebody turned to meanwhile', async () => {
    const { chat } = await stand(scenes.conversation(now));
    chat.lock();
    await settled(chat);
    let open = () => {};
    const opened = new Promise<void>((done) => {
      open = done;
    });
    const talk = new FakeTalk({ ...emptySnapshot, state: 'connecting' });
    chat.openTalk = () => opened.then(() => talk);
    byRole(chat, 'button', 'Unlock').click();
    const field = document.createElement('input');
    boxIn(chat.parentElement!).append(field);
    field.focus();
    open();
    await settled(chat);
    equal(document.activeElement, field);
  });
  it('keeps an Escape that gives up an answer from a dialog around the chat', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const box = byRole(chat, 'textbox', 'Message');
    press(box, 'ArrowUp');
    await settled(chat);
    ok(press(box, 'Escape').defaultPrevented);
    await settled(chat);
    ok(!press(box, 'Escape').defaultPrevented, 'the next one is for it');
  });
});

describe('another layout', () => {
  for (const [from, to] of [
    ['panel', 'visit'],
    ['visit', 'panel'],
    ['launcher', 'panel'],
    ['launcher', 'visit'],
  ] as const)
    it(`${from}, then ${to}: whoever types types on, in a conversation that goes on`, async () => {
      const { chat, talk } = await stand(scenes.conversation(now), { layout: from });
      if (from === 'launcher') chat.open();
      await settled(chat);
      const box = type(chat, 'Half a word');
      box.focus();
      box.setSelectionRange(2, 4, 'backward');
      const log = byRole(chat, 'log');
      chat.layout = to;
      await settled(chat);
      equal(deepActive(), box);
      same([box.selectionStart, box.selectionEnd, box.selectionDirection], [2, 4, 'backward']);
      equal(byRole(chat, 'log'), log);
      equal(talk.calls.filter((call) => /^st/.test(call)).join(), 'start');
    });
  for (const from of ['panel', 'visit'] as const)
    it(`${from}, then launcher: the button has the focus of what it folds away, and the page is told`, async () => {
      const { chat } = await stand(scenes.conversation(now), { layout: from });
      const told: boolean[] = [];
      chat.addEventListener('bedside-folded-changed', ({ detail }) => told.push(detail.folded));
      type(chat, 'Half').focus();
      chat.layout = 'launcher';
      await settled(chat);
      equal(deepActive(), byRole(chat, 'button', 'Messages'), `${deepActive()?.tagName}`);
      chat.layout = 'panel';
      await settled(chat);
      equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'Half');
      same(told, [true, false]);
      const field = document.createElement('input');
      chat.after(field);
      field.focus();
      chat.layout = 'launcher';
      await settled(chat);
      equal(deepActive(), field, 'it is not taken from elsewhere');
    });
  for (const way of ['close', 'layout', 'hidden'] as const)
    it(`out of sight with its dialog open, it keeps nobody from the page: ${way}`, async () => {
      const { chat } = await stand(scenes.conversation(now), { layout: 'visit' });
      byRole(chat, 'button', 'End-to-end encrypted').click();
      await settled(chat);
      byRole(chat, 'dialog');
      if (way === 'close') chat.close();
      else if (way === 'layout') chat.layout = 'launcher';
      else chat.hidden = true;
      await settled(chat);
      if (way !== 'hidden') equal(deepActive(), byRole(chat, 'button', 'Messages'), deepActive()?.tagName);
      const field = document.createElement('input');
      chat.after(field);
      field.focus();
      equal(deepActive(), field);
    });
  it('that there is not is said, and the next one opens it again', async () => {
    const { chat } = await stand(scenes.conversation(now));
    chat.layout = 'card' as 'panel';
    await until(() => chat.state === 'failed');
    chat.layout = 'visit';
    await until(() => chat.state === 'ready');
  });
});
