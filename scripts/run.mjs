// The one door of `npm start`, `npm test` and the rest. It needs nothing but Node 20 and git: it installs what the
// lockfile names when that is newer than what is installed, then runs the task under the project's own Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.bedside-lock');
const task = process.argv[2] ?? '';
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Bedside needs Node 20 or newer; this is ${process.version}.`);
  process.exit(1);
}

const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (installed !== lock) {
  console.log('Installing dependencies (once; about a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // engine-strict=false and loglevel=error: packages that want Node 24 get it, from node_modules, when they run.
  const ran = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    shell: process.platform === 'win32',
  });
  if (ran.status !== 0) {
    console.error('npm ci failed: see above. It needs the npm registry.');
    process.exit(ran.status ?? 1);
  }
  writeFileSync(stamp, lock);
}

const child = spawn(
  join(bin, process.platform === 'win32' ? 'node.cmd' : 'node'),
  [join(root, 'scripts', `${task}.ts`), ...process.argv.slice(3)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      // What Node has compiled once it need not compile again: every start of wrangler is a third quicker.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
      ...process.env,
      PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
