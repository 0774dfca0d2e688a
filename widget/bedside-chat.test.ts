import type { ConversationState } from '../engine/snapshot.ts';
import { emptySnapshot } from '../engine/snapshot.ts';
import { BedsideError } from '../shared/errors.ts';
import type { Settings } from './connect.ts';
import { define } from './define.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { FakeTalk } from './testing/fake-talk.ts';
import { long, scenes } from './testing/scenes.ts';
import {
  allByRole,
  type BedsideChat,
  byRole,
  clear,
  deepActive,
  frame,
  nodes,
  press,
  settled,
  stand,
  type,
  words,
} from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
const lines = (chat: Node) => allByRole(chat, 'article');

afterEach(clear);

describe('the conversation', () => {
  it('shows its lines by sender and day', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const log = byRole(chat, 'log', 'Messages');
    equal(lines(log).length, 10);
    const seen = words(log);
    ok(seen.includes('Dr. Ana Rivera joined the conversation'), seen);
    ok(seen.includes('How did the first night at home go?'));
    for (const day of ['Yesterday', 'Today']) byRole(log, 'heading', day);
    ok(words(chat).includes('Dr. Ana Rivera Clinician'), 'name and role at the top');
  });
  it('keeps a line’s node from pending to stored', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const key = await talk.say('May I swim?');
    await settled(chat);
    const line = lines(chat).at(-1)!;
    ok(words(line).includes('Sending…'));
    talk.store(key);
    await settled(chat);
    equal(lines(chat).at(-1), line, 'the same node');
    ok(words(line).includes('Sent'));
    talk.move(key, { state: 'read' });
    await settled(chat);
    ok(words(line).includes('Read'));
  });
  it('INV-1: shows no check for what is only on the socket', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const key = await talk.say('On its way');
    talk.move(key, { state: 'sent' });
    await settled(chat);
    ok(words(lines(chat).at(-1)!).includes('Sending…'));
  });
  it('says what to do with a refused line, and asks for it', async () => {
    const { chat, talk } = await stand(scenes.refused(now));
    ok(words(lines(chat).at(-1)!).includes('Not sent. That was a lot at once.'));
    byRole(chat, 'button', 'Send again').click();
    equal(talk.calls.at(-1), 'resend p11');
    talk.refuse('p11', 'not-permitted');
    await settled(chat);
    byRole(chat, 'button', 'Delete').click();
    await settled(chat);
    equal(talk.calls.at(-1), 'discard p11');
    equal(lines(chat).length, 10);
    equal(deepActive(), byRole(chat, 'log'), 'focus stays inside');
  });
  it('says that earlier messages are on their way, and asks once near the top', async () => {
    const { chat, talk } = await stand(
      new FakeTalk({
        ...scenes.conversation(now).snapshot,
        history: { more: true, loading: false, withheld: false },
      }),
    );
    const asked = () => talk.calls.filter((call) => call === 'loadEarlier').length;
    equal(asked(), 0, 'not while at the end');
    const log = byRole(chat, 'log');
    log.scrollTo(0, 100);
    await until(() => asked() === 1);
    await settled(chat);
    ok(words(log).includes('Loading earlier messages'));
    talk.set({ history: { more: true, loading: false, withheld: false } });
    await settled(chat);
    equal(asked(), 1, 'a failure is not hammered');
    talk.set({ history: { more: true, loading: false, withheld: true } });
    await settled(chat);
    ok(words(log).includes('have not been shared with this device yet'));
    talk.set({ history: { more: true, loading: false, withheld: true, cut: true } });
    await settled(chat);
    ok(words(log).includes('A new part of this conversation begins here'));
    ok(!words(log).includes('shared with this device yet'), 'what is before a cut is not to come');
  });
});

