import { describe, expect, it } from 'vitest';
import { hex } from '../../shared/bytes.ts';
import { Reader, readWhole, Writer, written } from './codec.ts';
import { decodeDer, encodeDer } from './der.ts';

const refused = (bytes: number[], read: (from: Reader) => unknown) =>
  expect(() => readWhole(Uint8Array.from(bytes), read)).toThrow('mls-malformed');

describe('the codec', () => {
  it('reads what it writes', () => {
    for (const length of [0, 1, 63, 64, 16383, 16384]) {
      const data = new Uint8Array(length).fill(7);
      const bytes = written((to) =>
        to
          .u8(1)
          .u16(2)
          .u32(3)
          .u64(2 ** 53 - 1)
          .opaque(data)
          .optional(null, () => {}),
      );
      const back = readWhole(bytes, (from) => {
        expect([from.u8(), from.u16(), from.u32(), from.u64()]).toEqual([1, 2, 3, 2 ** 53 - 1]);
        const opaque = from.opaque();
        expect(from.optional(() => 1)).toBeNull();
        return opaque;
      });
      expect(hex(back)).toBe(hex(data));
    }
  });

  it('takes one encoding of each value: shortest lengths, optional 0 or 1, nothing left over', () => {
    refused([0x40, 0x01, 0], (from) => from.opaque());
    refused([0x80, 0, 0x3f, 0xff, ...new Array(16383).fill(0)], (from) => from.opaque());
    refused([0xc0, 0, 0, 0, 0, 0, 0, 0], (from) => from.opaque());
    refused([2], (from) => from.optional(() => 1));
    refused([1, 0, 0], (from) => from.opaque());
  });

  it('never reads past the end, or past the end of a vector', () => {
    refused([5, 1, 2], (from) => from.opaque());
    refused([0, 1, 2], (from) => from.u32());
    refused([1, 9, 9], (from) => from.vector(9, () => from.u16()));
    refused([0xbf, 0xff, 0xff, 0xff], (from) => from.opaque());
  });

  it('holds to limits: items, bytes, numbers over 2^53, a whole over 1 MiB', () => {
    refused([3, 1, 1, 1], (from) => from.vector(2, () => from.u8()));
    refused([3, 1, 1, 1], (from) => from.opaque(2));
    refused([0, 0x20, 0, 0, 0, 0, 0, 0], (from) => from.u64());
    expect(() => readWhole(new Uint8Array(2 ** 20 + 1), () => {})).toThrow('mls-malformed');
    expect(() => new Writer().u8(256)).toThrow('mls-malformed');
    expect(() => new Writer().u64(2 ** 53)).toThrow('mls-malformed');
  });

  it('gives copies: what was read stays when the source is overwritten', () => {
    const source = Uint8Array.of(1, 7);
    const read = new Reader(source).opaque();
    source.fill(0);
    expect([...read]).toEqual([7]);
  });
});

describe('DER signatures', () => {
  it('goes there and back, with and without leading zeros and top bits', () => {
    for (const first of [0, 1, 0x7f, 0x80, 0xff]) {
      const raw = Uint8Array.from({ length: 96 }, (_, i) => (i % 48 === 0 ? first : 0x90));
      expect(hex(decodeDer(encodeDer(raw), 48)!)).toBe(hex(raw));
    }
  });

  it('takes only the one encoding', () => {
    for (const text of [
      '',
      '30',
      '3006020101020101ff',
      '3007020101020101',
      '300602010102010',
      '30080202000102020001',
      '300602018102017f',
      '3006020101030101',
      '30040200020101',
      '308106020101020101',
    ]) {
      expect(decodeDer(new Uint8Array(Buffer.from(text, 'hex')), 48)).toBeNull();
    }
    expect(hex(decodeDer(new Uint8Array(Buffer.from('3006020101020102', 'hex')), 1)!)).toBe('0102');
  });
});
