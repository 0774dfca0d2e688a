import type { Cbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';

/**
 * The fields of a record on the device's own disk: each is of its kind or throws `storage-broken`, so that a record that
 * rotted ends where it is read and not in the middle of a conversation. Byte strings are copies.
 */
type Value = Cbor | undefined;

const broken = (): never => {
  throw new BedsideError('storage-broken', 'a field of another kind');
};

export const count = (value: Value): number => (typeof value === 'number' ? value : broken());
export const text = (value: Value): string => (typeof value === 'string' ? value : broken());
export const flag = (value: Value): boolean => (typeof value === 'boolean' ? value : broken());
export const bytes = (value: Value): Uint8Array => (value instanceof Uint8Array ? value.slice() : broken());
/** A list of `length`, or of any. */
export const list = (value: Value, length?: number): readonly Cbor[] =>
  Array.isArray(value) && (length === undefined || value.length === length) ? value : broken();
