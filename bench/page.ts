import { browserDisk } from '../widget/ports/disk.ts';
import { measureCrypto } from './crypto.ts';
import { identityAt } from './identity.ts';
import { measureMls } from './mls.ts';
import { measureOpen } from './open.ts';

/** What the page of `browser.ts` can be asked for: the same measurements as in Node, on the browser's own parts. */
export const measures = {
  crypto: measureCrypto,
  mls: measureMls,
  open: ({ count, conversation }: { count: number; conversation: string }) =>
    measureOpen(
      {
        conversation,
        disk: (name) => browserDisk(`${conversation} ${name}`),
        identity: (person) => identityAt(location.origin, person),
      },
      count,
    ),
};
(globalThis as unknown as { measures: typeof measures }).measures = measures;
