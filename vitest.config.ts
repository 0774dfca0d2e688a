import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take most of a minute begin first: at the end, nothing would run beside them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/(seeds-\w+|fuzz|holding|segment|voids|ghosts|tabs|search)\.test\.ts$/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** `node`: units and promises that need no relay. `adversary`: likewise, what attackers can do; it waits more than it computes.
 * `worker`: the relay, in real workerd. `stack`: the whole stack, in real Chromium. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'node',
          include: [
            '{shared,engine,portal,scripts}/**/*.test.ts',
            'tests/{fence,tidy,mls,spec,storm,fuzz}/**/*.test.ts',
          ],
          exclude: ['tests/**/*.stack.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'adversary',
          include: ['tests/adversary/**/*.test.ts'],
          exclude: ['tests/**/*.stack.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['tests/walk/**/*.test.ts', 'tests/**/*.stack.test.ts'],
          globalSetup: 'tests/support/built.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file has a stack and browsers of its own; what drives them is loaded once.
          isolate: false,
        },
      },
      './worker/vitest.config.ts',
    ],
    coverage: {
      provider: 'v8',
      include: ['engine/**/*.ts', 'shared/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/*.d.ts'],
      reporter: ['text-summary'],
      reportsDirectory: 'coverage',
    },
  },
});
