import { expect, test } from 'vitest';
import { framePage } from './frame.ts';
import { testEnv } from './testing/portal.ts';

test('a frame stands in pages that are isolated from other origins', () => {
  const { TENANTS } = testEnv;
  const tenants = JSON.stringify(
    Object.fromEntries(
      Object.entries(JSON.parse(TENANTS) as Record<string, { origins: string[] }>).map(([name, one]) => [
        name,
        { ...one, origins: [...one.origins, 'https://relay.test'] },
      ]),
    ),
  );
  const [tenant] = Object.keys(JSON.parse(tenants) as object);
  const { status, headers } = framePage(new Request('https://relay.test/v1/frame/x'), tenant!, tenants);
  expect(status).toBe(200);
  expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  expect(headers.get('Content-Security-Policy')).toContain('frame-ancestors https://');
});
