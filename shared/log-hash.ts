import { concat, utf8 } from './bytes.ts';
import { type EntryKind, entryKinds } from './frames.ts';

/** SHA-256, synchronous: the platform's where there is one, @noble's elsewhere. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const label = utf8('Bedside 1.0 log');
const labelled = concat(Uint8Array.of(label.length), label);

/** h_0 of a group's log (PROTOCOL.md §5). `groupId` is shorter than 64 bytes. */
export function firstLogHash(sha256: Sha256, groupId: Uint8Array): Uint8Array {
  return sha256(concat(labelled, Uint8Array.of(groupId.length), groupId));
}

/** H(body): what the chain binds of an entry, and what members mean who speak of it. */
export const entryHash = (
  sha256: Sha256,
  entry: { readonly body: Uint8Array; readonly withdrawn?: Uint8Array | null },
): Uint8Array => entry.withdrawn ?? sha256(entry.body);

/** h_i from h_{i-1} and the entry at i: the place, the kind, the relay's time and the bytes are all bound. */
export function nextLogHash(
  sha256: Sha256,
  previous: Uint8Array,
  entry: {
    readonly seq: number;
    readonly kind: EntryKind;
    readonly at: number;
    readonly body: Uint8Array;
    readonly withdrawn?: Uint8Array | null;
  },
  own: Uint8Array = entryHash(sha256, entry),
): Uint8Array {
  const place = new Uint8Array(17);
  const view = new DataView(place.buffer);
  view.setBigUint64(0, BigInt(entry.seq));
  view.setUint8(8, entryKinds[entry.kind]);
  view.setBigUint64(9, BigInt(entry.at));
  return sha256(concat(labelled, previous, place, own));
}
