import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../shared/errors.ts';
import { limits } from '../shared/limits.ts';
import { readRevocation, revocationType } from '../shared/revocation.ts';
import { isRevokedBy } from '../shared/revoked.ts';
import {
  conversationId,
  generatePortalKeys,
  jwks,
  mintRevocation,
  type RevocationRequest,
  sendRevocation,
} from './index.ts';

const keys = generatePortalKeys();
const issuer = 'https://portal.example';
const nowMs = 1_790_000_000_000;
const wish: RevocationRequest = {
  keys,
  issuer,
  conversation: conversationId({
    roomSecret: keys.roomSecret,
    patient: 'MRN-0042',
    encounter: 'enc-7',
    topic: 'clinical',
  }),
  sub: 'p-1',
  nowMs,
};
const read = async (token: string) =>
  readRevocation(
    (
      await jwtVerify(token, createLocalJWKSet(jwks(keys) as never), {
        typ: revocationType,
        issuer,
        audience: 'bedside',
        currentDate: new Date(nowMs),
      })
    ).payload,
  );

describe('a revocation', () => {
  it('verifies with jose against the JWKS, and says whom, where and until when it may be handed in', async () => {
    expect(await read(await mintRevocation(wish))).toMatchObject({
      iss: issuer,
      sub: 'p-1',
      did: null,
      conversation: wish.conversation,
      iat: nowMs / 1000,
      exp: (nowMs + limits.revocationLifetimeMs) / 1000,
    });
    expect((await read(await mintRevocation({ ...wish, deviceId: 'd-1' }))).did).toBe('d-1');
  });

  it('ends passports of its person, device and time, and no others', async () => {
    const person = await read(await mintRevocation(wish));
    const device = await read(await mintRevocation({ ...wish, deviceId: 'd-1' }));
    const { iat } = person;
    const passport = { sub: 'p-1', did: 'd-1', iat };
    for (const one of [person, device]) {
      expect(isRevokedBy(one, passport)).toBe(true);
      expect(isRevokedBy(one, { ...passport, iat: iat + 1 })).toBe(false);
      expect(isRevokedBy(one, { ...passport, sub: 'p-2' })).toBe(false);
    }
    expect(isRevokedBy(person, { ...passport, did: 'd-2' })).toBe(true);
    expect(isRevokedBy(device, { ...passport, did: 'd-2' })).toBe(false);
  });

  it.each([
    ['conversation', { conversation: 'nowhere' }],
    ['person', { sub: '' }],
    ['device', { deviceId: 'd'.repeat(65) }],
    ['issuer', { issuer: 'http://portal.example' }],
  ])('is not minted for what is no %s', async (_, bent) => {
    await expect(mintRevocation({ ...wish, ...bent })).rejects.toMatchObject({ code: 'request-malformed' });
  });
});

describe('handing it to the relay', () => {
  let answer: { status: number; body: string } = { status: 201, body: '{"ok":true}' };
  const asked: string[] = [];
  const relay = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(answer.status).end(answer.body);
    });
  });
  const url = new Promise<string>((done) =>
    relay.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`)),
  );
  afterAll(() => relay.close());

  it('resolves when it was taken, now or before', async () => {
    await sendRevocation(await url, 'a.b.c');
    answer = { status: 200, body: '{"ok":true}' };
    await sendRevocation(await url, 'a.b.c');
    expect(asked).toEqual(Array(2).fill('POST /v1/revocations {"revocation":"a.b.c"}'));
  });

  it('throws the relay’s code, and says when there is no relay', async () => {
    const code = (relay: string) => sendRevocation(relay, 'a.b.c').catch(codeOf);
    answer = { status: 401, body: '{"code":"revocation-invalid"}' };
    expect(await code(await url)).toBe('revocation-invalid');
    answer = { status: 500, body: '<html>' };
    expect(await code(await url)).toBe('relay-invalid');
    expect(await code('http://127.0.0.1:9')).toBe('relay-unreachable');
  });
});
