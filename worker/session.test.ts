import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { expect, test, vi } from 'vitest';
import { limits } from '../shared/limits.ts';
import { createRelay } from './app.ts';
import { Client, openSession, upgrade } from './testing/client.ts';
import { later, setClockRight } from './testing/clock.ts';
import {
  type DeviceKey,
  makeConversation,
  makeDeviceKey,
  makeProof,
  mintPassport,
  nowS,
  type PassportWish,
  postSession,
  relayFetch,
  relayUrl,
  signerOf,
  testEnv,
} from './testing/portal.ts';

/** Asks for a session with a passport and a proof bent as the test likes. */
async function ask(
  wish: Partial<PassportWish> = {},
  more: {
    proof?: Record<string, unknown>;
    header?: Record<string, unknown>;
    prover?: DeviceKey;
    tenant?: string;
    headers?: Record<string, string>;
    passport?: (passport: string) => string;
  } = {},
): Promise<{ status: number; code: string | undefined; response: Response }> {
  const key = await makeDeviceKey();
  const minted = await mintPassport({ conversation: makeConversation(), jkt: key.jkt, ...wish });
  const passport = more.passport?.(minted) ?? minted;
  const proof = await makeProof(more.prover ?? key, passport, more.proof, more.header);
  const response = await postSession(passport, proof, {
    ...(more.tenant === undefined ? {} : { tenant: more.tenant }),
    ...(more.headers === undefined ? {} : { headers: more.headers }),
  });
  const body = (await response.clone().json()) as { code?: string };
  return { status: response.status, code: body.code, response };
}

test('a passport and a proof open a session, and the ticket opens a socket that speaks bedside.v1 alone', async () => {
  const { room, ticket } = await openSession(makeConversation());
  expect(room).toMatch(/^[\w-]{43}$/);
  expect(ticket).toMatch(/^[\w-]{43,}$/);
  const response = await upgrade(room, ticket);
  expect(response.status).toBe(101);
  expect(response.headers.get('Sec-WebSocket-Protocol')).toBe('bedside.v1');
});

test.for([
  ['an unknown tenant', {}, { tenant: 'nowhere' }, 404, 'tenant-unknown'],
  ['a tenant whose keys were never seen', {}, { tenant: 'absent' }, 503, 'tenant-unreachable'],
  ['another tenant’s passport', { tenant: 'lakeside' }, {}, 401, 'passport-untrusted'],
  [
    'an issuer that is not the tenant’s',
    { claims: { iss: 'https://lakeside.test' } },
    {},
    403,
    'passport-elsewhere',
  ],
  ['an audience that is not bedside', { claims: { aud: 'other' } }, {}, 400, 'passport-malformed'],
  ['a segment below 0', { claims: { seg: -1 } }, {}, 400, 'passport-malformed'],
  ['a segment that is not a whole number', { claims: { seg: 1.5 } }, {}, 400, 'passport-malformed'],
  ['a segment of more than 32 bits', { claims: { seg: 2 ** 32 } }, {}, 400, 'passport-malformed'],
  ['a right that is not in the table', { claims: { can: ['rule'] } }, {}, 400, 'passport-malformed'],
  [
    'a passport that is over',
    { claims: { iat: nowS() - 900, exp: nowS() - 60 } },
    {},
    401,
    'passport-expired',
  ],
  [
    'a passport from the future',
    { claims: { iat: nowS() + 90, exp: nowS() + 900 } },
    {},
    401,
    'passport-expired',
  ],
  [
    'a passport that would live too long',
    { claims: { exp: nowS() + 31 * 86400 } },
    {},
    400,
    'passport-malformed',
  ],
  ['a type that is not the passport’s', { header: { typ: 'JWT' } }, {}, 400, 'passport-malformed'],
  [
    'a key id that the tenant does not publish',
    { header: { kid: 'riverside-0' } },
    {},
    401,
    'passport-untrusted',
  ],
  [
    'disclosures, which the relay must never see',
    { disclosures: 'WyJzYWx0Il0~' },
    {},
    400,
    'passport-malformed',
  ],
  ['text behind the last tilde', {}, { passport: (p: string) => `${p}x` }, 400, 'passport-malformed'],
  ['the unsecured algorithm', {}, { passport: unsecured }, 400, 'passport-malformed'],
  ['a payload changed after it was signed', {}, { passport: changed }, 401, 'passport-untrusted'],
  ['a proof for another method', {}, { proof: { htm: 'GET' } }, 401, 'proof-invalid'],
  ['a proof for another relay', {}, { proof: { htu: 'https://evil.test/v1/session' } }, 401, 'proof-invalid'],
  ['a proof for another path', {}, { proof: { htu: `${relayUrl}/v1/vault` } }, 401, 'proof-invalid'],
  ['a proof for another passport', {}, { proof: { ath: 'A'.repeat(43) } }, 401, 'proof-invalid'],
  ['a proof without a passport', {}, { proof: { ath: undefined } }, 401, 'proof-invalid'],
  ['a proof that is too old', {}, { proof: { iat: nowS() - 120 } }, 401, 'clock-off'],
  ['a proof from the future', {}, { proof: { iat: nowS() + 60 } }, 401, 'clock-off'],
  ['a proof without an id', {}, { proof: { jti: '' } }, 401, 'proof-invalid'],
  ['a proof with an endless id', {}, { proof: { jti: 'x'.repeat(129) } }, 401, 'proof-invalid'],
  ['a proof of another type', {}, { header: { typ: 'JWT' } }, 401, 'proof-invalid'],
  ['a proof without a key', {}, { header: { jwk: undefined } }, 401, 'proof-invalid'],
  ['a page of a foreign origin', {}, { headers: { Origin: 'https://evil.test' } }, 403, 'origin-refused'],
  [
    'a page of another tenant’s origin',
    {},
    { headers: { Origin: 'https://lakeside.test' } },
    403,
    'origin-refused',
  ],
  ['a page without an origin', {}, { headers: { Origin: 'null' } }, 403, 'origin-refused'],
  [
    'a body that says it is text',
    {},
    { headers: { 'Content-Type': 'text/plain' } },
    400,
    'request-malformed',
  ],
] as const)('a session is refused to %s', async ([, wish, more, status, code]) => {
  const answer = await ask(wish, more);
  expect([answer.status, answer.code]).toEqual([status, code]);
});

