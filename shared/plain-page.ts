/*
 * Pages of hospitals still have libraries that give arrays other methods under the names of the language's own: Prototype.js
 * (to 1.7) and MooTools. What of them means something else there is not called: not `reduce`, `entries`, `Array.from`, and of
 * the page's globals not `Event`, `Element` and `Document`. Of what a build takes from others, scripts/bundle/old-pages.ts says the same.
 */

/** `list.reduce(step, from)`. */
export function reduced<One, All>(
  list: readonly One[],
  step: (all: All, one: One, i: number) => All,
  from: All,
): All {
  let all = from;
  list.forEach((one, i) => {
    all = step(all, one, i);
  });
  return all;
}

/** JSON, in which an array is one: Prototype.js to 1.6 has arrays say themselves as a text. */
export const json = (value: unknown): string =>
  'toJSON' in Array.prototype
    ? JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, said: unknown) {
        return Array.isArray(this[key]) ? this[key] : said;
      })
    : JSON.stringify(value);
