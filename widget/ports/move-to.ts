import { scopeOf } from '../scope.ts';
import { setPlace } from './places.ts';

/** Somebody else is here than the one at `place`. The first who came is looked for first: nobody knows yet whose that is. */
export async function moveTo(person: string, scope: string, place: string): Promise<void> {
  setPlace(scope, place === scope ? await scopeOf(scope, person) : scope);
}