function unsecured(passport: string): string {
  const header = btoa(JSON.stringify({ alg: 'none', typ: 'bedside-passport+sd-jwt', kid: 'riverside-1' }));
  return `${header.replaceAll('=', '')}.${passport.split('.')[1]}.AAAA~`;
}

function changed(passport: string): string {
  const [header, payload, signature] = passport.split('.') as [string, string, string];
  const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  const forged = btoa(JSON.stringify({ ...claims, can: ['read', 'write', 'remove'] }));
  return `${header}.${forged.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.${signature}`;
}

test('a passport that the relay signed itself is worth nothing, even under the tenant’s own key id', async () => {
  const relay = await generateKeyPair('ES256', { extractable: true });
  const signer = { ...(await exportJWK(relay.privateKey)), kid: signerOf('riverside').kid! };
  expect(await ask({ signer })).toMatchObject({ status: 401, code: 'passport-untrusted' });
});

test('another device’s key does not open what the passport binds to its own', async () => {
  const prover = await makeDeviceKey();
  expect(await ask({}, { prover })).toMatchObject({ status: 401, code: 'passport-device' });
});

test('a proof that carries a private key is refused', async () => {
  const key = await makeDeviceKey();
  const jwk = { ...key.jwk, d: 'A'.repeat(43) };
  expect(
    await ask({ jkt: await calculateJwkThumbprint(key.jwk) }, { prover: key, header: { jwk } }),
  ).toMatchObject({
    status: 401,
    code: 'proof-invalid',
  });
});

test('a proof is taken once', async () => {
  const key = await makeDeviceKey();
  const passport = await mintPassport({ conversation: makeConversation(), jkt: key.jkt });
  const proof = await makeProof(key, passport);
  expect((await postSession(passport, proof)).status).toBe(201);
  const again = await postSession(passport, proof);
  expect(again.status).toBe(401);
  expect(await again.json()).toEqual({ code: 'proof-replayed' });
});

test('a body that is too long, no JSON, or says more than it should is refused', async () => {
  const post = (body: string) =>
    relayFetch('/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  for (const body of [
    JSON.stringify({ tenant: 'riverside', passport: 'x'.repeat(limits.passportBytesMax + 2000) }),
    '{',
    '[]',
    '{"tenant":"riverside"}',
    '{"tenant":"riverside","passport":"a.b.c~","name":"Ann"}',
  ]) {
    const response = await post(body);
    expect([response.status, await response.json()]).toEqual([400, { code: 'request-malformed' }]);
  }
});

test('an answer may be read by pages of the tenant’s own origins and by no others', async () => {
  const preflight = (Origin: string) => relayFetch('/v1/session', { method: 'OPTIONS', headers: { Origin } });
  const allowed = await preflight('https://riverside.test');
  expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe('https://riverside.test');
  expect(allowed.headers.get('Access-Control-Allow-Headers')).toBe('content-type, dpop');
  expect((await preflight('https://evil.test')).headers.get('Access-Control-Allow-Origin')).toBe(null);
  const { response } = await ask({}, { headers: { Origin: 'https://riverside.test' } });
  expect(response.status).toBe(201);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://riverside.test');
  expect(response.headers.get('Vary')).toBe('Origin');
});

test('every answer of the API is uncached, unsniffed and unrendered', async () => {
  for (const response of [
    await relayFetch('/v1/health'),
    await relayFetch('/v1/nothing'),
    (await ask()).response,
  ]) {
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  }
});

