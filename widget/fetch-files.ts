/** A file beside this script, and what it hashes to. */
export type BuiltFile = readonly [file: string, integrity: string];
/** The files that each part needs before it runs. */
export type KnownFiles = Readonly<Record<string, readonly BuiltFile[]>>;

const fetches = new Map<string, Promise<void>>();

/**
 * Fetches what an import() will need, all at once, and has the browser compare each file with its hash: with
 * `integrity` on the script tag, nothing but what was built together runs. Rejects where a file does not come or is another;
 * then nothing may be imported. Browsers that cannot do so (before 2023) import without.
 */
export async function fetchFiles(files: readonly BuiltFile[], base: string): Promise<void> {
  await Promise.all(
    files.map(([file, integrity]) => {
      const href = new URL(file, base).href;
      let fetched = fetches.get(href);
      if (!fetched) {
        fetched = fetchFile(href, integrity);
        fetches.set(href, fetched);
        fetched.catch(() => fetches.delete(href));
      }
      return fetched;
    }),
  );
}

function fetchFile(href: string, integrity: string): Promise<void> {
  const link = document.createElement('link');
  if (!link.relList.supports('modulepreload')) return Promise.resolve();
  link.rel = 'modulepreload';
  link.href = href;
  link.integrity = integrity;
  link.crossOrigin = 'anonymous';
  return new Promise<void>((done, fail) => {
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => fail(new TypeError(`not the file that was built: ${href}`)));
    document.head.append(link);
  }).finally(() => link.remove());
}
