/*
 * Where in this browser a person's side of a conversation is kept. The first who came is in the scope itself, and each other
 * in one of their own: who it is only the portal's passport says, so it is opened where the last person was (move-to.ts).
 */
export const placeKey = (scope: string): string => `bedside/at/${scope}`;

/** The scope of the person who was here last. */
export function placeIn(scope: string): string {
  try {
    return localStorage.getItem(placeKey(scope)) ?? scope;
  } catch {
    return scope;
  }
}
