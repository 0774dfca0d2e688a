/** The English words of what few readers need: they come with it (rare.ts). */
export const enMore = {
  'reach.read': 'Read by',
  'reach.delivered': 'Delivered to',
  'reach.waiting': 'Not delivered yet to',

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
} as const;
