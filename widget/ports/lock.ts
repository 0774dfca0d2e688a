import type { Lock } from '../../engine/index.ts';

/**
 * One writer a profile and scope (INV-8), by Web Locks, for browsers whose tabs cannot speak to each other: the second
 * waits. A browser without locks has the disk's word alone: the last one to claim it writes. The name begins with a word
 * of ours: browsers refuse names that begin with a hyphen, and a scope may.
 */
export const browserLock = (scope: string, disk: { claim(): Promise<unknown> }): Lock => {
  const claimed = async (work: () => Promise<void>) => {
    await disk.claim();
    await work();
  };
  return {
    hold: (name, work) =>
      navigator.locks === undefined
        ? claimed(work)
        : navigator.locks.request(`bedside/${scope}/${name}`, () => claimed(work)).then(() => {}),
  };
};
