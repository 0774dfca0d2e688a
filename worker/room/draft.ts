import type { ErrorCode } from '../../shared/errors.ts';
import type { ClientFrame, Entry } from '../../shared/frames.ts';
import type { Epoch, Seq } from '../../shared/ids.ts';
import { nextLogHash } from '../../shared/log-hash.ts';
import { sha256 } from '../sha256.ts';
import type { LastMessage } from './devices.ts';
import type { Log } from './log.ts';

export type WriteFrame = Extract<
  ClientFrame,
  { type: 'send' | 'redact' | 'commit' | 'link' | 'void' | 'vouch' }
>;
export type WriteOf<T extends WriteFrame['type']> = Extract<WriteFrame, { type: T }>;

/** One write that passed the door, and the device that it comes from. */
export interface Write {
  readonly device: number;
  /** Its passport has the right `remove`. */
  readonly mayRemove: boolean;
  /** True where its passport lets it redact what others wrote. */
  readonly mayRedact: boolean;
  readonly frame: WriteFrame;
}

/** What became of a write. `linked`: true where it was news. `restored`: commits that stand again. */
export type Outcome =
  /** `removed`: the devices whose leaves went by this commit. */
  | { readonly type: 'stored'; readonly entry: Entry; readonly removed: readonly number[] }
  | { readonly type: 'restored'; readonly entries: readonly Entry[]; readonly removed: readonly number[] }
  | { readonly type: 'known'; readonly entry: Entry }
  | { readonly type: 'linked'; readonly isNew: boolean }
  | { readonly type: 'refused'; readonly code: ErrorCode };

/** Where the room stands: the end of its log and the epoch of its group. A value: a failed write leaves the old one. */
export interface Standing {
  readonly head: Seq;
  readonly at: number;
  readonly hash: Uint8Array;
  readonly epoch: Epoch;
  /** The hash of the commit that began the epoch; zeros before the first. */
  readonly begunBy: Uint8Array;
  readonly groupId: Uint8Array | null;
  /** The device whose commits, the last of the log, nobody else has shown yet to be good; null where there are none. */
  readonly unsettledBy: number | null;
}

/** A batch as it is being written: what it makes of the room so far. Kept where the transaction holds. */
export class Draft {
  standing: Standing;
  readonly now: number;
  /** Each writer's last message. */
  readonly last = new Map<number, LastMessage>();
  /** Devices that the batch put out. */
  barred: number[] = [];
  readonly #log: Log;

  constructor(log: Log, standing: Standing, now: number) {
    this.#log = log;
    this.standing = standing;
    this.now = now;
  }

  /** Appends to the log, and chains. */
  append(what: Pick<Entry, 'kind' | 'device' | 'id' | 'body' | 'link' | 'record'>): Entry {
    const { standing } = this;
    const { kind, device, id, body, link, record } = what;
    const entry: Entry = {
      seq: standing.head + 1,
      // The log's time never runs backwards, whatever the machine's clock does.
      at: Math.max(standing.at, this.now),
      kind,
      device,
      id,
      epoch: standing.epoch,
      body,
      link,
      record,
      withdrawn: null,
    };
    const hash = nextLogHash(sha256, standing.hash, entry);
    this.#log.append(entry, hash);
    this.standing = { ...standing, head: entry.seq, at: entry.at, hash };
    return entry;
  }
}

export const refused = (code: ErrorCode): Outcome => ({ type: 'refused', code });
export const noHash = new Uint8Array(32);
