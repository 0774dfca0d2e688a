import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/**
 * Builds the playground's conversation (widget/testing/sample.ts) into dist/demo, from where the demo's portal serves it:
 * the relay has no business with samples. Throws where it does not compile.
 */
export async function buildSample(): Promise<void> {
  await build({
    entryPoints: { sample: join(root, 'widget/testing/sample.ts') },
    outdir: join(root, 'dist', 'demo'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSample();
