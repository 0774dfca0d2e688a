import { scopeOf } from '../scope.ts';
import { placeKey } from './places.ts';

/** Somebody else is here than the one at `place`. The first who came is looked for first: nobody knows yet whose that is. */
export async function moveTo(person: string, scope: string, place: string): Promise<void> {
  const next = place === scope ? await scopeOf(scope, person) : scope;
  try {
    localStorage.setItem(placeKey(scope), next);
  } catch {
    // Not kept: the next opening meets the same person's records, and says so.
  }
}
