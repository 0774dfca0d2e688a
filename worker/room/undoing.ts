import { limits } from '../../shared/limits.ts';
import { encodeVoid } from '../../shared/void-body.ts';
import { sha256 } from '../sha256.ts';
import type { Devices } from './devices.ts';
import { type Draft, type Outcome, refused, type WriteOf } from './draft.ts';
import type { Group } from './group.ts';
import type { Log } from './log.ts';
import type { Voids } from './voids.ts';

/** What a vouch may bring back is told in one frame. */
const restoredBytesMax = limits.relayFrameBytesMax / 2;

/** Takes commits back, and puts them back again (PROTOCOL.md §7.3, `void` and `vouch`; decisions/voids.md). */
export class Undoing {
  readonly #log: Log;
  readonly #group: Group;
  readonly #devices: Devices;
  readonly #voids: Voids;

  constructor(parts: { log: Log; group: Group; devices: Devices; voids: Voids }) {
    this.#log = parts.log;
    this.#group = parts.group;
    this.#devices = parts.devices;
    this.#voids = parts.voids;
  }

  /** Takes back the commit, and what the same person committed on top, where nobody else has shown them to be good. */
  void(device: number, frame: WriteOf<'void'>, draft: Draft): Outcome {
    const { epoch } = draft.standing;
    if (frame.epoch >= epoch) return refused('stale-epoch');
    const point = this.#group.commitSeq(frame.epoch) === frame.seq ? this.#voids.pointFor(frame.seq) : null;
    if (point === null || this.#devices.isOneParty(device, point.device)) return refused('void-refused');
    const person = this.#devices.person(device);
    // A device without a commit of its own that stands was never in the group, or was taken out: by this commit, too.
    if (this.#group.lastCommitOf(device, point.seq) <= this.#voids.removedAt(device))
      return refused('void-refused');
    if (this.#voids.sentBy(person, draft.now) >= limits.voidsPerHour) return refused('void-refused');
    const groupInfo = this.#group.info()!;
    const commits = this.#group.commitsFrom(point.epoch);
    const body = encodeVoid({ seq: point.seq, hash: sha256(this.#log.entry(point.seq)!.body) });
    const what = { kind: 'void', device, id: point.epoch, body, link: null, record: null } as const;
    const entry = draft.append(what);
    this.#group.retreat(point.epoch, point.groupInfo);
    const back = this.#voids.removalsFrom(point.seq);
    draft.barred = draft.barred.filter((other) => !back.includes(other));
    for (let left = point.epoch; left < epoch; left++) this.#devices.unbar(left);
    const persons = [person, this.#devices.person(point.device)] as const;
    this.#voids.note(point, { seq: entry.seq, at: draft.now, voider: device, persons, commits, groupInfo });
    draft.standing = {
      ...draft.standing,
      epoch: point.epoch,
      begunBy: this.#log.begunBy(point.epoch),
      unsettledBy: this.#voids.unsettledBy(),
    };
    return { type: 'stored', entry, removed: [] };
  }

  /** Puts back what was taken back last, for good: a third person has applied it. */
  vouch(device: number, frame: WriteOf<'vouch'>, draft: Draft): Outcome {
    const voided = this.#voids.last();
    if (voided === null || voided.epoch !== draft.standing.epoch) return refused('stale-epoch');
    const { first, seq, epoch } = voided;
    if (frame.seq !== first || frame.epoch !== epoch) return refused('void-refused');
    if (this.#devices.isOneParty(device, voided.device) || this.#devices.isOneParty(device, voided.voider))
      return refused('void-refused');
    if (this.#group.lastCommitOf(device, first) <= this.#voids.removedAt(device))
      return refused('void-refused');
    if (voided.commits.length > limits.batchEntriesMax) return refused('void-refused');
    const commits = voided.commits.map((place) => this.#log.entry(place)!);
    const bytes = commits.reduce((sum, { body, record }) => sum + body.length + (record?.length ?? 0), 0);
    if (bytes > restoredBytesMax) return refused('void-refused');
    const removed: number[] = [];
    const entries = commits.map((commit) => {
      const entry = draft.append(commit);
      this.#voids.moveRemovals(commit.seq, entry.seq);
      for (const gone of this.#voids.removalsFrom(entry.seq)) {
        this.#devices.storeBar(gone, commit.id, draft.now);
        removed.push(gone);
      }
      draft.standing = { ...draft.standing, epoch: commit.id + 1, begunBy: sha256(commit.body) };
      return entry;
    });
    this.#group.restore(entries, voided.groupInfo);
    this.#voids.overrule(seq);
    this.#voids.settle();
    draft.standing = { ...draft.standing, unsettledBy: null };
    draft.barred.push(...removed);
    return { type: 'restored', entries, removed };
  }
}
