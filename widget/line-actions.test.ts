import { fetchRare } from './rare.ts';
import { equal, ok, same, until } from './testing/assert.ts';
import { afterEach, beforeEach, describe, it } from './testing/bdd.ts';
import { authorOf, maya, rivera } from './testing/fake-talk.ts';
import { scenes } from './testing/scenes.ts';
import {
  allByRole,
  byRole,
  clear,
  frame,
  nodes,
  press,
  type Stand,
  settled,
  stand,
  type,
  words,
} from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

describe('what can be done with a message', () => {
  let here: Stand;
  const article = (text: string): HTMLElement =>
    allByRole(here.chat, 'article').find((one) => words(one).includes(text))!;
  const line = (text: string) => (article(text).getRootNode() as ShadowRoot).host as HTMLElement;
  /** Its toolbar, as one who points at it meets it. */
  const pointAt = async (text: string) => {
    article(text).dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await settled(here.chat);
    return byRole(line(text), 'toolbar', 'Message actions');
  };
  const box = () => byRole(here.chat, 'textbox', 'Message') as HTMLTextAreaElement;
  const textOf = (text: string) =>
    here.talk.snapshot.lines.find((one) => one.kind === 'text' && one.text === text);
  beforeEach(async () => {
    await fetchRare('bedside-line-actions');
    here = await stand(scenes.conversation(now));
  });

  it('offers edit for one’s own messages only, and nothing but copy to who may not write', async () => {
    const names = (toolbar: HTMLElement) =>
      allByRole(toolbar, 'button').map((one) => one.textContent?.trim());
    same(names(await pointAt('And keep moving')), ['React', 'Reply', 'Copy text']);
    same(names(await pointAt('Will do.')), ['React', 'Reply', 'Copy text', 'Edit', 'Remove for everyone']);
    clear();
    here = await stand(scenes.readOnly(now));
    same(names(await pointAt('Will do.')), ['Copy text']);
  });

  it('answers: says whom above the text box, sends the answer, and is plain again', async () => {
    byRole(await pointAt('And keep moving'), 'button', 'Reply').click();
    await settled(here.chat);
    ok(words(here.chat).includes('Reply to Dr. Ana Rivera'));
    equal((box().getRootNode() as ShadowRoot).activeElement, box());
    press(type(here.chat, 'Ten times, yes.'), 'Enter');
    await settled(here.chat);
    const said = here.talk.snapshot.lines.at(-1)!;
    ok(said.kind === 'text' && said.margin?.quote?.found?.text.startsWith('And keep moving'));
    ok(!words(here.chat).includes('Reply to'));
    equal(box().value, '');
  });

  it('Escape gives up an answer, and keeps the words', async () => {
    byRole(await pointAt('And keep moving'), 'button', 'Reply').click();
    await settled(here.chat);
    press(type(here.chat, 'half a thought'), 'Escape');
    await settled(here.chat);
    ok(!words(here.chat).includes('Reply to'));
    equal(box().value, 'half a thought');
  });

  it('ArrowUp in an empty box edits the last message; what was there before comes back', async () => {
    press(box(), 'ArrowUp');
    await settled(here.chat);
    equal(box().value, 'Perfect, I will be home.');
    press(type(here.chat, 'Perfect, I will be home by ten.'), 'Enter');
    await settled(here.chat);
    const edited = textOf('Perfect, I will be home by ten.');
    ok(edited?.kind === 'text' && edited.margin?.edits === 1);
    equal(box().value, '');
    byRole(here.chat, 'button', 'Edited').click();
    await settled(here.chat);
    ok(words(here.chat).includes('Perfect, I will be home.'));
  });

  it('while a message is edited the draft waits, and comes back', async () => {
    type(here.chat, 'a draft');
    byRole(await pointAt('Will do.'), 'button', 'Edit').click();
    await settled(here.chat);
    equal(box().value, 'Will do. Thank you!');
    press(box(), 'Escape');
    await settled(here.chat);
    equal(box().value, 'a draft');
    // Kept by now or not, as quick as this machine is; but never what was there to be edited.
    ok(['', 'a draft'].includes(here.talk.draft), here.talk.draft);
  });

  it('gives an emoji, and takes it back by its chip', async () => {
    byRole(await pointAt('And keep moving'), 'button', 'React').click();
    await settled(here.chat);
    byRole(line('And keep moving'), 'button', '🙏').click();
    await settled(here.chat);
    const chip = byRole(line('And keep moving'), 'button', '🙏');
    const reactions = () => {
      const one = here.talk.snapshot.lines.find(
        (each) => each.kind === 'text' && each.text.startsWith('And keep'),
      );
      return one?.kind === 'text' ? one.margin?.reactions.length : null;
    };
    equal(reactions(), 1);
    chip.click();
    await settled(here.chat);
    equal(reactions(), 0);
  });

  it('a finger that held a message down presses nothing as it lifts, and the next one does', async () => {
    const text = article('Perfect').querySelector('.bubble')!;
    const touch = (type: string, at: Element) =>
      at.dispatchEvent(new PointerEvent(type, { pointerType: 'touch', bubbles: true, composed: true }));
    /** True where the browser would press what stands under the finger now. */
    const lift = (at: Element) => {
      touch('pointerup', at);
      return at.dispatchEvent(new Event('touchend', { bubbles: true, composed: true, cancelable: true }));
    };
    touch('pointerdown', text);
    await until(() => allByRole(line('Perfect'), 'toolbar')[0]);
    equal(lift(text), false, 'of what came up under it');
    const reply = byRole(line('Perfect'), 'button', 'Reply');
    touch('pointerdown', reply);
    equal(lift(reply), true);
  });

  it('removes after asking; the focus stays in the list, and others’ only with the right to', async () => {
    byRole(await pointAt('Will do.'), 'button', 'Remove for everyone').click();
    await settled(here.chat);
    const asks = byRole(line('Will do.'), 'group', 'Remove for everyone');
    ok(words(asks).includes('deleted for everyone'));
    byRole(asks, 'button', 'Cancel').click();
    await settled(here.chat);
    ok(!here.talk.calls.includes('redaction'));
    byRole(line('Will do.'), 'button', 'Remove for everyone').click();
    await settled(here.chat);
    byRole(byRole(line('Will do.'), 'group'), 'button', 'Remove for everyone').click();
    await settled(here.chat);
    ok(here.talk.calls.includes('redaction'));
    ok(words(here.chat).includes('You removed a message'));
    ok(!words(here.chat).includes('Will do.'));
    equal((byRole(here.chat, 'log').getRootNode() as ShadowRoot).activeElement, byRole(here.chat, 'log'));
    here.talk.set({ canRedact: true });
    await settled(here.chat);
    byRole(await pointAt('And keep moving'), 'button', 'Remove for everyone');
  });

  it('is reached by the keyboard: from the list to a message, to what can be done with it, and back', async () => {
    const log = byRole(here.chat, 'log');
    log.focus();
    press(log, 'Enter');
    await settled(here.chat);
    const list = log.getRootNode() as ShadowRoot;
    const last = list.activeElement as HTMLElement;
    ok(words(last).includes('Perfect'));
    press(last.shadowRoot!.activeElement as HTMLElement, 'ArrowUp');
    await settled(here.chat);
    const before = list.activeElement as HTMLElement;
    ok(words(before).includes('Lena, our nurse'));
    press(before.shadowRoot!.activeElement as HTMLElement, 'Enter');
    await settled(here.chat);
    const actions = before.shadowRoot!.querySelector('bedside-line-actions')!;
    const focused = () => actions.shadowRoot!.activeElement as HTMLElement;
    equal(focused().textContent?.trim(), 'React');
    press(focused(), 'ArrowRight');
    equal(focused().textContent?.trim(), 'Reply');
    press(focused(), 'Escape');
    await frame();
    equal(before.shadowRoot!.activeElement?.localName, 'article');
  });

  it('a press on a quote goes to the message, fetching earlier ones to find it', async () => {
    here.talk.set({ history: { more: true, loading: false, withheld: false } });
    await here.talk.say('About that', { quote: 9_999 });
    here.talk.store(here.talk.snapshot.lines.at(-1)!.key);
    await settled(here.chat);
    byRole(line('About that'), 'button', 'In reply to').click();
    await settled(here.chat);
    equal(
      here.talk.calls.filter((call) => call === 'loadEarlier').length,
      0,
      'it is later than the first: not there',
    );
    const seq = here.talk.receive('A last word', rivera);
    await here.talk.say('To that', { quote: seq });
    await settled(here.chat);
    byRole(line('To that'), 'button', 'In reply to').click();
    await settled(here.chat);
    const list = byRole(here.chat, 'log').getRootNode() as ShadowRoot;
    ok(words(list.activeElement!).includes('A last word'));
  });

  it('refuses files politely', async () => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
    const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
    box().dispatchEvent(event);
    await settled(here.chat);
    ok(event.defaultPrevented);
    ok(words(byRole(here.chat, 'alert')).includes('Files cannot be sent yet.'));
  });
});

