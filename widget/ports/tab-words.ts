import type { Snapshot } from '../../engine/index.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { SnapshotDelta } from './snapshot-delta.ts';

/** What a tab may have the writer do, and hear the outcome of. */
export type Intent =
  | 'say'
  | 'change'
  | 'readDraft'
  | 'keepDraft'
  | 'resend'
  | 'discard'
  | 'removeDevices'
  | 'markCompared'
  | 'leave'
  | 'loadEarlier'
  | 'beginAnew'
  | 'keepVault'
  | 'openVault'
  | 'keepBell';
/** What a tab may have the writer do without hearing of it. */
export type Nudge = 'reading' | 'markRead' | 'typing' | 'probe' | 'beginVisit' | 'endVisit';

/** From any tab to the writer. */
export type Request =
  /** Is there one? Answered by `pong`. */
  | { readonly is: 'ping' }
  /** Tell me all. `fresh`: a person has just opened this tab, or tried again. Answered by `whole`. */
  | { readonly is: 'hello'; readonly fresh: boolean }
  /** `id`: the same in every repetition. `about`: what the intent needs, JSON where it is more than a word. Answered by `answer`, once or more often. */
  | { readonly is: 'ask'; readonly id: string; readonly intent: Intent; readonly about: string }
  /** `seq`: of `typing` 1 or 0. `by`: the tab. */
  | { readonly is: 'nudge'; readonly nudge: Nudge; readonly seq: number; readonly by: string };

/**
 * From the writer to all. `reign`: the writer's number on the disk; a later writer's is higher, and what an earlier one
 * still says is not heard. `rev`: counts what it told in its reign.
 */
export type Report =
  | { readonly is: 'reign'; readonly reign: number }
  | { readonly is: 'pong'; readonly reign: number; readonly rev: number }
  | {
      readonly is: 'whole';
      readonly reign: number;
      readonly rev: number;
      readonly snapshot: Snapshot;
      /** Messages that came in since the report before. */
      readonly received: readonly number[];
    }
  | {
      readonly is: 'delta';
      readonly reign: number;
      readonly rev: number;
      readonly delta: SnapshotDelta;
      readonly received: readonly number[];
    }
  | {
      readonly is: 'answer';
      readonly reign: number;
      readonly id: string;
      readonly value: string | null;
      readonly code: ErrorCode | null;
    };

/** From a tab whose person had the browser forget everything. */
export interface Forgotten {
  readonly is: 'forgotten';
}

export type TabWord = Request | Report | Forgotten;
