import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const rooms = ['shared', 'engine', 'widget', 'worker', 'portal', 'demo'];

interface Report {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

function cruise(folder: string): Report {
  const ran = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'json',
      ...rooms,
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (!ran.stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${ran.stderr.slice(0, 500)}`);
  return JSON.parse(ran.stdout) as Report;
}

/** One file each that breaks a rule; the name says which rule must catch it. */
const violations: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['worker-imports', 'worker/fence-planted-a.ts', "import '../engine/index.ts';\n"],
  [
    'worker-imports',
    'worker/fence-planted-b.ts',
    "import type { Snapshot } from '../engine/snapshot.ts';\nexport type X = Snapshot;\n",
  ],
  ['shared-imports', 'shared/fence-planted.ts', "import '../engine/envelope.ts';\n"],
  ['engine-imports', 'engine/fence-planted.ts', "import '../widget/define.ts';\n"],
  ['portal-imports', 'portal/fence-planted.ts', "import '../engine/index.ts';\n"],
  ['demo-imports', 'demo/fence-planted.ts', "import '../widget/define.ts';\n"],
  ['widget-imports', 'widget/fence-planted-a.ts', "import '../worker/app.ts';\n"],
  ['engine-front-door', 'widget/fence-planted-b.ts', "import '../engine/envelope.ts';\n"],
  ['one-plug', 'widget/elements/fence-planted.ts', "import '../ports/open-talk.ts';\n"],
  ['mls-front-door', 'engine/fence-planted-b.ts', "import './mls/codec.ts';\n"],
  ['mls-alone', 'engine/mls/fence-planted.ts', "import '../envelope.ts';\n"],
  ['no-platform-below', 'engine/fence-planted-c.ts', "import 'node:fs';\n"],
  ['crypto-sources', 'engine/fence-planted-d.ts', "import 'jose';\n"],
  ['portal-front-door', 'demo/fence-planted-b.ts', "import '../portal/passport.ts';\n"],
  ['no-dev-dependency', 'worker/fence-planted-c.ts', "import 'cborg';\n"],
];

/** A copy of the rooms, in which violations can be planted without standing in anybody's way. */
function copyOfTheHouse(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bedside-fence-'));
  for (const name of [
    ...rooms,
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
    '.dependency-cruiser.mjs',
  ]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

describe('the fence', () => {
  let folder: string;
  beforeAll(() => {
    folder = copyOfTheHouse();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds no import against the rules, and has read every room', () => {
    const { modules, summary } = cruise(root);
    expect(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(100);
    for (const room of rooms) {
      expect(modules.filter(({ source }) => source.startsWith(`${room}/`)).length, room).toBeGreaterThan(3);
    }
  });

  it('catches each violation that is planted', () => {
    for (const [, file, source] of violations) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), source);
    }
    const caught = cruise(folder).summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
    for (const [rule, file] of violations) expect(caught).toContain(`${rule} ${file}`);
  });
});
