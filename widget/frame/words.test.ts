import { same } from '../testing/assert.ts';
import { describe, it } from '../testing/bdd.ts';
import { tokenNames, tokensFrom } from './tokens.ts';
import { frameWord, pageWord } from './words.ts';

const settings = {
  conversation: 'c',
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
    for (const report of [
      { name: 'message-received', seq: 'Marker' },
      { name: 'state-changed', state: 'Marker' },
      { name: 'unread-changed', count: 1.5 },
      { name: 'error', code: 'Marker' },
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
    for (const bad of [{ id: -1 }, { id: 0, request: { conversation: 'c' } }, {}, 'ask', null])
      same(frameWord(bad && typeof bad === 'object' ? { kind: 'ask', ...bad } : bad), null);
  });
  it('of what a page says is in a list of deeds, settings and answers', () => {
    same(pageWord({ kind: 'settings', settings: { ...settings, relay: 'https://evil.example' } }), {
      kind: 'settings',
      settings,
    });
    same(pageWord({ kind: 'settings', settings: { ...settings, theme: 1 } }), null);
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
