import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { Eavesdropper, screenOf, shown } from '../testing/frame-ear.ts';
import type { Screen } from '../testing/frame-stage.ts';
import { scenes } from '../testing/scenes.ts';
import { clear, type Stand, stand, words } from '../testing/stand.ts';
import type { Template } from '../tools/template.ts';

describe('what a page gives, in a frame', () => {
  let here: Stand;
  let ear: Eavesdropper;
  const told: unknown[] = [];
  const codes: string[] = [];
  const templates: readonly Template[] = [
    { title: 'Wound check', text: 'Is it dry?' },
    { title: 'Call us', text: 'Please call the front desk.' },
  ];
  const button = (text: string, value: string): HTMLButtonElement => {
    const made = document.createElement('button');
    made.slot = 'message-actions';
    made.textContent = text;
    made.value = value;
    return made;
  };
  const ask = (press?: string): Promise<Screen> => screenOf(here.chat, { press });
  const shows = (fits: (screen: Screen) => boolean): Promise<Screen> => shown(here.chat, fits);
  const names = (screen: Screen) => screen.buttons.map(({ words }) => words);

  beforeEach(async () => {
    told.length = codes.length = 0;
    ear = new Eavesdropper();
    here = await stand(
      scenes.conversation(Date.now()),
      { isolation: 'frame', relay: `http://localhost:${location.port}` },
      { width: 700, height: 600 },
    );
    const { chat } = here;
    chat.templates = templates;
    chat.quickReplies = ['Thank you.'];
    chat.append(button('Flag', 'flag'), button('Make a task', 'task'));
    chat.addEventListener('bedside-message-action', ({ detail }) => told.push(detail));
    chat.addEventListener('bedside-error', ({ detail }) => codes.push(detail.code));
    await until(() => chat.state === 'ready');
    await shows((screen) => screen.buttons.length > 0 && screen.templates.length > 0);
  });
  afterEach(() => {
    clear();
    ear.leave();
  });

  it('templates, quick replies and buttons are there; the page’s own stay out of sight', async () => {
    const screen = await ask();
    same(names(screen), ['Flag', 'Make a task']);
    same(screen.templates, ['Wound check', 'Call us', 'Thank you.']);
    same(screen.replies, ['Thank you.']);
    for (const one of here.chat.querySelectorAll('button')) equal(one.getClientRects().length, 0);
    same(codes, []);
  });

  it('INV-10: a press tells the page the place of the message and the button’s value; nothing else comes out', async () => {
    const { seq } = await ask('Make a task');
    await until(() => told.length > 0);
    same(told, [{ seq, action: 'task' }]);
    same(ear.heard.at(-1), { kind: 'report', report: { name: 'message-action', seq, action: 'task' } });
  });

  it('follow what the page does with them: words, value, disabled, hidden, other buttons, other lists', async () => {
    const [flag, task] = [...here.chat.querySelectorAll('button')];
    flag!.firstChild!.nodeValue = 'Mark';
    flag!.value = 'mark';
    task!.disabled = true;
    await shows(
      ({ buttons }) =>
        JSON.stringify(buttons) ===
        JSON.stringify([
          { words: 'Mark', enabled: true },
          { words: 'Make a task', enabled: false },
        ]),
    );
    const { seq } = await ask('Mark');
    await until(() => told.length > 0);
    same(told, [{ seq, action: 'mark' }]);
    await ask('Make a task');
    equal(told.length, 1);
    task!.hidden = true;
    await shows((screen) => names(screen).join() === 'Mark');
    flag!.ariaLabel = 'Mark it';
    here.chat.append(button(' To\n the  chart ', 'chart'));
    await shows((screen) => names(screen).join() === 'Mark it,To the chart');
    here.chat.templates = [templates[1]!];
    here.chat.quickReplies = null;
    await shows(({ templates: shown }) => shown.join() === 'Call us');
    here.chat.templates = null;
    for (const one of here.chat.querySelectorAll('button')) one.remove();
    await shows((screen) => screen.buttons.length + screen.templates.length === 0);
    same(codes, []);
  });

  it('and its looks: a token of the page’s styles that changes, by whatever, changes there', async () => {
    for (const colour of ['#123456', 'rgb(1, 2, 3)']) {
      here.chat.parentElement!.style.setProperty('--bedside-accent', colour);
      await shows(({ accent }) => accent === colour);
    }
    here.chat.parentElement!.style.removeProperty('--bedside-accent');
    await shows(({ accent }) => accent === '');
  });

  it('are there again when the element was moved', async () => {
    const readies = () => ear.heard.filter((word) => JSON.stringify(word).includes('"ready"')).length;
    const before = readies();
    document.body.append(here.chat.parentElement!);
    await until(() => readies() > before);
    same(names(await shows((screen) => screen.buttons.length > 0)), ['Flag', 'Make a task']);
  });

  it('what is too much, too long or something else is left out, and the page hears setting-invalid', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    for (const wrong of [
      Array.from({ length: 201 }, (_, i) => ({ title: `t${i}`, text: 'x' })),
      [{ title: 'x'.repeat(201), text: 'x' }],
      [{ title: 'x', text: 'x'.repeat(16 * 1024 + 1) }],
      Array.from({ length: 70 }, () => ({ title: 'x', text: 'x'.repeat(16 * 1024) })),
      [{ title: '', text: 'x' }],
      [{ title: 'no text' }],
      'x',
      cyclic,
    ]) {
      codes.length = 0;
      here.chat.templates = wrong as never;
      await until(() => codes.length > 0, JSON.stringify(codes));
      same(codes, ['setting-invalid']);
      here.chat.templates = templates;
      ok((await shows(({ templates: shown }) => shown.includes('Call us'))).templates.length === 3);
    }
    codes.length = 0;
    here.chat.append(button('x'.repeat(257), 'long'), button('', 'nothing'));
    await until(() => codes.length > 0);
    here.chat.append(...Array.from({ length: 9 }, (_, i) => button(`B${i}`, `b${i}`)));
    same(names(await shows((screen) => screen.buttons.length > 2)).slice(0, 3), [
      'Flag',
      'Make a task',
      'B0',
    ]);
    equal((await ask()).buttons.length, 8);
  });

  it('nothing that a page says besides does anything, and no press comes out that is of no button', async () => {
    const list = (lists: unknown) => ({ kind: 'lists', lists });
    for (const word of [
      list({ templates: [{ title: 'Hostile', text: 'x' }] }),
      list('{"templates": [{"title": "Hostile"'),
      list('x'.repeat(1024 * 1024 + 1)),
      { kind: 'settings', settings: { conversation: 'x' } },
      { kind: 'lists' },
      { kind: 'eval', code: 'x' },
      'lists',
      null,
    ]) {
      codes.length = 0;
      ear.say(word);
      await until(() => codes.length > 0);
      same(codes, ['setting-invalid']);
    }
    ear.say(list('{"actions": [{"value": "f", "label": "<img src=x onerror=alert(1)>", "html": "<b>"}]}'));
    same(names(await shows((screen) => screen.buttons.length === 1)), ['<img src=x onerror=alert(1)>']);
    await ask('<img src=x onerror=alert(1)>');
    await until(() => JSON.stringify(ear.heard).includes('"action":"f"'));
    same(told, [], 'the page has no such button');
  });

  it('a launcher opens and folds as in a page, with all of it, and takes the focus from nowhere else', async () => {
    const { chat } = here;
    const folds: boolean[] = [];
    chat.addEventListener('bedside-folded-changed', ({ detail }) => folds.push(detail.folded));
    const root = chat.shadowRoot!;
    const frame = root.querySelector('iframe')!;
    frame.focus();
    chat.layout = 'launcher';
    await until(() => chat.folded && root.querySelector('button')?.ariaExpanded === 'false');
    const button = root.querySelector('button')!;
    ok(!frame.checkVisibility());
    equal(root.activeElement, button, 'of what is folded away');
    button.click();
    await until(() => !chat.folded);
    ok(frame.checkVisibility() && chat.matches(':state(open)'));
    equal(root.activeElement, frame);
    equal(button.ariaExpanded, 'true');
    same(names(await shows((screen) => screen.buttons.length > 0)), ['Flag', 'Make a task']);
    chat.close();
    await until(() => chat.folded);
    ok(!frame.checkVisibility() && !chat.matches(':state(open)'));
    equal(root.activeElement, button);
    const field = document.createElement('input');
    chat.after(field);
    field.focus();
    for (const deed of ['open', 'close'] as const) {
      chat[deed]();
      await until(() => chat.folded === (deed === 'close'));
      equal(document.activeElement, field, deed);
    }
    button.focus();
    chat.layout = 'panel';
    await until(() => folds.length === 6);
    ok(frame.checkVisibility() && !root.querySelector('button'));
    equal(root.activeElement, frame, 'where its button was');
    await shows((screen) => screen.buttons.length > 0);
    same(folds, [true, false, true, false, true, false]);
    equal(ear.heard.filter((word) => JSON.stringify(word).includes('"here"')).length, 1, 'one document');
  });

  it('INV-10: of all that came out, nothing is content', () => {
    ok(ear.heard.length > 3);
    const all = JSON.stringify(ear.heard);
    for (const secret of ['keep moving', 'Rivera', 'Maya', 'Wound', 'dressing'])
      ok(!all.includes(secret), secret);
  });
});