describe('who is writing, and who is here', () => {
  it('is told by what one types, not by a draft that was restored, and not at all where it is off', async () => {
    const talk = scenes.conversation(now);
    talk.draft = 'from yesterday';
    const { chat } = await stand(talk);
    ok(!talk.calls.includes('typing'));
    type(chat, 'and on');
    ok(talk.calls.includes('typing'));
    type(chat, '');
    ok(talk.calls.includes('paused'));
    clear();
    const other = scenes.conversation(now);
    const { chat: silent } = await stand(other, { typing: 'off' });
    type(silent, 'and on');
    other.set({ writing: [authorOf(rivera)] });
    await settled(silent);
    ok(!other.calls.includes('typing'));
    ok(!words(silent).includes('is writing'));
  });

  it('is seen without moving anything, and heard once', async () => {
    const talk = scenes.conversation(now);
    const { chat } = await stand(talk);
    const log = byRole(chat, 'log');
    const before = log.getBoundingClientRect();
    for (const writing of [[authorOf(rivera)], [], [authorOf(rivera)]]) {
      talk.set({ writing });
      await settled(chat);
    }
    same(log.getBoundingClientRect().toJSON(), before.toJSON());
    const spoken = allByRole(chat, 'status').map((one) => one.textContent ?? '');
    equal(spoken.join().split('Dr. Ana Rivera is writing…').length - 1, 1);
    // What can be pressed below the last message ends where one line of it begins.
    const pill = [...nodes(chat)].find(
      (one) => one instanceof Element && one.matches('[part=writing]'),
    ) as HTMLElement;
    const wideHeight = pill.offsetHeight;
    chat.style.inlineSize = '190px';
    await settled(chat);
    equal(pill.offsetHeight, wideHeight);
    talk.set({ present: [rivera.person] });
    await settled(chat);
    ok(words(byRole(chat, 'heading', 'Rivera')).includes('here now'));
  });
});

