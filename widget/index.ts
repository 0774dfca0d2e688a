import { BedsideChat } from './chat.ts';
import { define } from './define.ts';
import { fetchFiles, type KnownFiles } from './fetch-files.ts';
import { plug } from './plug.ts';

/** What each import needs, said by the build (scripts/build.ts). Unbuilt, a browser finds out by itself. */
declare const builtFiles: KnownFiles | undefined;
const known = typeof builtFiles === 'undefined' ? {} : builtFiles;
const base = import.meta.url;

/** What is fetched later is known to a file of its own, which has its hash here as the others do. */
async function later(): Promise<KnownFiles> {
  const [file] = known['parts'] ?? [];
  if (file === undefined) return {};
  await fetchFiles([file], base);
  return ((await import(/* @vite-ignore */ new URL(file[0], base).href)) as { parts: KnownFiles }).parts;
}

// Words of another language are wanted with the first screen.
if (globalThis.document && !/^en\b/.test(document.documentElement.lang || navigator.language))
  later().catch(() => {});

plug(async (part) => {
  const files = known[part] ?? (await later())[part] ?? [];
  await fetchFiles(files, base);
  return `${new URL(files[0]?.[0] ?? '', base)}`;
});
define();

export { BedsideChat };
