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

  'vault.unlock': 'Unlock',

  'list.name': 'Messages',
  'list.earlier': 'Show earlier messages',
  'list.loading': 'Loading earlier messages…',
  'list.withheld':
    'Earlier messages have not been shared with this device yet. They appear here as soon as they are.',
  'list.cut':
    'A new part of this conversation begins here. Earlier messages are not shared with this device.',
  'list.locked': 'Earlier messages are locked on this device.',
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

  'action.reach': 'Who has read it',
  'edited.mark': 'Edited',
  'fold.more': 'Show more',
  'fold.less': 'Show less',

  'present.here': { one: 'here now', other: '{count} here now' },

  'removed.you': 'You removed a message',
  'removed.by': '{name} removed a message',
  'removed.expired': 'A message has expired',

  'notice.joined': '{name} joined the conversation',
  'notice.left': '{name} left the conversation',
  'notice.device-added': '{name} added a device',
  'notice.device-removed': '{name} removed a device',
  'notice.rejoined': '{name} rejoined on a new device',
  'notice.compare-again': 'Compare the safety code again',
  'notice.you-joined': 'You joined the conversation',
  'notice.you-left': 'You left the conversation',
  'notice.you-device-added': 'You added a device',
  'notice.you-device-removed': 'You removed a device',
  'notice.you-rejoined': 'You rejoined on a new device',

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
  'session-expired': 'Your session has run out. Reload the page.',
  'portal-unreachable': 'The portal cannot be reached. Check your internet connection.',
  'portal-refused': 'The portal did not let you in. Sign in to the portal again.',
  'relay-unreachable': 'The chat service cannot be reached. Check your internet connection.',
  'relay-invalid': 'The chat service gave an answer that makes no sense. Try again in a moment.',
  'storage-unavailable':
    'This browser does not let the chat keep its keys. Allow site data, or leave private browsing.',
  'storage-broken': 'This device’s storage failed. Free some space, then try again.',
  'text-too-long': 'The message is too long. Split it in two.',
  'outbox-full': 'Too many messages are waiting to go out. Wait until you are connected again.',
  'setting-invalid': 'This chat is not set up correctly. Tell the clinic.',
  'browser-unsupported': 'This browser is too old for encrypted chat. Update it, or use another one.',
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
