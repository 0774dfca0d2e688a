import type { ConversationState } from '../../engine/snapshot.ts';
import { type ErrorCode, isErrorCode } from '../../shared/errors.ts';
import { limits } from '../../shared/limits.ts';
import type { PassportAnswer, PassportRequest } from '../connect.ts';
import type { Room } from '../rooms.ts';
import type { Tokens } from './tokens.ts';

/*
 * Everything that crosses between a page and the frame of a conversation. Both ends take what comes apart and put together
 * again what they know of it: what is not in here does not cross, and content is not in here. The page's door is below, the
 * frame's in page-word.ts.
 */

/** With this, and a port, the page makes itself known to the frame. */
export const greeting = 'bedside-frame';

/** How the element in the page is set up, as far as the frame needs it. */
export interface FrameSettings {
  /** Empty where there is a list of them. */
  readonly conversation: string;
  /** Which list; another is another inbox. Empty where there is none. */
  readonly rooms: string;
  readonly profile: string;
  readonly layout: string;
  readonly locale: string;
  readonly dir: string;
  readonly theme: string;
  readonly typing: string;
  /** JSON, or empty. */
  readonly hours: string;
  readonly answerTime: string;
  readonly leaving: string;
}

/** A button of the page's own for messages, as far as the frame needs it: what a press on it is called, and its words. */
export interface PageAction {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
}
/** A button's value and its words are no longer than this. */
export const actionCharsMax = 256;

/** The slots whose words, as plain text, stand in a frame in place of what the chat says there. */
export const wordSlots = ['header', 'empty', 'footer', 'emergency'] as const;
export type WordSlot = (typeof wordSlots)[number];
/** Empty where the chat's own words stand. */
export type SlotWords = Readonly<Record<WordSlot, string>>;
/** The words of a slot are no longer than this: what is longer is left out, for half of an emergency line may say the contrary. */
export const slotCharsMax = 512;

/** What a page may have the conversation do. */
export const deeds = ['open', 'close', 'lock', 'forget', 'focus', 'press'] as const;
export type Deed = (typeof deeds)[number];

/** From the page to the frame. */
export type PageWord =
  | { readonly kind: 'settings'; readonly settings: FrameSettings }
  /** Templates, quick replies and buttons, as JSON: what a page has may be more than a copy can hold. */
  | { readonly kind: 'lists'; readonly lists: string }
  | { readonly kind: 'words'; readonly words: SlotWords }
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'do'; readonly deed: Deed }
  | { readonly kind: 'passport'; readonly id: number; readonly answer: PassportAnswer }
  | { readonly kind: 'rooms'; readonly id: number; readonly rooms: readonly Room[] }
  | { readonly kind: 'refused'; readonly id: number; readonly code: ErrorCode };

const states: readonly ConversationState[] = [
  'idle',
  'connecting',
  'ready',
  'offline',
  'locked',
  'ended',
  'failed',
];

/** What a page may know of a conversation: where it stands, and numbers. */
export type Report =
  | { readonly name: 'ready' }
  | { readonly name: 'state-changed'; readonly state: ConversationState }
  | { readonly name: 'unread-changed'; readonly count: number }
  | { readonly name: 'message-received'; readonly seq: number }
  | { readonly name: 'folded-changed'; readonly folded: boolean }
  /** `action`: the value that the page gave its button. */
  | { readonly name: 'message-action'; readonly seq: number; readonly action: string }
  | { readonly name: 'error'; readonly code: ErrorCode };

/** What the frame has the page ask the portal for: a passport, the list of conversations. */
export type Ask =
  | { readonly kind: 'ask'; readonly id: number; readonly request: PassportRequest }
  | { readonly kind: 'ask-rooms'; readonly id: number };

/** From the frame to the page. */
export type FrameWord =
  | { readonly kind: 'here' }
  | { readonly kind: 'report'; readonly report: Report }
  /** What it keeps is erased; with a code where that could not be. */
  | { readonly kind: 'forgotten'; readonly code: ErrorCode | null }
  | Ask;

export type Fields = Readonly<Record<string, unknown>>;
/** The fields of what came, none where it has none. */
export const fieldsOf = (data: unknown): Fields =>
  typeof data === 'object' && data !== null ? (data as Fields) : {};
/** True for a number of things, or a place in a log. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
/** True for a text of at most so many characters. */
export const isText = (value: unknown, charsMax: number): value is string =>
  typeof value === 'string' && value.length <= charsMax;

/** What a frame said, or null where it is nothing that a frame may say. */
export function frameWord(data: unknown): FrameWord | null {
  const { kind, report, id, request, code } = fieldsOf(data);
  if (kind === 'here') return { kind };
  if (kind === 'forgotten')
    return { kind, code: code === null ? code : isErrorCode(code) ? code : 'internal' };
  if (kind === 'report') {
    const taken = reportFrom(fieldsOf(report));
    return taken && { kind, report: taken };
  }
  if (!isCount(id)) return null;
  if (kind === 'ask-rooms') return { kind, id };
  if (kind !== 'ask') return null;
  const { conversation, deviceKey } = fieldsOf(request);
  const { kty, crv, x, y } = fieldsOf(deviceKey);
  if (![conversation, kty, crv, x].every((value) => isText(value, limits.passportBytesMax))) return null;
  const key = { kty, crv, x, ...(isText(y, limits.passportBytesMax) ? { y } : {}) } as JsonWebKey;
  return { kind, id, request: { conversation: conversation as string, deviceKey: key } };
}

function reportFrom({ name, state, count, seq, folded, action, code }: Fields): Report | null {
  switch (name) {
    case 'ready':
      return { name };
    case 'state-changed':
      return states.includes(state as ConversationState) ? { name, state: state as ConversationState } : null;
    case 'unread-changed':
      return isCount(count) ? { name, count } : null;
    case 'message-received':
      return isCount(seq) ? { name, seq } : null;
    case 'folded-changed':
      return { name, folded: folded === true };
    case 'message-action':
      return isCount(seq) && isText(action, actionCharsMax) ? { name, seq, action } : null;
    case 'error':
      return isErrorCode(code) ? { name, code } : null;
    default:
      return null;
  }
}
