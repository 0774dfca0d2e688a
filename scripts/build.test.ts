import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../shared/limits.ts';
import { type Built, build } from './build.ts';
import { budget, gzippedBytes, weighed } from './bundle/budget.ts';
import { withOwnNames } from './bundle/own-names.ts';
import { squeezed } from './bundle/squeeze.ts';

const outDir = mkdtempSync(join(tmpdir(), 'bedside-build-'));
let built: Built;
const text = (file: string) => readFileSync(join(outDir, file), 'utf8');
/** The files that a file knows, and what it says that they hash to. */
const hashesIn = (file: string) =>
  new Map(
    [...text(file).matchAll(/[`"](assets\/[^`"]+\.js)[`"],\s*[`"](sha256-[^`"]+)[`"]/g)].map(
      ([, name, integrity]) => [name!, integrity!],
    ),
  );

beforeAll(async () => {
  const { NODE_ENV } = process.env;
  built = await build(outDir);
  process.env['NODE_ENV'] = NODE_ENV;
}, 60_000);
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

describe('what is built', () => {
  it('keeps to its budget', () => {
    const { element, usable, launcherUsable, returningUsable, olderUsable } = weighed(outDir, built);
    expect(element).toBeLessThanOrEqual(budget.elementBytesMax);
    expect(usable).toBeLessThanOrEqual(budget.usableBytesMax);
    expect(launcherUsable).toBeLessThanOrEqual(budget.launcherUsableBytesMax);
    expect(returningUsable).toBeLessThanOrEqual(budget.returningUsableBytesMax);
    expect(olderUsable).toBeLessThanOrEqual(budget.olderUsableBytesMax);
  });

  it('has a script for service workers, small and whole: it imports nothing, and leaves no name behind', () => {
    expect(gzippedBytes(join(outDir, 'bell.js'))).toBeLessThanOrEqual(budget.bellBytesMax);
    expect(text('bell.js')).not.toMatch(/\b(import|export)\b/);
    const scope = { addEventListener: () => {} };
    const names = Object.keys(scope);
    runInNewContext(text('bell.js'), scope);
    expect(Object.keys(scope)).toEqual(names);
  });

  it('is imported on a server, where it does nothing', () => {
    const script = `const { BedsideChat } = await import(${JSON.stringify(join(outDir, built.element))});
      console.log(typeof BedsideChat, typeof customElements);`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect([ran.stderr, ran.stdout.trim()]).toEqual(['', 'function undefined']);
  });

  it('has the element know the hash of every file that it fetches', () => {
    const known = hashesIn(built.element);
    const [list] = [...known.keys()].filter((file) => file.includes('/parts-'));
    const first = [...built.view, ...built.talk, ...built.frame];
    expect([...known.keys()].sort()).toEqual([...new Set([...first, list])].sort());
    const later = hashesIn(list!);
    expect([...later.keys()].sort()).toEqual([...new Set(Object.values(built.later).flat())].sort());
    for (const [file, integrity] of [...known, ...later])
      expect(integrity, file).toBe(`sha256-${createHash('sha256').update(text(file)).digest('base64')}`);
    expect(built.integrity).toBe(
      `sha384-${createHash('sha384').update(text(built.element)).digest('base64')}`,
    );
  });

  it('imports nothing later whose files were not compared with their hashes', () => {
    const files = [...built.view, ...built.talk, ...built.frame, ...Object.values(built.later).flat()];
    const imports = files.flatMap((file) =>
      [...text(file).matchAll(/\bimport\(([^)]*\)?)\)/g)].map(([, of]) => of),
    );
    expect(new Set(imports)).toEqual(new Set([expect.stringMatching(/^await \w+\(\w+\)$/)]));
    for (const part of Object.keys(built.later))
      expect(
        files.filter((file) => text(file).includes(`(\`${part}\`)`)),
        part,
      ).not.toEqual([]);
  });

  it('has a view that does without the engine, and an engine without what browsers have themselves', () => {
    expect(built.view.filter((file) => built.talk.includes(file) && /talk/.test(file))).toEqual([]);
    for (const file of [...built.view, ...built.talk])
      expect(text(file)).not.toMatch(/weierstrass|edwards|expand 32-byte k/i);
  });

  it('carries the licenses of what it is made of in a file of their own', () => {
    for (const name of ['lit-html', '@noble/hashes']) expect(text('licenses.txt')).toContain(`${name}\n\n`);
    for (const file of [built.element, ...built.view, ...built.talk]) expect(text(file)).not.toContain('/*');
  });

  it('asks for no markup from text and for no evaluation', () => {
    for (const file of [built.element, ...built.talk])
      expect(text(file), file).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
      );
  });
});

