import { decode, encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cbor, decodeCbor, encodeCbor } from '../../shared/cbor.ts';
import { codeOf } from '../../shared/errors.ts';
import {
  clientFrames,
  decodeClientFrame,
  decodeRelayFrame,
  encodeClientFrame,
  encodeRelayFrame,
  relayFrames,
} from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { hex } from './by-the-book.ts';
import { vectors } from './vector-files.ts';

/** An independent reader, as strict as it can be made. undefined: it refuses. */
function cborg(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { strict: true, allowIndefinite: false, allowUndefined: false, allowBigInt: false });
  } catch {
    return undefined;
  }
}
function ours(bytes: Uint8Array): Cbor | undefined {
  try {
    return decodeCbor(bytes);
  } catch (thrown) {
    if (codeOf(thrown) !== 'frame-malformed') expect.fail(`${hex(bytes)}: ${String(thrown)}`);
    return undefined;
  }
}

/** True for a value of the part of CBOR that frames use (PROTOCOL.md §7.1). */
function isOurs(value: unknown, depth = 0): boolean {
  if (depth > 8) return false;
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (value instanceof Uint8Array) return true;
  return Array.isArray(value) && value.every((item) => isOurs(item, depth + 1));
}

/** What both must agree on, whatever the bytes. */
function agree(bytes: Uint8Array): void {
  const mine = ours(bytes);
  const theirs = cborg(bytes);
  const whole = hex(bytes);
  if (mine !== undefined) {
    if (hex(encodeCbor(mine)) !== whole) expect.fail(`${whole}: taken, and not the one encoding`);
    if (theirs === undefined || hex(encode(theirs)) !== whole) expect.fail(`${whole}: taken here only`);
  } else if (theirs !== undefined) {
    // Refused here, taken there: it is outside the part that frames use, or not the one encoding of its value.
    if (isOurs(theirs) && hex(encode(theirs)) === whole) expect.fail(`${whole}: refused here only`);
  }
}

const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((one) => one.isWellFormed());
const { value } = fc.letrec<{ value: Cbor; leaf: Cbor; list: readonly Cbor[] }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 6 }, tie('leaf'), tie('list')),
  leaf: fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
    fc.boolean(),
    fc.constant(null),
    text,
    fc.uint8Array({ maxLength: 300 }),
  ),
  list: fc.array(tie('value'), { maxLength: 30 }),
}));
const runs = { numRuns: 1500, seed: 20_261_117 } as const;

describe('deterministic CBOR, beside an independent implementation', () => {
  it('encodes every value as cborg does, and reads it back', () => {
    fc.assert(
      fc.property(value, (one) => {
        const bytes = encodeCbor(one);
        expect(hex(bytes)).toBe(hex(encode(one)));
        expect(decodeCbor(bytes)).toEqual(one);
        agree(bytes);
      }),
      runs,
    );
  });

  it('takes and refuses the same bytes: random ones', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 24 }), agree), { ...runs, numRuns: 8000 });
  });

  it('takes and refuses the same bytes: one byte changed, cut or added', () => {
    const bent = fc.tuple(value, fc.nat(), fc.nat(255), fc.constantFrom('change', 'cut', 'add'));
    fc.assert(
      fc.property(bent, ([one, where, byte, how]) => {
        const bytes = encodeCbor(one);
        const at = where % bytes.length;
        if (how === 'change') bytes[at] = byte;
        agree(how === 'cut' ? bytes.subarray(0, at) : how === 'add' ? Uint8Array.of(...bytes, byte) : bytes);
      }),
      { ...runs, numRuns: 5000 },
    );
  });

  it('takes and refuses the same bytes: all of up to two', () => {
    for (let a = 0; a < 256; a++) {
      agree(Uint8Array.of(a));
      for (let b = 0; b < 256; b++) agree(Uint8Array.of(a, b));
    }
  });

  it('takes and refuses the same bytes: every frame of the vectors, with each of its bits flipped', () => {
    for (const kind of ['frames/client', 'frames/relay', 'frames/refused'])
      for (const { it: given } of vectors<{ bytes: string }>(kind)) {
        const bytes = new Uint8Array(Buffer.from(given.bytes, 'hex'));
        agree(bytes);
        for (let bit = 0; bit < Math.min(bytes.length, 128) * 8; bit++) {
          const flipped = bytes.slice();
          flipped[bit >> 3]! ^= 1 << (bit & 7);
          agree(flipped);
        }
      }
  });

  it('throws a coded error and no other, however deep or long the lie', () => {
    for (const lie of [
      '9bffffffffffffffff',
      '5bffffffffffffffff',
      '7a7fffffff',
      '9a00010000',
      `${'81'.repeat(10_000)}01`,
    ])
      expect(ours(new Uint8Array(Buffer.from(lie, 'hex')))).toBeUndefined();
  });

  it('never writes what is not an unsigned integer', () => {
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => encodeCbor(wrong)).toThrow(TypeError);
  });
});

describe('frames as a whole', () => {
  it('a frame at its limit is looked at, one byte more is not', () => {
    for (const [decodeFrame, most] of [
      [decodeClientFrame, limits.clientFrameBytesMax],
      [decodeRelayFrame, limits.relayFrameBytesMax],
    ] as const) {
      const refusal = (length: number) => {
        try {
          decodeFrame(new Uint8Array(length));
          return null;
        } catch (thrown) {
          return codeOf(thrown);
        }
      };
      expect([refusal(most), refusal(most + 1)]).toEqual(['frame-malformed', 'frame-too-large']);
    }
  });

  it('the largest batch and the largest page fit into a frame of the relay', () => {
    const entry = {
      seq: 1,
      at: 1,
      kind: 'commit',
      device: 1,
      id: 1,
      epoch: 1,
      body: new Uint8Array(limits.commitBytesMax),
      link: new Uint8Array(limits.linkBytesMax),
      record: new Uint8Array(limits.recordBytesMax),
      withdrawn: null,
    } as const;
    const most = limits.pageBytesMax + limits.commitBytesMax + limits.linkBytesMax + limits.recordBytesMax;
    const overhead =
      encodeRelayFrame({ type: 'entries', entries: [entry] }).length - most + limits.pageBytesMax;
    expect(most + overhead * limits.pageEntriesMax).toBeLessThan(limits.relayFrameBytesMax);
  });

  it('random values in the place of fields are refused with a code or read back as they were', () => {
    const sides = [
      [clientFrames, decodeClientFrame, encodeClientFrame],
      [relayFrames, decodeRelayFrame, encodeRelayFrame],
    ] as const;
    for (const [table, decodeFrame, encodeFrame] of sides) {
      const types = Object.entries(table);
      fc.assert(
        fc.property(
          fc.nat(types.length - 1),
          fc.array(value, { maxLength: 8 }),
          fc.boolean(),
          (which, fields, fit) => {
            const [type, names] = types[which]!;
            const count = Object.keys(names).length;
            const given = fit ? Array.from({ length: count }, (_, i) => fields[i] ?? 1) : fields;
            const bytes = encodeCbor([type, ...given]);
            try {
              expect(hex(encodeFrame(decodeFrame(bytes) as never))).toBe(hex(bytes));
            } catch (thrown) {
              expect(codeOf(thrown)).toBe('frame-malformed');
            }
          },
        ),
        runs,
      );
    }
  });
});
