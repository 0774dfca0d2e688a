import { BedsideError } from './errors.ts';

/**
 * What stands in the clear at the front of an envelope and of a commit, for the one question that the room may ask:
 * is this for this group, in this epoch? Nothing here opens anything.
 */
export interface ClearHeader {
  readonly groupId: Uint8Array;
  readonly epoch: number;
}

/** Group ids are 32 bytes (PROTOCOL.md §4). */
export const groupIdBytes = 32;

function header(
  bytes: Uint8Array,
  prefix: readonly number[],
  code: 'envelope-foreign' | 'commit-foreign',
): ClearHeader {
  const fail = () => new BedsideError(code, 'clear header');
  const at = prefix.length;
  if (bytes.length < at + 1 + groupIdBytes + 8) throw fail();
  for (let i = 0; i < at; i++) if (bytes[i] !== prefix[i]) throw fail();
  if (bytes[at] !== groupIdBytes) throw fail();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const epoch = Number(view.getBigUint64(at + 1 + groupIdBytes));
  if (!Number.isSafeInteger(epoch)) throw fail();
  return { groupId: bytes.subarray(at + 1, at + 1 + groupIdBytes), epoch };
}

/** Of an envelope: `u8 1; group_id<V>; u64 epoch` (PROTOCOL.md §5). Throws `envelope-foreign`. */
export const envelopeHeader = (bytes: Uint8Array): ClearHeader => header(bytes, [1], 'envelope-foreign');

/** Of an MLSMessage that holds a PublicMessage: `u16 mls10; u16 public; group_id<V>; u64 epoch` (RFC 9420 §6). Throws `commit-foreign`. */
export const commitHeader = (bytes: Uint8Array): ClearHeader => header(bytes, [0, 1, 0, 1], 'commit-foreign');

/** The clear front of a deposit: `u8 1; vault[32]; kid[32]` (PROTOCOL.md §6.2). */
export const depositNameBytes = 1 + 32 + 32;

/** The name of the vault that a deposit is for. The bytes are at least {@link depositNameBytes}: the frame's table says so. */
export const depositVault = (deposit: Uint8Array): Uint8Array => deposit.subarray(1, 33);

/** Where the sender stands in a PublicMessage: behind version, wire format, group id and epoch (RFC 9420 §6). */
export const senderAt = 4 + 1 + groupIdBytes + 8;

/** What a commit's `authenticated_data` begins with, PROTOCOL.md §4.2: history goes on across it, or is cut there. */
export const commitDataVersions = { onward: 1, cut: 2 } as const;
