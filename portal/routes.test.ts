import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { fromBase64url } from '../shared/bytes.ts';
import { jsonPart, readClaims, splitPassport } from '../shared/passport.ts';
import { readRoster, splitRoster } from '../shared/roster.ts';
import {
  bedsideRoutes,
  conversationId,
  generatePortalKeys,
  type Person,
  type PortalSettings,
  personVaultSecret,
  portalKeysFrom,
  rosterHash,
  vaultPublicKey,
} from './index.ts';

const keys = generatePortalKeys();
const issuer = 'https://portal.example';
const room = (patient: string) =>
  conversationId({ roomSecret: keys.roomSecret, patient, encounter: 'e', topic: 'clinical' });
const people: Record<string, Person> = {
  maya: { id: 'maya', name: 'Maya Okafor', amr: ['pwd'] },
  sam: { id: 'sam', name: 'Sam Whitfield' },
};
const deviceKey = await exportJWK((await generateKeyPair('EdDSA')).publicKey);

const appWith = (more: Partial<PortalSettings> = {}) =>
  bedsideRoutes({
    keys,
    issuer,
    whoIs: (request) => people[request.headers.get('cookie') ?? ''] ?? null,
    mayEnter: ({ person, conversation }) =>
      conversation === room(person.id)
        ? { topic: 'clinical', role: 'patient', can: ['read', 'write'], hist: 'chain', lifetimeS: 3600 }
        : null,
    ...more,
  });
