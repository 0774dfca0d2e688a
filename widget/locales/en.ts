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
  'sheet.title': 'Who can read this',
  'sheet.intro':
    'Messages are locked on the sender’s device and open only on the devices listed here. The service that carries them cannot read them.',
  'sheet.members': { one: '{count} person', other: '{count} people' },
  'sheet.devices': { one: '{count} device', other: '{count} devices' },
  'sheet.this-device': 'This device',
  'sheet.device': 'Device {id}',
  'sheet.code': 'Safety code',
  'sheet.code-how':
    'On a call or in a visit, read these numbers aloud to each other. If everyone sees the same six groups, nobody else is listening in. If they differ, stop writing and tell the clinic.',
  'sheet.code-none': 'The safety code appears as soon as this device has joined the conversation.',
  'sheet.suite': 'Encryption',
  'sheet.storage': 'Storage',
  'sheet.storage-memory': 'Nothing is kept on this device. Closing the page forgets its keys.',
  'sheet.storage-durable': 'Keys are kept on this device, locked. Messages are not.',
  'sheet.sound': 'Play a soft sound when a message comes in',
  'sheet.close': 'Close',
  'device.added': 'Added {date}',
  'device.remove': 'Remove',
  'device.remove-which': 'Remove device {id}',
  'device.remove-own':
    'Remove your device {id}? It can read nothing that is written from then on. If it was lost or stolen, also sign it out at the portal.',
  'device.remove-other': 'Remove device {id} of {name}? It can read nothing that is written from then on.',
  'device.removing': 'Removing…',
  'device.removed': 'The device was removed.',
  'confirm.cancel': 'Cancel',

  'vault.title': 'Messages on a new device',
  'vault.portal':
    'Your care provider keeps a recovery key, so that your messages come back on a new device. The service that carries them does not have it.',
  'vault.unknown': 'Looking for your backup…',
  'vault.none':
    'If you lose this device, your messages cannot come back. A passkey or a recovery code changes that. Only you have it.',
  'vault.locked': 'Earlier messages are locked. Unlock them with what you set up on another device.',
  'vault.open': 'Backed up, and tried. On a new device you unlock your messages with:',
  'vault.rolled-back':
    'The service gave back an older backup than this conversation knows of. It is not used. Tell the clinic.',
  'vault.way-code': 'Recovery code',
  'vault.way-passkey': 'Passkey',
  'vault.make-passkey': 'Use a passkey',
  'vault.make-code': 'Make a recovery code',
  'vault.use-passkey': 'Unlock with a passkey',
  'vault.unlock': 'Unlock',
  'vault.anew': 'I have lost it: start over',
  'vault.anew-warn':
    'Earlier messages then stay closed here, unless someone in the conversation is there to share them.',
  'vault.code-once':
    'Write this code down and keep it safe. It is shown only this once, and nobody can give it to you again.',
  'vault.copy': 'Copy',
  'vault.copied': 'Copied',
  'vault.saved': 'I have saved it',
  'vault.back': 'Back',
  'vault.busy': 'One moment…',
  'vault.code-slip': 'That is not a recovery code. Look for a letter that is wrong or missing.',
  'vault.passkey-none': 'This passkey could not be used here. Try again, or make a recovery code.',

  'list.name': 'Messages',
  'list.earlier': 'Show earlier messages',
  'list.loading': 'Loading earlier messages…',
  'list.withheld':
    'Earlier messages have not been shared with this device yet. They appear here as soon as they are.',
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
  'message.resend': 'Send again',
  'message.discard': 'Delete',
  'message.refused-announcement': 'A message was not sent.',

  'actions.name': 'Message actions',
  'action.react': 'React',
  'action.reply': 'Reply',
  'action.copy': 'Copy text',
  'action.edit': 'Edit',
  'action.copied': 'Copied.',
  'action.reach': 'Who has read it',
  'quote.before': 'In reply to',
  'quote.away': 'An earlier message',
  'edited.mark': 'Edited',
  'edited.saving': 'Saving…',
  'edited.earlier': 'Earlier versions',
  'edited.refused': 'Change not sent',
  'fold.more': 'Show more',
  'fold.less': 'Show less',
  'about.reply': 'Reply to {name}',
  'about.edit': 'Edit message',
  'about.cancel': 'Cancel',
  'composer.save': 'Save',
  'composer.files': 'Files cannot be sent yet. Copy and paste text instead.',

  'writing.one': '{name} is writing…',
  'writing.many': { one: '{count} person is writing…', other: '{count} people are writing…' },
  'present.here': { one: 'here now', other: '{count} here now' },

  'removed.you': 'You removed a message',
  'removed.by': '{name} removed a message',
  'removed.expired': 'A message has expired',
  'action.remove': 'Remove for everyone',
  'action.remove-sure': 'Remove? The text is deleted for everyone.',

  'notice.joined': '{name} joined the conversation',
  'notice.left': '{name} left the conversation',
  'notice.device-added': '{name} added a device',
  'notice.device-removed': '{name} removed a device',
  'notice.rejoined': '{name} rejoined on a new device',
  'notice.compare-again': 'Compare the safety code again',
  'notice.revoked': 'The portal took back the access of {name}',
  'notice.device-revoked': 'The portal took back the access of a device of {name}',
  'notice.you-revoked': 'The portal took back your access',
  'notice.you-device-revoked': 'The portal took back the access of one of your devices',
  'notice.you-joined': 'You joined the conversation',
  'notice.you-left': 'You left the conversation',
  'notice.you-device-added': 'You added a device',
  'notice.you-device-removed': 'You removed a device',
  'notice.you-rejoined': 'You rejoined on a new device',

  'composer.name': 'Message',
  'composer.placeholder': 'Write a message',
  'composer.send': 'Send',
  'composer.hint-keys': 'Press Enter to send, Shift and Enter for a new line.',
  'composer.left': { one: '{count} character left', other: '{count} characters left' },
  'composer.over': {
    one: 'Too long by {count} character',
    other: 'Too long by {count} characters',
  },
  'composer.read-only':
    'You can read this conversation but not write in it. To reach someone, contact the clinic.',
  'composer.failed': 'Not saved, so your text is still here. {reason}',

  'connection.offline': 'You are offline.',
  'connection.lost': 'The connection was lost.',
  'connection.kept': 'What you write is kept and goes out when you are back.',
  'connection.trying': 'Reconnecting…',
  'connection.retry': { one: 'Trying again in {count} second.', other: 'Trying again in {count} seconds.' },
  'connection.try-now': 'Try now',
  'connection.back': 'Connected again.',
  'storage.memory':
    'This browser does not let the chat keep its keys. You can read and write while this page stays open.',
  'storage.dismiss': 'Dismiss',

  'status.failed': 'The conversation cannot be opened',
  'status.ended': 'This conversation has ended',
  'status.locked': 'Locked',
  'status.locked-why': 'Your messages are hidden. Unlock to go on reading.',
  'status.unlock': 'Unlock',
  'status.idle': 'The conversation is closed',
  'status.idle-why': 'Open it to read and write messages.',
  'status.open': 'Open',
  'status.anew': 'Give this device new keys',
  'status.left': 'You left this conversation',
  'status.rejoin': 'Join again',
  'status.retry': 'Try again',
  'status.code': 'Code: {code}',
  'status.setting': 'This chat is not set up correctly',

  'setting.relay': 'relay must be an https address without a path, such as https://relay.example.',
  'setting.tenant': 'tenant must be 1 to 64 lower-case letters, digits or hyphens.',
  'setting.conversation': 'conversation must be an id of 43 letters, digits, hyphens or underscores.',
  'setting.passport':
    'passport-url must be an address of the portal, or the getPassport property a function.',
  'setting.rooms': 'rooms-url must be an address of the portal, or the getRooms property a function.',
  'setting.layout': 'layout must be panel, launcher or visit.',
  'setting.isolation':
    'isolation must be inline or frame, and frame needs a relay on another origin than the page.',

  'list.unread': 'New messages',
  'launcher.name': 'Messages',
  'launcher.unread': { one: '{count} new message', other: '{count} new messages' },
  'launcher.close': 'Close messages',
  'visit.pop-out': 'Open in a small window',
  'visit.popped': 'The conversation is in its own small window.',
  'visit.pop-in': 'Bring it back here',
  'inbox.name': 'Conversations',
  'inbox.loading': 'Opening your conversations…',
  'inbox.back': 'All conversations',
  'inbox.choose': 'Choose a conversation',
  'inbox.empty-title': 'No conversations yet',
  'inbox.empty': 'When the clinic opens one for you, it appears here.',

  'error.other': 'Something went wrong. Try again, and tell the clinic if it happens again.',
} as const satisfies Record<string, string | Plural>;

