import { Part } from '../../shared/part.ts';

/**
 * What most visits do without: other tabs, a browser that is to forget all, another person in the same browser, a browser that refuses storage or cannot make
 * tabs find each other. Until it is there other tabs are told all, and a change of writer is seen.
 */
export const uncommon = new Part(() => import('./uncommon-parts.ts'));