const post = (body: unknown, headers: Record<string, string | undefined> = {}) => {
  const all = {
    cookie: 'maya',
    origin: issuer,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    ...headers,
  };
  return new Request(`${issuer}/chat/passport`, {
    method: 'POST',
    headers: Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
};
const asked = { conversation: room('maya'), deviceKey };
const answer = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

describe('POST passport', () => {
  it('gives the secret of the person’s vault in that conversation: the same every time, another for each of both', async () => {
    const secretFor = async (cookie: string, body: object, app = appWith({ mayEnter: () => grant })) => {
      const response = await app.request(post(body, { cookie }));
      return ((await response.json()) as { vault?: { policy: string; secret: string } }).vault;
    };
    const grant = { topic: 'clinical', role: 'patient', can: ['read'] } as const;
    const there = { ...asked, conversation: room('elsewhere') };
    const one = await secretFor('maya', asked);
    expect(one).toEqual({ policy: 'portal', secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await secretFor('maya', asked)).toEqual(one);
    const all = [one, await secretFor('sam', asked), await secretFor('maya', there)];
    expect(new Set(all.map((vault) => vault!.secret)).size).toBe(3);
  });
  it('signs a roster of those who may come, which the passport names, with vaults for those who may have what was said', async () => {
    const members = [
      { id: 'maya', name: 'Maya Okafor', hist: 'chain' },
      { id: 'sam', hist: 'chain' },
      { id: 'guest' },
    ] as const;
    const read = async (more: Partial<PortalSettings>) => {
      const app = appWith({ members: () => ({ version: 7, members }), suite: 1, ...more });
      const body = (await (await app.request(post(asked))).json()) as { passport: string; roster: string };
      const { rv, rh, sub } = readClaims(
        jsonPart(fromBase64url(splitPassport(body.passport).jwt.split('.')[1]!)),
      );
      expect({ rv, rh }).toEqual({ rv: 7, rh: rosterHash(body.roster) });
      const roster = readRoster(jsonPart(fromBase64url(splitRoster(body.roster)[1])));
      return { roster, sub };
    };
    const { roster, sub } = await read({});
    expect(roster).toMatchObject({ iss: issuer, conversation: room('maya'), version: 7 });
    const [maya, sam, guest] = roster.entries;
    expect([maya, guest]).toMatchObject([
      { sub, name: 'Maya Okafor' },
      { name: null, vault: null },
    ]);
    const { vaultSecret } = keys;
    const secret = personVaultSecret({ vaultSecret: vaultSecret!, sub, conversation: room('maya') });
    expect(maya!.vault).toEqual(vaultPublicKey(1, secret));
    expect(sam!.vault).not.toEqual(maya!.vault);
    for (const vaults of ['own', 'none'] as const)
      expect((await read({ vaults })).roster.entries.map(({ vault }) => vault)).toEqual([null, null, null]);
  });
  it('gives no roster where nobody is waited for, and says `internal` of one that cannot stand', async () => {
    const body = await (await appWith({ members: () => null }).request(post(asked))).json();
    expect(Object.keys(body as object)).toEqual(['passport', 'vault']);
    const twice = { version: 1, members: [{ id: 'sam' }, { id: 'sam' }] };
    for (const bad of [twice, { ...twice, version: -1 }, { version: 1, members: [{ id: '' }] }])
      expect(await answer(await appWith({ members: () => bad }).request(post(asked)))).toEqual([
        500,
        'internal',
      ]);
  });
  it('gives none where policy keeps none, or the keys are from before there were vaults', async () => {
    const { vaultSecret: _, ...old } = keys;
    for (const more of [{ vaults: 'none' }, { keys: portalKeysFrom(old) }] as const) {
      const body = await (await appWith(more).request(post(asked))).json();
      expect(Object.keys(body as object)).toEqual(['passport']);
    }
  });
  it('gives a passport under a pseudonym to the person who is signed in', async () => {
    const response = await appWith().request(post(asked));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { passport } = (await response.json()) as { passport: string };
    const { jwt, disclosures } = splitPassport(passport);
    const claims = readClaims(jsonPart(fromBase64url(jwt.split('.')[1]!)));
    expect(claims).toMatchObject({
      conversation: room('maya'),
      role: 'patient',
      amr: ['pwd'],
      hist: 'chain',
    });
    expect(claims.exp - claims.iat).toBe(3600);
    expect(claims.sub).not.toContain('maya');
    expect(Buffer.from(disclosures[0]!, 'base64url').toString()).toContain('Maya Okafor');
  });
  it('denies by default: no session, another person’s room, a room that does not exist', async () => {
    const app = appWith();
    expect(await answer(await app.request(post(asked, { cookie: undefined })))).toEqual([
      401,
      'session-expired',
    ]);
    expect(await answer(await app.request(post(asked, { cookie: 'sam' })))).toEqual([403, 'not-permitted']);
    const nowhere = { ...asked, conversation: room('nobody') };
    expect(await answer(await app.request(post(nowhere)))).toEqual([403, 'not-permitted']);
  });
  it('answers only the portal’s own pages', async () => {
    const app = appWith();
    const foreign = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': undefined },
      { origin: undefined, 'sec-fetch-site': 'cross-site' },
      { origin: undefined, 'sec-fetch-site': 'same-site' },
      { origin: 'https://blog.portal.example', 'sec-fetch-site': 'same-site' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
      { origin: undefined, 'sec-fetch-site': 'none' },
      { origin: undefined, 'sec-fetch-site': undefined },
    ];
    for (const headers of foreign)
      expect(await answer(await app.request(post(asked, headers)))).toEqual([403, 'origin-refused']);
    const listed = appWith({ origins: [issuer, 'https://chart.portal.example'] });
    const sister = { origin: 'https://chart.portal.example', 'sec-fetch-site': 'same-site' };
    expect((await listed.request(post(asked, sister))).status).toBe(200);
    expect((await app.request(post(asked, { 'sec-fetch-site': undefined }))).status).toBe(200);
  });
  it('refuses what is not a small JSON object with a conversation and a public key', async () => {
    const app = appWith();
    const refused = async (body: unknown, headers = {}) =>
      expect(await answer(await app.request(post(body, headers)))).toEqual([400, 'request-malformed']);
    await refused('{');
    await refused('null');
    await refused([]);
    await refused({ ...asked, conversation: 'x' });
    await refused({ ...asked, deviceKey: undefined });
    await refused({ ...asked, deviceKey: { ...deviceKey, d: deviceKey.x } });
    await refused({ ...asked, padding: 'x'.repeat(5000) });
    await refused(asked, { 'content-type': 'text/plain' });
    const streamed = new Request(`${issuer}/chat/passport`, {
      method: 'POST',
      headers: { cookie: 'maya', origin: issuer, 'content-type': 'application/json' },
      body: new Blob(['{"padding":"', 'x'.repeat(9000), '"}']).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(await answer(await app.request(streamed))).toEqual([400, 'request-malformed']);
  });
  it('says `internal` and nothing more when the portal’s own code fails, and logs nothing', async () => {
    const spies = (['log', 'error', 'warn', 'info'] as const).map((name) => vi.spyOn(console, name));
    const report = vi.fn();
    const broken = appWith({
      report,
      mayEnter: () => {
        throw new Error('no such patient: Maya Okafor');
      },
    });
    const response = await broken.request(post(asked));
    expect(await response.text()).toBe('{"code":"internal"}');
    expect(response.status).toBe(500);
    const badGrant = appWith({ report, mayEnter: () => ({ topic: '', role: 'patient', can: [] }) });
    expect(await answer(await badGrant.request(post(asked)))).toEqual([500, 'internal']);
    expect(report).toHaveBeenCalledTimes(2);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe('GET rooms', () => {
  const get = (headers: Record<string, string>) => new Request(`${issuer}/chat/rooms`, { headers });
  const rooms = [{ conversation: room('maya'), topic: 'clinical', label: 'Your visit' }];
  it('lists the person’s rooms to the portal’s own pages', async () => {
    const app = appWith({ roomsOf: (person) => (person.id === 'maya' ? rooms : []) });
    const response = await app.request(get({ cookie: 'maya', 'sec-fetch-site': 'same-origin' }));
    expect(await response.json()).toEqual(rooms);
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
    const cross = await app.request(get({ cookie: 'maya', 'sec-fetch-site': 'cross-site' }));
    expect(await answer(cross)).toEqual([403, 'origin-refused']);
    expect(await answer(await app.request(get({})))).toEqual([401, 'session-expired']);
  });
  it('is not there where the portal has no inbox', async () => {
    expect(await answer(await appWith().request(get({ cookie: 'maya' })))).toEqual([404, 'not-found']);
  });
});

describe('GET jwks.json', () => {
  it('is for everyone, for five minutes, and has public halves only', async () => {
    const response = await appWith({ path: '/patient/chat' }).request('/.well-known/jwks.json', {
      headers: { origin: 'https://anywhere.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const text = await response.text();
    expect(JSON.parse(text).keys).toHaveLength(1);
    expect(text).not.toContain(keys.signingKey.d);
    expect(JSON.parse(text).keys[0].d).toBe(undefined);
  });
  it('is the only route that other origins may read', async () => {
    const response = await appWith().request(post(asked));
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
  });
});
