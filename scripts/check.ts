/** `npm run check`: types in every room, format and lint. Exits non-zero where one fails. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const rooms = ['shared', 'engine', 'widget', 'worker', 'portal', 'demo', 'connector', '.'];

/** Names of the checks that failed, after their own words were printed. */
export function check(): { readonly passed: number; readonly failed: readonly string[] } {
  const failed: string[] = [];
  let passed = 0;
  const run = (name: string, command: string, args: readonly string[]) => {
    const ran = spawnSync(process.execPath, [join(root, 'node_modules', command), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    if (ran.status === 0) passed += 1;
    else failed.push(name);
  };
  for (const room of rooms.filter((name) => existsSync(join(root, name, 'tsconfig.json')))) {
    // The compiler that needs a fifth of the time; version 6 stays for who asks it as a library.
    run(`types of ${room}`, 'typescript7/bin/tsc', ['-p', room]);
  }
  run('format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings']);
  return { passed, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = check();
  for (const name of failed) console.error(`failed: ${name}`);
  process.exit(failed.length === 0 ? 0 : 1);
}
