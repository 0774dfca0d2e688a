import { utf8 } from './bytes.ts';
import type { BedsideError } from './errors.ts';

/** Makes the failure of one kind of token. */
export type Fails = (detail: string) => BedsideError;

/** Readers of the claims of a JWT's payload; each throws what `fails` makes of what does not fit. */
export function claimReaders(fails: Fails) {
  return {
    object(value: unknown): Record<string, unknown> {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fails('not an object');
      return value as Record<string, unknown>;
    },
    /** Not empty, at most `max` bytes of UTF-8. */
    text(value: unknown, max = 256): string {
      if (typeof value !== 'string' || value.length === 0 || utf8(value).length > max)
        throw fails('a text claim');
      return value;
    },
    /** A whole number from 0: a time in seconds, a version. */
    whole(value: unknown): number {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
        throw fails('a whole number');
      return value;
    },
    list(value: unknown, max: number): readonly unknown[] {
      if (!Array.isArray(value) || value.length > max) throw fails('a list claim');
      return value;
    },
  };
}

/** The parts of a compact JWS of at most so many characters, or what `fails` makes. */
export function splitJws(
  token: string,
  bytesMax: number,
  fails: Fails,
): readonly [head: string, payload: string, signature: string] {
  if (token.length > bytesMax || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw fails('form');
  return token.split('.') as [string, string, string];
}
