import { mls10 } from './capabilities.ts';
import type { Reader, Writer } from './codec.ts';
import { malformed, unsupported } from './refusal.ts';

/** The kinds of MLSMessage (RFC 9420 §6). */
export const wireFormat = {
  publicMessage: 1,
  privateMessage: 2,
  welcome: 3,
  groupInfo: 4,
  keyPackage: 5,
} as const;

/** Reads the head of an MLSMessage of one kind. Throws mls-unsupported for another version or kind. */
export function readHeader(from: Reader, expected: number): void {
  if (from.u16() !== mls10) throw unsupported('protocol version');
  const format = from.u16();
  if (format === 0) throw malformed('wire format');
  if (format !== expected) throw unsupported('another kind of message');
}

/** Writes the head of an MLSMessage. */
export const writeHeader = (to: Writer, format: number): Writer => to.u16(mls10).u16(format);
