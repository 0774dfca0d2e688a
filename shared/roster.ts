import { base64url, fromBase64url } from './bytes.ts';
import { claimReaders, splitJws } from './claim.ts';
import { BedsideError } from './errors.ts';
import { type ConversationId, conversationIdFrom } from './ids.ts';
import { limits } from './limits.ts';
import { passportAudience } from './passport.ts';

/**
 * The roster: a JWT in which the portal says who may come to one conversation, and to whose vault goes what is said
 * before they came (PROTOCOL.md §3.8). Members' devices alone see it.
 */
export const rosterType = 'bedside-roster+jwt';

/** A person who may come. */
export interface RosterEntry {
  readonly sub: string;
  /** For the list on the screen, until the person's own device says it. */
  readonly name: string | null;
  /** The public key of the vault that the portal keeps for this person; null: nothing is deposited before they come. */
  readonly vault: Uint8Array | null;
}

/** What the signed part says. `iat`: seconds since 1970. */
export interface Roster {
  readonly iss: string;
  readonly iat: number;
  readonly conversation: ConversationId;
  /** Rises with every change. Passports name it as `rv`. */
  readonly version: number;
  readonly entries: readonly RosterEntry[];
}

const invalid = (detail: string) => new BedsideError('roster-invalid', detail);
const { object, text, whole, list } = claimReaders(invalid);
const nameBytesMax = 512;
const vaultKeyBytesMax = 2048;

/** The parts of the compact JWS. Throws `roster-invalid`. */
export const splitRoster = (token: string): ReturnType<typeof splitJws> =>
  splitJws(token, limits.rosterBytesMax, invalid);

function readEntry(value: unknown): RosterEntry {
  const of = object(value);
  const vault = of['vault'] === undefined ? null : fromBase64url(text(of['vault'], 2 * vaultKeyBytesMax));
  if (of['vault'] !== undefined) {
    const isKey = vault !== null && vault.length <= vaultKeyBytesMax && base64url(vault) === of['vault'];
    if (!isKey) throw invalid('vault');
  }
  return {
    sub: text(of['sub']),
    name: of['name'] === undefined ? null : text(of['name'], nameBytesMax),
    vault,
  };
}

/** Reads a payload whose signature the caller checks. Throws `roster-invalid`. */
export function readRoster(payload: unknown): Roster {
  const of = object(payload);
  const conversation = conversationIdFrom(of['conv']);
  if (of['aud'] !== passportAudience || conversation === null) throw invalid('aud or conv');
  const entries = list(of['members'], limits.rosterPersonsMax).map(readEntry);
  if (new Set(entries.map(({ sub }) => sub)).size !== entries.length) throw invalid('a person twice');
  return { iss: text(of['iss']), iat: whole(of['iat']), conversation, version: whole(of['rv']), entries };
}
