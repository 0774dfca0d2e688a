import { evictDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { limits } from '../../shared/limits.ts';
import { later } from '../testing/clock.ts';
import { signerOf, testEnv } from '../testing/portal.ts';

const host = 'keys.test';
const url = `https://${host}/jwks`;
const serve = (status: number, body: unknown) =>
  fetch(`http://network.test/${host}`, {
    method: 'POST',
    body: JSON.stringify({ status, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const asked = async (): Promise<number> => (await fetch(`http://network.test/${host}`)).json();
let made = 0;
const makeTenant = () => testEnv.TENANT_KEYS.get(testEnv.TENANT_KEYS.idFromName(`tenant-${made++}`));
const key = (kid: string) => {
  const { d: _, ...jwk } = signerOf('riverside');
  return { ...jwk, kid };
};
const kids = (keys: readonly { kid: string }[] | null) => keys?.map(({ kid }) => kid) ?? null;

test('keys are fetched once and kept for limits.jwksCacheMs', async () => {
  await serve(200, { keys: [key('a')] });
  const tenant = makeTenant();
  for (let i = 0; i < 3; i++) expect(kids(await tenant.keys(url, 'a'))).toEqual(['a']);
  expect(await asked()).toBe(1);
  later(limits.jwksCacheMs + 1);
  await tenant.keys(url, 'a');
  expect(await asked()).toBe(2);
});

test('an unknown key id asks the portal again, but never faster than limits.jwksRefetchMs', async () => {
  await serve(200, { keys: [key('a')] });
  const tenant = makeTenant();
  await tenant.keys(url, 'a');
  for (let i = 0; i < 5; i++) expect(kids(await tenant.keys(url, `guess-${i}`))).toEqual(['a']);
  expect(await asked()).toBe(1);
  await serve(200, { keys: [key('b')] });
  later(limits.jwksRefetchMs + 1);
  expect(kids(await tenant.keys(url, 'b'))).toEqual(['b']);
});

test('a portal that fails takes no keys away', async () => {
  await serve(200, { keys: [key('a')] });
  const tenant = makeTenant();
  await tenant.keys(url, 'a');
  for (const [status, body] of [
    [500, ''],
    [302, ''],
    [200, 'not JSON'],
    [200, { keys: 'none' }],
    [200, `{"keys":[],"padding":"${'x'.repeat(limits.jwksBytesMax)}"}`],
  ] as const) {
    await serve(status, body);
    later(limits.jwksCacheMs + 1);
    expect(kids(await tenant.keys(url, 'a'))).toEqual(['a']);
    expect(await asked()).toBe(1);
  }
});

test('keys survive a restart', async () => {
  await serve(200, { keys: [key('a')] });
  const tenant = makeTenant();
  await tenant.keys(url, 'a');
  await serve(500, '');
  await evictDurableObject(tenant);
  expect(kids(await tenant.keys(url, 'a'))).toEqual(['a']);
  expect(await asked()).toBe(0);
});

test('without any keys the answer is none, and a portal that comes up is heard soon', async () => {
  await serve(500, '');
  const tenant = makeTenant();
  expect(await tenant.keys(url, 'a')).toBe(null);
  await serve(200, { keys: [key('a')] });
  later(1_000);
  expect(kids(await tenant.keys(url, 'a'))).toEqual(['a']);
});

test('only public keys of the kinds that passports use are kept', async () => {
  await serve(200, {
    keys: [
      { ...key('a'), d: 'secret' },
      { kty: 'oct', kid: 'b', k: 'AAAA' },
      { kty: 'RSA', kid: 'c', n: 'AAAA', e: 'AQAB' },
      { ...key('d'), use: 'enc' },
      { ...key('e'), kid: 7 },
      ...Array.from({ length: limits.jwksKeysMax + 4 }, (_, i) => key(`more-${i}`)),
    ],
  });
  const keys = (await makeTenant().keys(url, 'a'))!;
  expect(keys).toHaveLength(limits.jwksKeysMax);
  expect(kids(keys)!.slice(0, 2)).toEqual(['a', 'more-0']);
  expect(JSON.stringify(keys)).not.toContain('secret');
});
