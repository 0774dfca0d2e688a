import type { Plugin } from 'vite';
import { limits } from '../../shared/limits.ts';

/**
 * What a build takes out of the source that nobody reads on a reader's device: comments and indentation in style sheets and
 * templates, the details of errors, which are a developer's constants beside the code that is kept (INV-10; the primitives' as
 * well: what they refuse they still refuse), the HTTP status with which the relay answers a code,
 * and a close code where there is none. Of Lit also what it leaves in the page's global names, and its name among the page's
 * Trusted Types: the page may have a Lit of its own.
 */

const comments = /\/\*[\s\S]*?\*\//g;

const squeezedCss = (css: string): string =>
  css
    .replace(comments, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([:,]) /g, '$1')
    .replace(/;}/g, '}');

/** Space stays where a line ended: between words it is one. */
const squeezedHtml = (html: string): string => html.replace(/\s*\n\s*/g, ' ');

/** A template's own text changed by `change`; what stands in its `${}` is left as it is. */
function squeezeTemplates(code: string, opening: RegExp, change: (text: string) => string): string {
  let out = '';
  let at = 0;
  for (const match of code.matchAll(opening)) {
    const from = match.index + match[0].length;
    if (from < at) continue;
    out += code.slice(at, from);
    at = from;
    // One level at a time: a template inside `${}` has an opening of its own, and its turn.
    for (let textFrom = from; ; ) {
      const next = /\\[\s\S]|\$\{|`/g;
      next.lastIndex = textFrom;
      let found = next.exec(code);
      while (found?.[0].startsWith('\\')) found = next.exec(code);
      if (!found) throw new Error('a template without an end');
      out += change(code.slice(textFrom, found.index));
      at = found.index;
      if (found[0] === '`') break;
      const end = endOfHole(code, found.index + 2);
      out += squeezeTemplates(code.slice(found.index, end), opening, change);
      at = textFrom = end;
    }
  }
  return out + code.slice(at);
}

/** The place after the brace that closes what was opened before `from`. */
function endOfHole(code: string, from: number): number {
  let depth = 1;
  for (let i = from; i < code.length; i++) {
    if (code[i] === '{') depth++;
    else if (code[i] === '}' && --depth === 0) return i + 1;
    else if (code[i] === "'") i = code.indexOf("'", i + 1);
    else if (code[i] === '`') {
      for (i++; code[i] !== '`'; i++)
        if (code[i] === '$' && code[i + 1] === '{') i = endOfHole(code, i + 2) - 1;
        else if (code[i] === '\\') i++;
    }
  }
  throw new Error('a hole without an end');
}

const detail = `'(?:[^'\\\\\\n]|\\\\.)*'`;
const detailOfError = new RegExp(`(new BedsideError\\(\\s*'[a-z-]+'),\\s*${detail},?\\s*\\)`, 'g');
const detailOfRefusal = new RegExp(
  `\\b(malformed|unsupported|invalid|staleEpoch)\\(\\s*${detail},?\\s*\\)`,
  'g',
);

/** What a library says with the errors that it throws goes, whatever it is made of. */
function silenced(code: string): string {
  let out = '';
  let at = 0;
  for (const match of code.matchAll(/\b(?:new |throw )(?:Type|Range)?Error\(/g)) {
    const from = match.index + match[0].length;
    out += code.slice(at, from);
    at = endOfArguments(code, from);
  }
  return withoutUnsaid(out + code.slice(at));
}

/** What was put together to be said with an error, and is said no more. A minifier leaves it: to make it a text may have effects. */
function withoutUnsaid(code: string): string {
  const left = code.replace(/^ +const (\w+) = [^;\n]*['`][^;\n]*;\n/gm, (line, name: string, at: number) => {
    const rest = code.slice(at + line.length, code.indexOf('\n}', at));
    return new RegExp(`\\b${name}\\b`).test(rest) ? line : '';
  });
  return left === code ? code : withoutUnsaid(left);
}

const litLeavings: readonly (readonly [RegExp, string])[] = [
  [/\(\w+\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/g, '0'],
  [/\b\w+\.(?:litHtml|litElement|reactiveElement)(?:Polyfill|Hydrate)Support\b/g, '(void 0)'],
  [/Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/, ''],
  // A page whose policy names its Trusted Types policies lets each name be taken once: `lit-html` may be the page's own.
  [/createPolicy\("lit-html"/, 'createPolicy("bedside-html"'],
  // Decorators would have put something there.
  [/this\[Symbol\.metadata\]/, 'null'],
];

const withoutLeavings = (code: string): string =>
  litLeavings.reduce((left, [leaving, instead]) => left.replace(leaving, instead), silenced(code));

/** The place of the parenthesis that closes what was opened before `from`. */
function endOfArguments(code: string, from: number): number {
  let depth = 1;
  for (let i = from; i < code.length; i++) {
    const sign = code[i]!;
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return i;
    else if (sign === "'" || sign === '"' || sign === '`') i = code.indexOf(sign, i + 1);
  }
  throw new Error('arguments without an end');
}

/** One source file, squeezed. */
export function squeezed(code: string, file: string): string {
  if (file.includes('/node_modules/@noble/')) return silenced(code);
  if (file.includes('/node_modules/')) return withoutLeavings(code);
  let out = code.replace(detailOfError, '$1)');
  if (file.endsWith('/shared/errors.ts'))
    out = out.replace(/ http: \d+,/g, '').replaceAll(', close: 0 }', ' }');
  out = out.replace(/\blimits\.(\w+)/g, (name, of: string) =>
    String((limits as Readonly<Record<string, number>>)[of] ?? name),
  );
  if (/\/engine\/mls\//.test(file)) out = out.replace(detailOfRefusal, '$1()');
  if (!/\/widget\//.test(file)) return out;
  out = squeezeTemplates(out, /\/widget\/styles\//.test(file) ? /(?:\bcss|= )`/g : /\bcss`/g, squeezedCss);
  return squeezeTemplates(out, /\b(?:html|svg)`/g, squeezedHtml);
}

/** Squeezes the sources of the rooms, of the primitives and of Lit. */
export const squeeze = (root: string): Plugin => ({
  name: 'bedside-squeeze',
  enforce: 'pre',
  transform: (code, id) =>
    (id.startsWith(`${root}/`) && id.endsWith('.ts') && !id.includes('/node_modules/')) ||
    /\/node_modules\/(?:@noble|@lit|lit-html|lit-element)\//.test(id)
      ? { code: squeezed(code, id), map: null }
      : null,
});
