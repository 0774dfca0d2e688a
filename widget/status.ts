import type { ErrorCode } from '../shared/errors.ts';

/** Why no conversation is shown. */
export type StatusKind = 'failed' | 'ended' | 'locked' | 'idle';

/** True where opening it again takes new keys: the old ones are somebody else's, or were left behind. */
export const startsAnew = (code: ErrorCode | null): boolean => code === 'device-copied' || code === 'left';