describe('the composer', () => {
  it('INV-2: is cleared only when the text is saved', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    let save = () => {};
    talk.saving = new Promise((done) => {
      save = done;
    });
    const box = type(chat, 'May I shower?');
    press(box, 'Enter');
    await frame();
    equal(box.value, 'May I shower?');
    press(box, 'Enter');
    box.value += ' Or bathe';
    save();
    await until(() => box.value === ' Or bathe', 'what was typed meanwhile stays');
    same(talk.saved, ['May I shower?']);
  });
  it('keeps the text and says why where saving failed', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    talk.throwNext = 'outbox-full';
    const box = type(chat, 'May I shower?');
    byRole(chat, 'button', 'Send').click();
    const alert = await until(() => allByRole(chat, 'alert')[0]);
    ok(words(alert).includes('Too many messages are waiting'), words(alert));
    equal(box.value, 'May I shower?');
    type(chat, 'May I shower');
    await settled(chat);
    equal(allByRole(chat, 'alert').length, 0);
  });
  it('leaves an Enter to the input method that composes', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const box = type(chat, 'にほん');
    equal(press(box, 'Enter', { isComposing: true }).defaultPrevented, false);
    equal(press(box, 'Enter', { keyCode: 229 } as KeyboardEventInit).defaultPrevented, false);
    equal(press(box, 'Enter', { shiftKey: true }).defaultPrevented, false);
    await frame();
    same(talk.saved, []);
  });
  it('sends nothing that is blank or too long, and counts', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    press(type(chat, ' \n '), 'Enter');
    press(type(chat, 'ä'.repeat(8 * 1024 + 7)), 'Enter');
    await settled(chat);
    same(talk.saved, []);
    ok(words(chat).includes('Too long by 7 characters'));
  });
  it('says so where one may only read', async () => {
    const { chat } = await stand(scenes.readOnly(now));
    equal(allByRole(chat, 'textbox').length, 0);
    ok(words(chat).includes('You can read this conversation but not write in it'));
  });
  it('says what is waited for while it cannot be reached at first', async () => {
    const { chat, talk } = await stand(
      new FakeTalk({
        ...emptySnapshot,
        state: 'offline',
        failure: 'relay-unreachable',
        connection: { live: false, retryAt: Date.now() + 5000 },
      }),
    );
    ok(words(chat).includes('The chat service cannot be reached'));
    ok(!words(chat).includes('No messages yet'));
    type(chat, 'Meanwhile');
    talk.set(scenes.empty().snapshot);
    await settled(chat);
    equal((byRole(chat, 'textbox', 'Message') as HTMLTextAreaElement).value, 'Meanwhile');
    ok(words(chat).includes('No messages yet'));
  });
  it('takes words before there is a conversation, and sends what was sent as soon as that may be', async () => {
    const { chat, talk } = await stand(new FakeTalk({ ...emptySnapshot, state: 'connecting' }));
    press(type(chat, 'As soon as you can'), 'Enter');
    await settled(chat);
    same(talk.saved, []);
    const box = byRole(chat, 'textbox') as HTMLTextAreaElement;
    equal(box.value, 'As soon as you can');
    equal(byRole(chat, 'button', 'Send').getAttribute('aria-disabled'), 'true');
    box.value += ' and more';
    talk.set(scenes.empty().snapshot);
    await until(() => talk.saved.length === 1);
    same(talk.saved, ['As soon as you can']);
    await settled(chat);
    equal(byRole(chat, 'textbox'), box, 'the same box');
    equal(box.value, ' and more');
  });
  it('sends nothing of somebody who may only read', async () => {
    const { chat, talk } = await stand(new FakeTalk({ ...emptySnapshot, state: 'connecting' }));
    press(type(chat, 'May I?'), 'Enter');
    talk.set(scenes.readOnly(now).snapshot);
    await settled(chat);
    same(talk.saved, []);
    ok(words(chat).includes('You can read this conversation but not write in it'));
  });
  it('keeps a draft when the connection goes before the first message', async () => {
    const { chat, talk } = await stand(scenes.empty());
    type(chat, 'Hello');
    talk.set({ state: 'connecting', connection: { live: false, retryAt: null } });
    await settled(chat);
    equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'Hello');
  });
});

