import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

describe('the relay as it is deployed', () => {
  it('INV-9: holds nothing of the engine: it cannot open what it keeps', async () => {
    const { metafile } = await build({
      entryPoints: ['worker/index.ts'],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      external: ['cloudflare:*', 'node:*'],
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.filter((path) => path.startsWith('shared/')).length).toBeGreaterThan(3);
    expect(inputs.filter((path) => /^(engine|widget|portal|demo|tests)\//.test(path))).toEqual([]);
    expect(inputs.filter((path) => path.includes('@noble/post-quantum'))).toEqual([]);
  });
});