describe('a frame whose first settings do not hold', () => {
  afterEach(() => clear());

  it('says on the screen that it is not set up, and goes on as soon as they do', async () => {
    const { chat } = await stand(
      scenes.conversation(Date.now()),
      { isolation: 'frame', relay: `http://localhost:${location.port}`, hours: 'x'.repeat(16 * 1024 + 1) },
      { width: 700, height: 600 },
    );
    const codes: string[] = [];
    chat.addEventListener('bedside-error', ({ detail }) => codes.push(detail.code));
    await until(() => codes.includes('setting-invalid'));
    await shown(chat, ({ status }) => status !== '');
    chat.hours = null;
    await until(() => chat.state === 'ready');
  });
});

describe('a frame that the page’s own policy forbids', () => {
  afterEach(() => clear());

  it('is none: that is said at once, on the screen and by its code, and nothing is opened in the page instead', async () => {
    // A policy stays with its page: the frames of the other tests are allowed by it.
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = `frame-src http://localhost:${location.port}`;
    document.head.append(policy);
    const talk = scenes.conversation(Date.now());
    const codes: string[] = [];
    const hear = (event: Event): void => void codes.push((event as CustomEvent).detail.code);
    document.addEventListener('bedside-error', hear);
    const { chat } = await stand(talk, { isolation: 'frame', relay: 'https://relay.example' });
    await until(() => chat.state === 'failed');
    await until(() => words(chat).includes('in frame-src'), words(chat));
    document.removeEventListener('bedside-error', hear);
    same(codes, ['setting-invalid']);
    equal(talk.running, false);
    chat.relay = `http://localhost:${location.port}`;
    await until(() => chat.state === 'ready');
    ok(chat.shadowRoot!.querySelector('iframe')!.checkVisibility());
  });
});
