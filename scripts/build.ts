import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, type Rolldown, build as viteBuild } from 'vite';
import { licensesIn } from './bundle/licenses.ts';
import { oldPages } from './bundle/old-pages.ts';
import { withOwnNames } from './bundle/own-names.ts';
import { squeeze } from './bundle/squeeze.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
/** What the relay serves beside its API: `bedside.js`, and files with a hash in their names. */
export const assetsDir = join(root, 'dist', 'assets');

/** What a build made, as paths in its folder. */
export interface Built {
  /** The script tag's file, and its `integrity`. */
  readonly element: string;
  readonly integrity: string;
  /** What the conversation's view needs, and the engine, for the suite that is preferred. */
  readonly view: readonly string[];
  readonly talk: readonly string[];
  /** What a page needs besides to hold a framed conversation. */
  readonly frame: readonly string[];
  /** What is fetched when it is wanted, by part: the files that no other of these has. */
  readonly later: Readonly<Record<string, readonly string[]>>;
}

const view = join(root, 'widget/view.ts');
const talk = join(root, 'widget/ports/open-talk.ts');
const frame = join(root, 'widget/frame/frame-view.ts');

/** One bundle: a file for each entry, and files that they share or load later. Throws where it does not compile. */
async function bundle(
  outDir: string,
  entries: Readonly<Record<string, string>>,
  names: string,
  plugins: Plugin[] = [],
  define: Readonly<Record<string, string>> = {},
  /** `iife`: for who loads it as a script, and not as a module. */
  format: 'es' | 'iife' = 'es',
): Promise<readonly Rolldown.OutputChunk[]> {
  const built = (await viteBuild({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [...plugins, oldPages(join(root, 'shared/plain-page.ts')), squeeze(root)],
    define: { ...define, 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      minify: false,
      reportCompressedSize: false,
      // A library's build does without the code that an application's has around every import().
      lib: { entry: entries, formats: [format], name: 'bedside' },
      rolldownOptions: {
        // What is fetched later takes what it shares with the first files from these: no file is there for sharing alone.
        preserveEntrySignatures: 'allow-extension',
        // Nothing there does anything by being imported: what only later parts use is left to them.
        treeshake: { moduleSideEffects: (id: string) => !/\/(engine|shared)\/[\w/-]+\.ts$/.test(id) },
        checks: { ineffectiveDynamicImport: false },
        output: {
          entryFileNames: names,
          chunkFileNames: 'assets/[name]-[hash].js',
          minifyInternalExports: true,
          minify: true,
          comments: false,
          // What files share stands in two more, not in as many as there are kinds of sharing: each is compressed by itself.
          // The engine loads nothing of Lit and the view's.
          codeSplitting: format === 'es' && {
            groups: [
              {
                name: 'words',
                minShareCount: 2,
                test: /\/(shared|widget\/(passport-request|scope)\.ts)/,
                priority: 1,
              },
              // What only later files share is left to them.
              {
                name: 'elements',
                minShareCount: 2,
                test: /\/(widget\/(?!search\/|bell\/|icons-more|stay|rooms\.)|node_modules\/(lit|@lit)[^/]*\/)/,
              },
            ],
          },
        },
      },
    },
  })) as Rolldown.RolldownOutput[];
  const chunks = built[0]!.output.filter((file) => file.type === 'chunk');
  for (const [fileName, made] of withOwnNames(chunks)) {
    const code = withoutPaths(made);
    const file = join(outDir, fileName);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, code);
  }
  return chunks;
}

/** Has imports of these modules, by their path in the project, stay imports: of files that are built already. */
const built = (files: ReadonlyMap<string, string>): Plugin => ({
  name: 'bedside-built',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.startsWith('.') || !importer) return null;
    const file = files.get(join(dirname(importer), source));
    return file === undefined ? null : { id: file, external: true };
  },
});

/**
 * The engine, and with it X-Wing: the source loads it when it is first used, which for the suite that is preferred is at
 * once. In one file they are smaller, and there is one thing less to wait for.
 */
const withXWing: Plugin = {
  name: 'bedside-with-x-wing',
  enforce: 'pre',
  transform(code, id) {
    if (id !== join(root, 'engine/mls/suite.ts')) return null;
    const atOnce = code.replace("(await import('./x-wing.ts')).xWing", 'xWingAtOnce');
    if (atOnce === code) throw new Error('X-Wing is loaded in another way by now');
    return { code: `import { xWing as xWingAtOnce } from './x-wing.ts';\n${atOnce}`, map: null };
  },
};

const laterImport = /\bimport\('((?:\.{1,2}\/)+(?:[\w-]+\/)*([\w-]+)\.ts)'\)/g;

/** Where a part is says the list of parts: the import() was there for the bundler. */
const withoutPaths = (code: string): string =>
  code.replace(/\((`[\w-]+`),\(\)=>import\(`\.\/[\w.-]+`\)\)/g, '($1)');

