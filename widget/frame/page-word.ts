import { codeOf, isErrorCode } from '../../shared/errors.ts';
import { passportAnswer } from '../passport-request.ts';
import { roomsIn } from '../rooms.ts';
import { fitting, leavesOut } from '../tools/page-list.ts';
import { repliesFrom, type Template, templatesFrom } from '../tools/template.ts';
import { tokensFrom } from './tokens.ts';
import {
  actionCharsMax,
  type Deed,
  deeds,
  type Fields,
  type FrameSettings,
  fieldsOf,
  isCount,
  isText,
  type PageAction,
  type PageWord,
  type SlotWords,
  slotCharsMax,
  type WordSlot,
  wordSlots,
} from './words.ts';

const settingNames = [
  'conversation',
  'rooms',
  'profile',
  'layout',
  'locale',
  'dir',
  'theme',
  'typing',
  'hours',
  'answerTime',
  'leaving',
] as const satisfies (keyof FrameSettings)[];
/** Opening hours of a year with all its holidays are some thousand. */
const settingCharsMax = 16 * 1024;
/** All templates, quick replies and buttons together, as JSON. */
const listsCharsMax = 1024 * 1024;
/** More buttons than these do not stand on a message. */
const actionsMax = 8;

/** What a page gave for writing and for doing, as far as it is what it may be. */
export interface Lists {
  readonly kind: 'lists';
  readonly templates: readonly Template[];
  readonly replies: readonly string[];
  readonly actions: readonly PageAction[];
  /** Nothing was left out. */
  readonly whole: boolean;
}
/** What a page says in place of the chat's words, as far as it is what it may be. */
export interface Words {
  readonly kind: 'words';
  readonly words: SlotWords;
  /** Nothing was left out. */
  readonly whole: boolean;
}
export type HeardWord = Exclude<PageWord, { readonly kind: 'lists' | 'words' }> | Lists | Words;

/** What a page said, or null where it is nothing that a page may say. */
export function pageWord(data: unknown): HeardWord | null {
  const { kind, settings, lists, words, tokens, deed, id, answer, rooms, code } = fieldsOf(data);
  if (kind === 'settings') {
    const given = fieldsOf(settings);
    if (!settingNames.every((name) => isText(given[name], settingCharsMax))) return null;
    const taken = Object.fromEntries(settingNames.map((name) => [name, given[name]]));
    return { kind, settings: taken as unknown as FrameSettings };
  }
  if (kind === 'lists') return isText(lists, listsCharsMax) ? listsFrom(lists) : null;
  if (kind === 'words') return wordsFrom(fieldsOf(words));
  if (kind === 'tokens') return { kind, tokens: tokensFrom(fieldsOf(tokens)) };
  if (kind === 'do') return deeds.includes(deed as Deed) ? { kind, deed: deed as Deed } : null;
  if (!isCount(id)) return null;
  if (kind === 'refused') return { kind, id, code: isErrorCode(code) ? code : 'internal' };
  try {
    if (kind === 'passport') return { kind, id, answer: passportAnswer(answer) };
    if (kind === 'rooms') return { kind, id, rooms: roomsIn(rooms) };
  } catch (thrown) {
    return { kind: 'refused', id, code: codeOf(thrown) };
  }
  return null;
}

function wordsFrom(given: Fields): Words {
  const holds = (name: WordSlot) => isText(given[name], slotCharsMax);
  const words = Object.fromEntries(
    wordSlots.map((name) => [name, holds(name) ? (given[name] as string).trim() : '']),
  ) as Record<WordSlot, string>;
  return { kind: 'words', words, whole: wordSlots.every(holds) };
}

function listsFrom(json: string): Lists | null {
  try {
    const given = fieldsOf(JSON.parse(json));
    const templates = templatesFrom(given['templates']);
    const replies = repliesFrom(given['replies']);
    const actions = actionsFrom(given['actions']);
    const left =
      leavesOut(given['templates'], templates) ||
      leavesOut(given['replies'], replies) ||
      leavesOut(given['actions'], actions);
    return { kind: 'lists', templates, replies, actions, whole: !left };
  } catch {
    // no JSON
    return null;
  }
}

const actionsFrom = (given: unknown): readonly PageAction[] =>
  fitting(given, actionsMax, (one) => {
    const { value, label, disabled } = fieldsOf(one);
    if (!isText(value, actionCharsMax) || !isText(label, actionCharsMax) || label.trim() === '') return null;
    return { value, label, disabled: disabled === true };
  });