describe('the draft', () => {
  const box = (chat: BedsideChat) => byRole(chat, 'textbox') as HTMLTextAreaElement;
  it('is kept though whoever writes makes no pause, and when the page is about to be left', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    for (let text = 'H'; talk.draft === ''; text += 'm') {
      ok(text.length < 40, 'in two seconds');
      type(chat, text);
      await new Promise((done) => setTimeout(done, 50));
    }
    type(chat, 'Hm');
    window.dispatchEvent(new Event('beforeunload'));
    equal(talk.draft, 'Hm');
  });
  it('is kept after a while, and put back when the Talk opens', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    type(chat, 'One more thi');
    equal(talk.draft, '');
    await until(() => talk.draft === 'One more thi');
    clear();
    const again = scenes.conversation(now);
    again.draft = talk.draft;
    const later = await stand(again);
    await until(() => box(later.chat).value === 'One more thi');
    equal(byRole(later.chat, 'button', 'Send').getAttribute('aria-disabled'), 'false');
    press(box(later.chat), 'Enter');
    await until(() => box(later.chat).value === '');
    same(again.saved, ['One more thi']);
  });
  it('is kept at once when the page goes away and before a lock; a lock hides it', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    type(chat, 'Half a sen');
    window.dispatchEvent(new Event('pagehide'));
    equal(talk.draft, 'Half a sen');
    type(chat, 'Half a sentence');
    chat.lock();
    equal(talk.draft, 'Half a sentence');
    await settled(chat);
    equal(allByRole(chat, 'textbox').length, 0);
    byRole(chat, 'button', 'Unlock').click();
    await until(() => allByRole(chat, 'textbox').length > 0 && box(chat).value === 'Half a sentence');
    type(chat, 'Half');
    chat.close();
    equal(talk.draft, 'Half');
  });
  it('does not come back after it was sent, and stays where saying it failed', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    press(type(chat, 'Sent'), 'Enter');
    await until(() => talk.saved.length === 1);
    await new Promise((done) => setTimeout(done, 500));
    equal(talk.draft, '');
    talk.throwNext = 'outbox-full';
    press(type(chat, 'Not sent'), 'Enter');
    await until(() => talk.draft === 'Not sent');
  });
  it('outlives a conversation that failed, though it could not be kept', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    talk.keepDraft = () => Promise.reject(new BedsideError('storage-broken'));
    type(chat, 'While there was no room');
    await new Promise((done) => setTimeout(done, 500));
    talk.set({ state: 'failed', failure: 'storage-broken' });
    await settled(chat);
    equal(allByRole(chat, 'textbox').length, 0);
    talk.set({ state: 'ready', failure: null });
    byRole(chat, 'button', 'Try again').click();
    await until(() => allByRole(chat, 'textbox').length > 0 && box(chat).value === 'While there was no room');
  });
  it('is kept though it was written before there was a Talk, but not by another conversation', async () => {
    for (const isAnother of [false, true]) {
      const { chat } = await stand(scenes.conversation(now));
      const talk = scenes.conversation(now);
      let open = () => {};
      const opened = new Promise<void>((done) => {
        open = done;
      });
      chat.openTalk = () => opened.then(() => talk);
      await settled(chat);
      type(chat, 'Early');
      if (isAnother) chat.conversation = 'd'.repeat(43);
      await settled(chat);
      equal(box(chat).value, isAnother ? '' : 'Early');
      open();
      await until(() => chat.state === 'ready');
      await new Promise((done) => setTimeout(done, 500));
      equal(talk.draft, isAnother ? '' : 'Early');
      clear();
    }
  });
  it('keeps its box, with words and focus, when the same conversation is opened again; another has a box of its own', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const before = type(chat, 'Half a sen');
    before.focus();
    const talk = scenes.conversation(now);
    talk.draft = 'Half a sen';
    chat.openTalk = async () => talk;
    await settled(chat);
    await until(() => chat.state === 'ready');
    equal(box(chat), before, 'the same box');
    equal(deepActive(), before, 'with the focus');
    equal(before.value, 'Half a sen');
    type(chat, 'Half a sentence');
    await until(() => talk.draft === 'Half a sentence');
    chat.conversation = 'd'.repeat(43);
    await settled(chat);
    await until(() => chat.state === 'ready');
    ok(box(chat) !== before, 'another box');
    ok(deepActive()?.tagName !== 'TEXTAREA', 'whoever goes on typing types it to nobody');
  });
  describe('where somebody else signs in to the portal in the same browser', () => {
    const changed = { ...emptySnapshot, state: 'failed', failure: 'person-changed' } as const;
    /** The conversation is opened as the first person’s, and after the change as the next one’s. */
    const standFor = async (first: FakeTalk, next: FakeTalk) => {
      const { chat } = await stand(scenes.empty());
      const codes: string[] = [];
      chat.addEventListener('bedside-error', ({ detail }) => codes.push(detail.code));
      const talks = [first, next];
      chat.openTalk = async () => talks.shift()!;
      await settled(chat);
      return { chat, codes };
    };
    it('INV-10: words that the one before began, and all that was shown, are gone; the next one’s are there', async () => {
      const [first, next] = [scenes.conversation(now), scenes.empty()];
      next.draft = 'Begun yesterday';
      const { chat, codes } = await standFor(first, next);
      await until(() => chat.state === 'ready');
      const before = type(chat, 'Hers alone');
      first.set(changed);
      await until(() => box(chat)?.value === 'Begun yesterday');
      ok(box(chat) !== before, 'another box');
      ok(!words(chat).includes('first night'), words(chat));
      equal(first.draft, 'Hers alone');
      ok(first.calls.includes('stop'));
      same(codes, []);
    });
    it('what is typed before it is known whose it is goes with who types it, and overwrites nothing', async () => {
      const first = new FakeTalk({ ...emptySnapshot, state: 'connecting' });
      first.draft = 'Hers alone';
      const next = scenes.empty();
      const { chat } = await standFor(first, next);
      await until(() => first.calls.includes('start'));
      const before = type(chat, 'Mine');
      await new Promise((done) => setTimeout(done, 500));
      first.set(changed);
      await until(() => chat.state === 'ready');
      equal(box(chat), before, 'the same box');
      equal(before.value, 'Mine');
      equal(first.draft, 'Hers alone');
      await until(() => next.draft === 'Mine');
    });
    it('a portal that names another person each time is given up', async () => {
      const { chat } = await stand(scenes.empty());
      let opened = 0;
      chat.openTalk = async () => {
        opened += 1;
        return new FakeTalk(changed);
      };
      await until(() => chat.state === 'failed');
      equal(opened, 4);
      await settled(chat);
      ok(words(chat).includes('Code: person-changed'), words(chat));
    });
  });
  it('gives way to what is written before it is read', async () => {
    const slow = scenes.conversation(now);
    slow.draft = 'Old';
    let read = () => {};
    const later = new Promise<void>((done) => {
      read = done;
    });
    slow.readDraft = async () => {
      await later;
      return 'Old';
    };
    const { chat } = await stand(slow);
    type(chat, 'New');
    read();
    await settled(chat);
    equal(box(chat).value, 'New');
  });
});

describe('the scroll', () => {
  const gap = (log: HTMLElement) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight);
  it('stays at the end only where it was at the end', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const log = byRole(chat, 'log');
    ok(gap(log) <= 1, `starts at the end: ${gap(log)}`);
    talk.receive('One more\n'.repeat(8));
    await settled(chat);
    ok(gap(log) <= 1, 'follows');
    log.scrollTo(0, 120);
    await settled(chat);
    const unread = talk.snapshot.unread;
    talk.receive('Below');
    await settled(chat);
    equal(log.scrollTop, 120, 'stays');
    equal(talk.snapshot.unread, unread + 1, 'not marked read');
    byRole(chat, 'button', '1 new message').click();
    await until(() => gap(log) <= 1, 'jumps');
    await until(() => talk.snapshot.unread === 0, 'read when seen');
  });
  it('goes to the end with one’s own message', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const log = byRole(chat, 'log');
    log.scrollTo(0, 0);
    await settled(chat);
    await talk.say('Here');
    await settled(chat);
    ok(gap(log) <= 1);
  });
  it('keeps the line on top in place when earlier ones come above it', async () => {
    const snapshot = scenes.conversation(now).snapshot;
    const { chat, talk } = await stand(
      new FakeTalk({
        ...snapshot,
        lines: snapshot.lines.slice(4),
        history: { more: true, loading: false, withheld: false },
      }),
    );
    const log = byRole(chat, 'log');
    log.scrollTo(0, 30);
    await settled(chat);
    const line = lines(chat)[1]!;
    const top = line.getBoundingClientRect().top;
    talk.earlier(snapshot.lines.slice(0, 4), false);
    await settled(chat);
    equal(lines(chat).length, 10);
    ok(Math.abs(line.getBoundingClientRect().top - top) <= 1, 'same place');
  });
});

