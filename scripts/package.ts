/**
 * `npm run package`: the npm package `@bedside/chat`, in dist/package: ES modules that bring everything along, types that
 * need nothing but the DOM's, custom-elements.json. Nothing of it does anything on import but `define.js`, and nothing
 * throws on a server. Publish with `npm publish --provenance` from a CI that may sign.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { build as viteBuild } from 'vite';
import { squeeze } from './bundle/squeeze.ts';
import { manifest } from './manifest.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const source = join(root, 'widget', 'package');
export const packageDir = join(root, 'dist', 'package');

const modules = ['bedside', 'define', 'react'] as const;
/** Types of the tag, for those whose own way of writing needs no code of ours. */
const typesOnly = ['vue', 'svelte', 'solid', 'preact'] as const;

const entry = (name: string) => ({ types: `./${name}.d.ts`, import: `./${name}.js` });
const packageJson = (version: string) => ({
  name: '@bedside/chat',
  version,
  description: 'An end-to-end encrypted chat for healthcare, as one custom element',
  license: 'Apache-2.0',
  type: 'module',
  sideEffects: ['./define.js', './react.js'],
  exports: {
    '.': entry('bedside'),
    './define': entry('define'),
    './react': entry('react'),
    ...Object.fromEntries(typesOnly.map((name) => [`./${name}`, { types: `./${name}.d.ts` }])),
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  },
  types: './bedside.d.ts',
  customElements: 'custom-elements.json',
  peerDependencies: { react: '>=19' },
  peerDependenciesMeta: { react: { optional: true } },
  publishConfig: { access: 'public', provenance: true },
});

/** The types of one of our modules, by itself. Throws where they are not all written down. */
async function declarationsOf(name: string): Promise<string> {
  const { outputText, diagnostics } = ts.transpileDeclaration(
    await readFile(join(source, `${name}.ts`), 'utf8'),
    {
      fileName: `${name}.ts`,
      reportDiagnostics: true,
      compilerOptions: { isolatedDeclarations: true, declaration: true, target: ts.ScriptTarget.ES2024 },
    },
  );
  if (diagnostics?.length)
    throw new Error(`${name}.ts: ${ts.flattenDiagnosticMessageText(diagnostics[0]!.messageText, ' ')}`);
  return outputText.replace(/(['"]\.\/[\w-]+)\.ts(['"])/g, '$1.js$2');
}

/** Builds the package into {@link packageDir}. Throws where it does not compile. */
export async function buildPackage(): Promise<void> {
  process.env['NODE_ENV'] = 'production';
  await rm(packageDir, { recursive: true, force: true });
  await viteBuild({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [squeeze(root)],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: packageDir,
      target: 'es2023',
      // As a package, not as a page: whoever bundles it decides what is loaded when.
      lib: {
        entry: Object.fromEntries(modules.map((name) => [name, join(source, `${name}.ts`)])),
        formats: ['es'],
      },
      minify: true,
      rollupOptions: {
        external: ['react'],
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
  await mkdir(packageDir, { recursive: true });
  for (const name of ['public', ...modules])
    await writeFile(join(packageDir, `${name}.d.ts`), await declarationsOf(name));
  for (const name of (await readdir(source)).filter((one) => one.endsWith('.d.ts')))
    await cp(join(source, name), join(packageDir, name));
  // Whoever knows the class, or has registered it, knows its tag.
  for (const name of ['bedside', 'define']) {
    const types = join(packageDir, `${name}.d.ts`);
    await writeFile(types, `import type {} from './elements.js';\n${await readFile(types, 'utf8')}`);
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await writeFile(join(packageDir, 'package.json'), `${JSON.stringify(packageJson(version), null, 2)}\n`);
  await writeFile(join(packageDir, 'custom-elements.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  await cp(join(root, 'LICENSE'), join(packageDir, 'LICENSE'));
  await cp(join(source, 'README.md'), join(packageDir, 'README.md'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPackage();
