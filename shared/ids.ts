/** Brands: a number or text that was checked once and need not be checked again. */
declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A conversation's id: base64url of 32 bytes, an HMAC that only the portal can make (PROTOCOL.md §2). */
export type ConversationId = Brand<string, 'ConversationId'>;
/** A place in the room's log: 1, 2, 3, … (INV-5). 0 is "before the first". */
export type Seq = number;
/** An MLS epoch. 0: no group yet. */
export type Epoch = number;
/** Bytes that only members can open (INV-9). Only `engine/envelope.ts` and its siblings make them. */
export type Sealed = Brand<Uint8Array, 'Sealed'>;

/** The id in a text, or null where it is none. */
export function conversationIdFrom(text: unknown): ConversationId | null {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{43}$/.test(text) ? (text as ConversationId) : null;
}
