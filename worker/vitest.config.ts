import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { Response } from 'miniflare';
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
          SIGNERS: JSON.stringify({ riverside: riverside.private, lakeside: lakeside.private }),
        },
        outboundService: async (request) => {
          const { hostname, pathname } = new URL(request.url);
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
