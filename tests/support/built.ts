import { build } from '../../scripts/build.ts';
import { buildSample } from '../../scripts/build-sample.ts';

/**
 * Builds what `npm start` serves, once for all test files: two that ran side by side would build over each other. Where
 * BEDSIDE_BUILT is set it was built before.
 */
export async function setup(): Promise<void> {
  if (process.env['BEDSIDE_BUILT'] !== undefined) return;
  const { NODE_ENV } = process.env;
  await Promise.all([build(), buildSample()]);
  process.env['NODE_ENV'] = NODE_ENV;
  process.env['BEDSIDE_BUILT'] = 'yes';
}
