/*
 * Where in this browser a person's side of a conversation is kept. The first who came is in the scope itself, and each other
 * in one of their own: who it is only the portal's passport says, so it is opened where the last person was (move-to.ts).
 */
const prefix = 'bedside/place/';
const here = new Map<string, string>();

/** The scope of the person who was here last. */
export function placeIn(scope: string): string {
  try {
    return localStorage.getItem(prefix + scope) ?? scope;
  } catch {
    return here.get(scope) ?? scope;
  }
}

/** From now on {@link placeIn} is this. */
export function setPlace(scope: string, place: string): void {
  here.set(scope, place);
  try {
    localStorage.setItem(prefix + scope, place);
  } catch {
    // Refused storage: it holds for this page.
  }
}