describe('many lines', () => {
  const count = 2000;
  const gap = (log: HTMLElement) => Math.round(log.scrollHeight - log.scrollTop - log.clientHeight);
  const seen = (chat: BedsideChat) => {
    const { top, bottom } = byRole(chat, 'log').getBoundingClientRect();
    return lines(chat).filter((line) => {
      const box = line.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    });
  };
  const numbers = (some: readonly HTMLElement[]) =>
    some.map((line) => Number(/Line (\d+)\./.exec(words(line))?.[1]));

  it('stand in the document only around the screen, and keep their nodes', async () => {
    const { chat, talk } = await stand(long(count, now));
    ok(lines(chat).length < 120, `${lines(chat).length} lines`);
    ok(gap(byRole(chat, 'log')) <= 1, 'starts at the end');
    const last = lines(chat).at(-1)!;
    equal(numbers([last])[0], count);
    for (let i = 0; i < 10; i++) talk.receive(`Line ${count + 1 + i}.`);
    await settled(chat);
    equal(numbers(lines(chat)).at(-1), count + 10);
    ok(last.isConnected, 'the same node');
    ok(lines(chat).length < 120, `${lines(chat).length} lines`);
    ok(gap(byRole(chat, 'log')) <= 1, 'follows');
  });
  it('follow each other without a gap wherever one scrolls, and the list is as long as it seems', async () => {
    const { chat } = await stand(long(count, now));
    const log = byRole(chat, 'log');
    ok(log.scrollHeight > count * 30, `${log.scrollHeight} px`);
    for (const share of [0.9, 0.5, 0.51, 0.1, 0, 0.3]) {
      log.scrollTo(0, (log.scrollHeight - log.clientHeight) * share);
      await settled(chat);
      await frame();
      const on = numbers(seen(chat));
      ok(on.length > 1, `at ${share}: ${on}`);
      on.forEach((number, i) => {
        equal(number, on[0]! + i, `at ${share}`);
      });
      ok(Math.abs(on[0]! / count - share) < 0.12, `at ${share}: ${on[0]}`);
    }
    for (let i = 0; i < 10; i++) {
      const before = numbers(seen(chat));
      log.scrollBy(0, -300);
      await frame();
      const after = numbers(seen(chat));
      ok(
        before.some((number) => after.includes(number)) && after[0]! <= before[0]!,
        `${before} then ${after}`,
      );
    }
  });
  it('stay where they are while others come above and below', async () => {
    const { chat, talk } = await stand(
      long(count, now, { history: { more: true, loading: false, withheld: false } }),
    );
    const log = byRole(chat, 'log');
    log.scrollTo(0, log.scrollHeight / 2);
    await settled(chat);
    await frame();
    const line = seen(chat)[2]!;
    const top = line.getBoundingClientRect().top;
    talk.receive('Below');
    const earlier = long(150, now - 40 * 24 * 3600_000).snapshot.lines.map((one) => ({
      ...one,
      key: `early ${one.key}`,
    }));
    talk.earlier(earlier, false);
    await settled(chat);
    await frame();
    ok(line.isConnected && Math.abs(line.getBoundingClientRect().top - top) <= 1, 'same place');
    byRole(chat, 'button', '1 new message').click();
    await until(() => gap(log) <= 1, 'jumps');
    await until(() => lines(chat).some((one) => words(one).includes('Below')));
  });
  it('may be let go of at the beginning: a reader at the end sees nothing of it, and one further up says so', async () => {
    const { chat, talk } = await stand(
      long(count, now, { history: { more: true, loading: false, withheld: false } }),
    );
    const log = byRole(chat, 'log');
    const last = lines(chat).at(-1)!;
    talk.set({ lines: talk.snapshot.lines.slice(1500) });
    talk.receive(`Line ${count + 1}.`);
    await settled(chat);
    await frame();
    ok(last.isConnected && gap(log) <= 1, 'follows');
    const on = numbers(lines(chat));
    on.forEach((number, i) => {
      equal(number, on[0]! + i);
    });
    equal(on.at(-1), count + 1);
    for (let i = 2; i <= 200; i++) {
      talk.receive(`Line ${count + i}.`);
      if (i % 10 === 0) await settled(chat);
    }
    const box = log.querySelector('.lines')!;
    ok(box.childNodes.length < 3 * box.childElementCount + 100, `${box.childNodes.length} nodes`);
    log.scrollTo(0, log.scrollHeight);
    equal(talk.readFrom.length, 0, 'the end stays by itself');
    log.scrollTo(0, log.scrollHeight / 2);
    await settled(chat);
    await frame();
    const from = talk.readFrom.at(-1)!;
    const first = talk.snapshot.lines.find((line) => line.seq === from);
    ok(first?.kind === 'text' && numbers(seen(chat))[0]! >= Number(/Line (\d+)/.exec(first.text)![1]));
  });
  it('give the focus to the list when the line that has it leaves', async () => {
    const { chat, talk } = await stand(long(count, now));
    const key = await talk.say('No');
    talk.refuse(key, 'slow-down');
    await settled(chat);
    byRole(chat, 'button', 'Send again').focus();
    byRole(chat, 'log').scrollTo(0, 0);
    await settled(chat);
    await frame();
    equal(deepActive(), byRole(chat, 'log'));
  });
});

