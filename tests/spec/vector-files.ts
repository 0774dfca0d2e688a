import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'spec/vectors');

/** A vector: its file's name without `.json`, and what is in it. */
export interface Vector<T> {
  readonly name: string;
  readonly it: T & { readonly fact: string; readonly fails?: string };
}

/** A vector by its name, such as `envelope/opens`. */
export const vector = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** All vectors of a folder. */
export const vectors = <T>(kind: string): Vector<T>[] =>
  readdirSync(join(folder, kind))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.json'.length);
      return { name, it: vector(`${kind}/${name}`) as Vector<T>['it'] };
    });

/** The kinds of vectors there are. */
export const kinds = (): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
