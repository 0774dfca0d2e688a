import type { ErrorCode } from '../../shared/errors.ts';
import type { enMore } from './en-more.ts';

/** A word that changes with a number: one form for each category of Intl.PluralRules that the language has. */
export type Plural = { readonly other: string } & { readonly [Rule in Intl.LDMLPluralRule]?: string };

/**
 * The words on the screen, in English: with {@link enMore} the table that other languages translate. `{holes}` are filled by
 * Language.text, which the compiler holds to their names.
 */
export const en = {
  'chat.name': 'Secure chat',
  'chat.loading': 'Opening your secure conversation…',
  'chat.emergency':
    'Not for emergencies. If you need help right away, call your local emergency number, such as 911 or 112.',

  'header.nobody': 'Secure chat',
  'topic.clinical': 'Care team',
  'topic.scheduling': 'Scheduling',
  'topic.billing': 'Billing',

  'role.patient': 'Patient',
  'role.caregiver': 'Caregiver',
  'role.clinician': 'Clinician',
  'role.front-desk': 'Front desk',
  'role.billing': 'Billing',
  'role.interpreter': 'Interpreter',
  'role.compliance': 'Compliance',
  'role.service': 'Automated service',
  'member.you': 'You',

  'encryption.note': 'End-to-end encrypted',
  'encryption.who': 'who can read this',

  'list.name': 'Messages',
  'list.earlier': 'Show earlier messages',
  'list.loading': 'Loading earlier messages…',
  'list.empty-title': 'No messages yet',
  'list.empty': 'Write the first one below. Only the people in this conversation can read it.',
  'day.today': 'Today',
  'day.yesterday': 'Yesterday',
  'search.name': 'Search messages',
  'jump.latest': 'Jump to latest',
  'jump.new': { one: '{count} new message', other: '{count} new messages' },

  'message.from': '{name}:',
  'message.said': '{name} says:',
  'message.many': { one: '{count} new message', other: '{count} new messages' },
  'state.pending': 'Sending…',
  'state.waiting': 'Waiting to send',
  'state.stored': 'Sent',
  'state.delivered': 'Delivered',
  'state.read': 'Read',
  'state.refused': 'Not sent',

  'present.here': { one: 'here now', other: '{count} here now' },

  'notice.joined': '{name} joined the conversation',
  'notice.you-joined': 'You joined the conversation',

  'composer.name': 'Message',
  'composer.placeholder': 'Message',
  'composer.send': 'Send',
  'composer.hint-keys': 'Press Enter to send, Shift and Enter for a new line.',
  'composer.read-only':
    'You can read this conversation but not write in it. To reach someone, contact the clinic.',

  'connection.lost': 'The connection was lost.',
  'connection.back': 'Connected again.',

  'list.unread': 'New messages',
  'launcher.name': 'Messages',
  'launcher.unread': { one: '{count} new message', other: '{count} new messages' },
  'launcher.close': 'Close messages',
  'inbox.name': 'Conversations',

  'error.other': 'Something went wrong. Try again, and tell the clinic if it happens again.',
} as const satisfies Record<string, string | Plural>;

/**
 * What a code means to a person, and what to do about it. A code without a row here never reaches a screen by
 * itself; should it, `error.other` stands in.
 */
export const enErrors: ErrorWords = {
  'portal-unreachable': 'The portal cannot be reached. Check your internet connection.',
  'relay-unreachable': 'The chat service cannot be reached. Check your internet connection.',
};

export type ErrorWords = Readonly<Partial<Record<ErrorCode, string>>>;
type Entry<Value> = Value extends string ? string : Plural;
/** All that is said in English, at once or later. */
export type English = typeof en & typeof enMore;
/** The shape of every language's table. */
export type Words = { readonly [Key in keyof English]: Entry<English[Key]> };

/** Another language. Partial, so that a new English text can be tried at once; a test names what is missing. */
export interface Translation {
  readonly words: Partial<Words>;
  readonly errors: ErrorWords;
}
