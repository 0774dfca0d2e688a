import type { Rolldown } from 'vite';

type Names = ReadonlyMap<string, string>;
const list = (names: string, each: (name: string, as: string | undefined) => string): string =>
  names
    .split(',')
    .map((one) => {
      const [name, as] = one.split(' as ');
      return each(name!, as);
    })
    .join(',');
const said = (name: string, as: string): string => (name === as ? name : `${name} as ${as}`);
/** As a bundler names what only its own files take from each other. */
const isMade = (name: string): boolean => name.length <= 3;

/**
 * Has files that share take things by the names that these have where they are made: a bundler makes another set of names for
 * that, and a long list of pairs in each file is most of what sharing costs. What is asked for by import() keeps its name. The
 * code of each file, by its name.
 */
export function withOwnNames(
  chunks: readonly Pick<Rolldown.OutputChunk, 'fileName' | 'code' | 'isDynamicEntry'>[],
): Map<string, string> {
  const own = new Map<string, Names>();
  const codes = new Map<string, string>();
  for (const { fileName, code, isDynamicEntry } of chunks) {
    const names = new Map<string, string>();
    const left = isDynamicEntry
      ? code
      : code.replace(
          /\bexport\{([^}]*)\};?\s*$/,
          (_, pairs: string) =>
            `export{${list(pairs, (name, as) => {
              if (as === undefined || !isMade(as)) return said(name, as ?? name);
              names.set(as, name);
              return name;
            })}};`,
        );
    own.set(fileName.split('/').at(-1)!, names);
    codes.set(fileName, left);
  }
  for (const [file, code] of codes)
    codes.set(
      file,
      code.replace(
        /\b(import|export)\{([^}]*)\}from"\.\/([^"]+)"/g,
        (_, how: string, pairs: string, from: string) =>
          `${how}{${list(pairs, (name, as) => said(own.get(from)?.get(name) ?? name, as ?? name))}}from"./${from}"`,
      ),
    );
  return codes;
}