describe('what was not read', () => {
  it('has a line above it, and a reader who comes is brought there', async () => {
    const { chat, talk } = await stand(long(200, now, { unread: 30 }));
    await frame();
    const mark = byRole(chat, 'heading', 'New messages').getBoundingClientRect();
    const log = byRole(chat, 'log').getBoundingClientRect();
    ok(mark.top > log.top && mark.bottom < log.top + log.height / 2, `${mark.top} in ${log.top}`);
    byRole(chat, 'button', '30 new messages').click();
    await until(() => talk.snapshot.unread === 0);
    await talk.say('Here I am');
    await settled(chat);
    equal(allByRole(chat, 'heading', 'New messages').length, 0);
  });
  it('is marked when it comes while one reads further up, not when it is seen to come', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    talk.receive('Seen');
    await settled(chat);
    equal(allByRole(chat, 'heading', 'New messages').length, 0);
    await until(() => talk.snapshot.unread === 0);
    byRole(chat, 'log').scrollTo(0, 0);
    await settled(chat);
    talk.receive('Not seen');
    await settled(chat);
    byRole(chat, 'heading', 'New messages');
  });
  it('has its line where it begins, when that is scrolled to', async () => {
    const whole = long(400, now).snapshot.lines;
    const { chat, talk } = await stand(
      new FakeTalk({
        ...long(0, now).snapshot,
        lines: whole.slice(350),
        unread: 100,
        history: { more: true, loading: false, withheld: false },
      }),
    );
    equal(allByRole(chat, 'heading', 'New messages').length, 0);
    talk.earlier(whole.slice(100, 350), true);
    byRole(chat, 'log').scrollTo(0, 0);
    await settled(chat);
    equal(allByRole(chat, 'heading', 'New messages').length, 1);
  });
  it('is not marked where all of it is new, as on a new device', async () => {
    const snapshot = scenes.conversation(now).snapshot;
    const { chat } = await stand(new FakeTalk({ ...snapshot, unread: 5 }));
    equal(allByRole(chat, 'heading', 'New messages').length, 0);
  });
});

describe('a conversation that is shown no more', () => {
  /** Everything in it that somebody could read, or a script of the page. */
  const held = (chat: BedsideChat): string =>
    [...nodes(chat)]
      .map((node) =>
        node instanceof Element
          ? [...node.attributes].map(({ value }) => value).join(' ') +
            (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement ? ` ${node.value}` : '')
          : node.textContent,
      )
      .join('\n');
  const opens: Readonly<Record<string, (chat: BedsideChat) => Promise<void>>> = {
    'who can read this': async (chat) => byRole(chat, 'button', 'End-to-end encrypted').click(),
    'the search': async (chat) => {
      byRole(chat, 'button', 'Search messages').click();
      await until(() => allByRole(chat, 'searchbox').length > 0);
      const field = byRole(chat, 'searchbox') as HTMLInputElement;
      field.value = 'wound';
      field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      await until(() => words(chat).includes('found'));
    },
    'an answer': async (chat) => {
      press(allByRole(chat, 'article').at(-1)!, 'r');
      await settled(chat);
    },
  };
  const leaves: Readonly<Record<string, (chat: BedsideChat) => void>> = {
    lock: (chat) => chat.lock(),
    'conversation in its place': (chat) => {
      const next = new FakeTalk({ ...emptySnapshot, state: 'ready' });
      chat.openTalk = async () => next;
      chat.conversation = 'd'.repeat(43);
    },
  };
  for (const [how, leave] of Object.entries(leaves))
    for (const [what, open] of Object.entries(opens))
      it(`leaves no word and no name behind for a ${how}, where ${what} stood open`, async () => {
        const { chat, talk } = await stand(scenes.group(now));
        type(chat, 'Half a sentence');
        await open(chat);
        await settled(chat);
        talk.receive('A last word');
        await until(() => held(chat).includes('A last word'));
        const { lines, members } = talk.snapshot;
        const secrets = [
          'Half a sentence',
          'wound',
          ...lines.flatMap((line) => (line.kind === 'text' ? line.text.split('\n') : [])),
          ...members.map(({ name }) => name),
        ].filter((secret) => secret.trim().length > 3);
        ok(secrets.some((secret) => held(chat).includes(secret)));
        leave(chat);
        await settled(chat);
        await new Promise((next) => setTimeout(next, 600));
        const left = held(chat);
        same(
          secrets.filter((secret) => left.includes(secret)),
          [],
        );
      });
});

describe('the announcer', () => {
  const said = (chat: BedsideChat) => words(byRole(chat, 'status'));
  it('says what comes in live: not what was there, nor one’s own', async () => {
    const { chat, talk } = await stand(
      new FakeTalk({ ...scenes.conversation(now).snapshot, state: 'connecting' }),
    );
    talk.receive('Caught up with');
    talk.set({ state: 'ready' });
    await talk.say('My own');
    await settled(chat);
    talk.receive('How does it look?');
    await until(() => said(chat).includes('Dr. Ana Rivera says: How does it look?'), said(chat));
    for (const other of ['Caught up', 'My own', 'first night']) ok(!said(chat).includes(other), other);
  });
  it('counts many', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    for (let count = 0; count < 12; count++) talk.receive(`Line ${count}`);
    await until(() => said(chat).includes('12 new messages'));
    ok(!said(chat).includes('Line'));
  });
  it('holds no words of a conversation that is locked or over, and says none that waited', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    talk.receive('Before it was locked');
    await until(() => said(chat).includes('Before it was locked'));
    talk.receive('While it was locked');
    chat.lock();
    await settled(chat);
    equal(said(chat), '');
    await new Promise((next) => setTimeout(next, 600));
    equal(said(chat), '');

    const other = await stand(scenes.conversation(now));
    other.talk.receive('Before it was over');
    await until(() => said(other.chat).includes('Before it was over'));
    other.talk.set({ ...emptySnapshot, state: 'ended', failure: 'revoked' });
    await settled(other.chat);
    equal(said(other.chat), '');
  });
  it('holds no words of a message that was removed or has expired, said or about to be', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const { lines: before } = talk.snapshot;
    const first = talk.receive('Sent to the wrong person');
    await until(() => said(chat).includes('wrong person'));
    talk.receive('This one stays');
    const second = talk.receive('Wrong again');
    for (const seq of [first, second]) await talk.change({ kind: 'redaction', seq });
    await settled(chat);
    ok(!said(chat).includes('wrong person'), said(chat));
    await until(() => said(chat).includes('This one stays'));
    ok(!said(chat).includes('Wrong'), said(chat));
    talk.set({ lines: before });
    await settled(chat);
    equal(said(chat), '');
  });
  it('is the only live region but for alerts: the log is off', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const live = [...nodes(chat)].filter(
      (node): node is Element => node instanceof Element && node.hasAttribute('aria-live'),
    );
    same(
      live.map((one) => [one.getAttribute('role'), one.getAttribute('aria-live')]),
      [
        ['log', 'off'],
        ['status', 'polite'],
      ],
    );
  });
});

