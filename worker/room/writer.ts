import { base64url, equal, utf8 } from '../../shared/bytes.ts';
import { deviceJwk } from '../../shared/device-jwk.ts';
import { codeOf } from '../../shared/errors.ts';
import type { Entry } from '../../shared/frames.ts';
import type { Seq } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { firstLogHash } from '../../shared/log-hash.ts';
import { type CommitOutline, skimCommit, skimGroupInfo } from '../../shared/outline.ts';
import { leavesIn, personIn, removalsIn } from '../../shared/removals.ts';
import { sha256 } from '../sha256.ts';
import type { Devices } from './devices.ts';
import { Draft, noHash, type Outcome, refused, type Standing, type Write, type WriteOf } from './draft.ts';
import type { Group } from './group.ts';
import type { Log } from './log.ts';
import type { Order } from './revocations.ts';
import { Undoing } from './undoing.ts';
import { Voids } from './voids.ts';

const notedEvery = limits.dedupeRowsMax / 4;

/** The one place where the room's log, epoch and links change: writes in their order, all of a batch in one transaction. */
export class Writer {
  readonly #storage: DurableObjectStorage;
  readonly #log: Log;
  readonly #group: Group;
  readonly #devices: Devices;
  readonly #voids: Voids;
  readonly #undoing: Undoing;
  #standing: Standing;

  constructor(parts: { storage: DurableObjectStorage; log: Log; group: Group; devices: Devices }) {
    this.#storage = parts.storage;
    this.#voids = new Voids(parts.storage.sql);
    this.#log = parts.log;
    this.#group = parts.group;
    this.#devices = parts.devices;
    this.#undoing = new Undoing({ ...parts, voids: this.#voids });
    const { epoch, groupId } = parts.group.load();
    const { head, at, hash } = parts.log.end();
    this.#standing = {
      head,
      at,
      hash: hash ?? noHash,
      epoch,
      begunBy: parts.log.begunBy(epoch),
      groupId,
      unsettledBy: this.#voids.unsettledBy(),
    };
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** The log's hash at `seq`, at most the head; zeros before the group was founded. */
  hashAt(seq: Seq): Uint8Array {
    const { groupId } = this.#standing;
    if (groupId === null) return noHash;
    return seq === 0 ? firstLogHash(sha256, groupId) : this.#log.hashAt(seq)!;
  }

  /**
   * Stores the batch in one transaction and answers what became of each, in order (INV-1: what this answers as stored is
   * durable before anything sent in the same turn leaves the machine). Throws where storage does: then nothing happened.
   */
  write(batch: readonly Write[], now: number): readonly Outcome[] {
    const draft = new Draft(this.#log, this.#standing, now);
    const outcomes = this.#storage.transactionSync(() => batch.map((write) => this.#one(write, draft)));
    const before = this.#standing.head;
    this.#standing = draft.standing;
    for (const [device, last] of draft.last) this.#devices.setLast(device, last);
    for (const device of draft.barred) this.#devices.bar(device);
    if (Math.floor(before / notedEvery) !== Math.floor(draft.standing.head / notedEvery))
      this.#devices.noteLast(draft.standing.head);
    return outcomes;
  }

  /**
   * Appends a revocation, notes whom it ends and voids their tickets, in one transaction. Null where there is no log yet:
   * then nobody needs to read of it. Throws where storage does.
   */
  revoke(order: Order, now: number): Entry | null {
    const draft = new Draft(this.#log, this.#standing, now);
    const [entry, kept] = this.#storage.transactionSync(() => {
      const entry =
        draft.standing.groupId === null
          ? null
          : draft.append({
              kind: 'revocation',
              device: 0,
              id: 0,
              body: utf8(order.token),
              link: null,
              record: null,
            });
      this.#devices.storeRevoked(order);
      return [entry, this.#devices.revocations.store(order, entry?.seq ?? 0, now)] as const;
    });
    this.#standing = draft.standing;
    this.#devices.revocations.keep(kept);
    return entry;
  }

  #one(write: Write, draft: Draft): Outcome {
    const { device, frame } = write;
    // Put out by a commit of the same batch.
    if (draft.barred.includes(device)) return refused('group-removed');
    switch (frame.type) {
      case 'send':
        return this.#send(device, frame, draft);
      case 'redact':
        return this.#redact(device, frame, draft, write.mayRedact);
      case 'commit':
        return this.#commit(write, frame, draft);
      case 'link':
        return this.#link(frame, draft);
      case 'void':
        return this.#undoing.void(device, frame, draft);
      case 'vouch':
        return this.#undoing.vouch(device, frame, draft);
    }
  }

