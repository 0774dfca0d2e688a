import type { Claims } from '../shared/passport.ts';

/** True where a message of this member may be shown for so long and no longer (PROTOCOL.md §3.1): the portal says so. 0: for good. */
export const mayLive = (claims: Claims | null, lifeMs: number): boolean =>
  lifeMs === 0 || claims?.livesS.includes(lifeMs / 1000) === true;
