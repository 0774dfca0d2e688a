import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Built } from '../build.ts';

/**
 * How many bytes a page may fetch, gzipped: the script tag's file; and all JavaScript until a person can write. The second
 * aims at 64 KiB, and is what is kept today.
 */
export const budget = {
  elementBytesMax: 6 * 1024,
  usableBytesMax: 110 * 1024,
  usableBytesAim: 64 * 1024,
} as const;

/** What a build comes to, each file as it is sent. */
export function weighed(outDir: string, built: Built): { element: number; usable: number } {
  const gzipped = (file: string) => gzipSync(readFileSync(join(outDir, file)), { level: 9 }).length;
  const files = new Set([built.element, ...built.view, ...built.talk]);
  return {
    element: gzipped(built.element),
    usable: [...files].reduce((sum, file) => sum + gzipped(file), 0),
  };
}