/**
 * What a code means to a person, and what to do about it. A code without a row here never reaches a screen by
 * itself; should it, `error.other` stands in.
 */
export const enErrors: ErrorWords = {
  'frame-malformed': 'The service did not understand this app. Reload the page.',
  'frame-unknown': 'This page is out of date. Reload it to get the newest version.',
  'frame-too-large': 'This is too large to send. Split it into shorter messages.',
  'frame-out-of-order': 'The service did not understand this app. Reload the page.',
  'version-unsupported': 'This page is out of date. Reload it to get the newest version.',
  'request-malformed': 'The service did not understand this app. Reload the page.',
  'not-found': 'This conversation does not exist. Open it again from the portal.',
  'stale-epoch': 'The conversation changed while this was being sent. Send it again.',
  'epoch-taken': 'The conversation changed while this was being sent. Send it again.',
  'id-skipped': 'Earlier messages have to go out first. Send it again.',
  'id-conflict': 'This was already sent in another form. Delete it and write it again.',
  'envelope-foreign': 'This could not be sent here. Delete it and write it again.',
  'commit-foreign': 'This device could not join. Reload the page.',
  'link-refused': 'Earlier messages could not be shared.',
  'deposit-refused': 'These messages could not be backed up.',
  'vault-refused': 'Another of your devices was quicker. Look again, then decide.',
  'void-refused': 'A change of keys could not be taken back.',
  'group-refused':
    'A change of the group’s keys was refused, because not everyone could follow it. If it happens again, tell the clinic.',
  'slow-down': 'That was a lot at once. Wait a moment, then send it again.',
  'reader-stalled': 'The connection was too slow to keep up. It is opened again by itself.',
  'room-full': 'This conversation is full. Contact the clinic.',
  'not-permitted': 'You are not allowed to write in this conversation. Contact the clinic.',
  'passport-malformed': 'The portal could not confirm who you are. Sign in to the portal again.',
  'passport-untrusted': 'The portal could not confirm who you are. Sign in to the portal again.',
  'passport-expired': 'Your sign-in has run out. Sign in to the portal again.',
  'passport-elsewhere': 'Your sign-in is for another conversation. Open this one from the portal.',
  'passport-device': 'Your sign-in is for another device. Sign in to the portal again.',
  'proof-invalid':
    'This device could not be confirmed. Check that its date and time are right, then reload the page.',
  'clock-off': 'The clock of this device is off. The time of the service is used instead.',
  'proof-replayed': 'This device could not be confirmed. Reload the page.',
  'ticket-invalid': 'Your session has run out. Reload the page.',
  'session-expired': 'Your session has run out. Reload the page.',
  'session-replaced': 'The conversation was opened in another window. Go on there, or reload this page.',
  'revocation-invalid':
    'Something here claimed that the portal took back somebody’s access. The portal did not say so, and it was refused. Tell the clinic.',
  revoked: 'Your access was taken back. Contact the clinic if you think this is a mistake.',
  'tenant-unknown': 'This clinic is not known to the service. Tell the clinic.',
  'tenant-unreachable': 'The clinic’s sign-in cannot be reached right now. Try again in a moment.',
  'origin-refused': 'This website is not allowed to open the conversation. Tell the clinic.',
  internal: 'Something went wrong. Try again, and tell the clinic if it happens again.',
  'mls-malformed': 'The group’s keys do not fit together. Reload the page, and tell the clinic if it stays.',
  'mls-unsupported': 'This page is out of date. Reload it to get the newest version.',
  'mls-invalid':
    'A change to the group could not be verified and was refused. Reload the page, and tell the clinic if it stays.',
  'mls-stale-epoch': 'The conversation moved on. Reload the page to catch up.',
  'group-rule':
    'A change to the group broke its rules and was refused. Write nothing more here, and tell the clinic.',
  'group-elsewhere': 'These keys belong to another conversation. Open this one from the portal.',
  'group-diverged': 'This device and the others no longer agree on the group. Reload the page to join again.',
  left: 'Nothing of it is kept on this device. If you join again, everyone is told.',
  'group-removed': 'You are no longer a member. Contact the clinic if you think this is a mistake.',
  'log-gap': 'Messages are missing here. They are being asked for again.',
  'log-forked':
    'The service showed this device another order of messages than it did before. Write nothing more here, and tell the clinic.',
  'envelope-malformed': 'A message here was damaged and cannot be shown. Ask for it to be sent again.',
  'envelope-wrong-epoch':
    'A message here was locked with keys of another time and was refused. Ask for it to be sent again.',
  'envelope-unkeyed':
    'A message here cannot be opened on this device. It was sent before this device joined.',
  'envelope-forged':
    'Something here was not written by a member of this conversation and was refused. If it happens again, tell the clinic.',
  'envelope-replayed': 'An old message was sent here a second time and was refused.',
  'envelope-gap':
    'A message may be missing before this point. If something seems left out, ask for it again.',
  'message-unknown': 'This message needs a newer version of this page. Reload it.',
  'target-invalid': 'Someone changed or answered something here that does not fit. It was refused.',
  'entry-withheld':
    'A message was taken away here, and nobody in this conversation has signed for it. Ask for it to be sent again, and tell the clinic.',
  'link-invalid': 'Earlier messages could not be verified and are not shown.',
  'record-invalid': 'Earlier messages are not shown: it cannot be verified who wrote them.',
  'vault-locked': 'That does not unlock your messages.',
  'vault-rolled-back':
    'The service gave back an older backup than this conversation knows of. It was not used. Tell the clinic.',
  'portal-unreachable': 'The portal cannot be reached. Check your internet connection.',
  'portal-refused': 'The portal did not let you in. Sign in to the portal again.',
  'portal-changed': 'The portal’s keys changed and could not be confirmed. Tell the clinic.',
  'portal-invalid':
    'The portal’s list of conversations could not be read. Try again, and tell the clinic if it happens again.',
  'relay-unreachable': 'The chat service cannot be reached. Check your internet connection.',
  'relay-invalid': 'The chat service gave an answer that makes no sense. Try again in a moment.',
  'storage-unavailable':
    'This browser does not let the chat keep its keys. Allow site data, or leave private browsing.',
  'device-copied':
    'This device’s keys were used somewhere else: its storage was copied, or put back from a backup. Give this device new keys, and tell the clinic if you did not expect this.',
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
