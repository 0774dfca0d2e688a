import { conversationId, type Grant, type Person, type PortalKeys } from '../portal/index.ts';

/** Riverside Family Health: two people and one visit, where a real portal has its database. */
export const people = {
  maya: { id: 'patient-0417', name: 'Maya Okafor' },
  elena: { id: 'staff-0082', name: 'Dr. Elena Rivera', credentials: 'MD' },
} as const satisfies Record<string, Person>;

export const visit = { patient: 'MRN-004217', encounter: 'ENC-2026-11870', topic: 'clinical' } as const;

const careTeam: Readonly<Record<string, Grant>> = {
  [people.maya.id]: { topic: visit.topic, role: 'patient', can: ['read', 'write'], hist: 'chain' },
  [people.elena.id]: {
    topic: visit.topic,
    role: 'clinician',
    can: ['read', 'write', 'invite', 'remove', 'redact'],
    hist: 'chain',
  },
};

/** The person with this id, or null. */
export const personWith = (id: string): Person | null =>
  Object.values(people).find((person) => person.id === id) ?? null;

/** The visit's conversation: the same id after every restart, because it is made from the chart and the room secret. */
export const visitConversation = (keys: PortalKeys) =>
  conversationId({ roomSecret: keys.roomSecret, ...visit });

/** What the care team's list says of a person. Whoever is not on it, or asks for another room, gets nothing. */
export function grantFor(keys: PortalKeys, asked: { person: Person; conversation: string }): Grant | null {
  if (asked.conversation !== visitConversation(keys)) return null;
  return Object.hasOwn(careTeam, asked.person.id) ? careTeam[asked.person.id]! : null;
}
