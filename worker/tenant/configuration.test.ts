import { expect, test } from 'vitest';
import { limits } from '../../shared/limits.ts';
import { ratesFrom } from '../rates.ts';
import { tenantsFrom } from './configuration.ts';

const good = { issuer: 'https://a.test', jwks: 'https://a.test/jwks', origins: ['https://a.test'] };
const tenants = (value: unknown) => () => tenantsFrom(JSON.stringify(value));

test('tenants are read as they are written', () => {
  expect(tenantsFrom(JSON.stringify({ a: good })).get('a')).toEqual(good);
  expect(tenants({ a: { ...good, jwks: 'http://127.0.0.1:8080/jwks' } })).not.toThrow();
});

test.for([
  ['no object', []],
  ['an unknown field', { a: { ...good, secret: 'x' } }],
  ['a missing field', { a: { issuer: good.issuer, jwks: good.jwks } }],
  ['keys over plain http', { a: { ...good, jwks: 'http://a.test/jwks' } }],
  ['a wildcard origin', { a: { ...good, origins: ['*'] } }],
  ['an origin with a path', { a: { ...good, origins: ['https://a.test/'] } }],
  ['a name that is no name', { 'A B': good }],
  ['two tenants with one issuer', { a: good, b: good }],
] as const)('a setting with %s is refused as setting-invalid', ([, value]) => {
  expect(tenants(value)).toThrow('setting-invalid: TENANTS');
});

test('LIMITS moves rates and nothing else', () => {
  expect(ratesFrom(undefined).sendsPerSecond).toBe(limits.sendsPerSecond);
  expect(ratesFrom('{"sendsPerSecond":1000}').sendsPerSecond).toBe(1000);
  for (const text of ['{"ticketMs":1}', '{"sendsPerSecond":0}', '{"sendsPerSecond":"1"}', 'x', '1'])
    expect(() => ratesFrom(text)).toThrow('setting-invalid: LIMITS');
});
