import { emptySnapshot } from '../engine/snapshot.ts';
import { fetchRare } from './rare.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, describe, it } from './testing/bdd.ts';
import { FakeTalk } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import {
  allByRole,
  type BedsideChat,
  byRole,
  clear,
  frame,
  press,
  settled,
  stand,
  type,
  words,
} from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

/** People do not wait for a text to be saved before they type on. */
describe('typing on', () => {
  const boxOf = (chat: BedsideChat) => byRole(chat, 'textbox', 'Message') as HTMLTextAreaElement;
  const typeOn = (box: HTMLTextAreaElement, text: string) => {
    box.value += text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((done) => {
      open = done;
    });
    return { open, opened };
  };
  /** A chat whose Talk saves nothing until `save` is called. */
  const standSlow = async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const { open: save, opened } = gate();
    talk.saving = opened;
    const change = talk.change.bind(talk);
    talk.change = async (what) => {
      await opened;
      return change(what);
    };
    return { chat, talk, save };
  };

  it('is for the conversation alone: nothing has the browser send what is typed to whoever checks or completes it, unless the page says so', async () => {
    const seen = (chat: BedsideChat) => {
      const box = boxOf(chat);
      return [box.spellcheck, box.getAttribute('writingsuggestions')].join();
    };
    equal(seen((await stand(scenes.conversation(now))).chat), 'false,false');
    clear();
    equal(seen((await stand(scenes.conversation(now), { spellcheck: 'true' })).chat), 'true,false');
  });
  it('while a message is being saved: each Enter sends, in order, and what is not sent stays', async () => {
    const { chat, talk, save } = await standSlow();
    const box = type(chat, 'Yes');
    press(box, 'Enter');
    press(box, 'Enter');
    typeOn(box, 'I did');
    press(box, 'Enter');
    typeOn(box, 'And th');
    await frame();
    equal(talk.calls.filter((call) => call === 'say').length, 1, 'one at a time');
    save();
    await until(() => box.value === 'And th');
    same(talk.saved, ['Yes', 'I did']);
    await until(() => talk.draft === 'And th');
  });
  it('and taking it back leaves no ghost of what was sent', async () => {
    const { chat, talk, save } = await standSlow();
    const box = type(chat, 'Yes');
    press(box, 'Enter');
    type(chat, 'Yes!');
    type(chat, 'Yes');
    await until(() => talk.draft === 'Yes');
    save();
    await until(() => box.value === '');
    // As on a disk to which the draft came last.
    talk.draft = 'Yes';
    await until(() => talk.draft === '');
  });
  it('before there is a conversation: each Enter sends as soon as that may be', async () => {
    const { chat, talk } = await stand(new FakeTalk({ ...emptySnapshot, state: 'connecting' }));
    const box = type(chat, 'Hello');
    press(box, 'Enter');
    await frame();
    typeOn(box, 'Is anybody there?');
    await settled(chat);
    equal(byRole(chat, 'button', 'Send').getAttribute('aria-disabled'), 'false');
    press(box, 'Enter');
    talk.set(scenes.empty().snapshot);
    await until(() => box.value === '');
    same(talk.saved, ['Hello', 'Is anybody there?']);
  });
  it('takes back what was sent and waits, by changing it', async () => {
    const { chat, talk } = await stand(new FakeTalk({ ...emptySnapshot, state: 'connecting' }));
    press(type(chat, 'I do drink'), 'Enter');
    await frame();
    const box = type(chat, 'I do not drink');
    talk.set(scenes.empty().snapshot);
    await settled(chat);
    same(talk.saved, []);
    equal(box.value, 'I do not drink');
    press(box, 'Enter');
    await until(() => box.value === '');
    same(talk.saved, ['I do not drink']);
  });
  it('after one that could not be saved the rest waits for a person', async () => {
    const { chat, talk, save } = await standSlow();
    talk.throwNext = 'outbox-full';
    const box = type(chat, 'One. ');
    press(box, 'Enter');
    typeOn(box, 'Two.');
    press(box, 'Enter');
    save();
    await until(() => allByRole(chat, 'alert')[0]);
    await settled(chat);
    same(talk.saved, []);
    equal(box.value, 'One. Two.');
    press(box, 'Enter');
    await until(() => box.value === '');
    same(talk.saved, ['One. Two.']);
  });
  it('while an edit is being saved: it is for the next message, and what stood there before the edit comes back', async () => {
    for (const draft of ['', 'At ten, ']) {
      const { chat, talk, save } = await standSlow();
      press(boxOf(chat), 'ArrowUp');
      await settled(chat);
      press(boxOf(chat), 'Escape');
      await settled(chat);
      if (draft) type(chat, draft);
      const own = allByRole(chat, 'article').findLast((one) => words(one).includes('Perfect'))!;
      await fetchRare('bedside-line-actions');
      own.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
      await settled(chat);
      byRole((own.getRootNode() as ShadowRoot).host, 'button', 'Edit').click();
      await settled(chat);
      // An edit that begins as the draft does must not take that with it.
      const box = type(chat, 'At ten, at home');
      press(box, 'Enter');
      typeOn(box, 'with Sam');
      save();
      await until(() => box.value === `${draft}with Sam`);
      same(talk.saved, []);
      await until(() => talk.draft === `${draft}with Sam`);
      ok(words(chat).includes('At ten, at home'));
      clear();
    }
  });
  it('what waits in line is no answer to what is answered next', async () => {
    const { chat, talk, save } = await standSlow();
    const box = type(chat, 'One');
    press(box, 'Enter');
    typeOn(box, 'Two');
    press(box, 'Enter');
    await fetchRare('bedside-line-actions');
    const line = allByRole(chat, 'article').findLast((one) => words(one).includes('Lena, our nurse'))!;
    line.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await settled(chat);
    byRole((line.getRootNode() as ShadowRoot).host, 'button', 'Reply').click();
    await settled(chat);
    save();
    await until(() => box.value === 'Two');
    await settled(chat);
    same(talk.saved, ['One']);
    ok(words(chat).includes('Reply to'));
  });
  it('lets an input method end its word before the box is changed under it', async () => {
    const { chat, talk, save } = await standSlow();
    const box = type(chat, '好');
    press(box, 'Enter');
    box.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    typeOn(box, 'xie');
    save();
    await until(() => talk.saved.length === 1);
    await settled(chat);
    equal(box.value, '好xie');
    box.value = '好谢谢';
    box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    await until(() => box.value === '谢谢');
  });
  it('can be undone and done again, and nothing that was sent comes back so', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    const box = boxOf(chat);
    const edit = (command: string, text = '') => document.execCommand(command, false, text);
    box.focus();
    for (const [i, text] of ['one', 'two'].entries()) {
      edit('insertText', text);
      press(box, 'Enter');
      await until(() => talk.saved.length > i && box.value === '');
    }
    edit('insertText', 'new');
    edit('undo');
    equal(box.value, '');
    edit('undo');
    equal(box.value, '');
    edit('redo');
    equal(box.value, 'new');
    equal((box.getRootNode() as ShadowRoot).activeElement, box);
  });
  it('comes back where one may write again, and in a conversation that goes on', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    type(chat, 'Half a sen');
    talk.set({ canWrite: false });
    await settled(chat);
    equal(allByRole(chat, 'textbox').length, 0);
    talk.set({ canWrite: true });
    await settled(chat);
    equal(boxOf(chat).value, 'Half a sen');
    type(chat, 'Half a sentence');
    talk.set({ state: 'failed', failure: 'storage-broken' });
    await settled(chat);
    equal(allByRole(chat, 'textbox').length, 0);
    talk.set({ state: 'ready', failure: null });
    await settled(chat);
    equal(boxOf(chat).value, 'Half a sentence');
    press(boxOf(chat), 'Enter');
    await until(() => talk.saved.length === 1);
    talk.set({ state: 'failed', failure: 'storage-broken' });
    await settled(chat);
    talk.set({ state: 'ready', failure: null });
    await settled(chat);
    equal(boxOf(chat).value, '', 'what was sent does not come back');
  });
  it('an answer stays one though the message it answers is not held any more', async () => {
    const { chat, talk } = await stand(scenes.conversation(now));
    await fetchRare('bedside-line-actions');
    const line = allByRole(chat, 'article').findLast((one) => words(one).includes('And keep moving'))!;
    line.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await settled(chat);
    byRole((line.getRootNode() as ShadowRoot).host, 'button', 'Reply').click();
    await settled(chat);
    const { lines } = talk.snapshot;
    const at = lines.findIndex((one) => one.kind === 'text' && one.text.startsWith('And keep'));
    const { seq } = lines[at]!;
    talk.set({
      lines: lines.with(at, {
        kind: 'asleep',
        key: 'asleep',
        seq: seq!,
        to: seq!,
        at: 0,
        count: 1,
        others: 1,
      }),
    });
    await settled(chat);
    ok(words(chat).includes('Reply to'));
    talk.set({
      lines: lines.slice(at + 1),
      history: { more: true, loading: false, withheld: false },
    });
    await settled(chat);
    ok(words(chat).includes('Reply to'));
    press(type(chat, 'I will'), 'Enter');
    await until(() => talk.saved.length === 1);
    ok(talk.calls.includes(`say to ${seq}`), talk.calls.join());
    await settled(chat);
    ok(!words(chat).includes('Reply to'));
  });
});
