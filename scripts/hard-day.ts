/**
 * `npm run hard-day`: a hard day of two people on the real stack, in Chromium: a minute offline with twenty messages on each
 * side, the writing tab of three killed, a second device and a wiped one with nobody online, a revoked one. Prints what it took.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const { NODE_ENV: _, ...env } = process.env;
const ran = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'stack', 'tests/walk/hard-day.test.ts'],
  { cwd: root, stdio: 'inherit', env: { ...env, BEDSIDE_OFFLINE_MS: '60000' } },
);
process.exit(ran.status ?? 1);
