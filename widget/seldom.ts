import { Part } from '../shared/part.ts';

/** What few conversations show, and those that do not at once: fetched when it is wanted, and ahead of that when the page rests. */
export const seldom = new Part(() => import('./seldom-parts.ts'));
