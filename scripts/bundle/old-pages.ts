import type { Plugin } from 'vite';

/** What `shared/plain-page.ts` says of our own code, for what libraries do: each call that may mean something else in an old page, said in another way. */
export function inOldPages(code: string, helper: string): string {
  const other = code
    .replace(/\b([\w$]+)\.reduce\(/g, 'reduced($1, ')
    .replace(/"adoptedStyleSheets" ?in Document\.prototype/, '"adoptedStyleSheets" in document')
    .replace(/\bArray\.from\(\{ length: (\w+) \}, /g, '[...Array($1)].map(');
  return other.includes('reduced(') && other !== code
    ? `import { reduced } from ${JSON.stringify(helper)};\n${other}`
    : other;
}

/** Says what libraries do so that it holds in an old page. `helper`: the path of shared/plain-page.ts. */
export const oldPages = (helper: string): Plugin => ({
  name: 'bedside-old-pages',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('/node_modules/') && /\.reduce\(|\bArray\.from\(\{|Document\.prototype/.test(code)
      ? { code: inOldPages(code, helper), map: null }
      : null,
});