describe('what is asked of a browser', () => {
  /** Younger than Chrome 111, Safari 16.4 and Firefox 115, by how one asks for it without looking first. */
  const younger = [
    /\bURL\.(?:can)?[pP]arse\(/,
    /\.(?:checkVisibility|moveBefore|showPopover|getOrInsert)\(/,
    /\bPromise\.(?:withResolvers|try)\(/,
    /\b(?:Object|Map)\.groupBy\(|\bArray\.fromAsync\(|\bAbortSignal\.any\(|\bRegExp\.escape\(|\bError\.isError\(/,
    /\.(?:isWellFormed|toWellFormed|isSubsetOf|isSupersetOf|symmetricDifference)\(/,
    /\.(?:values|keys|entries)\(\)\.(?:map|filter|some|every|find|reduce|take|drop|toArray|forEach)\(/,
    /\bIntl\.(?:Segmenter|DurationFormat)\(/,
  ];
  it('is what has been there since spring 2023, but where it looks first', () => {
    const files = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const file of files)
      for (const ask of younger) expect(ask.test(text(file)), `${file}: ${ask}`).toBe(false);
  });
});

describe('what is asked of a page', () => {
  it('is nothing that libraries of another time mean something else by, of arrays or of global names', () => {
    const files = [
      built.element,
      ...built.view,
      ...built.talk,
      ...built.frame,
      ...Object.values(built.later).flat(),
    ];
    for (const file of files)
      expect(text(file), file).not.toMatch(
        /\.reduce\(|\.entries\(\)|\bArray\.from\(|\b(?:extends|new|instanceof) (?:Event|Element|Document|Request)\b|\b(?:Event|Element|Document)\.prototype/,
      );
  });
});

describe('what files share', () => {
  it('goes by the name that it has where it is made; what import() asks for keeps its own', () => {
    const codes = withOwnNames([
      { fileName: 'assets/a-1.js', isDynamicEntry: false, code: 'var x=1,y=2;export{x as t,y as openTalk};' },
      {
        fileName: 'assets/b-2.js',
        isDynamicEntry: true,
        code: 'import{t as e}from"./a-1.js";var z=e;export{z as ar};',
      },
      {
        fileName: 'assets/c-3.js',
        isDynamicEntry: false,
        code: 'import{t as x,openTalk as t}from"./a-1.js";export{t as z}from"./a-1.js";',
      },
    ]);
    expect([...codes.values()]).toEqual([
      'var x=1,y=2;export{x,y as openTalk};',
      'import{x as e}from"./a-1.js";var z=e;export{z as ar};',
      'import{x,openTalk as t}from"./a-1.js";export{x as z}from"./a-1.js";',
    ]);
  });
});

describe('what is taken out of the source', () => {
  it('is what nobody sees: in style sheets comments and indentation, in markup the ends of lines', () => {
    const css = `css\`
  :host {
    color: red; /* why */
    inset: calc(1px + 2px) 0;
  }
  a > b, i {
    \${dark}
  }
\``;
    expect(squeezed(css, '/x/widget/a.ts')).toBe(
      `css\` :host{color:red;inset:calc(1px + 2px) 0}a > b,i{\${dark}}\``,
    );
    const html = `html\`<p>
      one \${x ? html\`<b>
  two</b>\` : \`  {a}
  b\`} three
</p>\``;
    expect(squeezed(html, '/x/widget/a.ts')).toBe(
      `html\`<p> one \${x ? html\`<b> two</b>\` : \`  {a}\n  b\`} three </p>\``,
    );
    expect(squeezed("const a = `\n  b`; const c = 'css`  `';", '/x/engine/a.ts')).toBe(
      "const a = `\n  b`; const c = 'css`  `';",
    );
  });
  it('and the details of errors, their HTTP status and close codes that are none, never their codes; and the names of limits', () => {
    expect(squeezed("throw new BedsideError('portal-refused', 'not a JWKS');", '/x/widget/a.ts')).toBe(
      "throw new BedsideError('portal-refused');",
    );
    expect(squeezed("throw invalid('a tree’s hash');", '/x/engine/mls/a.ts')).toBe('throw invalid();');
    expect(
      squeezed(
        "a: { retry: 'never', http: 400, close: 0 },\nb: { retry: 'later', http: 0, close: 4401 },",
        '/x/shared/errors.ts',
      ),
    ).toBe("a: { retry: 'never' },\nb: { retry: 'later', close: 4401 },");
    expect(
      squeezed('throw new RangeError(\'expected \' + f(1) + ")"); new Map(a)', '/x/node_modules/@noble/a.js'),
    ).toBe('throw new RangeError(); new Map(a)');
    const said =
      "function f(a) {\n  const got = 'length=' + a;\n  const message = g(a) + 'not ' + got;\n  const b = 'b' + a;\n  throw new Error(message, h(b));\n}\nfunction h(message) {}";
    expect(squeezed(said, '/x/node_modules/@noble/a.js')).toBe(
      'function f(a) {\n  throw new Error();\n}\nfunction h(message) {}',
    );
    expect(
      squeezed("function f(a) {\n  const b = 'b' + a;\n  return b;\n}", '/x/node_modules/@noble/a.js'),
    ).toContain('const b');
    expect(squeezed('if (n > limits.textBytesMax * limits.sizeMax) fail();', '/x/engine/a.ts')).toBe(
      `if (n > ${limits.textBytesMax} * limits.sizeMax) fail();`,
    );
    expect(squeezed("throw new BedsideError(code, 'why');", '/x/widget/a.ts')).toBe(
      "throw new BedsideError(code, 'why');",
    );
  });
});
