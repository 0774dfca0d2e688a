import { limits } from '../shared/limits.ts';

const encoder = new TextEncoder();

/** How much room a text leaves. Counted in characters that a person sees come and go; held in UTF-8 bytes. */
export interface Room {
  /** Characters too many; 0 where it fits. */
  readonly over: number;
  /** Characters left, about; null while there is plenty of room. */
  readonly left: number | null;
}

/** One object for all texts that are far from the end: a key that changes nothing renders nothing. */
const plenty: Room = { over: 0, left: null };

/** The room that `text` leaves in one message of at most `bytesMax`. */
export function roomFor(text: string, bytesMax: number = limits.textBytesMax): Room {
  // Three bytes are the most that one UTF-16 unit takes: most texts need no counting.
  if (text.length * 3 < bytesMax * 0.9) return plenty;
  const bytes = encoder.encode(text).length;
  if (bytes > bytesMax) {
    const { read } = encoder.encodeInto(text, new Uint8Array(bytesMax));
    return { over: [...text.slice(read)].length, left: 0 };
  }
  const each = bytes / [...text].length;
  return { over: 0, left: bytes > bytesMax * 0.9 ? Math.floor((bytesMax - bytes) / each) : null };
}
