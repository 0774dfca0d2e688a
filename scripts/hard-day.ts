/**
 * `npm run hard-day`: the walks of a hard day, on the real stack, in Chromium: a minute offline with twenty messages on each
 * side, a second device and a wiped one with nobody online; the writing tab of three killed, closed and held up; devices
 * removed, a person revoked. Prints what it took.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const { NODE_ENV: _, ...env } = process.env;
const walks = ['vault', 'tabs', 'leaving'].map((name) => `tests/walk/${name}.test.ts`);
const ran = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    'stack',
    '--no-file-parallelism',
    ...walks,
  ],
  { cwd: root, stdio: 'inherit', env: { ...env, BEDSIDE_OFFLINE_MS: '60000' } },
);
process.exit(ran.status ?? 1);
