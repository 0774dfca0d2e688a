import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './vector-files.ts';

const skipped = new Set(['node_modules', 'dist', 'coverage', 'data', 'docs']);
let read: readonly { readonly path: string; readonly text: string }[] | null = null;

/** Every TypeScript file of the repository, by its path from the root. */
export function sources(): readonly { readonly path: string; readonly text: string }[] {
  const found: { path: string; text: string }[] = [];
  const look = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || skipped.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) look(path);
      else if (entry.name.endsWith('.ts')) {
        found.push({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') });
      }
    }
  };
  if (read === null) {
    look(root);
    read = found;
  }
  return read;
}
