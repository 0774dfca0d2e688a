import type { Claims } from '../shared/passport.ts';

type Leaves = readonly { readonly claims: Pick<Claims, 'seg'> }[];

/** Which segment of the conversation an epoch with these leaves belongs to: the latest that a passport names (PROTOCOL.md §5.3). */
export const segmentOf = (leaves: Leaves): number => Math.max(0, ...leaves.map(({ claims }) => claims.seg));

/** True where a commit that leads from these leaves to those cuts history: it begins a later segment. */
export const isCut = (before: Leaves, after: Leaves): boolean => segmentOf(after) > segmentOf(before);
