import type { Lock } from '../../engine/index.ts';

/**
 * One writer a profile and scope (INV-8), by Web Locks. A browser without them has one tab's word for it. The name
 * begins with a word of ours: browsers refuse names that begin with a hyphen, and a scope may.
 */
export const browserLock = (scope: string): Lock => ({
  hold: (name, work) =>
    navigator.locks === undefined
      ? work()
      : navigator.locks.request(`bedside/${scope}/${name}`, work).then(() => {}),
});
