import type { LineView, Snapshot } from '../../engine/index.ts';
import { saysCut } from '../../engine/leaf.ts';
import { decodeGroupState, epochAuthenticator, type GroupState } from '../../engine/mls/index.ts';
import { thumbprint } from '../../engine/passport.ts';
import { equal, hex } from '../../shared/bytes.ts';
import { decodeCbor } from '../../shared/cbor.ts';
import { readVoid } from '../../shared/void-body.ts';
import type { Device, Life } from './device.ts';
import type { StormRoom } from './room.ts';

type TextLine = Extract<LineView, { kind: 'text' }>;
const hostileCodes: readonly string[] = [
  'mls-invalid',
  'group-rule',
  'group-refused',
  'envelope-wrong-epoch',
  'envelope-gap',
  'envelope-unkeyed',
];
const order = ['queued', 'sealed', 'sent', 'stored', 'delivered', 'read'];

/** A text that a person wrote, and what may be asked of it. */
export interface Said {
  readonly text: string;
  readonly device: Device;
  /** It was saved, and the device lost nothing since: it must arrive. */
  isOwed: boolean;
  /** Its writer was shown that the room has it. */
  isAcknowledged: boolean;
}

/** Thrown at the first thing that is not as it was promised. */
export class Broken extends Error {}

/** What must hold at every step of a storm and at its end. It sees screens, disks and the room's log; never the engine's insides. */
export class Checker {
  readonly said = new Map<string, Said>();
  /** The ids of devices that somebody asked to have removed. */
  readonly condemned = new Set<string>();
  /** The person who said that it leaves. */
  leaver: number | null = null;
  /** The ids of devices on which the conversation ended because their person left. */
  readonly #left = new Map<Device, string>();
  /** Something happened after which a newcomer may be left without the past: a storage was lost, a member removed. */
  isPastAtRisk = false;
  /** The portal keeps a vault for everybody: what a person’s first device could read, every later one reads. */
  hasVaults = false;
  /** The portal's list names everybody from the first: whoever comes, however late, reads all. */
  hasRosters = false;
  /** The portal begins segments. */
  hasSegments = false;
  /** Commits are refused in this storm, and good ones voided: it is said on the screen, and epochs come twice. */
  isHostile = false;
  readonly #room: StormRoom;
  readonly #textAt = new Map<number, string>();
  readonly #seqOf = new Map<string, number>();
  readonly #authenticators = new Map<number, string>();
  readonly #codes = new Map<Device, string | null>();
  readonly #ended = new Set<Device>();

  constructor(room: StormRoom) {
    this.#room = room;
  }

  /** After a step, for a device whose screen changed. */
  look(device: Device): void {
    for (const life of device.lives) this.#screen(device, life, life.talk.snapshot);
  }

