import { concat } from '../../shared/bytes.ts';

/** An INTEGER of a DER signature: the big-endian number without leading zeros, but never with its top bit set. */
function integer(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start++;
  const digits = value.subarray(start);
  const padded = digits[0]! >= 0x80 ? concat(Uint8Array.of(0), digits) : digits;
  return concat(Uint8Array.of(2, padded.length), padded);
}

/** ECDSA's r ‖ s, as WebCrypto has it, in DER (RFC 8446 §4.2.3, RFC 3279 §2.2.3). For curves up to 384 bits. */
export function encodeDer(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const body = concat(integer(raw.subarray(0, half)), integer(raw.subarray(half)));
  return concat(Uint8Array.of(0x30, body.length), body);
}

/** r ‖ s of `size` bytes each, or null for what is not the one DER encoding of a signature. */
export function decodeDer(der: Uint8Array, size: number): Uint8Array | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 127) return null;
  const raw = new Uint8Array(2 * size);
  let at = 2;
  for (const end of [size, 2 * size]) {
    const length = der[at + 1];
    if (der[at] !== 2 || !length || at + 2 + length > der.length) return null;
    const digits = der.subarray(at + 2, at + 2 + length);
    const padded = digits[0] === 0;
    if (digits[0]! >= 0x80 || (padded && length > 1 && digits[1]! < 0x80)) return null;
    const value = padded ? digits.subarray(1) : digits;
    if (value.length > size) return null;
    raw.set(value, end - value.length);
    at += 2 + length;
  }
  return at === der.length ? raw : null;
}
