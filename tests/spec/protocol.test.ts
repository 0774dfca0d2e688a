import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errors } from '../../shared/errors.ts';
import { clientFrames, entryKinds, relayFrames } from '../../shared/frames.ts';
import { limits } from '../../shared/limits.ts';
import { sources } from './sources.ts';
import { kinds, root, vector } from './vector-files.ts';

const protocol = readFileSync(join(root, 'spec/PROTOCOL.md'), 'utf8');

/** Numbers of all headings: `7`, `7.2`, … */
const sections = new Set([...protocol.matchAll(/^#{2,3} (\d+(?:\.\d+)?) /gm)].map(([, number]) => number!));

/** The text from the heading of a section to the next of its rank. */
function section(number: string): string {
  const heading = number.includes('.') ? `### ${number} ` : `## ${number} `;
  const from = protocol.indexOf(`\n${heading}`);
  expect(from, `section ${number}`).toBeGreaterThanOrEqual(0);
  const text = protocol.slice(from + 1 + heading.length);
  const next = text.search(number.includes('.') ? /^#{2,3} /m : /^## /m);
  return next < 0 ? text : text.slice(0, next);
}

/** The rows of the tables in a text whose first cell is a word in backticks, cells trimmed. */
const rows = (text: string): string[][] =>
  [...text.matchAll(/^\| `.*\|$/gm)].map(([row]) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const word = (cell: string) => cell.replaceAll('`', '');

describe('PROTOCOL.md', () => {
  it('has the errors of shared/errors.ts', () => {
    const told = rows(section('10')).map(([code, retry, http, close]) => [
      word(code!),
      { retry, http: Number(http), close: Number(close) },
    ]);
    expect(told).toEqual(Object.entries(errors));
  });

  it('says of every error what it means', () => {
    for (const row of rows(section('10'))) expect(row[4], row[0]).not.toBe('');
  });

  it('has the limits of shared/limits.ts', () => {
    const told = rows(section('9')).map(([name, value]) => [word(name!), Number(value)]);
    expect(told).toEqual(Object.entries(limits));
  });

  it('has the frames of shared/frames.ts: types and fields in their order', () => {
    const frames = section('7.2');
    const at = frames.indexOf('Relay → client:');
    const table = (text: string) =>
      rows(text).map(([type, fields]) => [
        word(type!),
        fields === ''
          ? []
          : fields!
              .split(', ')
              .map((field) => field.match(/^`(\w+)` /)?.[1])
              .filter((name) => name !== undefined),
      ]);
    const ours = (of: Record<string, object>) =>
      Object.entries(of).map(([type, fields]) => [type, Object.keys(fields)]);
    expect(table(frames.slice(0, at))).toEqual(ours(clientFrames));
    expect(table(frames.slice(at))).toEqual(ours(relayFrames));
  });

  it('has the kinds of entry', () => {
    const told = [
      ...section('5.6')
        .match(/Kinds:[^.]*/)![0]
        .matchAll(/(\d)\s+(\w+)/g),
    ];
    expect(Object.fromEntries(told.map(([, number, name]) => [name, Number(number)]))).toEqual(entryKinds);
  });

  it('shows bytes that are those of their vectors', () => {
    const blocks = [...protocol.matchAll(/^```(hex|text) (\S+) (\S+)\n([\s\S]*?)^```$/gm)];
    expect(blocks.length).toBeGreaterThan(20);
    for (const [, how, name, path, body] of blocks) {
      let value: unknown = vector(name!);
      for (const key of path!.split('.')) value = (value as Record<string, unknown>)[key];
      const bare = how === 'hex' ? body!.replaceAll(/;.*$/gm, '') : body!;
      const shown = bare.replaceAll(/\s/g, '');
      expect(shown, `${name} ${path}`).toBe(String(value).replaceAll(/\s/g, ''));
    }
    const marked = new Set(blocks.map(([, , name]) => name!.split('/')[0]!));
    const unshown = kinds().filter((kind) => !marked.has(kind));
    // Lengths are a table of numbers; a group is too long to print: §4.5 names the folder.
    expect(unshown).toEqual(['group', 'padding']);
  });

  it('refers to sections of its own that exist', () => {
    const prose = protocol.replaceAll(/RFC\s+\d+ §[\d.]+\d/g, '');
    for (const [, number] of prose.matchAll(/§(\d+(?:\.\d+)?)/g)) expect(sections).toContain(number);
  });
});

describe('what the code says of PROTOCOL.md', () => {
  it('names sections that exist', () => {
    let found = 0;
    for (const { path, text } of sources()) {
      // A comment may be broken between the name and the number.
      const joined = text.replaceAll(/\n\s*\*? ?/g, ' ');
      for (const [, number] of joined.matchAll(/PROTOCOL\.md\)? §(\d+(?:\.\d+)?)/g)) {
        found += 1;
        expect(sections, path).toContain(number);
      }
    }
    expect(found).toBeGreaterThan(15);
  });

  it('names the section that it means', () => {
    const meant: Record<string, readonly string[]> = {
      'shared/limits.ts': ['9'],
      'shared/ids.ts': ['2'],
      'shared/frames.ts': ['7'],
      'shared/passport.ts': ['3'],
      'engine/epoch-keys.ts': ['5.1', '5.1'],
      'engine/sealed-box.ts': ['5.2'],
      'engine/envelope.ts': ['5.2'],
      'engine/link.ts': ['5.3'],
      'engine/record.ts': ['5.4'],
      'engine/safety-code.ts': ['5.5'],
      'engine/leaf.ts': ['4.2', '6.1'],
      'engine/vault.ts': ['6'],
      'engine/deposit.ts': ['6.2'],
      'engine/recovery.ts': ['6.4'],
      'engine/sealed-vault.ts': ['6.5'],
    };
    const all = sources();
    for (const [path, expected] of Object.entries(meant)) {
      const { text } = all.find((source) => source.path === path)!;
      const named = [...text.matchAll(/PROTOCOL\.md §(\d+(?:\.\d+)?)/g)].map(([, number]) => number);
      expect(named, path).toEqual(expected);
    }
  });
});

describe('invariants', () => {
  const told = [...section('11').matchAll(/^\| (INV-\d+) +\|/gm)].map(([, name]) => name!);

  it('are thirteen, in order', () => {
    expect(told).toEqual(Array.from({ length: 13 }, (_, i) => `INV-${i + 1}`));
  });

  it('are each cited by a test', () => {
    const cited = new Set(
      sources()
        .filter(({ path }) => path.endsWith('.test.ts') && !path.startsWith('tests/spec/'))
        .flatMap(({ text }) => [...text.matchAll(/INV-\d+/g)].map(([name]) => name)),
    );
    expect(told.filter((name) => !cited.has(name))).toEqual([]);
  });

  it('are cited by numbers that exist', () => {
    for (const { path, text } of sources())
      for (const [name] of text.matchAll(/INV-\d+/g)) expect(told, path).toContain(name);
  });
});
