import {
  conversationId,
  type Grant,
  type Invitations,
  type Person,
  type PortalKeys,
  type Room,
} from '../portal/index.ts';

/** Riverside Family Health: the two people of one visit, where a real portal has its database. */
export const people = {
  maya: { id: 'patient-0417', name: 'Maya Okafor' },
  elena: { id: 'staff-0082', name: 'Dr. Elena Rivera', credentials: 'MD' },
} as const satisfies Record<string, Person>;
/** The nurse who looks after several visits. */
export const nurse = { id: 'staff-0119', name: 'Lena Hoffmann', credentials: 'RN' } as const satisfies Person;

export const visit = { patient: 'MRN-004217', encounter: 'ENC-2026-11870', topic: 'clinical' } as const;

/** When somebody is at the practice, and within what time messages are answered. */
export const opening = {
  hours: JSON.stringify({
    timeZone: 'America/New_York',
    open: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['08:00-17:00']])),
  }),
  answerTime: '1 working day',
} as const;

interface Chart {
  readonly patient: string;
  readonly encounter: string;
  readonly topic: string;
}
type Seat = Omit<Grant, 'topic'>;
const patient: Seat = { role: 'patient', can: ['read', 'write'], hist: 'chain' };
const careTeam: Seat = {
  role: 'clinician',
  can: ['read', 'write', 'invite', 'remove', 'redact'],
  hist: 'chain',
  // A code or a number that should not stay: gone after an hour, or a day.
  livesS: [3600, 86_400],
};

/** The conversations of the clinic, the one with the latest activity first, and who may be in each. */
const conversations: readonly (Chart & {
  readonly label: string;
  readonly seats: Readonly<Record<string, Seat>>;
})[] = [
  {
    ...visit,
    label: 'Maya Okafor: blood pressure follow-up',
    seats: { [people.maya.id]: patient, [people.elena.id]: careTeam, [nurse.id]: careTeam },
  },
  {
    patient: 'MRN-004217',
    encounter: 'ENC-2026-11870',
    topic: 'scheduling',
    label: 'Maya Okafor: appointments',
    seats: { [people.maya.id]: patient, [nurse.id]: { ...careTeam, role: 'front-desk' } },
  },
  {
    patient: 'MRN-003958',
    encounter: 'ENC-2026-11802',
    topic: 'clinical',
    label: 'James Whitfield: wound check',
    seats: { [people.elena.id]: careTeam, [nurse.id]: careTeam },
  },
  {
    patient: 'MRN-004461',
    encounter: 'ENC-2026-11911',
    topic: 'clinical',
    label: 'Ana Souza: new inhaler',
    seats: { [people.elena.id]: careTeam, [nurse.id]: careTeam },
  },
];

/** The person with this id, or null. */
export const personWith = (id: string): Person | null =>
  [...Object.values(people), nurse].find((person) => person.id === id) ?? null;

const idOf = (keys: PortalKeys, { patient, encounter, topic }: Chart) =>
  conversationId({ roomSecret: keys.roomSecret, patient, encounter, topic });

/** The visit's conversation: the same id after every restart, because it is made from the chart and the room secret. */
export const visitConversation = (keys: PortalKeys) => idOf(keys, visit);

/** What the care team's list says of a person. Whoever is not on it, or asks for another room, gets nothing. */
export function grantFor(keys: PortalKeys, asked: { person: Person; conversation: string }): Grant | null {
  const found = conversations.find((one) => idOf(keys, one) === asked.conversation);
  if (found === undefined) return null;
  const { topic, seats } = found;
  return Object.hasOwn(seats, asked.person.id) ? { topic, ...seats[asked.person.id]! } : null;
}

/** Another after every change of who has a seat where: a real portal counts in its database. */
const seatsVersion = 1;

/** Who may come to a conversation: what is said there is kept for them until they do. */
export function invitationsTo(keys: PortalKeys, conversation: string): Invitations | null {
  const found = conversations.find((one) => idOf(keys, one) === conversation);
  if (found === undefined) return null;
  const members = Object.entries(found.seats).map(([id, { hist }]) => ({
    id,
    name: personWith(id)?.name,
    hist,
  }));
  return { version: seatsVersion, members };
}

/** The person's inbox: the rooms in which there is a seat, under the name that the person's side has for them. */
export function roomsOf(keys: PortalKeys, person: Person): Room[] {
  return conversations
    .filter(({ seats }) => Object.hasOwn(seats, person.id))
    .map((one) => ({
      conversation: idOf(keys, one),
      topic: one.topic,
      // A patient knows whose visit it is.
      label: person.id === people.maya.id ? capital(one.label.split(': ')[1]!) : one.label,
    }));
}

const capital = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`;
