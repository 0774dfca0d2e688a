import { Part } from '../../shared/part.ts';

/** What a tab does without while it is the only one. Without it the others are told all, and a change of writer is seen. */
export const otherTabs = new Part(() => import('./other-tabs-parts.ts'));