describe('the host element', () => {
  it('lets nothing that is typed, pasted or selected reach the page’s listeners', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const box = type(chat, 'x');
    const types =
      'keydown keypress keyup beforeinput input compositionstart compositionupdate compositionend cut copy paste select selectstart selectionchange dragstart drop change'.split(
        ' ',
      );
    const heard: string[] = [];
    const hear = (event: Event) => void heard.push(event.type);
    for (const one of types) document.addEventListener(one, hear);
    for (const one of types) box.dispatchEvent(new Event(one, { bubbles: true, composed: true }));
    press(box, 'Escape');
    for (const one of types) document.removeEventListener(one, hear);
    same(heard, []);
  });
  it('leaves the page’s own nodes in slots to the page', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const own = document.createElement('button');
    own.slot = 'emergency';
    chat.append(own);
    let heard = 0;
    const hear = () => heard++;
    document.addEventListener('keydown', hear);
    press(own, 'a');
    document.removeEventListener('keydown', hear);
    equal(heard, 1);
  });
  it('INV-10: no request and no text leaves, not even to a listener that captures', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const heard: string[] = [];
    const hear = (event: Event) => void heard.push(event.type);
    for (const one of ['bedside-say-request', 'bedside-read-request', 'bedside-resend-request'])
      window.addEventListener(one, hear, true);
    press(type(chat, 'Marker 4711'), 'Enter');
    await until(() => talk.saved.length === 1);
    same(heard, []);
  });
  it('INV-10: no message text stands in an attribute', async () => {
    const { chat, talk } = await stand(scenes.group(now));
    byRole(chat, 'button', 'End-to-end encrypted').click();
    talk.receive('Marker 4711');
    await settled(chat);
    const texts = talk.snapshot.lines.flatMap((line) =>
      line.kind === 'text' ? [line.text, line.author.name] : [],
    );
    ok(texts.length > 10);
    for (const node of nodes(chat))
      if (node instanceof Element)
        for (const { name, value } of node.attributes)
          for (const text of texts) ok(!value.includes(text), `${node.localName} ${name}`);
  });
  it('keeps the Talk when moved, and stops it when taken out', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    type(chat, 'A draft');
    const other = document.createElement('section');
    document.body.append(other);
    other.append(chat);
    await new Promise((done) => setTimeout(done, 20));
    same(
      talk.calls.filter((call) => /^st/.test(call)),
      ['start'],
    );
    equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'A draft');
    other.remove();
    await until(() => talk.calls.at(-1) === 'stop');
    equal(chat.state, 'idle');
    document.body.append(other);
    await until(() => chat.state === 'ready', 'opens again');
    other.remove();
  });
  it('is defined twice without harm', () => {
    const before = customElements.get('bedside-chat');
    define();
    equal(customElements.get('bedside-chat'), before);
  });
});

