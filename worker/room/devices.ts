import type { Seq } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import { isRevokedBy } from '../../shared/revoked.ts';
import { Bells } from './bells.ts';
import type { Log } from './log.ts';
import { type Order, Revocations } from './revocations.ts';
import { barredTable, reachedTable } from './tables.ts';

/** A device's last message in the log. */
export interface LastMessage {
  readonly id: number;
  readonly seq: Seq;
}

interface Device {
  readonly device: number;
  readonly jkt: string;
  readonly sub: string;
  did: string;
  seen: number;
  reached: Reached;
  reachedStored: Reached;
  reachedStoredAt: number;
  last: LastMessage;
  /** What of `last` the table has. */
  lastStored: Seq;
}

/** How far a device has come: what it has taken, and of that what its person read. */
export interface Reached {
  readonly taken: Seq;
  readonly read: Seq;
}
const nowhere: Reached = { taken: 0, read: 0 };
/** What was read was taken. */
const further = (a: Reached, b: Reached): Reached => {
  const read = Math.max(a.read, b.read);
  return { taken: Math.max(a.taken, b.taken, read), read };
};

interface Name {
  readonly jkt: string;
  readonly sub: string;
}
const nameOf = ({ jkt, sub }: Name): string => `${jkt} ${sub}`;

const none: LastMessage = { id: 0, seq: 0 };
const reachedStoredEveryMs = 5_000;

/**
 * The devices that passports brought to this room, each under a number of its own, never used again. A device is a key and
 * a person: a browser profile that two people share is two devices here. At most limits.socketsMax of them, held in memory.
 */
export class Devices {
  readonly revocations: Revocations;
  readonly bells: Bells;
  readonly #sql: SqlStorage;
  readonly #log: Log;
  readonly #of = new Map<number, Device>();
  /** Devices whose leaves were removed, by key and person. */
  readonly #barred = new Set<string>();
  #isCounted = false;

