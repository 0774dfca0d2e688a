import { sha256 } from '@noble/hashes/sha2.js';
import type { Entry } from '../../shared/frames.ts';
import { encodeVoid } from '../../shared/void-body.ts';

/** What the rules need of the room. */
interface VoidableRoom {
  readonly entries: readonly Entry[];
  epoch: number;
  groupInfo: Uint8Array | null;
  append(entry: Omit<Entry, 'seq' | 'at'>): Entry;
}

interface Point {
  readonly seq: number;
  readonly epoch: number;
  readonly device: number;
  readonly groupInfo: Uint8Array;
}

/** The rules of `void` and `vouch` for {@link TestRoom}, but for rates and removals: the room's own classes have them. */
export class RoomVoids {
  readonly #room: VoidableRoom;
  /** A room that takes no void and no vouch, as a hostile one would. */
  isDeaf = false;
  /** Persons by device. */
  readonly persons = new Map<number, string>();
  #unsettled: Point[] = [];
  #voided: {
    readonly point: Point;
    readonly by: number;
    readonly commits: readonly Entry[];
    readonly groupInfo: Uint8Array;
  } | null = null;
  /** The GroupInfo that the last commit took the place of. */
  #before: Uint8Array | null = null;
  readonly #standing = new Set<Entry>();

  constructor(room: VoidableRoom) {
    this.#room = room;
  }

  #isOneParty(a: number, b: number): boolean {
    return a === b || this.persons.get(a) === this.persons.get(b);
  }

  /** A commit landed as `entry`; `groupInfo` is of the epoch that it left. */
  committed(entry: Entry, groupInfo: Uint8Array | null): void {
    const last = this.#unsettled.at(-1);
    if (last !== undefined && !this.#isOneParty(last.device, entry.device)) this.#unsettled = [];
    this.#voided = null;
    this.#before = groupInfo;
    this.#standing.add(entry);
    if (groupInfo !== null) {
      const { seq, epoch, device } = entry;
      this.#unsettled.push({ seq, epoch, device, groupInfo });
    }
  }

  /** A message of this device landed. */
  said(device: number): void {
    const last = this.#unsettled.at(-1);
    if (last !== undefined && !this.#isOneParty(last.device, device)) this.#unsettled = [];
  }

  /** Why not, or null where it is done. */
  void(
    device: number,
    frame: { readonly epoch: number; readonly seq: number },
  ): 'stale-epoch' | 'void-refused' | null {
    const room = this.#room;
    if (this.isDeaf) return 'void-refused';
    if (frame.epoch >= room.epoch) return 'stale-epoch';
    const at = this.#unsettled.findIndex(({ seq }) => seq === frame.seq);
    const point = this.#unsettled[at];
    if (point === undefined || this.#isOneParty(device, point.device)) return 'void-refused';
    if (![...this.#standing].some((entry) => entry.device === device && entry.seq < point.seq))
      return 'void-refused';
    this.#force(device, point);
    return null;
  }

  /** Goes back before the last commit, and asks nobody whether that may be. */
  back(device: number): void {
    const { epoch, seq, device: by } = this.#room.entries.findLast(({ kind }) => kind === 'commit')!;
    this.#force(device, { seq, epoch, device: by, groupInfo: this.#before! });
  }

  #force(device: number, point: Point): void {
    const room = this.#room;
    const commits = [...this.#standing].filter(({ epoch }) => epoch >= point.epoch);
    for (const entry of commits) this.#standing.delete(entry);
    const hash = sha256(room.entries[point.seq - 1]!.body);
    const { seq } = point;
    room.append({
      kind: 'void',
      device,
      id: point.epoch,
      epoch: room.epoch,
      body: encodeVoid({ seq, hash }),
      link: null,
      record: null,
      withdrawn: null,
    });
    this.#voided = { point, by: device, commits, groupInfo: room.groupInfo! };
    room.epoch = point.epoch;
    room.groupInfo = point.groupInfo;
    this.#unsettled = this.#unsettled.filter((other) => other.seq < point.seq);
  }

  /** Why not, or null where it is done. */
  vouch(
    device: number,
    frame: { readonly epoch: number; readonly seq: number },
  ): 'stale-epoch' | 'void-refused' | null {
    const room = this.#room;
    const voided = this.#voided;
    if (this.isDeaf) return 'void-refused';
    if (voided === null || voided.point.epoch !== room.epoch) return 'stale-epoch';
    const { point, by, commits, groupInfo } = voided;
    if (frame.seq !== point.seq || this.#isOneParty(device, by) || this.#isOneParty(device, point.device))
      return 'void-refused';
    this.#voided = null;
    this.#unsettled = [];
    for (const commit of commits) this.#standing.add(room.append(room.entries[commit.seq - 1]!));
    room.epoch = commits.at(-1)!.epoch + 1;
    room.groupInfo = groupInfo;
    return null;
  }
}