  #screen(device: Device, life: Life, now: Snapshot): void {
    const broken = (what: string): never => {
      throw new Broken(`${device.name}: ${what}`);
    };
    if (now.state === 'failed') {
      const bug = life.talk.lastBug;
      broken(`failed with ${now.failure}${bug === null ? '' : ` ${(bug as Error).stack}`}`);
    }
    const texts = new Set<string>();
    const openFrom = this.#openFrom(device);
    let last = 0;
    for (const line of now.lines) {
      if (line.kind === 'problem') {
        if (line.code !== 'group-removed' && !(this.isHostile && hostileCodes.includes(line.code)))
          broken(`problem ${line.code} at ${line.seq}`);
        continue;
      }
      if (line.seq !== null && line.seq < last) broken(`line ${line.seq} after ${last}`);
      if (line.kind !== 'text') {
        last = line.seq;
        continue;
      }
      const said = this.said.get(line.text) ?? broken(`shows ${line.text}, which nobody said`);
      if (texts.has(line.text)) broken(`shows ${line.text} twice`);
      texts.add(line.text);
      if (line.author.self !== (said.device.o.person === device.o.person))
        broken(`shows ${line.text} as another's`);
      if (line.seq !== null) {
        if (line.seq === last) broken(`two texts at ${line.seq}`);
        last = line.seq;
        this.#same(device, line.text, line.seq);
        if (line.seq < openFrom) broken(`shows ${line.text}, of before the cut`);
      }
      if (said.device === device) this.#state(device, life, said, line);
    }
    this.#members(device, now);
    if (now.state === 'ended') this.#end(device, now);
  }

  /** Everybody shows a text at the same place, and the place shows no other. */
  #same(device: Device, text: string, seq: number): void {
    if (this.isHostile && this.#isDead(seq)) return;
    const was = this.#seqOf.get(text);
    if (this.isHostile && was !== undefined && was !== seq && this.#isDead(was)) {
      this.#seqOf.delete(text);
      this.#textAt.delete(was);
    }
    const at = this.#seqOf.get(text) ?? seq;
    const there = this.#textAt.get(seq) ?? text;
    if (at !== seq) throw new Broken(`${device.name}: ${text} at ${seq}, elsewhere at ${at}`);
    if (there !== text) throw new Broken(`${device.name}: ${text} at ${seq}, elsewhere ${there}`);
    this.#seqOf.set(text, seq);
    this.#textAt.set(seq, text);
  }

  /** True where a void took back the epoch of this place, and nobody put it back. */
  #isDead(seq: number): boolean {
    const voids = this.#room.storage.sql
      .exec('SELECT seq, id, body FROM entries WHERE kind = 5 AND seq > ?', seq)
      .toArray();
    return voids.some((row) => {
      const first = readVoid(new Uint8Array(row['body'] as ArrayBuffer)).seq;
      if (first > seq) return false;
      const { body } = this.#room.entry(first);
      const later = this.#room.storage.sql
        .exec('SELECT body FROM entries WHERE kind = 1 AND id = ? AND seq > ?', row['id'], row['seq'])
        .toArray();
      return !later.some((other) => equal(new Uint8Array(other['body'] as ArrayBuffer), body));
    });
  }

  #state(device: Device, life: Life, said: Said, line: TextLine): void {
    const before = life.shown.get(line.text) ?? 'queued';
    life.shown.set(line.text, line.state);
    if (order.indexOf(line.state) >= order.indexOf('stored')) said.isAcknowledged = true;
    if (this.isHostile && line.refusal === 'stale-epoch') {
      // Stored in an epoch that was voided: the one way back there is.
      life.shown.set(line.text, 'queued');
      said.isAcknowledged = false;
      return;
    }
    if (line.state === 'refused') throw new Broken(`${device.name}: ${line.text} refused: ${line.refusal}`);
    if (order.indexOf(line.state) < order.indexOf(before))
      throw new Broken(`${device.name}: ${line.text} went back from ${before} to ${line.state}`);
  }

  /** Devices in one epoch have one group: the code that they show is of the same authenticator. */
  #members(device: Device, now: Snapshot): void {
    if (this.#codes.get(device) === now.safetyCode) return;
    this.#codes.set(device, now.safetyCode);
    const state = now.safetyCode === null ? null : groupOf(device);
    if (state === null) return;
    // With voids an epoch is the same for all only once somebody else has spoken in it.
    if (this.isHostile) return;
    const own = hex(epochAuthenticator(state));
    const others = this.#authenticators.get(state.epoch) ?? own;
    if (own !== others) throw new Broken(`${device.name}: another group in epoch ${state.epoch}`);
    this.#authenticators.set(state.epoch, own);
  }

  #end(device: Device, now: Snapshot): void {
    if (this.#ended.has(device)) return;
    this.#ended.add(device);
    this.isPastAtRisk = true;
    for (const said of this.said.values()) if (said.device === device) said.isOwed = false;
    const removal =
      now.lines.find((line) => line.kind === 'problem' && line.code === 'group-removed')?.seq ?? null;
    for (const line of now.lines) {
      if (line.kind === 'text' && line.seq !== null && removal !== null && line.seq > removal)
        throw new Broken(`${device.name}: reads ${line.text} after it was removed`);
    }
    if (now.failure === 'left') {
      if (this.leaver !== device.o.person)
        throw new Broken(`${device.name}: ended, and its person did not leave`);
      if (now.lines.length > 0 || device.store.records.size > 2)
        throw new Broken(`${device.name}: left, and something is left`);
      if (device.ownId !== null) this.#left.set(device, device.ownId);
    } else if (this.condemned.size === 0 && this.leaver !== device.o.person)
      throw new Broken(`${device.name}: ended, and nobody asked for it`);
  }

  /** The device lost its storage: it is another from here on, and what it had not sent is gone with it. */
  lost(device: Device): void {
    this.isPastAtRisk = true;
    this.#ended.delete(device);
    this.#left.delete(device);
    this.#codes.delete(device);
    device.lostAtHead = this.#room.head;
    for (const said of this.said.values()) if (said.device === device) said.isOwed = false;
  }

  hasEnded(device: Device): boolean {
    return this.#ended.has(device);
  }

  // — the end ———————————————————————————————————————————————————————————————————————————————————————————————

  /** Null where all has come to rest; else what is still awaited. */
  awaited(devices: readonly Device[]): string | null {
    const codes = new Set<string | null>();
    for (const device of devices) {
      if (this.hasEnded(device)) continue;
      const now = device.life?.talk.snapshot;
      if (now === undefined) return `${device.name} is closed`;
      if (now.state !== 'ready' || !now.connection.live)
        return `${device.name} is ${now.state} ${now.failure ?? ''}`;
      const pending = now.lines.find((line) => line.kind === 'text' && line.seq === null);
      if (pending !== undefined) return `${device.name} has ${(pending as TextLine).text} to send`;
      // One that neither voids nor vouches have brought into line yet: all of them may stand in an epoch that was taken back.
      if (this.isHostile && groupOf(device)?.epoch !== this.#room.epoch)
        return `${device.name} in the room’s epoch`;
      codes.add(now.safetyCode);
    }
    if (codes.size > 1) return 'one group';
    for (const device of devices) {
      if (this.hasEnded(device)) continue;
      const { lines, history, members } = device.life!.talk.snapshot;
      const there = new Set(members.flatMap(({ devices }) => devices.map(({ id }) => id)));
      if (this.#isRidOfLeavers(devices, device) && [...this.#left.values()].some((id) => there.has(id)))
        return `${device.name} without who left`;
      if (history.loading) return `${device.name} reads back`;
      const openFrom = this.#openFrom(device);
      if (history.withheld && openFrom === 0 && !this.isPastAtRisk) return `${device.name}: the past`;
      if (history.withheld && history.cut !== true && !this.isPastAtRisk) return `${device.name}: the cut`;
      const shown = new Set(lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])));
      const from =
        this.hasRosters && this.condemned.size === 0
          ? 0
          : this.hasVaults && this.condemned.size === 0 && this.leaver === null
            ? this.#personCameAt(device)
            : this.#joinedAt(device);
      if (from === null) return `${device.name} in the log`;
      for (const [text, seq] of this.#seqOf)
        if (seq > openFrom && (seq > from || !this.isPastAtRisk) && !history.more && !shown.has(text))
          return `${device.name}: ${text}`;
    }
    for (const { text, isOwed, isAcknowledged } of this.said.values())
      if ((isOwed || isAcknowledged) && !this.#seqOf.has(text)) return `${text} on any screen`;
    return null;
  }

  /** True where somebody must have put out whoever left, and this device has read that they did (PROTOCOL.md §4.8). */
  #isRidOfLeavers(devices: readonly Device[], device: Device): boolean {
    const read = ({ life }: Device) =>
      life?.talk.snapshot.lines.find((line) => line.kind === 'notice' && line.notice === 'left')?.seq ?? null;
    const at = read(device);
    if (at === null || this.leaver === 0 || this.leaver === device.o.person) return false;
    // Who came behind the word may not be able to read it: in front of those only person 0 may, who must have read it too.
    const here = devices.filter((one) => !this.hasEnded(one));
    return (
      here.every((one) => (this.#joinedAt(one) ?? 0) < at) ||
      here.some((one) => one.o.person === 0 && read(one) !== null)
    );
  }

  /** Null where this device, alone, is in and shows all that anybody was shown; else what it does not. */
  readsAlone(device: Device): string | null {
    const { state, lines, history } = device.life!.talk.snapshot;
    if (state !== 'ready') return state;
    if (history.more) {
      device.life!.talk.loadEarlier().catch(() => {});
      return 'more';
    }
    const shown = new Set(lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])));
    return [...this.#seqOf.keys()].find((text) => !shown.has(text)) ?? null;
  }

  /** Where the device's commit into the group stands. */
  #joinedAt(device: Device): number | null {
    if (device.deviceKey === null) return null;
    const number = this.#room.deviceOf(thumbprint(device.o.suite, keyOf(device.deviceKey, device.o.suite)));
    if (number === null) return null;
    const row = this.#room.storage.sql
      .exec(
        // Who comes back by a new leaf may be left without what was said before, and says so.
        `SELECT ${this.isHostile ? 'max' : 'min'}(seq) AS seq FROM entries WHERE kind = 1 AND device = ? AND seq > ?`,
        number,
        device.lostAtHead,
      )
      .one();
    return row['seq'] as number | null;
  }

  /** Where the first commit of any device of its person stands, of those that were not taken back. */
  #personCameAt(device: Device): number | null {
    if (this.#joinedAt(device) === null) return null;
    const number = this.#room.deviceOf(thumbprint(device.o.suite, keyOf(device.deviceKey!, device.o.suite)));
    const row = this.#room.storage.sql
      .exec(
        'SELECT min(seq) AS seq FROM commits WHERE device IN (SELECT device FROM devices WHERE sub = (SELECT sub FROM devices WHERE device = ?))',
        number,
      )
      .one();
    return row['seq'] as number | null;
  }

  /** Where a commit of the device first stands, or where there are vaults of its person, taken back or not. */
  #knockedAt(device: Device): number | null {
    if (device.deviceKey === null) return null;
    const number = this.#room.deviceOf(thumbprint(device.o.suite, keyOf(device.deviceKey, device.o.suite)));
    if (number === null) return null;
    const whose = this.hasVaults
      ? 'device IN (SELECT device FROM devices WHERE sub = (SELECT sub FROM devices WHERE device = ?))'
      : 'device = ?';
    const row = this.#room.storage.sql
      .exec(`SELECT min(seq) AS seq FROM entries WHERE kind = 1 AND ${whose}`, number)
      .one();
    return row['seq'] as number | null;
  }

  /** Where the segment begins with which the device came, or where there are vaults its person: nothing from before opens. */
  #openFrom(device: Device): number {
    if (!this.hasSegments) return 0;
    const from = this.isHostile
      ? this.#knockedAt(device)
      : this.hasVaults
        ? this.#personCameAt(device)
        : this.#joinedAt(device);
    if (from === null) return 0;
    const rows = this.#room.storage.sql
      .exec('SELECT seq, body FROM entries WHERE kind = 1 AND seq <= ? ORDER BY seq DESC', from)
      .toArray();
    const cut = rows.find(
      ({ seq, body }) =>
        saysCut(new Uint8Array(body as ArrayBuffer)) && !(this.isHostile && this.#isDead(seq as number)),
    );
    return (cut?.['seq'] as number | undefined) ?? 0;
  }

  /** Everybody scrolled back as far as it goes: all have all that they are entitled to. */
  end(devices: readonly Device[]): void {
    const awaited = this.awaited(devices);
    if (awaited !== null) throw new Broken(`never came: ${awaited}`);
    const all = [...this.#seqOf]
      .filter(([, seq]) => !(this.isHostile && this.#isDead(seq)))
      .sort(([, a], [, b]) => a - b);
    for (const device of devices) {
      if (this.hasEnded(device)) continue;
      const { lines, history } = device.life!.talk.snapshot;
      const shown = lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
      // A device that could not follow for a while has a hole, where it says so.
      const due = this.isHostile
        ? all.map(([text]) => text).filter((text) => shown.includes(text))
        : all.slice(all.length - shown.length).map(([text]) => text);
      // What is not shown is at the beginning, and the device says so.
      if (shown.some((text, i) => text !== due[i]))
        throw new Broken(`${device.name}: shows ${shown}, of ${due}`);
      if (shown.length < all.length && !history.withheld && !lines.some(isUnkeyed))
        throw new Broken(`${device.name}: shows ${shown.length} of ${all.length} and says it is all`);
    }
  }
}

/** The group as it stands on the device's disk; null where none does. */
function groupOf(device: Device): GroupState | null {
  const bytes = device.store.records.get('state');
  const group = bytes === undefined ? null : (decodeCbor(bytes) as readonly unknown[])[4];
  return group === null ? null : decodeGroupState((group as readonly Uint8Array[])[0]!);
}

const isUnkeyed = (line: LineView) => line.kind === 'problem' && line.code === 'envelope-unkeyed';

const keyOf = (jwk: JsonWebKey, suite: number): Uint8Array => {
  if (suite === 7) throw new Error('the storm does not run suite 7');
  return Uint8Array.from(Buffer.from(jwk.x!, 'base64url'));
};
