import { BedsideError } from './errors.ts';

/** What a void says: the first commit that it takes back, by its place and the hash of its bytes (PROTOCOL.md §5.6). */
export interface VoidBody {
  readonly seq: number;
  readonly hash: Uint8Array;
}

const length = 1 + 8 + 32;

/** The bytes `u8 1; u64 seq; H(commit)[32]`. */
export function encodeVoid({ seq, hash }: VoidBody): Uint8Array {
  const body = new Uint8Array(length);
  body[0] = 1;
  new DataView(body.buffer).setBigUint64(1, BigInt(seq));
  body.set(hash, 9);
  return body;
}

/** Reads {@link encodeVoid}'s bytes. Throws `frame-malformed`. */
export function readVoid(body: Uint8Array): VoidBody {
  const seq = body.length === length ? new DataView(body.buffer, body.byteOffset).getBigUint64(1) : 0n;
  if (body[0] !== 1 || seq < 1n || seq > BigInt(Number.MAX_SAFE_INTEGER))
    throw new BedsideError('frame-malformed', 'void');
  return { seq: Number(seq), hash: body.subarray(9) };
}
