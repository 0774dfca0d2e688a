import { expect, it } from 'vitest';
import { json, reduced } from './plain-page.ts';

it('sums a list up from its start, in order', () => {
  expect(reduced(['a', 'b'], (all, one, i) => `${all}${i}${one}`, '-')).toBe('-0a1b');
  expect(reduced([], () => 1, 0)).toBe(0);
});

it('says an array as an array, whatever arrays say of themselves', () => {
  const value = { a: [1, 'x', [true, { b: [] }]], c: null, d: 'y' };
  const plain = JSON.stringify(value);
  const array = Array.prototype as { toJSON?: () => string };
  array.toJSON = () => '[…]';
  try {
    expect(JSON.stringify(value)).not.toBe(plain);
    expect([json(value), json([1]), json('x')]).toEqual([plain, '[1]', '"x"']);
  } finally {
    delete array.toJSON;
  }
  expect(json(value)).toBe(plain);
});
