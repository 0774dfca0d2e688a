/**
 * What `<bedside-chat>` promises, as a custom elements manifest (schema 2.1.0): made from the doc of its class, from the
 * class's public members and from the styles, so that nothing is written twice. `node scripts/manifest.ts` prints it;
 * the package carries it as `custom-elements.json`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const widget = join(root, 'widget');

/** A thing with a name and a sentence about it. */
export interface Named {
  readonly name: string;
  readonly description: string;
}
export interface CssProperty extends Named {
  /** What the styles fall back to by day; absent where it is made from other tokens. */
  readonly default?: string;
}
export interface Attribute extends Named {
  readonly fieldName: string;
}
export interface EventPromise extends Named {
  readonly type: { readonly text: string };
}
export interface Member extends Named {
  readonly kind: 'field' | 'method';
  readonly type?: { readonly text: string };
  readonly readonly?: true;
  readonly attribute?: string;
}
export interface Declaration extends Named {
  readonly kind: 'class';
  readonly customElement: true;
  readonly tagName: string;
  readonly superclass: { readonly name: string };
  readonly attributes: readonly Attribute[];
  readonly members: readonly Member[];
  readonly events: readonly EventPromise[];
  readonly slots: readonly Named[];
  readonly cssParts: readonly Named[];
  readonly cssProperties: readonly CssProperty[];
  readonly cssStates: readonly Named[];
}

const tagName = 'bedside-chat';
/** Members that the browser calls, that those inside call, or that a page has no business with. */
const inherited =
  /^(constructor|(dis)?connectedCallback|attributeChangedCallback|openTalk|requestUpdate|updateComplete|press|standAside)$/;

interface Documented {
  readonly doc: string;
  readonly node: ts.ClassDeclaration;
  readonly source: ts.SourceFile;
}

/** The class whose doc has `@tagname bedside-chat`. Throws where there is none, or more than one. */
function documented(): Documented {
  const found = readdirSync(widget)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name): Documented[] => {
      const text = readFileSync(join(widget, name), 'utf8');
      if (!text.includes(`@tagname ${tagName}\n`)) return [];
      const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2024, true);
      return source.statements.filter(ts.isClassDeclaration).flatMap((node) => {
        const ranges = ts.getLeadingCommentRanges(text, node.pos) ?? [];
        const doc = ranges
          .map(({ pos, end }) => text.slice(pos, end))
          .find((one) => one.includes('@tagname'));
        return doc ? [{ doc, node, source }] : [];
      });
    });
  if (found.length !== 1) throw new Error(`${found.length} classes are documented as <${tagName}>`);
  return found[0]!;
}

const words = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** The doc without its stars, cut before each tag: first what it says, then one piece a tag. */
const pieces = (doc: string): string[] =>
  doc
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^[ \t]*\* ?/gm, '')
    .split(/^(?=@)/m);
const tagged = (doc: string, tag: string): Named[] =>
  pieces(doc).flatMap((piece) => {
    const match = new RegExp(`^@${tag} (?:\\{\\w+\\} )?(\\S+) - ([\\s\\S]+)$`).exec(piece);
    return match ? [{ name: match[1]!, description: words(match[2]!) }] : [];
  });

const styles = (): string =>
  readdirSync(join(widget, 'styles'))
    .sort((a, b) => Number(b === 'palette.ts') - Number(a === 'palette.ts'))
    .map((name) => readFileSync(join(widget, 'styles', name), 'utf8'))
    .join('\n');

/** What stands after the comma in each `var(token, …)`. */
function* fallbacks(css: string, token: string): Generator<string> {
  for (const { index } of css.matchAll(new RegExp(`var\\(\\s*${token},`, 'g'))) {
    const from = css.indexOf(',', index) + 1;
    let to = from;
    for (let open = 1; open > 0; to++) open += css[to] === '(' ? 1 : css[to] === ')' ? -1 : 0;
    yield words(css.slice(from, to - 1));
  }
}

/** What a token is by day when it is not set; null where it is made from others. */
function standard(css: string, token: string): string | null {
  const all = [...fallbacks(css, token)];
  return all.length === 0 || all.some((value) => value.includes('--')) ? null : all[0]!;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function membersOf({ node, source }: Documented, attributes: readonly Named[]): Member[] {
  const said = (member: ts.ClassElement) =>
    words(
      (ts.getJSDocCommentsAndTags(member)[0]?.getText(source) ?? '')
        .replace(/^\/\*\*|\*\/$/g, '')
        .replace(/^[ \t]*\* ?/gm, ''),
    );
  return node.members.flatMap((member): Member[] => {
    const name = member.name?.getText(source) ?? 'constructor';
    const flags = ts.getCombinedModifierFlags(member);
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static;
    if (name.startsWith('#') || flags & hidden || inherited.test(name)) return [];
    const description = said(member);
    if (ts.isMethodDeclaration(member)) {
      const parameters = member.parameters.map((parameter) => parameter.getText(source)).join(', ');
      const text = `(${parameters}) => ${member.type?.getText(source) ?? 'void'}`;
      return [{ kind: 'method', name, description, type: { text } }];
    }
    if (ts.isGetAccessor(member))
      return [
        { kind: 'field', name, description, type: { text: member.type!.getText(source) }, readonly: true },
      ];
    if (!ts.isPropertyDeclaration(member)) return [];
    const type = { text: member.type?.getText(source) ?? 'unknown' };
    const attribute = attributes.find((one) => one.name === kebab(name));
    if (!attribute) return [{ kind: 'field', name, description, type }];
    return [{ kind: 'field', name, description: attribute.description, type, attribute: attribute.name }];
  });
}

/** The element's promise. Throws where its class or its doc is not there. */
export function declaration(): Declaration {
  const found = documented();
  const { doc, node } = found;
  const css = styles();
  const attributes = tagged(doc, 'attribute');
  const events = new Map([...doc.matchAll(/@event \{(\w+)\} (\S+)/g)].map((match) => [match[2]!, match[1]!]));
  const camel = (name: string) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    kind: 'class',
    name: node.name!.text,
    description: words(pieces(doc)[0]!),
    customElement: true,
    tagName,
    superclass: { name: 'HTMLElement' },
    attributes: attributes.map((one) => ({ ...one, fieldName: camel(one.name) })),
    members: membersOf(found, attributes),
    events: tagged(doc, 'event').map((one) => ({ ...one, type: { text: events.get(one.name)! } })),
    slots: tagged(doc, 'slot'),
    cssParts: tagged(doc, 'csspart'),
    cssProperties: tagged(doc, 'cssproperty').map((one) => {
      const value = standard(css, one.name);
      return value === null ? one : { ...one, default: value };
    }),
    cssStates: tagged(doc, 'cssstate'),
  };
}

/** The whole manifest, as tools read it. */
export const manifest = () => {
  const element = declaration();
  const here = { name: element.name, module: 'bedside.js' };
  return {
    schemaVersion: '2.1.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: 'bedside.js',
        declarations: [element],
        exports: [{ kind: 'js', name: element.name, declaration: here }],
      },
      {
        kind: 'javascript-module',
        path: 'define.js',
        exports: [{ kind: 'custom-element-definition', name: tagName, declaration: here }],
      },
    ],
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(manifest(), null, 2));
