import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { declaration } from '../../scripts/manifest.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const mdIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const pages = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...mdIn('docs'), ...mdIn('spec')].filter(
  (file) => existsSync(join(root, file)),
);

const element = declaration();
type Promised = 'cssProperties' | 'cssParts' | 'slots' | 'cssStates' | 'events' | 'attributes';
const promised = (kind: Promised): string[] => element[kind].map(({ name }) => name).sort();
/** The names in the first column of the table below a heading. */
const listed = (file: string, heading: string): string[] => {
  const section =
    read(file)
      .split(/^#+ /m)
      .find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!).sort();
};
const said = (pattern: RegExp): string[] =>
  [
    ...new Set(
      ['README.md', ...mdIn('docs')].flatMap((file) =>
        [...read(file).matchAll(pattern)].map((match) => match[1]!),
      ),
    ),
  ].sort();
const strangers = (names: readonly string[], known: readonly string[]): string[] =>
  names.filter((name) => !known.includes(name));

interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly text: string;
  /** A program for a framework: compiled and run by tests/look. */
  readonly isProgram?: boolean;
}
const snippets: readonly Snippet[] = ['README.md', ...mdIn('docs')].flatMap((file) => {
  const text = read(file);
  return [...text.matchAll(/^(<!-- \S+ -->\n)?```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    kind: match[2]!,
    text: match[3]!,
    isProgram: match[1] !== undefined,
  }));
});
const ofKind = (...kinds: string[]) => snippets.filter(({ kind }) => kinds.includes(kind));

/** What a reader of the docs has in a portal already. */
const portalOfReader = `
import type { Hono as HonoApp } from 'hono';
import type { Grant as GrantOf, Person as PersonOf, PortalKeys as KeysOf } from './portal/index.ts';
import type {} from './widget/chat.ts';
declare global {
  const app: HonoApp;
  const secret: string;
  const keys: KeysOf;
  function personOfSession(request: Request): Promise<PersonOf | null>;
  function grantFor(person: PersonOf, conversation: string): Promise<GrantOf | null>;
  function careTeamSeat(person: string, conversation: string): Promise<{ role: GrantOf['role'] } | null>;
  function careTeamOf(
    conversation: string,
  ): Promise<{ version: number; seats: readonly { id: string; name: string }[] }>;
  function accessToken(): string;
  function showPhoneNumber(): void;
}
`;

/** What the compiler says of the snippets, each a module at the root of the project. */
function compile(all: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const files = new Map([
    [join(root, 'docs-reader.ts'), portalOfReader],
    ...all.map(
      ({ text }, index) => [join(root, `docs-snippet-${index}.ts`), `${text}\nexport {};\n`] as const,
    ),
  ]);
  const lax = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(lax);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    files.has(name)
      ? ts.createSourceFile(name, files.get(name)!, ts.ScriptTarget.ES2024)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([...files.keys()], lax, host);
  return [...files.keys()].flatMap((name, index) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => {
        const place = index === 0 ? 'the portal' : `${all[index - 1]!.file}:${all[index - 1]!.line}`;
        return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    );
  });
}

describe('the guides name what is there, and all of it', () => {
  it.each([
    ['cssProperties', 'docs/theming.md', 'Tokens'],
    ['cssParts', 'docs/theming.md', 'Parts'],
    ['slots', 'docs/theming.md', 'Slots'],
    ['cssStates', 'docs/theming.md', 'States'],
    ['events', 'docs/embedding.md', 'Events'],
    ['attributes', 'docs/embedding.md', 'Attributes'],
  ] as const)('%s of custom-elements.json: %s, "%s"', (kind, file, heading) => {
    expect(promised(kind).length).toBeGreaterThan(2);
    expect(listed(file, heading)).toEqual(promised(kind));
  });

  it('and nothing else in passing', () => {
    expect(strangers(said(/(--bedside-[a-z-]+)/g), promised('cssProperties'))).toEqual([]);
    expect(strangers(said(/::part\(([a-z-]+)\)/g), promised('cssParts'))).toEqual([]);
    expect(strangers(said(/\bslot="([a-z-]+)"/g), promised('slots'))).toEqual([]);
    expect(strangers(said(/:state\(([a-z-]+)\)/g), promised('cssStates'))).toEqual([]);
    // The element, and its policy among the page's Trusted Types.
    const names = [...promised('events'), 'bedside-chat', 'bedside-html'];
    expect(strangers(said(/(?<![\w-])(?:on:?|@)?(bedside-[a-z-]+)/g), names)).toEqual([]);
    const attributes = said(/<bedside-chat\b([^>]*)>/g).flatMap((tag) =>
      [...tag.replace(/\{[^}]*\}|"[^"]*"/g, '""').matchAll(/([:@]?[a-z-]+)=/g)].map((match) => match[1]!),
    );
    expect(attributes).toContain('passport-url');
    expect(
      strangers(
        attributes.map((name) => name.replace(/^(?:[@]|on)(?=bedside-)|^:/, '')),
        [...promised('attributes'), ...promised('events')],
      ),
    ).toEqual([]);
  });

  it('with the values that tokens have when unset', () => {
    const styles = `${read('widget/styles/palette.ts')}${read('widget/styles/chat.ts')}${read('widget/styles/layouts.ts')}`;
    const defaults = new Map(element.cssProperties.map((one) => [one.name, one.default]));
    const rows = [...read('docs/theming.md').matchAll(/^\| `(--bedside-[a-z-]+)` \|.*\| (.+) \|$/gm)];
    expect(rows.length).toBe(promised('cssProperties').length);
    for (const [, token, unset] of rows)
      for (const value of unset!.matchAll(/`([^`]+)`/g))
        expect(styles, `${token} is ${value[1]} nowhere`).toContain(`var(${token}, ${value[1]})`);
    for (const [, token, unset] of rows)
      if (unset!.startsWith('`')) expect(unset, token).toContain(`\`${defaults.get(token!)}\``);
      else
        expect(defaults.get(token!), token).toSatisfy(
          (value) => value === undefined || token === '--bedside-font',
        );
  });
});