  constructor(sql: SqlStorage, log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.revocations = new Revocations(sql);
    this.bells = new Bells(sql);
    sql.exec(reachedTable);
    for (const row of sql.exec(
      'SELECT device, jkt, sub, did, seen, last_read, last_id, last_seq, taken, read FROM devices LEFT JOIN reached USING (device)',
    )) {
      const read = (row['read'] ?? row['last_read']) as number;
      const reached = { taken: (row['taken'] as number | null) ?? read, read };
      this.#of.set(row['device'] as number, {
        device: row['device'] as number,
        jkt: row['jkt'] as string,
        sub: row['sub'] as string,
        did: row['did'] as string,
        seen: row['seen'] as number,
        reached,
        reachedStored: reached,
        reachedStoredAt: 0,
        last: { id: row['last_id'] as number, seq: row['last_seq'] as number },
        lastStored: row['last_seq'] as number,
      });
    }
    sql.exec(barredTable);
    for (const row of sql.exec('SELECT jkt, sub FROM barred'))
      this.#barred.add(nameOf(row as unknown as Name));
  }

  /** True where a member took this device's leaf out of the group, and it is no other device since. */
  isBarred(who: Name): boolean {
    return this.#barred.has(nameOf(who));
  }

  /** The number of the device with this key and person, or null. */
  numberOf(who: Name): number | null {
    const name = nameOf(who);
    return [...this.#of.values()].find((device) => nameOf(device) === name)?.device ?? null;
  }

  /** True where the revocation ends the device's passport that was signed at `issued`. */
  isRevoked(device: number, issued: number, by: Order): boolean {
    const known = this.#of.get(device);
    return known !== undefined && isRevokedBy(by, { ...known, iat: issued });
  }

  /** True where the portal took back access of this device, or of its person. */
  isUnderRevocation(device: number): boolean {
    const known = this.#of.get(device);
    return known !== undefined && this.revocations.touches(known);
  }

  /** Takes tickets and bells of all devices that the revocation is about: one with a later passport asks again. For its transaction. */
  storeRevoked(by: Order): void {
    for (const device of this.#of.keys()) if (this.isRevoked(device, 0, by)) this.#storeOut(device);
  }

  /** What reaches a device that is put out, or lets it in: none of it is left. */
  #storeOut(device: number): void {
    this.#sql.exec('DELETE FROM grants WHERE device = ?', device);
    this.bells.drop(device);
  }

  /** Notes that the device's leaf went by the commit that left `epoch`. For the transaction that appends it; {@link bar} follows. */
  storeBar(device: number, epoch: number, now: number): void {
    const { jkt, sub } = this.#of.get(device)!;
    this.#storeOut(device);
    // No passport that it had is good any more.
    this.#sql.exec('DELETE FROM barred WHERE at < ?', now - limits.passportLifetimeMs);
    this.#sql.exec(
      'INSERT OR REPLACE INTO barred(jkt, sub, epoch, at) VALUES (?, ?, ?, ?)',
      jkt,
      sub,
      epoch,
      now,
    );
  }

  /** What {@link storeBar} stored, once it stands. */
  bar(device: number): void {
    const known = this.#of.get(device);
    if (known !== undefined) this.#barred.add(nameOf(known));
  }

  /** Lets in again those that the commit which left `epoch` put out. For the transaction that undoes it. */
  unbar(epoch: number): void {
    for (const row of this.#sql.exec('DELETE FROM barred WHERE epoch = ? RETURNING jkt, sub', epoch))
      this.#barred.delete(nameOf(row as unknown as Name));
  }

  /**
   * The number of the device with this key and person, known or new; null where the room is full: limits.membersMax persons, or
   * limits.socketsMax devices, all of them seen within a passport's longest life.
   */
  admit(who: { jkt: string; sub: string; did: string }, now: number): number | null {
    const known = [...this.#of.values()].find((device) => device.jkt === who.jkt && device.sub === who.sub);
    if (known !== undefined) {
      this.#sql.exec('UPDATE devices SET seen = ?, did = ? WHERE device = ?', now, who.did, known.device);
      known.seen = now;
      known.did = who.did;
      return known.device;
    }
    const recent = [...this.#of.values()].filter((device) => now - device.seen < limits.passportLifetimeMs);
    const persons = new Set(recent.map((device) => device.sub));
    if (!persons.has(who.sub) && persons.size >= limits.membersMax) return null;
    if (this.#of.size >= limits.socketsMax && !this.#forgetOldest(now)) return null;
    const row = this.#sql
      .exec(
        'INSERT INTO devices(jkt, sub, did, seen) VALUES (?, ?, ?, ?) RETURNING device',
        who.jkt,
        who.sub,
        who.did,
        now,
      )
      .one();
    const device = row['device'] as number;
    const fresh = {
      seen: now,
      reached: nowhere,
      reachedStored: nowhere,
      reachedStoredAt: 0,
      last: none,
      lastStored: 0,
    };
    this.#of.set(device, { device, jkt: who.jkt, sub: who.sub, did: who.did, ...fresh });
    return device;
  }

  /** True where two devices speak for one: those of a person, but where nobody else ever came each for itself. */
  isOneParty(a: number, b: number): boolean {
    if (a === b) return true;
    const sub = this.person(a);
    return sub === this.person(b) && [...this.#of.values()].some((device) => device.sub !== sub);
  }

  #forgetOldest(now: number): boolean {
    const oldest = [...this.#of.values()].reduce((a, b) => (a.seen <= b.seen ? a : b));
    if (now - oldest.seen < limits.passportLifetimeMs) return false;
    this.#sql.exec('DELETE FROM devices WHERE device = ?', oldest.device);
    this.bells.drop(oldest.device);
    this.#of.delete(oldest.device);
    return true;
  }

  /** The pseudonym that the device's passport gave, or empty for a device that the room does not know. */
  person(device: number): string {
    return this.#of.get(device)?.sub ?? '';
  }

  /** The devices of that person. */
  ofPerson(sub: string): number[] {
    return [...this.#of.values()].filter((one) => one.sub === sub).map(({ device }) => device);
  }

  /** When a passport last brought the device here; 0 for one that the room does not know. */
  seen(device: number): number {
    return this.#of.get(device)?.seen ?? 0;
  }

  /** The device's last message, by the newest entries and, for one that was silent for longer, by the table. */
  last(device: number, head: Seq): LastMessage {
    if (!this.#isCounted) {
      for (const { device: number, id, seq } of this.#log.lastMessages(head)) {
        const known = this.#of.get(number);
        if (known !== undefined) known.last = { id, seq };
      }
      this.#isCounted = true;
    }
    return this.#of.get(device)?.last ?? none;
  }

  setLast(device: number, last: LastMessage): void {
    const known = this.#of.get(device);
    if (known !== undefined) known.last = last;
  }

  /**
   * Notes the last message of each device whose last is about to leave the newest rows, so that after a restart those rows and
   * the table together know all. To be called at least once in limits.dedupeRowsMax / 2 entries, after {@link last}.
   */
  noteLast(head: Seq): void {
    for (const device of this.#of.values()) {
      if (device.last.seq === device.lastStored || device.last.seq > head - limits.dedupeRowsMax / 4)
        continue;
      this.#sql.exec(
        'UPDATE devices SET last_id = ?, last_seq = ? WHERE device = ?',
        device.last.id,
        device.last.seq,
        device.device,
      );
      device.lastStored = device.last.seq;
    }
  }

  /** Moves the device's marks up, never down; true where one moved. Stored at most once in 5 s, and by {@link storeReached}. */
  reach(device: number, to: Reached, now: number): boolean {
    const known = this.#of.get(device);
    if (known === undefined) return false;
    const { reached } = known;
    const next = further(reached, to);
    if (next.taken === reached.taken && next.read === reached.read) return false;
    known.reached = next;
    if (now - known.reachedStoredAt >= reachedStoredEveryMs) this.storeReached(device, now);
    return true;
  }

  /** {@link reach} in memory only, for what a socket's attachment knew when the room slept. */
  restoreReached(device: number, to: Reached): void {
    const known = this.#of.get(device);
    if (known !== undefined) known.reached = further(known.reached, to);
  }

  storeReached(device: number, now: number): void {
    const known = this.#of.get(device);
    if (known === undefined || known.reached === known.reachedStored) return;
    const { taken, read } = known.reached;
    this.#sql.exec(
      'INSERT OR REPLACE INTO reached(device, taken, read) VALUES (?, ?, ?)',
      device,
      taken,
      read,
    );
    known.reachedStored = known.reached;
    known.reachedStoredAt = now;
  }

  reached(device: number): Reached {
    return this.#of.get(device)?.reached ?? nowhere;
  }

  /** The marks of those devices, or of all that have taken anything. */
  receipts(devices: Iterable<number> = this.#of.keys()): ({ device: number } & Reached)[] {
    return [...devices]
      .map((device) => ({ device, ...this.reached(device) }))
      .filter(({ taken }) => taken > 0);
  }
}
