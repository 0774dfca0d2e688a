import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Built } from '../build.ts';

/**
 * How many bytes a page may fetch, gzipped: the script tag's file; all JavaScript until a person can write, and read what
 * comes, in the layout `panel`; the same in another layout; where this device was in before, or history is read back; and in a
 * browser whose WebCrypto has neither ML-KEM nor ChaCha20-Poly1305. The second aims at 64 KiB, and is what is kept today.
 */
export const budget = {
  elementBytesMax: 6 * 1024,
  usableBytesMax: 90 * 1024,
  launcherUsableBytesMax: 93 * 1024,
  returningUsableBytesMax: 106 * 1024,
  olderUsableBytesMax: 100 * 1024,
  usableBytesAim: 64 * 1024,
  bellBytesMax: 2 * 1024,
} as const;

/** A file as it is sent. */
export const gzippedBytes = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;

/** What a build comes to, each file as it is sent. */
export function weighed(
  outDir: string,
  built: Built,
): { element: number; usable: number; launcherUsable: number; returningUsable: number; olderUsable: number } {
  const gzipped = (file: string) => gzippedBytes(join(outDir, file));
  const sum = (files: Iterable<string>) => [...files].reduce((bytes, file) => bytes + gzipped(file), 0);
  const files = new Set([built.element, ...built.view, ...built.talk]);
  const older = ['ml-kem-768', 'chacha20-poly1305'].flatMap((part) => built.later[part]!);
  return {
    element: gzipped(built.element),
    usable: sum(files),
    launcherUsable: sum(new Set([...files, ...built.later['layout-parts']!])),
    returningUsable: sum(new Set([...files, ...built.later['later-parts']!])),
    olderUsable: sum(new Set([...files, ...older])),
  };
}
