/** `npm run shots [-- FOLDER [FILTER]]`: pictures of the element in every scene, into dist/shots or the folder given. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needChromium } from './chromium.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const [folder = join(root, 'dist', 'shots'), ...filter] = process.argv.slice(2);
const ran = spawnSync(process.execPath, [join(root, 'widget/testing/shots.ts'), folder, ...filter], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CHROMIUM: needChromium() },
});
process.exit(ran.status ?? 1);
