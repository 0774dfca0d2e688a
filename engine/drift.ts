import { type ErrorCode, errors } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';

/**
 * Where this device's group and the room are not in one epoch (decisions/voids.md). `refused`: the room went on by a
 * commit that this device refused. `voided`: the room went back from commits that this device had taken.
 */
export interface Drift {
  readonly kind: 'refused' | 'voided';
  /** The refused commit's place, or the void's. What stands above it waits unopened. */
  readonly seq: number;
  /** What a void or a vouch names: the first commit in question, and the epoch that it left. */
  readonly commit: number;
  readonly epoch: number;
  /** Neither a void nor a vouch helps: only a new way in does. */
  readonly isLost: boolean;
}

/** Commits of one person that this device took and that nobody else has shown yet to be good: they may be voided. */
export interface Unsettled {
  readonly person: string;
  /** The epoch that the first of them left. */
  readonly epoch: number;
  /** H of each, in order. */
  readonly hashes: readonly Uint8Array[];
}

const noRefusals: readonly ErrorCode[] = ['portal-changed', 'portal-refused', 'device-copied'];

/** True where what was thrown says that a commit is not good; else this device could not look, or is not to go on. */
export const isRefusal = (code: ErrorCode): boolean =>
  code === 'passport-expired' || (errors[code].retry !== 'later' && !noRefusals.includes(code));

/** What a refused commit is shown as: which passport did not hold is nothing that a reader could mend. */
export const shownRefusal = (code: ErrorCode): ErrorCode =>
  code.startsWith('passport-') ? 'group-refused' : code;

const hourMs = 3600_000;

/** The resyncs of the last hour among these times. */
export const recentResyncs = (times: readonly number[], nowMs: number): readonly number[] =>
  times.filter((at) => at > nowMs - hourMs && at <= nowMs);

/** When a device that came back at these times may try again: now or later, ms since 1970. */
export function mayResyncAt(times: readonly number[], nowMs: number): number {
  const recent = recentResyncs(times, nowMs);
  const oldest = recent.at(-limits.resyncsPerHour);
  return oldest === undefined ? nowMs : oldest + hourMs;
}