describe('what the docs show works', () => {
  it('TypeScript compiles', () => {
    const all = ofKind('ts').filter(({ isProgram }) => !isProgram);
    expect(all.length).toBeGreaterThan(3);
    expect(compile(all)).toEqual([]);
  }, 120_000);
  it('and what does not compile is seen', () => {
    const wrong =
      "import { nothing } from './portal/index.ts';\nconst chat = document.querySelector('bedside-chat')!;\nchat.relay = 1;\n";
    expect(compile([{ file: 'x.md', line: 1, kind: 'ts', text: wrong }])).toHaveLength(2);
  }, 120_000);
  it('TSX, CSS, JSON and the scripts of Vue components have a syntax', () => {
    for (const { file, line, kind, text } of ofKind('tsx', 'css', 'json', 'vue')) {
      const code = kind === 'vue' ? /<script[^>]*>([\s\S]*?)<\/script>/.exec(text)![1]! : text;
      const loader = kind === 'vue' ? 'ts' : (kind as 'tsx' | 'css' | 'json');
      expect(transformSync(code, { loader }).warnings, `${file}:${line}`).toEqual([]);
    }
  });
  it('programs for frameworks are the ones that are run', () => {
    const shown = [...read('docs/embedding.md').matchAll(/^<!-- (\S+) -->\n```\w+\n([\s\S]*?)^```$/gm)];
    expect(shown.length).toBeGreaterThan(1);
    for (const [, file, text] of shown) expect(text, file).toBe(read(file!));
  });
  it('links lead somewhere', () => {
    const broken = pages.flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1]!)
        .filter((link) => !/^[a-z]+:|^#/.test(link))
        .filter((link) => !existsSync(join(root, dirname(file), link.split('#', 1)[0]!)))
        .map((link) => `${file}: ${link}`),
    );
    expect(pages.length).toBeGreaterThan(5);
    expect(broken).toEqual([]);
  });
});
