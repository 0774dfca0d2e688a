import { createHmac } from 'node:crypto';
import { concat, utf8 } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { type ConversationId, conversationIdFrom } from '../shared/ids.ts';
import { secretBytes } from './keys.ts';

/** The longest field of a name, in bytes of UTF-8. */
const fieldBytesMax = 256;

/**
 * One field of a canonical name: Unicode normalised to NFC, UTF-8, preceded by its length as u16. So `("ab", "c")` and
 * `("a", "bc")` are different names, and a letter typed as one code point or as two is the same one. What a careless
 * export would turn into a second room for the same visit is refused: empty, over-long, white space at an end,
 * control characters, broken surrogates.
 */
function field(text: unknown): Uint8Array {
  if (typeof text !== 'string' || !text.isWellFormed())
    throw new BedsideError('request-malformed', 'a name is not a well-formed text');
  const normal = text.normalize('NFC');
  const bytes = utf8(normal);
  if (bytes.length === 0) throw new BedsideError('request-malformed', 'a name is empty');
  if (bytes.length > fieldBytesMax) throw new BedsideError('request-malformed', 'a name is too long');
  if (normal.trim() !== normal || /\p{Cc}/u.test(normal))
    throw new BedsideError('request-malformed', 'a name has outer white space or control characters');
  return concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
}

/** HMAC-SHA-256 over the fields; the label goes first and keeps one use of a secret from answering for another. */
function named(secret: string, label: string, fields: readonly unknown[]): string {
  const name = concat(field(`Bedside 1.0 ${label}`), ...fields.map(field));
  return createHmac('sha256', secretBytes(secret)).update(name).digest('base64url');
}

/**
 * The id of the conversation about `topic` in `encounter` of `patient` (DESIGN §3): the same every time, and worth
 * nothing to anyone without `roomSecret`. The identifiers are the portal's own and never leave it. They are compared
 * as bytes after NFC: `MRN-1` and `mrn-1` are two patients. Throws `request-malformed`.
 */
export function conversationId({
  roomSecret,
  patient,
  encounter,
  topic,
}: {
  readonly roomSecret: string;
  readonly patient: string;
  readonly encounter: string;
  readonly topic: string;
}): ConversationId {
  return conversationIdFrom(named(roomSecret, 'conversation', [patient, encounter, topic]))!;
}

/**
 * The pseudonym of `person` in `conversation`: another in every conversation, so that the relay cannot link rooms, and
 * the same in one for good. Throws `request-malformed`.
 */
export function pairwiseSub({
  pairwiseSecret,
  person,
  conversation,
}: {
  readonly pairwiseSecret: string;
  readonly person: string;
  readonly conversation: string;
}): string {
  if (conversationIdFrom(conversation) === null)
    throw new BedsideError('request-malformed', 'conversation is not an id');
  return named(pairwiseSecret, 'person', [person, conversation]);
}

/**
 * The secret of a person's vault in one conversation (PROTOCOL.md §6.3): the same every time, so that nothing need be
 * kept. `sub`: the pseudonym in the passport. Whoever has it reads what that person may read there. Throws
 * `request-malformed`.
 */
export const personVaultSecret = (o: {
  readonly vaultSecret: string;
  readonly sub: string;
  readonly conversation: string;
}): string => named(o.vaultSecret, 'vault', [o.sub, o.conversation]);