describe('a text', () => {
  const said = async (text: string) => {
    const here = await stand(scenes.empty());
    here.talk.receive(text);
    await settled(here.chat);
    return here;
  };
  const links = (root: Node) =>
    [...byRole(root, 'log').querySelectorAll('bedside-message-line')].flatMap((one) => [
      ...one.shadowRoot!.querySelectorAll('a'),
    ]);

  it('has links to the web, that tell the place nothing, and to nothing else', async () => {
    const { chat } = await said(
      'See https://clinic.example/a(b). Not javascript:alert(1) nor data:text/html,x, file:///etc, ftp://a.example or https://nurse:secret@evil.example',
    );
    same(
      links(chat).map((link) => [link.href, link.rel, link.target]),
      [['https://clinic.example/a(b', 'noopener noreferrer nofollow', '_blank']],
    );
  });

  it('says the host of a link as it is, not as it looks', async () => {
    // A Cyrillic "а" in the place of the Latin one.
    const { chat } = await said('https://clinic.exаmple/login and https://clinic.example\u202E/gpj.exe');
    const [first] = links(chat);
    ok(first!.textContent!.startsWith('https://clinic.xn--'));
    ok(!words(chat).includes('\u202E'));
  });

  it('is large where it is no more than three emoji, and folded where it is long', async () => {
    const { chat, talk } = await said('👍🏽 👩🏽‍⚕️');
    const bubble = () => byRole(chat, 'log').querySelector('bedside-message-line:last-of-type')!.shadowRoot!;
    ok(bubble().querySelector('.emoji'));
    talk.receive('👍👍👍👍', maya);
    await settled(chat);
    ok(!bubble().querySelector('.emoji'));
    talk.receive('word '.repeat(400));
    await settled(chat);
    const more = byRole(chat, 'button', 'Show more');
    const { height } = bubble().querySelector('.bubble p')!.getBoundingClientRect();
    more.click();
    await settled(chat);
    ok(bubble().querySelector('.bubble p')!.getBoundingClientRect().height > height);
    equal(byRole(chat, 'button', 'Show less').getAttribute('aria-expanded'), 'true');
  });
});
