import { mls10 } from './capabilities.ts';
import { type Reader, type Writer, written } from './codec.ts';
import { type Extension, readExtensions, writeExtensions } from './extension.ts';
import { unsupported } from './refusal.ts';

/** What all members agree on in one epoch (RFC 9420 §8.1). */
export interface GroupContext {
  readonly suite: number;
  readonly groupId: Uint8Array;
  readonly epoch: number;
  readonly treeHash: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** Reads a GroupContext. Throws mls-unsupported for another protocol version. */
export function readGroupContext(from: Reader): GroupContext {
  if (from.u16() !== mls10) throw unsupported('protocol version');
  return {
    suite: from.u16(),
    groupId: from.opaque(),
    epoch: from.u64(),
    treeHash: from.opaque(),
    confirmedTranscriptHash: from.opaque(),
    extensions: readExtensions(from),
  };
}

/** Writes a GroupContext. */
export function writeGroupContext(to: Writer, context: GroupContext): void {
  to.u16(mls10).u16(context.suite).opaque(context.groupId).u64(context.epoch);
  to.opaque(context.treeHash).opaque(context.confirmedTranscriptHash);
  writeExtensions(to, context.extensions);
}

/** The bytes of a GroupContext, as keys are derived from and signatures made over. */
export const encodeGroupContext = (context: GroupContext): Uint8Array =>
  written((to) => writeGroupContext(to, context));