describe('the public face', () => {
  it('tells ready, states, unread and received, with no content', async () => {
    const talk = new FakeTalk({ ...emptySnapshot, state: 'connecting' }, null);
    const { chat } = await stand(talk);
    const told: unknown[] = [];
    for (const name of ['ready', 'state-changed', 'unread-changed', 'message-received', 'error'] as const)
      chat.addEventListener(`bedside-${name}`, (event) =>
        told.push([name, (event as CustomEvent).detail ?? null]),
      );
    equal(chat.state, 'connecting');
    ok(chat.matches(':state(connecting)'));
    talk.set({ ...scenes.empty().snapshot });
    ok(chat.matches(':state(ready)') && !chat.matches(':state(connecting)'));
    talk.receive('Hello');
    talk.set({ state: 'offline', failure: 'relay-unreachable', connection: { live: false, retryAt: null } });
    await settled(chat);
    same(told.slice(0, 4), [
      ['state-changed', { state: 'ready' }],
      ['ready', null],
      ['unread-changed', { count: 1 }],
      ['message-received', { seq: 1 }],
    ]);
    ok(told.some((one) => JSON.stringify(one) === '["error",{"code":"relay-unreachable"}]'));
    ok(!JSON.stringify(told).includes('Hello'));
  });
  it('closes, locks and opens', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    chat.lock();
    await settled(chat);
    equal(chat.state, 'locked');
    ok(!words(chat).includes('first night'), 'hidden');
    ok(talk.calls.includes('stop'));
    byRole(chat, 'button', 'Unlock').click();
    await until(() => chat.state === 'ready');
    await until(() => deepActive()?.tagName === 'TEXTAREA', 'focus goes to the text box');
    chat.close();
    await settled(chat);
    equal(chat.state as ConversationState, 'idle');
    byRole(chat, 'button', 'Open').click();
    await until(() => chat.state === 'ready');
  });
  it('focuses the text box', async () => {
    const { chat } = await stand(scenes.conversation(now));
    chat.focus();
    equal(deepActive(), byRole(chat, 'textbox', 'Message'));
  });
  it('says which setting is wrong, on the screen and by its code', async () => {
    const codes: string[] = [];
    const hear = (event: HTMLElementEventMap['bedside-error']) => codes.push(event.detail.code);
    document.body.addEventListener('bedside-error', hear);
    const { chat, talk } = await stand(scenes.conversation(now), { relay: 'http://relay.example' });
    ok(words(chat).includes('relay must be an https address'));
    same(codes, ['setting-invalid']);
    equal(chat.state, 'failed');
    same(talk.calls, []);
    chat.relay = 'https://relay.example';
    await until(() => chat.state === 'ready');
    await settled(chat);
    ok(!words(chat).includes('must be'));
    document.body.removeEventListener('bedside-error', hear);
  });
  it('INV-10: never shows inline what was to be in a frame', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), {
      isolation: 'frame',
      relay: location.origin,
    });
    await until(() => words(chat).includes('isolation must be inline or frame'), words(chat));
    same(talk.calls, []);
    chat.relay = 'https://relay.example';
    await until(
      () => chat.shadowRoot!.querySelector('iframe')?.src === 'https://relay.example/v1/frame/riverside',
    );
    ok(!words(chat).includes('first night'));
    same(talk.calls, []);
    chat.isolation = 'inline';
    await until(() => chat.state === 'ready');
    equal(chat.shadowRoot!.querySelector('iframe'), null);
  });
  it('waits a moment for a passport function that a later script sets', async () => {
    const { chat } = await stand(scenes.conversation(now), { 'passport-url': '' });
    equal(chat.state, 'idle');
    chat.getPassport = async () => 'x';
    await until(() => chat.state === 'ready');
  });
  it('opens nothing anew for another passport function, and asks that one from then on', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), { 'passport-url': '' });
    let settings: Settings | null = null;
    chat.openTalk = async (one) => {
      settings = one;
      return talk;
    };
    chat.getPassport = async () => 'first';
    await until(() => chat.state === 'ready');
    const states: string[] = [];
    chat.addEventListener('bedside-state-changed', ({ detail }) => states.push(detail.state));
    chat.getPassport = async () => 'second';
    await settled(chat);
    same(states, []);
    equal(await settings!.getPassport({ conversation: chat.conversation!, deviceKey: {} }), 'second');
    chat.getPassport = null;
    await settled(chat);
    equal(chat.state, 'idle');
  });
  it('shows what went wrong while opening, and tries again where that helps', async () => {
    const { chat } = await stand(scenes.conversation(now));
    let tries = 0;
    const talk = scenes.conversation(now);
    chat.openTalk = async () => {
      if (tries++ === 0) throw new BedsideError('tenant-unreachable');
      return talk;
    };
    await until(() => chat.state === 'failed');
    await settled(chat);
    ok(words(chat).includes('Code: tenant-unreachable'));
    byRole(chat, 'button', 'Try again').click();
    await until(() => chat.state === 'ready');
  });
  it('offers new keys where this device’s were used elsewhere', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    talk.set({ state: 'failed', failure: 'device-copied' });
    await settled(chat);
    ok(words(chat).includes('used somewhere else'));
    byRole(chat, 'button', 'Give this device new keys').click();
    await until(() => talk.calls.includes('beginAnew'));
  });
  it('stops a Talk that arrives after it was no longer wanted', async () => {
    const { chat } = await stand(scenes.conversation(now));
    const late = scenes.conversation(now);
    let arrive = () => {};
    chat.openTalk = () =>
      new Promise((done) => {
        arrive = () => done(late);
      });
    await settled(chat);
    chat.close();
    arrive();
    await until(() => late.calls.length > 0);
    same(late.calls, ['stop']);
    equal(chat.state, 'idle');
  });
  it('asks the relay at once when the page comes back', async () => {
    const { talk } = await stand(scenes.offline(now));
    window.dispatchEvent(new Event('online'));
    equal(talk.calls.at(-1), 'probe');
  });
  it('says that there is no connection, and tries on request', async () => {
    const { chat, talk } = await stand(scenes.offline(now));
    ok(words(chat).includes('Trying again in 1'), words(chat));
    byRole(chat, 'button', 'Try now').click();
    equal(talk.calls.at(-1), 'probe');
  });
});

describe('the encryption sheet', () => {
  it('shows members, devices and the code, and gives focus back', async () => {
    const { chat } = await stand(scenes.group(now));
    const note = byRole(chat, 'button', 'who can read this');
    note.focus();
    note.click();
    const sheet = byRole(chat, 'dialog', 'Who can read this');
    const seen = words(sheet);
    for (const part of [
      '3 people',
      'Maya Okafor (You)',
      'Patient · 2 devices',
      'This device',
      '48291',
      'X-Wing',
    ])
      ok(seen.includes(part), part);
    byRole(sheet, 'button', 'Close').click();
    await frame();
    equal(deepActive(), note);
  });

  it('scrolls below its title: whatever is brought into view, the title and the way out stay', async () => {
    const { chat } = await stand(scenes.group(now));
    byRole(chat, 'button', 'who can read this').click();
    await settled(chat);
    const sheet = byRole(chat, 'dialog', 'Who can read this');
    const close = byRole(sheet, 'button', 'Close');
    const topBefore = close.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
    sheet.querySelector('dl')!.scrollIntoView({ block: 'start' });
    equal(close.getBoundingClientRect().top - sheet.getBoundingClientRect().top, topBefore);
    equal(sheet.scrollTop, 0);
  });
});

