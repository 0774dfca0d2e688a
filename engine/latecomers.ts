import type { Commits } from './commits.ts';
import { Ending } from './ending.ts';
import { Errands } from './errands.ts';
import type { Live } from './live.ts';
import { Mending } from './mending.ts';
import type { Pager } from './pager.ts';
import { Past } from './past.ts';
import type { Ports } from './ports.ts';
import type { Sending } from './sending.ts';
import type { Steering } from './steering.ts';
import { Tidings } from './tidings.ts';

/** Who was there before they came. */
export interface Early {
  readonly live: Live;
  readonly pager: Pager;
  readonly steering: Steering;
  readonly commits: Commits;
  readonly sending: Sending;
  readonly ports: Ports;
  /** Asks the portal who is here. Throws `person-changed` where the records are somebody else's. */
  readonly askWhose: () => Promise<void>;
}

/** Who has a part in a conversation only after it can be used (rest.ts). */
export class Latecomers {
  readonly tidings: Tidings;
  readonly past: Past;
  readonly mending: Mending;
  readonly errands: Errands;
  readonly ending: Ending;

  constructor(early: Early) {
    const { live, pager, sending, commits } = early;
    this.tidings = new Tidings(live);
    this.past = new Past({ live, pager, sending, commits, tidings: this.tidings });
    this.mending = new Mending({ ...early, past: this.past, tidings: this.tidings });
    this.errands = new Errands({ ...early, past: this.past });
    this.ending = new Ending(early);
  }
}
