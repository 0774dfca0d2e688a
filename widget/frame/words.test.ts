import { limits } from '../../shared/limits.ts';
import { ok, same } from '../testing/assert.ts';
import { describe, it } from '../testing/bdd.ts';
import { pageWord } from './page-word.ts';
import { tokenNames, tokensFrom } from './tokens.ts';
import { frameWord } from './words.ts';

const settings = {
  conversation: 'c',
  rooms: '',
  profile: 'p',
  layout: 'panel',
  locale: 'en',
  dir: '',
  theme: '',
  typing: 'on',
  hours: '',
  answerTime: '',
  leaving: 'on',
};

describe('what crosses between a page and a frame', () => {
  it('INV-10: of a report is a state, a number or a code, and nothing that is added to it', () => {
    const word = {
      kind: 'report',
      report: { name: 'message-received', seq: 4, text: 'Marker' },
      text: 'Marker',
    };
    same(frameWord(word), { kind: 'report', report: { name: 'message-received', seq: 4 } });
    const press = { name: 'message-action', seq: 4, action: 'task', text: 'Marker', label: 'Marker' };
    same(frameWord({ kind: 'report', report: press }), {
      kind: 'report',
      report: { name: 'message-action', seq: 4, action: 'task' },
    });
    for (const report of [
      { name: 'message-received', seq: 'Marker' },
      { name: 'state-changed', state: 'Marker' },
      { name: 'unread-changed', count: 1.5 },
      { name: 'error', code: 'Marker' },
      { name: 'message-action', seq: 'Marker', action: 'task' },
      { name: 'message-action', seq: 4, action: { text: 'Marker' } },
      { name: 'message-action', seq: 4, action: 'M'.repeat(257) },
      { name: 'Marker' },
      null,
    ])
      same(frameWord({ kind: 'report', report }), null);
  });
  it('of what a frame asks is a conversation and a public key, never a private half', () => {
    const deviceKey = { kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'private' };
    same(frameWord({ kind: 'ask', id: 0, request: { conversation: 'c', deviceKey, text: 'Marker' } }), {
      kind: 'ask',
      id: 0,
      request: { conversation: 'c', deviceKey: { kty: 'OKP', crv: 'Ed25519', x: 'x' } },
    });
    same(frameWord({ kind: 'ask-rooms', id: 0, request: { text: 'Marker' } }), { kind: 'ask-rooms', id: 0 });
    for (const id of [-1, 'Marker', undefined]) same(frameWord({ kind: 'ask-rooms', id }), null);
    for (const bad of [{ id: -1 }, { id: 0, request: { conversation: 'c' } }, {}, 'ask', null])
      same(frameWord(bad && typeof bad === 'object' ? { kind: 'ask', ...bad } : bad), null);
  });
  it('of what a page says is in a list of deeds, settings and answers', () => {
    same(pageWord({ kind: 'settings', settings: { ...settings, relay: 'https://evil.example' } }), {
      kind: 'settings',
      settings,
    });
    const hours = 'x'.repeat(16 * 1024);
    ok(pageWord({ kind: 'settings', settings: { ...settings, hours } }));
    for (const wrong of [{ theme: 1 }, { hours: `${hours}x` }])
      same(pageWord({ kind: 'settings', settings: { ...settings, ...wrong } }), null);
    same(pageWord({ kind: 'do', deed: 'lock' }), { kind: 'do', deed: 'lock' });
    for (const deed of ['remove', 'constructor', '__proto__', null])
      same(pageWord({ kind: 'do', deed }), null);
    same(pageWord({ kind: 'passport', id: 1, answer: { passport: 'a~', more: 1 } }), {
      kind: 'passport',
      id: 1,
      answer: { passport: 'a~' },
    });
    same(pageWord({ kind: 'passport', id: 1, answer: {} }), {
      kind: 'refused',
      id: 1,
      code: 'portal-refused',
    });
    same(pageWord({ kind: 'refused', id: 1, code: 'Marker' }), { kind: 'refused', id: 1, code: 'internal' });
    for (const nothing of [undefined, 'settings', 4, [], { kind: 'eval' }]) same(pageWord(nothing), null);
  });
  it('of a page’s conversations is a list of rooms, or nothing of it', () => {
    const room = { conversation: 'c'.repeat(43), topic: 'clinical', label: '<b>Maya</b>', unreadHint: 1 };
    const hears = (rooms: unknown) => pageWord({ kind: 'rooms', id: 1, rooms });
    same(hears([{ ...room, html: 'Marker' }]), { kind: 'rooms', id: 1, rooms: [room] });
    for (const wrong of [
      undefined,
      'rooms',
      { length: 1, 0: room },
      [room, room],
      [null],
      [{ ...room, conversation: 'c' }],
      [{ ...room, label: 'x'.repeat(limits.roomLabelBytesMax + 1) }],
      [{ ...room, label: { text: 'Marker' } }],
      [{ ...room, unreadHint: -1 }],
      Array.from({ length: limits.roomsMax + 1 }, (_, i) => ({
        ...room,
        conversation: `${i}`.padStart(43, 'r'),
      })),
    ])
      same(hears(wrong), { kind: 'refused', id: 1, code: 'portal-invalid' });
    same(pageWord({ kind: 'rooms', id: -1, rooms: [room] }), null);
  });
  it('of a page’s words is a text in each slot, as it is or not at all', () => {
    const none = { header: '', empty: '', footer: '', emergency: '' };
    const said = (words: unknown) => pageWord({ kind: 'words', words });
    same(said({ ...none, emergency: ' <b>Call</b> 911. ', start: 'Marker' }), {
      kind: 'words',
      words: { ...none, emergency: '<b>Call</b> 911.' },
      whole: true,
    });
    const longest = 'x'.repeat(512);
    for (const wrong of [`${longest}x`, 4, null, undefined, { text: 'Marker' }, ['Marker']])
      same(said({ ...none, emergency: wrong, footer: longest }), {
        kind: 'words',
        words: { ...none, footer: longest },
        whole: false,
      });
    for (const nothing of [undefined, null, 'Marker', 4, []])
      same(said(nothing), { kind: 'words', words: none, whole: false });
  });
  it('of a page’s lists is title and text, value and words, and no more of them than there may be', () => {
    const lists = (given: unknown) => pageWord({ kind: 'lists', lists: JSON.stringify(given) });
    const none = { kind: 'lists', templates: [], replies: [], actions: [], whole: true };
    same(lists({}), none);
    same(lists({ templates: null, replies: null, actions: [] }), none);
    same(
      lists({
        templates: [{ title: 'a', text: 'b', html: 'Marker' }],
        replies: ['c'],
        actions: [{ value: '', label: 'd', disabled: 'Marker', onclick: 'Marker' }],
      }),
      {
        kind: 'lists',
        templates: [{ title: 'a', text: 'b' }],
        replies: ['c'],
        actions: [{ value: '', label: 'd', disabled: false }],
        whole: true,
      },
    );
    for (const wrong of [
      { templates: ['x'] },
      { templates: [null, 4, [], { title: 4, text: 'x' }, { title: ' ', text: 'x' }] },
      { templates: { length: 1 } },
      { replies: [{}, ''] },
      { replies: 'x' },
      { actions: [null, { value: 1, label: 'x' }, { value: 'x' }, { value: 'x', label: ' ' }] },
      { actions: [{ value: 'x'.repeat(257), label: 'x' }] },
    ])
      same(lists(wrong), { ...none, whole: false });
    const many = lists({ actions: Array.from({ length: 9 }, () => ({ value: 'v', label: 'l' })) });
    ok(many?.kind === 'lists' && many.actions.length === 8 && !many.whole);
    for (const lists of [undefined, {}, '{', 'x'.repeat(1024 * 1024 + 1)])
      same(pageWord({ kind: 'lists', lists }), null);
  });
  it('of a page’s looks is a token’s value that fetches nothing', () => {
    const fine = {
      '--bedside-accent': 'oklch(0.6 0.1 200 / 0.5)',
      '--bedside-font': `"Noto Sans", 'Segoe UI', sans-serif`,
      '--bedside-font-size': 'calc(1rem + 2px)',
      '--bedside-surface': '#fff',
    };
    same(
      tokensFrom(fine),
      Object.fromEntries(
        tokenNames.flatMap((name) => (name in fine ? [[name, fine[name as keyof typeof fine]]] : [])),
      ),
    );
    for (const value of [
      'url(https://evil.example/x)',
      'red; background: blue',
      'URL (x)',
      'image-set("x" 1x)',
      '}*{color:red',
      '\\75rl(x)',
      'x'.repeat(300),
      4,
    ])
      same(tokensFrom({ '--bedside-accent': value, '--other': 'red' }), {});
  });
});
