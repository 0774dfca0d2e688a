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
  | {
      /** A message that a redaction took away. */
      readonly kind: 'removed';
      readonly key: string;
      /** Whose it was; null where it was gone before this device could read it. */
      readonly claims: Claims | null;
      readonly by: Claims;
      readonly why: 'removed' | 'expired';
    }
  | {
      /** The relay no longer has the body; who signed for that is not known yet. `device`: whose it was, by the room's word. */
      readonly kind: 'withheld';
      readonly key: string;
      readonly device: number;
    }
  | { readonly kind: 'notice'; readonly key: string; readonly movement: Movement }
  | { readonly kind: 'problem'; readonly key: string; readonly code: ErrorCode };

/** What the next older envelope of a device must be. */
export interface Below {
  /** The device, in hex. */
  readonly device: string;
  readonly counter: number;
  readonly hash: Uint8Array;
  /** That another stands there was said already. */
  readonly isTold: boolean;
}

/** One place in the log, as this device has it. */
export interface Item {
  readonly seq: number;
  readonly at: number;
  /** H(body): what others mean who speak of it. */
  readonly hash: Uint8Array;
  /** Kept until it is opened. */
  entry: Entry | null;
  lines: readonly Line[];
  /** Who wrote it, where it is a message that was opened. */
  author: Claims | null;
  /** What its device must have written before it, where it was opened. */
  below: Below | null;
}

export type TextLine = Extract<Line, { kind: 'text' }>;

/** The text that stands at a place; undefined where none does. */
export const textIn = (item: Item): TextLine | undefined =>
  item.lines.find((line): line is TextLine => line.kind === 'text');
