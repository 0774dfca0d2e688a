import type { BedsideChat } from '../chat.ts';
import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { Eavesdropper, screenOf, shown } from '../testing/frame-ear.ts';
import { sampleRooms } from '../testing/sample.ts';
import { scenes } from '../testing/scenes.ts';
import { clear, stand } from '../testing/stand.ts';
import type { SlotWords } from './words.ts';

const own = /^Not for emergencies/;

describe('what a page says in its slots, in a frame', () => {
  let ear: Eavesdropper;
  let chat: BedsideChat;
  const codes: string[] = [];
  const put = (slot: string, text: string, tag = 'p'): HTMLElement => {
    const made = document.createElement(tag);
    made.slot = slot;
    made.textContent = text;
    chat.append(made);
    return made;
  };
  async function open(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const relay = `http://localhost:${location.port}`;
    ({ chat } = await stand(
      scenes.conversation(Date.now()),
      { isolation: 'frame', relay, ...more },
      { width: 1000, height: 600 },
    ));
    chat.addEventListener('bedside-error', ({ detail }) => codes.push(detail.code));
  }
  const ready = () => until(() => chat.state === 'ready');
  /** Until this stands there. */
  const says = (words: Partial<SlotWords>) =>
    shown(chat, ({ said }) => Object.entries(words).every(([slot, text]) => said[slot] === text));

  beforeEach(() => {
    codes.length = 0;
    ear = new Eavesdropper();
  });
  afterEach(() => {
    clear();
    ear.leave();
  });

  it('stands there in place of the chat’s own words; the page’s nodes stay out of sight', async () => {
    await open();
    put('emergency', 'Not for emergencies: call 911, or our nurse line at\n  (555) 010-0142.');
    put('header', 'Riverside Heart Clinic', 'h2');
    put('footer', 'Messages are part of your chart.');
    await ready();
    await says({
      emergency: 'Not for emergencies: call 911, or our nurse line at (555) 010-0142.',
      header: 'Riverside Heart Clinic',
      footer: 'Messages are part of your chart.',
    });
    for (const one of chat.children) equal(one.getClientRects().length, 0);
    same(codes, []);
  });

  it('is text: markup, links and what is hidden do not cross', async () => {
    await open();
    const line = put('emergency', '');
    const link = document.createElement('a');
    link.href = 'javascript:alert(1)';
    link.textContent = 'Call <b>911</b>';
    line.append(link, ' now.');
    put('emergency', 'Or the desk.');
    put('emergency', 'Marker').hidden = true;
    await ready();
    const { markup } = await says({ emergency: 'Call <b>911</b> now. Or the desk.' });
    equal(markup, 0);
  });

  it('follows what the page does with it; where nothing is left the chat’s own words are back', async () => {
    await open();
    await ready();
    ok(own.test((await shown(chat, ({ said }) => !!said['emergency'])).said['emergency']!));
    const line = put('emergency', 'Call 911.');
    await says({ emergency: 'Call 911.' });
    line.firstChild!.nodeValue = 'Call 112.';
    await says({ emergency: 'Call 112.' });
    line.append(document.createElement('b'));
    line.querySelector('b')!.textContent = ' Now.';
    await says({ emergency: 'Call 112. Now.' });
    line.hidden = true;
    await shown(chat, ({ said }) => own.test(said['emergency']!));
    line.hidden = false;
    await says({ emergency: 'Call 112. Now.' });
    line.slot = 'footer';
    const { said } = await says({ footer: 'Call 112. Now.' });
    ok(own.test(said['emergency']!));
    line.remove();
    await says({ footer: '' });
    same(codes, []);
  });

  it('stands there again when the element was moved', async () => {
    await open();
    put('emergency', 'Call 911.');
    await ready();
    await says({ emergency: 'Call 911.' });
    const before = ear.heard.length;
    document.body.append(chat.parentElement!);
    await until(() => ear.heard.slice(before).some((word) => JSON.stringify(word).includes('"ready"')));
    await says({ emergency: 'Call 911.' });
  });

  it('is left out where it is too long, not cut, and the page hears setting-invalid; the others stand', async () => {
    await open();
    put('emergency', 'x'.repeat(513));
    put('footer', 'y'.repeat(512));
    await ready();
    const { said } = await says({ footer: 'y'.repeat(512) });
    ok(own.test(said['emergency']!));
    same(codes, ['setting-invalid']);
  });

  it('the emergency line does not wait for lists that cannot cross', async () => {
    await open();
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    chat.templates = [cyclic] as never;
    put('emergency', 'Call 911.');
    await ready();
    await says({ emergency: 'Call 911.' });
    chat.templates = Array.from({ length: 70 }, () => ({ title: 'x', text: 'x'.repeat(16 * 1024) }));
    chat.querySelector('p')!.textContent = 'Call 112.';
    await says({ emergency: 'Call 112.' });
  });

  it('in an inbox the emergency line stands in each conversation', async () => {
    await open({ conversation: '' });
    chat.getRooms = async () => sampleRooms('en');
    put('emergency', 'Call 911.');
    await ready();
    await shown(chat, ({ rooms }) => rooms.length === 4);
    for (const room of ['wound check', 'appointments']) {
      await screenOf(chat, { room });
      await says({ emergency: 'Call 911.' });
    }
  });

  it('a hostile page’s words are text, as many as there are slots, and as long as they may be', async () => {
    await open();
    await ready();
    const words = { header: '', empty: '', footer: '<img src=x onerror=alert(1)>', emergency: '' };
    ear.say({ kind: 'words', words: { ...words, start: 'Marker', 'message-actions': 'Marker' } });
    const { markup, buttons } = await says({ footer: '<img src=x onerror=alert(1)>' });
    equal(markup, 0);
    same(buttons, []);
    for (const wrong of [
      'Marker',
      null,
      { footer: { toString: () => 'Marker' } },
      { footer: 'x'.repeat(10_000) },
    ]) {
      codes.length = 0;
      ear.say({ kind: 'words', words: JSON.parse(JSON.stringify(wrong)) });
      await until(() => codes.length > 0);
      same(codes, ['setting-invalid']);
      await says({ footer: '' });
    }
  });
});
