import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bellFrom } from '../worker/bell/setting.ts';

const folder = mkdtempSync(join(tmpdir(), 'bedside-bell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'bell.ts'), ...args], { encoding: 'utf8' });
const address = 'mailto:operator@riverside.example';

it('makes a secret that the relay takes, in a file for its owner alone, and writes over none', () => {
  const file = join(folder, 'bell.json');
  expect(run(address, file).status).toBe(0);
  const secret = readFileSync(file, 'utf8');
  expect(bellFrom(secret)?.subject).toBe(address);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(run(address, file).status).not.toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(secret);
});

it('or on the standard output; and nothing without an address to write to', () => {
  expect(bellFrom(run(address).stdout)?.subject).toBe(address);
  for (const wrong of [[], ['operator'], ['http://riverside.example']]) {
    const { status, stdout } = run(...wrong);
    expect([status, stdout]).toEqual([1, '']);
  }
});
