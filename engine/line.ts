import type { ErrorCode } from '../shared/errors.ts';
import type { Entry } from '../shared/frames.ts';
import type { Claims } from '../shared/passport.ts';
import type { Target } from './body.ts';
import type { Movement } from './epoch-book.ts';

/** A line as it is kept: with the claims that vouch for its author; names are looked up when it is shown. */
export type Line =
  | {
      readonly kind: 'text';
      readonly key: string;
      readonly claims: Claims;
      readonly text: string;
      readonly device: number;
      /** What it answers. */
      readonly quotes: Target | null;
      /** When it is to be hidden, ms since 1970; null: never. */
      readonly expiresAt: number | null;
    }
  | { readonly kind: 'notice'; readonly key: string; readonly movement: Movement }
  | { readonly kind: 'problem'; readonly key: string; readonly code: ErrorCode };

/** One place in the log, as this device has it. */
export interface Item {
  readonly seq: number;
  readonly at: number;
  /** H(body): what others mean who speak of it. */
  readonly hash: Uint8Array;
  /** Kept until it is opened. */
  entry: Entry | null;
  lines: readonly Line[];
}
