import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rolldown } from 'vite';

/**
 * What the licenses of others ask to go with their code, for everything of theirs in these files: the files themselves carry
 * no comments. Throws where a package has no license.
 */
export function licensesIn(root: string, chunks: readonly Rolldown.OutputChunk[]): string {
  const names = chunks.flatMap(({ moduleIds }) =>
    moduleIds.flatMap((id) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []),
  );
  return [...new Set(names)]
    .sort()
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const file = readdirSync(folder).find((it) => /^licen[cs]e/i.test(it));
      if (file === undefined) throw new Error(`${name} comes without a license`);
      return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    })
    .join('\n\n');
}
