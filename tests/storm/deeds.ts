import type { Random } from './time.ts';

/** What may happen, and how often where nothing else is said. */
const weights = {
  say: 10,
  sayMany: 2,
  open: 6,
  read: 2,
  scroll: 1,
  reload: 2,
  tab: 1,
  wake: 1,
  kill: 2,
  killAtWrite: 4,
  loseAll: 0.5,
  loseKeys: 0.4,
  loseRecords: 0.4,
  cut: 3,
  halfOpen: 2,
  partition: 2,
  relayDies: 1,
  roomSleeps: 3,
  roomWriteFails: 1,
  remove: 0.7,
  skew: 1,
  dayPasses: 0.7,
  rest: 0.3,
};
/** What happens besides in the storms of hostile seeds: commits that some or all cannot apply, and voids of good ones. */
const hostileWeights = { bendCommit: 2, spoil: 2, voidGood: 2 };
/** Seeds from here on are hostile; those before are as they were when they were kept. */
export const hostileFrom = 30_000;
/** In the storms of seeds from here on nobody is hostile, and somebody leaves. */
export const leavingFrom = 50_000;
const leavingWeights = { leave: 4 };
/** In the storms of seeds from here on nobody leaves, and the portal begins segments. */
export const segmentsFrom = 70_000;
const segmentWeights = { turn: 3 };
/** In the storms of seeds from here on there are no segments, and the portal says who may come, and says it anew. */
export const rostersFrom = 90_000;
const rosterWeights = { invite: 3 };
/** Hostile again, and the portal begins segments. */
export const tornFrom = 110_000;
export type Deed =
  | keyof typeof weights
  | keyof typeof hostileWeights
  | keyof typeof leavingWeights
  | keyof typeof segmentWeights
  | keyof typeof rosterWeights;
const calm: readonly Deed[] = ['say', 'sayMany', 'open', 'read', 'scroll', 'wake'];

/** What a seed's storm is made of, besides all that happens in every one. */
export const kindOf = (seed: number): 'plain' | 'hostile' | 'leaving' | 'segments' | 'rosters' | 'torn' => {
  if (seed >= tornFrom) return 'torn';
  if (seed >= rostersFrom) return 'rosters';
  if (seed >= segmentsFrom) return 'segments';
  if (seed >= leavingFrom) return 'leaving';
  return seed >= hostileFrom ? 'hostile' : 'plain';
};
// What is lost beside a voided epoch is lost: who wrote it has it no more.
const hostile = { ...hostileWeights, loseAll: 0, loseKeys: 0, loseRecords: 0 };
const besides = {
  plain: {},
  hostile,
  leaving: leavingWeights,
  segments: segmentWeights,
  rosters: rosterWeights,
  torn: { ...hostile, ...segmentWeights },
} as const;

/** How often each deed happens in a seed's storm: it has some of the faults, often. All of them at once would hide what two do together. */
export function weightsOf(seed: number, random: Random): Readonly<Partial<Record<Deed, number>>> {
  const drawn: Partial<Record<Deed, number>> = { ...weights };
  for (const deed of Object.keys(weights) as (keyof typeof weights)[])
    if (!calm.includes(deed)) drawn[deed] = random.chance(0.45) ? weights[deed] * random.pick([1, 2, 4]) : 0;
  return { ...drawn, ...besides[kindOf(seed)] };
}
