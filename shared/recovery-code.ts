import { reduced } from './plain-page.ts';

/**
 * A recovery code (PROTOCOL.md §6.5): 128 random bits and a check, in Crockford's base32, seven groups of four. Written for
 * people who copy it by hand: no I, L, O or U; read back whatever the case, the dashes, and those letters for digits.
 */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const recoveryKeyBytes = 16;
const digitCount = 26;
/** A prime: a wrong digit, and two that changed places, never add up. */
const modulus = 1021;

const check = (digits: readonly number[]): number =>
  reduced(digits, (sum, digit, i) => (sum + (i + 1) * digit) % modulus, 0);

/** The code of a key of 16 bytes. */
export function recoveryCode(key: Uint8Array): string {
  const digits: number[] = [];
  for (let bit = 0; digits.length < digitCount; bit += 5) {
    const at = bit >> 3;
    const two = ((key[at] ?? 0) << 8) | (key[at + 1] ?? 0);
    digits.push((two >> (11 - (bit & 7))) & 31);
  }
  const sum = check(digits);
  const text = [...digits, sum >> 5, sum & 31].map((digit) => letters[digit]).join('');
  return text.match(/.{4}/g)!.join('-');
}

/** The key in a text, or null where it is no code: a slip of the pen is found here, and asks nobody. */
export function recoveryKey(text: string): Uint8Array<ArrayBuffer> | null {
  const bare = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const all = [...bare].map((letter) => letters.indexOf(letter));
  if (all.length !== digitCount + 2 || all.includes(-1)) return null;
  const digits = all.slice(0, digitCount);
  if (check(digits) !== all[digitCount]! * 32 + all[digitCount + 1]!) return null;
  const key = new Uint8Array(recoveryKeyBytes);
  digits.forEach((digit, i) => {
    for (let bit = 0; bit < 5; bit++) {
      const place = i * 5 + bit;
      if (((digit >> (4 - bit)) & 1) === 1 && place < 8 * recoveryKeyBytes)
        key[place >> 3]! |= 128 >> (place & 7);
    }
  });
  return recoveryCode(key).replaceAll('-', '') === bare ? key : null;
}
