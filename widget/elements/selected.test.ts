import { fetchSoon } from '../rare.ts';
import { equal, ok, same, until } from '../testing/assert.ts';
import { afterEach, beforeEach, describe, it } from '../testing/bdd.ts';
import { long, scenes } from '../testing/scenes.ts';
import { type BedsideChat, byRole, clear, frame, nodes, settled, stand } from '../testing/stand.ts';

const now = new Date(2026, 4, 12, 11, 5).getTime();

beforeEach(fetchSoon);
afterEach(() => {
  getSelection()!.removeAllRanges();
  clear();
});

/** The text on the screen that begins so. */
const textOf = (chat: BedsideChat, start: string): Text =>
  [...nodes(byRole(chat, 'log'))].find((node): node is Text => {
    return node instanceof Text && node.data.trim().startsWith(start);
  })!;
/** Selects as a drag does, to after `end` of the text that begins with it. */
const select = (chat: BedsideChat, from: string, to: string, end = to) => {
  const [first, last] = [textOf(chat, from), textOf(chat, to)];
  const before = first.data.indexOf(from.trim());
  getSelection()!.setBaseAndExtent(first, before, last, last.data.indexOf(end) + end.length);
};
/** What lands on the clipboard; the event goes where Chromium sends it. Null: what the browser makes of it. */
const copied = (at: Element): string | null => {
  const clipboardData = new DataTransfer();
  const event = new ClipboardEvent('copy', {
    clipboardData,
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  at.dispatchEvent(event);
  return event.defaultPrevented ? clipboardData.getData('text/plain') : null;
};

describe('what is selected', () => {
  it('of several messages is copied with who said each and when, and with nothing that stands around them', async () => {
    const { chat } = await stand(scenes.margins(now));
    select(chat, 'I took two', 'And I have', 'And I have slept');
    const seen = copied(textOf(chat, 'I took two').parentElement!)!.split('\n\n');
    equal(
      seen[0],
      'Maya Okafor · May 12, 2026, 9:45 AM · Edited\nI took two tablets at eight, with breakfast.',
    );
    equal(
      seen[1],
      'Dr. Ana Rivera · May 12, 2026, 9:50 AM\nHere is the leaflet: https://clinic.example/knee/after-surgery.',
    );
    ok(seen[3]!.endsWith('20. ten ankle circles, then a rest'), seen[3]);
    equal(seen[4], 'Maya Okafor · May 12, 2026, 9:56 AM · Edited\nAnd I have slept');
    equal(seen.length, 5);
    equal(copied(document.body), seen.join('\n\n'), 'a selection that was dragged upwards is the page’s');
  });
  it('of one message is copied as it is, what was removed is not passed over, and the rest is the browser’s', async () => {
    const { chat } = await stand(scenes.removed(now));
    select(chat, 'Good morning', 'Good morning', 'Good morning. The spot');
    equal(copied(document.body), 'Good morning. The spot');
    select(chat, 'Perfect', 'A message has expired', 'A message has expired');
    const seen = copied(document.body)!.split('\n\n');
    same(seen.slice(1, 3), ['Dr. Ana Rivera removed a message · 9:34 AM', 'You removed a message · 9:35 AM']);
    select(chat, 'Clinician', 'Clinician');
    equal(copied(document.body), null, 'who it is');
    getSelection()!.selectAllChildren(document.body);
    equal(copied(document.body), null, 'all of the page');
  });
  it('stays selected while others come and one scrolls far away, and lets the lines go after it', async () => {
    const { chat, talk } = await stand(long(600, now));
    const log = byRole(chat, 'log');
    const drawn = () => log.querySelectorAll('bedside-message-line').length;
    await until(() => log.querySelector('.part'));
    const before = drawn();
    select(chat, 'Line 596', 'Line 598', 'Line 598. The knee');
    const wanted = copied(document.body);
    ok(wanted?.includes('Line 597'), `${wanted}`);
    for (let i = 0; i < 12; i++) {
      log.scrollBy(0, -700);
      await frame();
      await settled(chat);
    }
    talk.receive('Another one');
    await settled(chat);
    equal(copied(document.body), wanted);
    ok(drawn() > before);
    getSelection()!.removeAllRanges();
    log.scrollBy(0, -3000);
    await until(() => drawn() <= before + 48);
  });
});
