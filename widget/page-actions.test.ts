import { fetchRare } from './rare.ts';
import { equal, ok, same } from './testing/assert.ts';
import { afterEach, beforeEach, describe, it } from './testing/bdd.ts';
import { scenes } from './testing/scenes.ts';
import { allByRole, byRole, clear, press, type Stand, settled, stand, words } from './testing/stand.ts';

const now = new Date().setHours(11, 5, 0, 0);
afterEach(clear);

describe('buttons of the page’s own on a message', () => {
  let here: Stand;
  let flag: HTMLButtonElement;
  let task: HTMLButtonElement;
  const told: unknown[] = [];
  const listen = ({ detail }: CustomEvent<unknown>) => told.push(detail);
  const button = (text: string, value: string) => {
    const made = document.createElement('button');
    made.slot = 'message-actions';
    made.textContent = text;
    made.value = value;
    return made;
  };
  const article = (text: string): HTMLElement =>
    allByRole(here.chat, 'article').find((one) => words(one).includes(text))!;
  const line = (text: string) => (article(text).getRootNode() as ShadowRoot).host as HTMLElement;
  const seqOf = (text: string) =>
    here.talk.snapshot.lines.find((one) => one.kind === 'text' && one.text.includes(text))!.seq;
  const pointAt = async (text: string) => {
    article(text).dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await settled(here.chat);
  };
  const leave = async (text: string) => {
    article(text).dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    await settled(here.chat);
  };
  /** In the toolbar of this message, on the screen. */
  const isOn = (one: Element, text: string) => {
    if (!one.checkVisibility()) return false;
    const bar = byRole(line(text), 'toolbar').getBoundingClientRect();
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return left >= bar.left && right <= bar.right + 1 && top >= bar.top - 1 && bottom <= bar.bottom + 1;
  };
  beforeEach(async () => {
    told.length = 0;
    await fetchRare('bedside-line-actions');
    here = await stand(scenes.conversation(now), {}, { width: 700, height: 600 });
    flag = button('Flag', 'flag');
    task = button('Make a task', 'task');
    here.chat.append(flag, task);
    here.chat.addEventListener('bedside-message-action', listen);
    await settled(here.chat);
  });

  it('stand on the message that somebody points at, and nowhere else', async () => {
    ok(!flag.checkVisibility() || flag.getClientRects().length === 0);
    await pointAt('Will do.');
    ok(isOn(flag, 'Will do.') && isOn(task, 'Will do.'));
    await leave('Will do.');
    equal(flag.getClientRects().length, 0);
    await pointAt('And keep moving');
    ok(isOn(flag, 'And keep moving'));
  });

  it('INV-10: a press tells the page the place of the message and the button’s value, and nothing of what it says', async () => {
    await pointAt('Will do.');
    task.click();
    same(told, [{ seq: seqOf('Will do.'), action: 'task' }]);
    await leave('Will do.');
    await pointAt('And keep moving');
    flag.click();
    same(told[1], { seq: seqOf('And keep moving'), action: 'flag' });
  });

  it('are reached by the arrow keys after ours, and left by Escape', async () => {
    article('And keep moving').focus();
    await settled(here.chat);
    const toolbar = byRole(line('And keep moving'), 'toolbar');
    const [first] = allByRole(toolbar, 'button');
    first!.focus();
    press(first!, 'ArrowLeft');
    equal(document.activeElement, task);
    ok(isOn(task, 'And keep moving'), 'the toolbar stays while the focus is on it');
    press(task, 'ArrowLeft');
    equal(document.activeElement, flag);
    press(flag, 'ArrowRight');
    press(task, 'ArrowRight');
    ok(first!.matches(':focus'));
    press(first!, 'ArrowLeft');
    press(task, 'Escape');
    ok(article('And keep moving').matches(':focus'));
  });

  it('one that is disabled is passed over, and its press is none', async () => {
    flag.disabled = true;
    article('And keep moving').focus();
    await settled(here.chat);
    const [first] = allByRole(byRole(line('And keep moving'), 'toolbar'), 'button');
    first!.focus();
    press(first!, 'ArrowLeft');
    equal(document.activeElement, task);
    press(task, 'ArrowLeft');
    ok(document.activeElement !== task && document.activeElement !== flag);
    flag.click();
    same(told, []);
  });

  it('come and go while the chat is open, and are not on what is not in the log yet', async () => {
    flag.remove();
    task.remove();
    await settled(here.chat);
    await pointAt('Will do.');
    equal(flag.getClientRects().length, 0);
    await leave('Will do.');
    here.chat.append(flag);
    await settled(here.chat);
    await pointAt('Will do.');
    ok(isOn(flag, 'Will do.'));
    await leave('Will do.');
    await here.talk.say('on its way');
    await settled(here.chat);
    await pointAt('on its way');
    equal(flag.getClientRects().length, 0);
  });
});
