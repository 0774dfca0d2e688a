import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { type Request, Response } from 'miniflare';
import { defineConfig } from 'vitest/config';

const root = resolve(import.meta.dirname, '..');
// wrangler.toml names the folder that the build fills; the tests need it to exist and nothing in it.
mkdirSync(`${root}/dist/assets`, { recursive: true });

/** Two tenants with fresh signing keys for every run; the tests sign with them, the "network" below serves the public halves. */
const tenant = (kid: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const named = { kid, alg: 'ES256', use: 'sig' };
  return {
    private: { ...privateKey.export({ format: 'jwk' }), ...named },
    public: { ...publicKey.export({ format: 'jwk' }), ...named },
  };
};
const riverside = tenant('riverside-1');
const lakeside = tenant('lakeside-1');

/** What the tenants' origins answer; tests move it with a POST to http://network.test/<host>. */
const answers = new Map<string, { status: number; body: string; count: number }>([
  ['riverside.test', { status: 200, body: JSON.stringify({ keys: [riverside.public] }), count: 0 }],
  ['lakeside.test', { status: 200, body: JSON.stringify({ keys: [lakeside.public] }), count: 0 }],
]);

/**
 * A push service, https://push.test/<status>/<anything>: answers that status, or for `hang` nothing; keeps what it was sent by
 * path for a GET of http://network.test/push/<path>.
 */
const rings = new Map<string, { headers: Record<string, string>; method: string; body: string }[]>();
async function pushService(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { method, headers } = request;
  const ring = { method, headers: Object.fromEntries(headers), body: await request.text() };
  rings.set(pathname, [...(rings.get(pathname) ?? []), ring]);
  const wish = pathname.split('/')[1]!;
  if (wish === 'hang') await new Promise(() => {});
  if (wish === '307') return Response.redirect('https://riverside.test/moved', 307);
  return new Response(null, { status: Number(wish) });
}
const bellKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

export default defineConfig({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: `${root}/wrangler.toml` },
      miniflare: {
        bindings: {
          TENANTS: JSON.stringify(
            Object.fromEntries(
              ['riverside', 'lakeside', 'absent'].map((name) => [
                name,
                {
                  issuer: `https://${name}.test`,
                  jwks: `https://${name}.test/.well-known/jwks.json`,
                  origins: [`https://${name}.test`],
                },
              ]),
            ),
          ),
          BELL: JSON.stringify({
            subject: 'mailto:operator@relay.test',
            key: bellKey,
            services: ['https://push.test', 'https://*.names.push.test'],
          }),
          SIGNERS: JSON.stringify({ riverside: riverside.private, lakeside: lakeside.private }),
        },
        outboundService: async (request) => {
          const { hostname, pathname } = new URL(request.url);
          if (hostname.endsWith('push.test')) return pushService(request);
          if (pathname.startsWith('/push/'))
            return new Response(JSON.stringify(rings.get(pathname.slice('/push'.length)) ?? []));
          const host = hostname === 'network.test' ? pathname.slice(1) : hostname;
          const answer = answers.get(host);
          if (hostname === 'network.test' && request.method === 'POST') {
            answers.set(host, { ...JSON.parse(await request.text()), count: 0 });
            return new Response(null, { status: 204 });
          }
          if (hostname === 'network.test') return new Response(JSON.stringify(answer?.count ?? 0));
          if (answer === undefined) return new Response(null, { status: 502 });
          answer.count++;
          return new Response(answer.body, { status: answer.status });
        },
      },
    }),
  ],
  test: {
    name: 'worker',
    root,
    include: ['worker/**/*.test.ts'],
    testTimeout: 30_000,
    // Every test has rooms and devices of its own: one workerd serves all files.
    isolate: false,
    expect: { poll: { timeout: 5_000 } },
  },
});