describe('direction', () => {
  it('puts one’s own messages at the inline end, either way', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const { chat } = await stand(scenes.conversation(now), { dir });
      const bubble = (line: HTMLElement) => line.querySelector('.bubble')!.getBoundingClientRect();
      const log = byRole(chat, 'log').getBoundingClientRect();
      const own = bubble(lines(chat).at(-1)!);
      const other = bubble(lines(chat).at(-2)!);
      const [ownGap, otherGap] =
        dir === 'ltr'
          ? [log.right - own.right, other.left - log.left]
          : [own.left - log.left, log.right - other.right];
      ok(ownGap < 40 && otherGap < 80, `${dir}: ${ownGap} ${otherGap}`);
      clear();
    }
  });
  it('gives a text its own direction', async () => {
    const { chat } = await stand(scenes.group(now));
    const arabic = lines(chat).find((line) => words(line).includes('مرحبا'))!;
    equal(getComputedStyle(arabic.querySelector('.bubble')!).direction, 'rtl');
    equal(getComputedStyle(arabic).direction, 'ltr');
  });
});

describe('theming', () => {
  it('reaches inner parts and tokens from the page', async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'bedside-chat { --bedside-accent: rgb(90 40 160); --bedside-surface: rgb(1 2 3) } bedside-chat::part(bubble) { border-radius: 3px }',
    );
    document.adoptedStyleSheets.push(sheet);
    const { chat } = await stand(scenes.conversation(now), { theme: 'light' });
    type(chat, 'x');
    await settled(chat);
    const style = (role: string, name: string) => getComputedStyle(byRole(chat, role, name));
    const pixel = new OffscreenCanvas(1, 1).getContext('2d')!;
    pixel.fillStyle = style('button', 'Send').backgroundColor;
    pixel.fillRect(0, 0, 1, 1);
    equal(pixel.getImageData(0, 0, 1, 1).data.join(' '), '90 40 160 255');
    const bubble = getComputedStyle(lines(chat)[0]!.querySelector('.bubble')!);
    equal(bubble.borderTopLeftRadius, '3px');
    equal(bubble.backgroundColor, 'rgb(1, 2, 3)');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  it('is light or dark as asked', async () => {
    for (const theme of ['light', 'dark']) {
      const { chat } = await stand(scenes.conversation(now), { theme });
      equal(getComputedStyle(chat).colorScheme, theme);
      clear();
    }
  });
});

describe('the launcher', () => {
  const launcher = (chat: BedsideChat) => byRole(chat, 'button', 'Messages');
  it('counts while it is closed, opens to the text box, and gives the focus back with Escape', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'launcher' });
    equal(allByRole(chat, 'log').length, 0);
    equal(launcher(chat).getAttribute('aria-expanded'), 'false');
    talk.receive('Are you there?');
    await settled(chat);
    ok(words(launcher(chat)).includes('1 new message'), words(launcher(chat)));
    equal(talk.snapshot.unread, 1, 'not read unseen');
    await until(() => words(byRole(chat, 'status')).includes('1 new message'));
    ok(!words(byRole(chat, 'status')).includes('Are you there'), 'closed, it tells no content');
    launcher(chat).click();
    await until(() => deepActive()?.tagName === 'TEXTAREA', 'focus goes to the text box');
    await until(() => talk.snapshot.unread === 0, 'read when seen');
    press(byRole(chat, 'textbox'), 'Escape');
    await until(() => deepActive() === launcher(chat), 'focus comes back');
    equal(allByRole(chat, 'log').length, 0);
    equal(chat.state, 'ready');
    same(
      talk.calls.filter((call) => /^st/.test(call)),
      ['start'],
    );
  });
  it('opens and closes by method and by its button, and keeps a draft', async () => {
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'launcher' });
    chat.open();
    await settled(chat);
    type(chat, 'Half');
    byRole(chat, 'button', 'Close messages').click();
    await settled(chat);
    equal(talk.draft, 'Half');
    chat.open();
    await settled(chat);
    equal((byRole(chat, 'textbox') as HTMLTextAreaElement).value, 'Half');
    chat.close();
    await settled(chat);
    equal(allByRole(chat, 'textbox').length, 0);
  });
  it('leaves an Escape to the sheet that is open above it', async () => {
    const { chat } = await stand(scenes.conversation(now), { layout: 'launcher' });
    chat.open();
    await settled(chat);
    byRole(chat, 'button', 'who can read this').click();
    press(byRole(chat, 'dialog'), 'Escape');
    await settled(chat);
    equal(allByRole(chat, 'log').length, 1);
  });
});

describe('beside a visit', () => {
  it('takes no focus by itself, and announces politely', async () => {
    const before = document.activeElement;
    const { chat, talk } = await stand(scenes.conversation(now), { layout: 'visit' });
    talk.receive('I will share my screen');
    await until(() => words(byRole(chat, 'status')).includes('I will share my screen'));
    equal(document.activeElement, before);
    ok(talk.calls.includes('beginVisit'));
    ok(getComputedStyle(chat.shadowRoot!.querySelector('.panel')!).backgroundColor.includes('/ 0.86'));
  });
});

describe('size', () => {
  it('fills a box that has a height, and has one of its own in a box that has none', async () => {
    const { chat } = await stand(scenes.conversation(now), {}, { width: 320, height: 480 });
    equal(chat.offsetHeight, 480);
    ok(byRole(chat, 'log').scrollWidth <= 320, 'no sideways scroll');
    chat.parentElement!.style.blockSize = 'auto';
    await settled(chat);
    equal(chat.offsetHeight, Math.min(640, innerHeight));
  });
});
