import type { Claims } from '../shared/passport.ts';

/** True where `by` may remove `target` at any time: a device of the same person, or with the right to remove. */
export const mayRemove = (by: Pick<Claims, 'sub' | 'can'>, target: Pick<Claims, 'sub'>): boolean =>
  by.sub === target.sub || by.can.includes('remove');
