import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as viteBuild } from 'vite';

const root = resolve(fileURLToPath(import.meta.url), '../..');
/** What the relay serves beside its API: `bedside.js`, and chunks with a hash in their names. */
export const assetsDir = join(root, 'dist', 'assets');

/** Builds the widget into {@link assetsDir}. Throws where it does not compile. */
export async function build(): Promise<void> {
  // What is served is the production build, whatever environment it is built in: Lit ships another one.
  process.env['NODE_ENV'] = 'production';
  await rm(assetsDir, { recursive: true, force: true });
  await viteBuild({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: assetsDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: { bedside: join(root, 'widget/index.ts') },
        preserveEntrySignatures: 'strict',
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'assets/[name]-[hash].js',
        },
      },
    },
    base: './',
  });
  await cp(join(root, 'worker/assets/_headers'), join(assetsDir, '_headers'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
