import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumFlags } from '../scripts/chromium.ts';
import { declaration } from '../scripts/manifest.ts';

/** Writes how many tests passed and failed into the file that BEDSIDE_REPORT names, for `npm test` to sum. */
const tallyReporter = {
  onTestRunFinished({ sessions }) {
    if (!process.env.BEDSIDE_REPORT) return;
    const tally = { passed: 0, failed: 0 };
    const count = ({ tests, suites }) => {
      for (const test of tests) if (!test.skipped) tally[test.passed ? 'passed' : 'failed'] += 1;
      for (const suite of suites) count(suite);
    };
    for (const { testResults, errors } of sessions) {
      if (testResults) count(testResults);
      // A file that broke before its tests could speak is a failure.
      tally.failed += errors.length;
    }
    writeFileSync(process.env.BEDSIDE_REPORT, JSON.stringify(tally));
  },
};

/** A Chromium of its own: a tab behind another draws nothing, so two files at a time take two of them. */
const chromium = () =>
  chromeLauncher({
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: [...chromiumFlags],
    },
    concurrency: 1,
  });
const files = (pattern) => fileURLToPath(new URL(pattern, import.meta.url));

/** Element tests in the real Chromium: `wtr --config widget/web-test-runner.config.mjs`. */
export default {
  rootDir: fileURLToPath(new URL('..', import.meta.url)),
  nodeResolve: true,
  plugins: [
    {
      name: 'manifest',
      serve: ({ path }) =>
        path === '/manifest.json' ? { body: JSON.stringify(declaration()), type: 'json' } : undefined,
    },
    {
      // By the name of localhost this server is a relay on an origin of its own, with the document of a frame.
      name: 'frame',
      serve: ({ path }) =>
        path.startsWith('/v1/frame/')
          ? { body: '<script type="module" src="/widget/testing/frame-stage.ts"></script>', type: 'html' }
          : undefined,
    },
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
    }),
  ],
  hostname: '127.0.0.1',
  reporters: [defaultReporter({ reportTestProgress: false }), tallyReporter],
  testFramework: { config: { ui: 'bdd', timeout: 30_000 } },
  // Files that somebody asks for by name are all there is to run.
  ...(process.argv.includes('--files')
    ? { browsers: [chromium()] }
    : {
        concurrentBrowsers: 3,
        groups: [
          { name: 'accessibility', files: files('accessibility.test.ts'), browsers: [chromium()] },
          { name: 'widget', files: files('!(accessibility).test.ts'), browsers: [chromium()] },
          { name: 'rooms', files: files('*/**/*.test.ts'), browsers: [chromium()] },
        ],
      }),
};
