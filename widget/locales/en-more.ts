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
} as const;
