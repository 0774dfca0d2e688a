import { Part } from '../shared/part.ts';

/** What `panel` does without. It is there before a chat of another layout is made. */
export const layouts = new Part(() => import('./layout-parts.ts'));
