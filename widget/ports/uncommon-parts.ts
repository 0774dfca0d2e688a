/** One file, fetched as one (uncommon.ts). */
export { forget } from './forget.ts';
export { browserLock } from './lock.ts';
export { memoryDisk } from './memory-disk.ts';
export { moveTo } from './move-to.ts';
export { applyDelta, deltaOf } from './snapshot-delta.ts';
export { TakeOver } from './take-over.ts';
