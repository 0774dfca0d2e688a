import type { ErrorWords, Plural } from './en.ts';

/** The English words that no first screen says: fetched with what says them, and ahead of that when there is time. */
export const enMore = {
  'reach.read': 'Read by',
  'reach.delivered': 'Delivered to',
  'reach.waiting': 'Not delivered yet to',

  'writing.one': '{name} is writing…',
  'writing.many': { one: '{count} person is writing…', other: '{count} people are writing…' },
  'storage.memory':
    'This browser does not let the chat keep its keys. You can read and write while this page stays open.',
  'storage.dismiss': 'Dismiss',
  'composer.files': 'Files cannot be sent yet. Copy and paste text instead.',
  'edited.earlier': 'Earlier versions',
  'edited.refused': 'Change not sent',
  'edited.saving': 'Saving…',
  'message.refused-announcement': 'A message was not sent.',
  'message.discard': 'Delete',

  'search.close': 'Close search',
  'search.hint': 'What you look for stays on this device.',
  'search.looking': 'Searching…',
  'search.found': { one: '{count} message found.', other: '{count} messages found.' },
  'search.none': 'Nothing found.',
  'search.earlier': 'Search earlier messages',
  'search.cut': 'Earlier messages cannot be searched right now.',

  'tools.name': 'Writing tools',
  'templates.name': 'Templates',
  'templates.find': 'Find a template',
  'life.name': 'Delete messages',
  'life.off': 'Keep messages',
  'life.for': 'Delete after {time}',
  'life.left': 'Deleted {when}',

  'hours.answers': 'The team answers within {time}.',
  'hours.working-days': { one: '{count} working day', other: '{count} working days' },
  'hours.open': 'Open now, until {when}.',
  'hours.opens': 'Closed now. Opens {when}.',
  'hours.closed': 'Closed now.',
  'hours.at': '{day} at {time}',

  'compare.start': 'Compare codes',
  'compare.start-which': 'Compare the safety code with {name}',
  'compare.done': 'Safety code compared on {date}',
  'compare.again': '{name} has a new device since you compared. Compare again.',
  'compare.title': 'Compare with {name}',
  'compare.how':
    'Call {name}, or meet. One of you reads a group aloud, the other checks it here, then the next. It counts only if you know the voice or the face.',
  'compare.group': 'Group {number}: {digits}.',
  'compare.same': 'All six are the same',
  'compare.differ': 'They differ',
  'compare.differ-what':
    'Look once more when both of you are connected. If they still differ, somebody else may be reading along: write nothing more here, and tell the clinic by phone.',
  'compare.changed':
    'The code has just changed, because somebody’s keys did. Begin again with the first group.',

  'leave.ask': 'Leave conversation',
  'leave.question':
    'Leave this conversation, with all your devices? Everyone in it is told. What this device keeps of it is erased; what you wrote stays with the others.',
  'leave.waiting': 'Leaving, as soon as the others can be told…',
  'leave.member': 'Has left, and is being taken out',

  'sheet.title': 'Who can read this',
  'sheet.intro':
    'Messages are locked on the sender’s device and open only on the devices listed here. The service that carries them cannot read them.',
  'sheet.members': { one: '{count} person', other: '{count} people' },
  'sheet.devices': { one: '{count} device', other: '{count} devices' },
  'sheet.this-device': 'This device',
  'sheet.device': 'Device {id}',
  'sheet.awaited': 'Not here yet',
  'sheet.awaited-about': 'They can read what is written here as soon as they open this conversation.',
  'sheet.awaited-unnamed': 'Name not known yet',
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
  'bell.choice': 'Notify me of new messages while this page is closed',
  'bell.about':
    'It says only that there is a message: not who wrote, and not what. Your browser’s notification service learns that something came, and when.',
  'bell.blocked': 'Notifications are blocked for this website. Allow them in the browser’s settings first.',
  'bell.install': 'Add this page to your home screen first, and open it from there.',
  'bell.unable': 'This browser cannot notify you here.',
  'bell.notice': 'You have a new secure message',
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
  'actions.name': 'Message actions',
  'action.react': 'React',
  'action.reply': 'Reply',
  'action.copy': 'Copy text',
  'action.edit': 'Edit',
  'action.copied': 'Copied.',
  'about.reply': 'Reply to {name}',
  'about.edit': 'Edit message',
  'about.cancel': 'Cancel',
  'composer.save': 'Save',
  'action.remove': 'Remove for everyone',
  'action.remove-sure': 'Remove? The text is deleted for everyone.',
  'setting.relay': 'relay must be an https address without a path, such as https://relay.example.',
  'setting.tenant': 'tenant must be 1 to 64 lower-case letters, digits or hyphens.',
  'setting.conversation': 'conversation must be an id of 43 letters, digits, hyphens or underscores.',
  'setting.passport':
    'passport-url must be an address of the portal, or the getPassport property a function.',
  'setting.rooms': 'rooms-url must be an address of the portal, or the getRooms property a function.',
  'setting.layout': 'layout must be panel, launcher or visit.',
  'setting.isolation':
    'isolation must be inline or frame, and frame needs a relay on another origin than the page.',
  'visit.popped': 'The conversation is in its own small window.',
  'visit.pop-in': 'Bring it back here',
  'inbox.loading': 'Opening your conversations…',
  'inbox.back': 'All conversations',
  'inbox.choose': 'Choose a conversation',
  'inbox.empty-title': 'No conversations yet',
  'inbox.empty': 'When the clinic opens one for you, it appears here.',
} as const satisfies Record<string, string | Plural>;

/** What the other codes mean: those that can stand on a first screen, or without a connection, are in {@link enErrors}. */
export const enErrorsMore: ErrorWords = {
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
  'bell-refused':
    'Notifications could not be turned on here: the service does not know this browser’s push service.',
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
  'portal-changed': 'The portal’s keys changed and could not be confirmed. Tell the clinic.',
  'portal-invalid':
    'The portal’s list of conversations could not be read. Try again, and tell the clinic if it happens again.',
  'roster-invalid':
    'The portal’s list of who may come could not be verified. Whoever has not come yet cannot read what is written now. Tell the clinic.',
  'roster-rolled-back':
    'The portal gave an older list of who may come than this device knows of. It is not used. Tell the clinic.',
  'device-copied':
    'This device’s keys were used somewhere else: its storage was copied, or put back from a backup. Give this device new keys, and tell the clinic if you did not expect this.',
};
