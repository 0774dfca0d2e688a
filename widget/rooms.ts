import { BedsideError } from '../shared/errors.ts';
import { conversationIdFrom } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { askPortal } from './ask-portal.ts';

/** A line of the person's inbox, as the portal gave it and {@link roomsIn} checked it. */
export interface Room {
  readonly conversation: string;
  readonly topic: string;
  /** What the portal calls it: content, which stands in text nodes only (INV-10). */
  readonly label: string;
  /** So many messages wait, by the portal's own count, while the room is not open here. */
  readonly unreadHint: number;
}
/** Gives the person's rooms as the portal answered, unchecked. Throws `portal-unreachable`, `portal-refused`. */
export type GetRooms = () => Promise<unknown>;
/** Either, and the other is null: where to ask (absolute), or whom. */
export interface RoomsAsked {
  readonly roomsUrl: string | null;
  readonly getRooms: GetRooms | null;
}

/**
 * Asks the portal at `url` (absolute) with its own cookie: `GET` → `[{conversation, topic, label, unreadHint}]`. Throws
 * `portal-unreachable` (no answer, 429, 5xx: try later), `portal-refused` (any other answer that is no success, a redirect
 * to a sign-in page included) and `portal-invalid` (too long, or not JSON).
 */
export function roomsFrom(url: string): GetRooms {
  return async () => {
    const response = await askPortal(url, { headers: { accept: 'application/json' } });
    const text = await response.text().catch(() => '');
    if (text.length > limits.roomsBytesMax) throw invalid('too long');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw invalid('not JSON');
    }
  };
}

/** The rooms that the portal lists, asked for as its page says. Throws what {@link roomsFrom} and {@link roomsIn} throw. */
export const askRooms = async ({ getRooms, roomsUrl }: RoomsAsked): Promise<readonly Room[]> =>
  roomsIn(await (getRooms ?? roomsFrom(roomsUrl!))());

/**
 * The rooms in an answer. Throws `portal-invalid` where it is no list of rooms, has more than `roomsMax`, or the same room
 * twice: a half-understood inbox would hide somebody's messages.
 */
export function roomsIn(answer: unknown): readonly Room[] {
  if (!Array.isArray(answer)) throw invalid('not a list');
  if (answer.length > limits.roomsMax) throw invalid('too many rooms');
  const seen = new Set<string>();
  return answer.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) throw invalid('not a room');
    const { conversation: id, topic, label, unreadHint = 0 } = one as Record<string, unknown>;
    const conversation = conversationIdFrom(id);
    if (conversation === null || seen.has(conversation)) throw invalid('conversation');
    seen.add(conversation);
    if (!isText(topic, limits.roomTopicBytesMax)) throw invalid('topic');
    if (!isText(label, limits.roomLabelBytesMax) || label.trim() === '') throw invalid('label');
    if (typeof unreadHint !== 'number' || !Number.isSafeInteger(unreadHint) || unreadHint < 0)
      throw invalid('unreadHint');
    return { conversation, topic, label, unreadHint };
  });
}

/**
 * The rooms that are connected: those that were opened, the last one first, then as the portal has them in its list, up to `roomsLiveMax`. The
 * others show the portal's hint.
 */
export function liveRooms(rooms: readonly Room[], opened: readonly string[]): ReadonlySet<string> {
  const known = new Set(rooms.map(({ conversation }) => conversation));
  const wanted = [...opened.filter((one) => known.has(one)), ...known];
  return new Set([...new Set(wanted)].slice(0, limits.roomsLiveMax));
}

const invalid = (detail: string) => new BedsideError('portal-invalid', detail);
const isText = (value: unknown, bytesMax: number): value is string =>
  typeof value === 'string' && new TextEncoder().encode(value).length <= bytesMax;
