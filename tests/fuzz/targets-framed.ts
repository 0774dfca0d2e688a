import { pageWord } from '../../widget/frame/page-word.ts';
import { type FrameWord, frameWord, type PageWord } from '../../widget/frame/words.ts';
import type { Dice } from './dice.ts';
import { mutateJson } from './mutate.ts';
import { fault, type Target } from './target.ts';

const conversation = 'c'.repeat(43);
const fromPage: readonly PageWord[] = [
  {
    kind: 'settings',
    settings: {
      conversation,
      rooms: '',
      profile: '/passport',
      layout: 'panel',
      locale: 'en',
      dir: '',
      theme: 'dark',
      typing: 'on',
      hours: '',
      answerTime: '4 hours',
      leaving: 'on',
    },
  },
  { kind: 'words', words: { header: 'Clinic', empty: '', footer: 'Chart', emergency: 'Call 911.' } },
  {
    kind: 'lists',
    lists: JSON.stringify({
      templates: [{ title: 'Wound', text: 'Is it dry?' }],
      replies: ['Thank you.'],
      actions: [{ value: 'task', label: 'Make a task', disabled: false }],
    }),
  },
  { kind: 'tokens', tokens: { '--bedside-accent': '#0d6b68' } },
  { kind: 'do', deed: 'lock' },
  { kind: 'passport', id: 1, answer: { passport: 'a.b.c~', vault: { policy: 'own' } } },
  { kind: 'rooms', id: 2, rooms: [{ conversation, topic: 'clinical', label: 'Maya', unreadHint: 1 }] },
  { kind: 'refused', id: 3, code: 'portal-refused' },
];
const fromFrame: readonly FrameWord[] = [
  { kind: 'here' },
  { kind: 'report', report: { name: 'unread-changed', count: 2 } },
  { kind: 'report', report: { name: 'state-changed', state: 'ready' } },
  { kind: 'report', report: { name: 'message-action', seq: 4, action: 'task' } },
  { kind: 'report', report: { name: 'error', code: 'internal' } },
  { kind: 'ask', id: 1, request: { conversation, deviceKey: { kty: 'OKP', crv: 'Ed25519', x: 'x' } } },
  { kind: 'ask-rooms', id: 2 },
];

/** A word, or what stands in it, with something else in one place. */
function mutated(word: object, dice: Dice): string {
  const json = JSON.stringify(word);
  const inner = Object.values(word).filter((value) => typeof value === 'object');
  if (inner.length === 0 || dice.once(3)) return mutateJson(json, dice);
  const part = JSON.stringify(dice.pick(inner));
  return json.replace(part, () => mutateJson(part, dice));
}

/** As it crosses: that something was left out (`whole`) is said by the door, and does not. */
const textOf = (word: object | null): string =>
  JSON.stringify(word, (name, value) => (name === 'whole' ? undefined : value));

/** Either end of the port between a page and a frame: takes what it knows or nothing, and taken again that is the same. */
const door = (
  name: string,
  take: (data: unknown) => { readonly kind: string } | null,
  words: readonly object[],
): Target => ({
  name,
  weight: 6,
  codes: [],
  open: async () => {
    const again = (taken: { readonly kind: string }): void => {
      const text = textOf(taken);
      // Lists cross as JSON, and are no JSON any more when they were taken.
      if (taken.kind !== 'lists' && textOf(take(JSON.parse(text))) !== text)
        fault('not taken as it was given');
    };
    for (const word of words) again(take(word) ?? fault('a good word is refused'));
    return (dice) => {
      const input = mutated(dice.pick(words), dice);
      let data: unknown = input;
      try {
        data = JSON.parse(input);
      } catch {
        // A text is a word that a stranger may say as well.
      }
      return {
        input,
        run: () => {
          const taken = take(data);
          if (taken) again(taken);
        },
      };
    };
  },
});

/** What crosses between a host page and the frame of a conversation, each of which may be a stranger to the other. */
export const framedTargets: readonly Target[] = [
  door('page word', pageWord, fromPage),
  door('frame word', frameWord, fromFrame),
];
