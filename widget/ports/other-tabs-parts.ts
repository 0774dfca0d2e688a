/** One file, fetched as one (other-tabs.ts). */
export { applyDelta, deltaOf } from './snapshot-delta.ts';
export { TakeOver } from './take-over.ts';
