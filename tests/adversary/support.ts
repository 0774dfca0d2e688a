import { claimsOf } from '../../engine/epoch-book.ts';
import type { Snapshot, Wire } from '../../engine/index.ts';
import { encodeCommitData, encodeHead, extensionTypes, leafFor } from '../../engine/leaf.ts';
import {
  decodeGroupState,
  encodeGroupState,
  generateKeyPair,
  joinExternally,
  readGroupInfo,
  signerFrom,
} from '../../engine/mls/index.ts';
import { deviceJwk } from '../../engine/passport.ts';
import { savedKey } from '../../engine/store.ts';
import { mintPassport, type PortalKeys } from '../../portal/index.ts';
import { type Cbor, decodeCbor, encodeCbor } from '../../shared/cbor.ts';
import { withoutDisclosures } from '../../shared/passport.ts';
import { TestRoom } from '../support/room.ts';
import { TestDevice, TestPortal, until } from '../support/world.ts';

/** A patient and a clinician in a room whose relay does as the test says. */
export class Scene {
  readonly portal: TestPortal;
  readonly room = new TestRoom();
  readonly devices: TestDevice[] = [];
  /** The rooms of devices that the relay keeps apart, by the devices' names. */
  readonly #apart = new Map<string, TestRoom>();
  readonly #names = new Map<TestDevice, string>();

  private constructor(portal: TestPortal) {
    this.portal = portal;
  }

  static async open(): Promise<Scene> {
    return new Scene(await TestPortal.open());
  }

  async close(): Promise<void> {
    for (const { talk } of this.devices) await talk.stop();
  }

  device(person: string, options = {}): TestDevice {
    const name = `${person}${this.devices.length}`;
    const made = new TestDevice({
      wire: () => this.#wire(name),
      identity: this.portal.identity(person, options),
      conversation: this.portal.conversation(),
    });
    this.devices.push(made);
    this.#names.set(made, name);
    return made;
  }

  #roomOf(name: string): TestRoom {
    return this.#apart.get(name) ?? this.room;
  }

  /** Leads to the room that the relay shows this device when it connects. */
  #wire(name: string): Wire {
    const wire = () => this.#roomOf(name).wire(name);
    return {
      get revocation() {
        return wire().revocation ?? null;
      },
      sessionUrl: wire().sessionUrl,
      session: (credentials) => wire().session(credentials),
      connect: (session, on) => wire().connect(session, on),
    };
  }

  /** From its next socket on the relay shows this device that room. */
  show(room: TestRoom, ...to: readonly TestDevice[]): void {
    const before = to.map((device) => this.#roomOf(this.#names.get(device)!));
    for (const device of to) this.#apart.set(this.#names.get(device)!, room);
    for (const left of before) left.cut();
    for (const { talk } of this.devices) talk.probe();
  }

  /** Shows these devices a room of their own, which begins as a copy of the others'. */
  part(...devices: readonly TestDevice[]): TestRoom {
    const copy = this.room.fork();
    this.show(copy, ...devices);
    return copy;
  }

  /** Both in, both knowing each other's names, nothing on its way. The patient is device 1 at the relay. */
  async pair(): Promise<{ maya: TestDevice; rivera: TestDevice }> {
    const maya = this.device('Maya');
    await maya.ready();
    const rivera = this.device('Rivera', { role: 'clinician', can: ['read', 'write', 'invite', 'remove'] });
    await rivera.ready();
    for (const { talk } of [maya, rivera]) {
      await until(talk, ({ members }) => members.length === 2 && members.every(({ name }) => name !== ''));
    }
    await quiet();
    return { maya, rivera };
  }

  /** {@link pair}, and a guest whom Rivera may remove. */
  async three(): Promise<{ maya: TestDevice; rivera: TestDevice; guest: TestDevice }> {
    const { maya, rivera } = await this.pair();
    const guest = this.device('Guest', { role: 'interpreter' });
    await guest.ready();
    for (const { talk } of this.devices)
      await until(talk, ({ members }) => members.length === 3 && members.every(({ name }) => name !== ''));
    await quiet();
    return { maya, rivera, guest };
  }

  /**
   * What a relay can do with a passport that it made or found: an external commit by a device of its own, with that
   * passport in the leaf. Puts it into the log as an honest room would after its own checks.
   */
  async intrude(o: {
    readonly keys?: PortalKeys;
    readonly request?: Partial<Parameters<typeof mintPassport>[0]>;
    /** The passport is bound to another key than the leaf's. */
    readonly otherKey?: boolean;
    /** A leaf that the same commit removes. */
    readonly remove?: number;
    /** What the leaf says of a vault. */
    readonly vault?: Uint8Array;
    /** Says that it begins a segment. */
    readonly cut?: boolean;
    /** The GroupInfo that it joins by, where it is not the room's. */
    readonly onto?: Uint8Array | null;
  }): Promise<void> {
    const { room, portal } = this;
    const pair = await generateKeyPair(1);
    const signer = await signerFrom(1, pair);
    const bound = o.otherKey === true ? await signerFrom(1, await generateKeyPair(1)) : signer;
    const passport = withoutDisclosures(
      await mintPassport({
        keys: o.keys ?? portal.keys,
        issuer: portal.issuer,
        person: { sub: 'intruder' },
        conversation: portal.conversation(),
        topic: 'clinical',
        role: 'clinician',
        can: ['read', 'write'],
        deviceKey: deviceJwk(1, bound.publicKey),
        hist: 'chain',
        ...o.request,
      }),
    );
    const head = { seq: room.entries.length, hash: room.hashes[room.entries.length]! };
    const staged = await joinExternally({
      groupInfo: await readGroupInfo(o.onto ?? room.groupInfo!),
      signer,
      leaf: leafFor(
        passport,
        claimsOf(passport),
        o.vault === undefined ? null : { type: extensionTypes.vault, data: o.vault },
      ),
      authenticatedData: encodeCommitData(head, o.cut ?? false),
      groupInfoExtensions: [{ type: extensionTypes.head, data: encodeHead(head) }],
      ...(o.remove !== undefined && { remove: o.remove }),
    });
    const { commit, groupInfo } = staged;
    room.commit(99, { commit, groupInfo, link: null, record: new Uint8Array() });
  }

  /** What a closed device has of the group is not what the others have: the next commit finds it so. */
  async spoil({ disk }: TestDevice): Promise<void> {
    const record = decodeCbor(disk.records.get(savedKey)!) as Cbor[];
    const group = record[4] as Cbor[];
    const state = decodeGroupState(group[0] as Uint8Array);
    const { init, external, ...secrets } = state.secrets;
    const other = (secret: Uint8Array) => secret.map((byte) => byte ^ 1);
    const bent = { ...state, secrets: { ...secrets, init: other(init), external: other(external) } };
    record[4] = [encodeGroupState(bent), ...group.slice(1)];
    disk.records.set(savedKey, encodeCbor(record));
  }
}

/** Long enough for introductions, links and receipts to settle. */
export const quiet = (ms = 500) => new Promise((next) => setTimeout(next, ms));

export const stored = (now: Snapshot): string[] =>
  now.lines.flatMap((line) => (line.kind === 'text' && line.seq !== null ? [line.text] : []));

/** Says this, and waits until it stands in the log, for the others too. */
export async function says(from: TestDevice, text: string, ...to: readonly TestDevice[]): Promise<void> {
  await from.talk.say(text);
  for (const { talk } of [from, ...to]) await until(talk, (now) => stored(now).includes(text));
}
