/**
 * `npm test`: everything. Types, format and lint; units, fence and vectors; the relay in workerd; elements
 * in Chromium; the whole stack in Chromium. Ends with `N passed, N failed`, summed from the runners' own reports.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.ts';
import { buildSample } from './build-sample.ts';
import { check } from './check.ts';
import { needChromium } from './chromium.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const reports = mkdtempSync(join(tmpdir(), 'bedside-reports-'));

interface Tally {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const run = (command: string, args: readonly string[], env: Record<string, string>): Promise<number> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', command), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('exit', (code) => done(code ?? 1));
  });

/** A run that ended badly without naming a failed test counts as one: a crash must not look green. */
const honest = (exit: number, passed: number, failed: number) =>
  (exit !== 0 && failed === 0) || passed + failed === 0 ? { passed, failed: failed + 1 } : { passed, failed };

async function vitest(name: string, args: readonly string[], env: Record<string, string>): Promise<Tally> {
  const file = join(reports, `${name}.json`);
  const started = Date.now();
  const exit = await run(
    'vitest/vitest.mjs',
    ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    env,
  );
  let passed = 0;
  let failed = 0;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    passed = report.numPassedTests;
    failed = report.numFailedTests;
  } catch {
    // no report: honest() counts it
  }
  return { name, ...honest(exit, passed, failed), seconds: (Date.now() - started) / 1000 };
}

async function elements(env: Record<string, string>): Promise<Tally> {
  const file = join(reports, 'elements.json');
  const started = Date.now();
  const exit = await run('@web/test-runner/dist/bin.js', ['--config', 'widget/web-test-runner.config.mjs'], {
    ...env,
    BEDSIDE_REPORT: file,
  });
  let passed = 0;
  let failed = 0;
  try {
    ({ passed, failed } = JSON.parse(readFileSync(file, 'utf8')) as { passed: number; failed: number });
  } catch {
    // no report: honest() counts it
  }
  return { name: 'elements', ...honest(exit, passed, failed), seconds: (Date.now() - started) / 1000 };
}

const tallies: Tally[] = [];
try {
  // Miniflare need not ask where on earth it is.
  const env = {
    CHROMIUM: needChromium(),
    NO_COLOR: '1',
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  };
  // Part of it waits, as its conversations do: five files share the two processors of CI and a small laptop, and the checks.
  const node = vitest('node', ['--project', 'node'], { ...env, VITEST_MAX_WORKERS: '5' });
  const started = Date.now();
  const checked = check();
  for (const name of checked.failed) console.error(`failed: ${name}`);
  tallies.push({
    name: 'checks',
    passed: checked.passed,
    failed: checked.failed.length,
    seconds: (Date.now() - started) / 1000,
  });
  await Promise.all([build(), buildSample()]);
  tallies.push(await node);
  tallies.push(
    ...(await Promise.all([
      vitest('relay', ['--config', 'worker/vitest.config.ts'], env),
      vitest('adversary', ['--project', 'adversary'], { ...env, VITEST_MAX_WORKERS: '3' }),
      elements(env),
    ])),
  );
  tallies.push(
    await vitest('stack', ['--project', 'stack'], { ...env, VITEST_MAX_WORKERS: '2', BEDSIDE_BUILT: 'yes' }),
  );
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  tallies.push({ name: 'set-up', passed: 0, failed: 1, seconds: 0 });
} finally {
  rmSync(reports, { recursive: true, force: true });
}

console.log('');
for (const { name, passed, failed, seconds } of tallies) {
  console.log(
    `${name.padEnd(10)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(0).padStart(5)} s`,
  );
}
const sum = (key: 'passed' | 'failed') => tallies.reduce((total, tally) => total + tally[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
