import type { ErrorCode } from '../../shared/errors.ts';
import type { Dice } from './dice.ts';

/** What was wrong with what a function did, where it did not throw. */
export class Fault extends Error {}

/** Throws a Fault. */
export const fault = (what: string): never => {
  throw new Fault(what);
};

/** One input, made and ready to be tried. */
export interface Trial {
  /** What is fed, for the report of a fault. */
  readonly input: Uint8Array | string;
  /** Feeds it. Throws a Fault where an answer is wrong; whatever else it throws is held against `codes`. */
  readonly run: () => unknown;
}

/** A function, or a family of them, that takes bytes from strangers. */
export interface Target {
  readonly name: string;
  /** Its share of the inputs. */
  readonly weight: number;
  /** The codes that its documentation lets it throw; none: it must not throw at all. */
  readonly codes: readonly ErrorCode[];
  /** Makes what it needs, checks that valid samples are taken, and gives the maker of trials. */
  readonly open: () => Promise<(dice: Dice) => Trial | Promise<Trial>>;
}