test('INV-10: what goes wrong inside is `internal`, and not one word more', async () => {
  const relay = createRelay({
    verifyPassport: async () => {
      throw new Error('Ann Patient');
    },
  });
  const body = JSON.stringify({ tenant: 'riverside', passport: 'a.b.c~' });
  const headers = { 'Content-Type': 'application/json' };
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  for (const env of [testEnv, { ...testEnv, TENANTS: '{"Ann Patient"' }]) {
    const response = await relay.request(`${relayUrl}/v1/session`, { method: 'POST', headers, body }, env);
    expect([response.status, await response.text()]).toEqual([500, '{"code":"internal"}']);
  }
  expect(said.mock.calls).toEqual([['setting-invalid: TENANTS: not JSON']]);
  said.mockRestore();
});

test('what is not there is a coded 404, and health is a yes', async () => {
  for (const path of ['/v1/nothing', '/v1/rooms/short/socket', '/nothing.js']) {
    const response = await relayFetch(path);
    expect([response.status, await response.json()]).toEqual([404, { code: 'not-found' }]);
  }
  const health = await relayFetch('/v1/health');
  expect([health.status, await health.json()]).toEqual([200, { ok: true }]);
});

test('a ticket opens one socket, once', async () => {
  const { room, ticket } = await openSession(makeConversation());
  expect((await upgrade(room, ticket)).status).toBe(101);
  const again = await upgrade(room, ticket);
  expect([again.status, await again.json()]).toEqual([401, { code: 'ticket-invalid' }]);
});

test('a ticket is good for limits.ticketMs', async () => {
  const { room, ticket } = await openSession(makeConversation());
  later(limits.ticketMs + 1);
  expect((await upgrade(room, ticket)).status).toBe(401);
});

test('a ticket of one room is worth nothing in another', async () => {
  const [here, there] = [await openSession(makeConversation()), await openSession(makeConversation())];
  expect(here.room).not.toBe(there.room);
  expect((await upgrade(there.room, here.ticket)).status).toBe(401);
  expect((await upgrade(here.room, here.ticket)).status).toBe(101);
});

test('a guess at a room’s name opens nothing', async () => {
  const response = await upgrade('A'.repeat(43), 'B'.repeat(43));
  expect([response.status, await response.json()]).toEqual([401, { code: 'ticket-invalid' }]);
});

test('a socket is for pages of the tenant’s origins, and for upgrades', async () => {
  const first = await openSession(makeConversation());
  const refused = await upgrade(first.room, first.ticket, { Origin: 'https://evil.test' });
  expect([refused.status, await refused.json()]).toEqual([403, { code: 'origin-refused' }]);
  const second = await openSession(makeConversation());
  expect((await upgrade(second.room, second.ticket, { Origin: 'https://riverside.test' })).status).toBe(101);
  const plain = await relayFetch(`/v1/rooms/${first.room}/socket`);
  expect([plain.status, await plain.json()]).toEqual([426, { code: 'request-malformed' }]);
});

test('two tenants never meet: the same conversation id is another room', async () => {
  const conversation = makeConversation();
  const ours = await openSession(conversation);
  const theirs = await openSession(conversation, { tenant: 'lakeside' });
  expect(ours.room).not.toBe(theirs.room);
});

test('a passport for one conversation is worth nothing in another: the room follows from what was signed', async () => {
  const key = await makeDeviceKey();
  const [one, other] = [makeConversation(), makeConversation()];
  const { room } = await openSession(one, { key });
  expect((await openSession(other, { key })).room).not.toBe(room);
  expect((await openSession(one, { key })).room).toBe(room);
});

test('a session ends with its passport, with its age, and with its idleness (INV-12)', async () => {
  const cases = [
    { claims: { exp: nowS() + 60 }, laterMs: 60_000 + limits.clockSkewMs + 1000 },
    { claims: {}, laterMs: limits.sessionIdleMs + 1000 },
    { claims: { exp: nowS() + 86400 * 2 }, laterMs: limits.sessionAbsoluteMs + 1000 },
  ];
  for (const { claims, laterMs } of cases) {
    const { client } = await Client.join(makeConversation(), { claims });
    later(laterMs);
    client.say({ type: 'group' });
    expect((await client.hear('bye')).code).toBe('session-expired');
    expect(await client.hearClose()).toMatchObject({ code: 4401 });
    setClockRight();
  }
});

test('sessions are braked, each device by itself (INV-12)', async () => {
  later(0);
  const key = await makeDeviceKey();
  const conversation = makeConversation();
  for (let i = 0; i < limits.sessionsPerMinute; i++) await openSession(conversation, { key });
  await expect(openSession(conversation, { key })).rejects.toThrow('429 {"code":"slow-down"}');
  await openSession(conversation);
});

test('a room takes limits.membersMax persons and refuses the next (INV-12)', async () => {
  const conversation = makeConversation();
  for (let i = 0; i < limits.membersMax; i++)
    await openSession(conversation, { claims: { sub: `person-${i}` } });
  await expect(openSession(conversation, { claims: { sub: 'one more' } })).rejects.toThrow(
    '409 {"code":"room-full"}',
  );
  await openSession(conversation, { claims: { sub: 'person-0' } });
});