  /** A redaction is a send, whose entry has another kind, and deletes a body with it. */
  #redact(device: number, frame: WriteOf<'redact'>, draft: Draft, mayRedact: boolean): Outcome {
    const last = draft.last.get(device) ?? this.#devices.last(device, draft.standing.head);
    // What was stored stays stored, whoever may do what by now (INV-4).
    if (frame.id <= last.id) return this.#send(device, frame, draft);
    const target = this.#log.entry(frame.seq);
    if (target === null || target.kind !== 'message') return refused('target-invalid');
    const author = this.#devices.person(target.device);
    if (!mayRedact && (author === '' || author !== this.#devices.person(device)))
      return refused('not-permitted');
    const outcome = this.#send(device, frame, draft);
    if (outcome.type === 'stored') this.#log.withdraw(frame.seq);
    return outcome;
  }

  #send(device: number, frame: WriteOf<'send' | 'redact'>, draft: Draft): Outcome {
    const last = draft.last.get(device) ?? this.#devices.last(device, draft.standing.head);
    // A resend is answered before its epoch is looked at: what was stored stays stored (INV-4).
    if (frame.id <= last.id) {
      const known = this.#log.message(device, frame.id, last.seq - (last.id - frame.id));
      if (known === null) throw new Error('a message that was stored is not there');
      const same =
        known.withdrawn === null
          ? equal(known.body, frame.envelope)
          : equal(known.withdrawn, sha256(frame.envelope));
      return same ? { type: 'known', entry: known } : refused('id-conflict');
    }
    const { epoch, begunBy } = draft.standing;
    if (frame.epoch !== epoch || epoch === 0 || !equal(frame.begunBy, begunBy)) return refused('stale-epoch');
    if (frame.id > last.id + 1) return refused('id-skipped');
    const entry = draft.append({
      kind: frame.type === 'redact' ? 'redaction' : 'message',
      device,
      id: frame.id,
      body: frame.envelope,
      link: null,
      record: null,
    });
    draft.last.set(device, { id: frame.id, seq: entry.seq });
    const { unsettledBy } = draft.standing;
    if (unsettledBy !== null && !this.#devices.isOneParty(device, unsettledBy)) {
      this.#voids.settle();
      draft.standing = { ...draft.standing, unsettledBy: null };
    }
    return { type: 'stored', entry, removed: [] };
  }

  #commit({ device, mayRemove }: Write, frame: WriteOf<'commit'>, draft: Draft): Outcome {
    const { epoch, groupId, unsettledBy } = draft.standing;
    let header: CommitOutline;
    try {
      header = skimCommit(frame.commit);
      skimGroupInfo(frame.groupInfo, { groupId: header.groupId, epoch: header.epoch + 1 });
    } catch (thrown) {
      return refused(codeOf(thrown));
    }
    if (header.epoch !== frame.epoch) return refused('commit-foreign');
    // Who founded another group at the same time lost the race for the epoch, as anybody may.
    const isLateFounder = frame.epoch === 0 && epoch > 0;
    if (groupId !== null && !equal(header.groupId, groupId) && !isLateFounder)
      return refused('commit-foreign');
    if (frame.epoch > epoch) return refused('stale-epoch');
    if (frame.epoch < epoch) {
      const winner = this.#log.commitLeaving(frame.epoch);
      const isSame = winner.device === device && equal(winner.body, frame.commit);
      return isSame ? { type: 'known', entry: winner } : refused('epoch-taken');
    }
    // Made in an epoch of the same number that was taken back since: what it removes are leaves of another tree.
    if (header.headSeq !== null && epoch > 0 && header.headSeq < this.#group.commitSeq(epoch - 1)!)
      return refused('stale-epoch');
    const person = this.#devices.person(device);
    if (this.#voids.voidersOf(person, draft.now) >= limits.voidersPerHour) return refused('group-refused');
    const id = groupId ?? header.groupId.slice();
    const before = this.#group.info();
    if (groupId === null) draft.standing = { ...draft.standing, hash: firstLogHash(sha256, id), groupId: id };
    const entry = draft.append({
      kind: 'commit',
      device,
      id: frame.epoch,
      body: frame.commit,
      link: frame.link,
      record: frame.record,
    });
    // Another's commit on top shows that those below could be applied, or at least joined.
    if (unsettledBy !== null && !this.#devices.isOneParty(device, unsettledBy)) this.#voids.settle();
    this.#voids.forget();
    if (before !== null) this.#voids.add({ seq: entry.seq, epoch, device, groupInfo: before });
    const removed = this.#removed(device, frame, mayRemove);
    for (const gone of removed) this.#devices.storeBar(gone, epoch, draft.now);
    draft.barred.push(...removed);
    this.#voids.addRemovals(entry.seq, removed);
    this.#group.advance(frame, id, entry, person);
    draft.standing = {
      ...draft.standing,
      epoch: epoch + 1,
      begunBy: sha256(frame.commit),
      unsettledBy: before === null ? null : device,
    };
    return { type: 'stored', entry, removed };
  }

  /**
   * The devices that a commit puts out, as far as its public bytes tell and its device may (PROTOCOL.md §4.6 c, d). The
   * committer's own is never among them: one that comes back by external commit takes its former leaf out.
   */
  #removed(device: number, frame: WriteOf<'commit'>, mayRemove: boolean): number[] {
    try {
      const targets = new Set(removalsIn(frame.commit));
      const info = targets.size === 0 ? null : this.#group.info();
      if (info === null) return [];
      const person = this.#devices.person(device);
      return leavesIn(info).flatMap(({ leaf, suite, signatureKey, identity }) => {
        if (!targets.has(leaf)) return [];
        const sub = personIn(identity);
        const jkt = base64url(sha256(utf8(JSON.stringify(deviceJwk(suite, signatureKey)))));
        const gone = this.#devices.numberOf({ jkt, sub });
        // One whose access the portal took back is the portal's to let in again.
        const isFree = gone === null || gone === device || this.#devices.isUnderRevocation(gone);
        return isFree || !(mayRemove || sub === person) ? [] : [gone];
      });
    } catch {
      // Another outline than ours: members judge it, and who was put out finds nothing that opens.
      return [];
    }
  }

  #link(frame: WriteOf<'link'>, draft: Draft): Outcome {
    if (frame.epoch < 1 || frame.epoch > draft.standing.epoch) return refused('link-refused');
    const commit = this.#log.commitLeaving(frame.epoch - 1);
    // Of another commit that began an epoch of this number, and was voided.
    if (commit.seq !== frame.seq) return refused('link-refused');
    if (commit.link !== null)
      return equal(commit.link, frame.link) ? { type: 'linked', isNew: false } : refused('link-refused');
    this.#log.setLink(commit.seq, frame.link);
    return { type: 'linked', isNew: true };
  }
}
