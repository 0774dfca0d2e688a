import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { bellFrom, endpointAt } from './setting.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const good = { subject: 'mailto:operator@relay.test', key };
const setting = (value: unknown) => bellFrom(JSON.stringify(value));

test('without the secret nobody is rung; with it, at the push services of the browsers that there are', () => {
  expect(bellFrom(undefined)).toBe(null);
  expect(bellFrom('')).toBe(null);
  const { services, publicKey } = setting(good)!;
  expect([publicKey.length, publicKey[0]]).toEqual([65, 4]);
  for (const endpoint of [
    'https://fcm.googleapis.com/fcm/send/a:b',
    'https://updates.push.services.mozilla.com/wpush/v2/a',
    'https://wns2-par02p.notify.windows.com/w/?token=a',
    'https://web.push.apple.com/a',
  ])
    expect(endpointAt(services, endpoint)?.href).toBe(endpoint);
  for (const endpoint of ['https://notify.windows.com/w', 'http://127.0.0.1/', 'https://googleapis.com/fcm'])
    expect(endpointAt(services, endpoint)).toBe(null);
});

test('a push service on the loopback may be plain http, and nothing else may', () => {
  const { services } = setting({ ...good, services: ['http://127.0.0.1:9999'] })!;
  expect(endpointAt(services, 'http://127.0.0.1:9999/a')).not.toBe(null);
  expect(endpointAt(services, 'http://127.0.0.1:9998/a')).toBe(null);
  expect(endpointAt(services, 'https://fcm.googleapis.com/a')).toBe(null);
});

test.for([
  ['no object', 1],
  ['an unknown field', { ...good, secret: 'x' }],
  ['no subject', { key }],
  ['a subject that nobody can write to', { ...good, subject: 'us' }],
  ['no key', { subject: good.subject }],
  ['a public key', { ...good, key: { ...key, d: undefined } }],
  ['a key of another curve', { ...good, key: { ...key, crv: 'P-384' } }],
  ['a short key', { ...good, key: { ...key, d: 'AAAA' } }],
  ['a service over plain http', { ...good, services: ['http://push.test'] }],
  ['any service', { ...good, services: ['https://*'] }],
  ['a service with a path', { ...good, services: ['https://push.test/a'] }],
  ['services without end', { ...good, services: Array(33).fill('https://push.test') }],
] as const)('a setting with %s is refused, without its value', ([, value]) => {
  expect(() => setting(value)).toThrow(/^setting-invalid: BELL: [a-z JSON]+$/);
});
