/** `npm run format`: formats, and mends what the linter can mend. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
process.exit(
  spawnSync(process.execPath, [biome, 'check', '--write'], { cwd: root, stdio: 'inherit' }).status ?? 1,
);
