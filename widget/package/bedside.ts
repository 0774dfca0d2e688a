import { BedsideChat as Chat } from '../chat.ts';
import { define as register } from '../define.ts';
import { plug } from '../plug.ts';
import type { BedsideChat as PublicChat } from './public.ts';

export type * from './public.ts';

export type BedsideChat = PublicChat;
/** The element's class. Importing it does nothing yet, in a browser or on a server: {@link define} does. */
export const BedsideChat: { new (): PublicChat; readonly prototype: PublicChat } = Chat;

/** Registers `<bedside-chat>`. A second call, or a second copy of the package, changes nothing. On a server it does nothing. */
export function define(): void {
  plug();
  register();
}