/** Has what is fetched later wait until its files were compared with their hashes (shared/part.ts). */
const withPartsCompared: Plugin = {
  name: 'bedside-with-parts-compared',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(`${root}/`) || id.includes('/node_modules/') || !laterImport.test(code)) return null;
    const compared = code.replace(laterImport, "fetchPart('$2', () => import('$1'))");
    return {
      code: `import { fetchPart } from ${JSON.stringify(join(root, 'shared/part.ts'))};\n${compared}`,
      map: null,
    };
  },
};

/** The widget has no setting for another suite than the preferred one: what the others need is left out of its engine. */
const withOneSuite: Plugin = {
  name: 'bedside-with-one-suite',
  enforce: 'pre',
  load: (id) => (id === join(root, 'engine/mls/suites-beside.ts') ? 'export const suitesBeside = {};' : null),
};

/** The files that `file` imports before it runs, itself first. */
function needsOf(chunks: readonly Rolldown.OutputChunk[], file: string): string[] {
  const imports = chunks.find(({ fileName }) => fileName === file)?.imports ?? [];
  return [...new Set([file, ...imports.flatMap((one) => needsOf(chunks, one))])];
}

const entryOf = (chunks: readonly Rolldown.OutputChunk[], name: string): string =>
  chunks.find((chunk) => chunk.isEntry && chunk.name === name)!.fileName;

/**
 * Builds the widget into a folder, which is emptied first, with the licenses of what is in it: from the last to the first: what few browsers fetch, each by itself, so that
 * nobody else has a byte more for sharing code with it; the view and the engine; the list of what those fetch later; and the
 * element, which knows the names and hashes of all that it fetches, and by the list of the rest. Throws where something does not compile.
 */
export async function build(outDir = assetsDir): Promise<Built> {
  // What is served is the production build, whatever environment it is built in: Lit ships another one.
  process.env['NODE_ENV'] = 'production';
  await rm(outDir, { recursive: true, force: true });

  const rare: Rolldown.OutputChunk[] = [];
  const rareFiles = new Map<string, string>();
  for (const name of ['curves-25519', 'ml-kem-768', 'chacha20-poly1305']) {
    const file = join(root, `engine/mls/${name}.ts`);
    const [chunk] = await bundle(outDir, { [name]: file }, 'assets/[name]-[hash].js');
    rare.push(chunk!);
    rareFiles.set(file, `./${chunk!.fileName.replace('assets/', '')}`);
  }

  const chunks = await bundle(outDir, { view, talk, frame }, 'assets/[name]-[hash].js', [
    built(rareFiles),
    withXWing,
    withOneSuite,
    withPartsCompared,
  ]);
  const entries = {
    view: entryOf(chunks, 'view'),
    talk: entryOf(chunks, 'talk'),
    frame: entryOf(chunks, 'frame'),
  };
  const needs = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, needsOf(chunks, file)]),
  );
  const first = new Set(Object.values(needs).flat());
  const later = Object.fromEntries(
    [...chunks.filter(({ isDynamicEntry }) => isDynamicEntry), ...rare]
      .filter(({ fileName }) => !first.has(fileName))
      .map(({ name, fileName }) => [
        name,
        needsOf([...chunks, ...rare], fileName).filter((file) => !first.has(file)),
      ]),
  );
  const hashed = (files: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(
      Object.entries(files).map(([name, list]) => [
        name,
        list.map((file) => [file, integrityOf(join(outDir, file), 'sha256')]),
      ]),
    );
  const parts = `export const parts=${JSON.stringify(hashed(later))};`;
  const partsFile = `assets/parts-${createHash('sha256').update(parts).digest('base64url').slice(0, 8)}.js`;
  await writeFile(join(outDir, partsFile), parts);
  const files = hashed({ ...needs, parts: [partsFile] });
  const builtAlready = new Map([
    [view, `./${entries.view}`],
    [talk, `./${entries.talk}`],
    [frame, `./${entries.frame}`],
  ]);
  await writeFile(join(outDir, 'licenses.txt'), licensesIn(root, [...rare, ...chunks]));
  // Each by itself: what a page's tag names is one file, and so is what the frame's document names.
  for (const [name, file] of Object.entries({ bedside: 'widget/index.ts', frame: 'widget/frame.ts' }))
    await bundle(outDir, { [name]: join(root, file) }, '[name].js', [built(builtAlready)], {
      builtFiles: JSON.stringify(files),
    });

  const worker = join(root, 'widget/bell/service-worker.ts');
  await bundle(outDir, { bell: worker }, '[name].js', [], {}, 'iife');

  await cp(join(root, 'worker/assets/_headers'), join(outDir, '_headers'));
  return {
    element: 'bedside.js',
    view: needs['view']!,
    talk: needs['talk']!,
    frame: needs['frame']!,
    later,
    integrity: integrityOf(join(outDir, 'bedside.js')),
  };
}

/** The `integrity` of a file that was built. */
const integrityOf = (file: string, hash: 'sha256' | 'sha384' = 'sha384'): string =>
  `${hash}-${createHash(hash).update(readFileSync(file)).digest('base64')}`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { element, integrity } = await build();
  console.log(`${element}: integrity="${integrity}"`);
}
