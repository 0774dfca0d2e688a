import { Part } from '../shared/part.ts';
import { comesFrom } from './later.ts';

/** All that is fetched once a conversation can be used: what {@link later} names, and what stands above those who use that. */
export const rest = new Part(() => import('./later-parts.ts'));
comesFrom(rest);
