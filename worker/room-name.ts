import { base64url, concat, utf8 } from '../shared/bytes.ts';
import type { ConversationId } from '../shared/ids.ts';
import { sha256 } from './sha256.ts';

const label = utf8('Bedside 1.0 room');

/**
 * The name of a conversation's room: base64url(H(label ‖ issuer ‖ 0 ‖ conversation)). The issuer is in it, so that two
 * tenants never meet in a room, whatever ids they choose. Object names may be logged by the platform: a hash of an HMAC says nothing.
 */
export function roomName(issuer: string, conversation: ConversationId): string {
  return base64url(sha256(concat(label, utf8(issuer), Uint8Array.of(0), utf8(conversation))));
}

/** True where a text has the shape of a room's name. */
export const isRoomName = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
