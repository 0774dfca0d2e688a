import { type Cbor, decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';
import { hash } from './envelope.ts';
import { claimsOf } from './epoch-book.ts';
import { deriveEpochKeys } from './epoch-keys.ts';
import type { Group, Staged } from './group.ts';
import { decodeGroupState, encodeGroupState } from './mls/index.ts';
import type { Disk, IssuerKey } from './ports.ts';
import type { Verified } from './roster.ts';
import type { Sender } from './senders.ts';

/** All of a conversation that must survive a reload, but for the outbox: one record, written as a whole. */
export interface Saved {
  readonly issuer: string;
  readonly pinned: readonly IssuerKey[];
  readonly disclosures: readonly string[];
  readonly group: Group | null;
  readonly staged: Staged | null;
  /** The last entry taken, and the log's hash there. */
  readonly cursor: number;
  readonly hashes: readonly (readonly [seq: number, hash: Uint8Array])[];
  readonly senders: readonly (readonly [device: string, sender: Sender])[];
  /** Roots of epochs that this device was in and that no link leads to yet. */
  readonly roots: readonly (readonly [epoch: number, root: Uint8Array])[];
  /** The device's own count of sealed envelopes, and the hash of the last. */
  readonly counter: number;
  readonly prev: Uint8Array;
  readonly readSeq: number;
  /** When this device last gave the group fresh keys, and how many messages came since anyone did. */
  readonly ownPathAt: number;
  readonly sinceCommit: number;
  /** The relay's time at the cursor. */
  readonly lastAt: number;
  /** Another took this device out of the group: it stays out, whatever its passport says. */
  readonly removed: boolean;
}

const version = 1;
const key = 'state';

const fromGroup = (group: Group): Cbor => [
  encodeGroupState(group.state),
  group.keys.root,
  group.members.map(({ leaf, signatureKey, passport }) => [leaf, signatureKey, passport]),
];

type Raw = readonly Cbor[];
const broken = () => new BedsideError('storage-broken', 'state record');

async function toGroup(raw: Raw): Promise<Group> {
  const state = decodeGroupState(raw[0] as Uint8Array);
  const root = (raw[1] as Uint8Array).slice();
  const members = (raw[2] as Raw).map((item): Verified => {
    const [leaf, signatureKey, passport] = item as readonly [number, Uint8Array, string];
    return {
      leaf,
      signatureKey: signatureKey.slice(),
      device: hash(signatureKey),
      passport,
      claims: claimsOf(passport),
    };
  });
  return { state, keys: await deriveEpochKeys(state.suite, state.groupId, state.epoch, root), members };
}

/** The bytes of the record. */
export function encodeSaved(saved: Saved): Uint8Array {
  const { staged } = saved;
  return encodeCbor([
    version,
    saved.issuer,
    JSON.stringify(saved.pinned),
    saved.disclosures,
    saved.group === null ? null : fromGroup(saved.group),
    staged === null
      ? null
      : [staged.epoch, staged.commit, staged.groupInfo, staged.record, staged.link, fromGroup(staged.next)],
    saved.cursor,
    saved.hashes,
    saved.senders.map(([device, sender]) => [device, sender.counter, sender.hash, sender.headSeq]),
    saved.roots,
    saved.counter,
    saved.prev,
    saved.readSeq,
    saved.removed,
    saved.ownPathAt,
    saved.sinceCommit,
    saved.lastAt,
  ]);
}

/** The key under which {@link encodeSaved}'s bytes lie on the disk. */
export const savedKey = key;

/** What was saved, or null on a first visit. Throws `storage-broken` where the record is not one that this version wrote. */
export async function load(disk: Disk): Promise<Saved | null> {
  const bytes = await disk.read(key);
  if (bytes === null) return null;
  try {
    const raw = decodeCbor(bytes) as Raw;
    if (raw.length !== 17 || raw[0] !== version) throw broken();
    const staged = raw[5] as Raw | null;
    return {
      issuer: raw[1] as string,
      pinned: JSON.parse(raw[2] as string) as IssuerKey[],
      disclosures: raw[3] as readonly string[],
      group: raw[4] === null ? null : await toGroup(raw[4] as Raw),
      staged:
        staged === null
          ? null
          : {
              epoch: staged[0] as number,
              commit: (staged[1] as Uint8Array).slice(),
              groupInfo: (staged[2] as Uint8Array).slice(),
              record: (staged[3] as Uint8Array).slice(),
              link: (staged[4] as Uint8Array | null)?.slice() ?? null,
              next: await toGroup(staged[5] as Raw),
            },
      cursor: raw[6] as number,
      hashes: (raw[7] as Raw).map((item) => {
        const [seq, bytesAt] = item as readonly [number, Uint8Array];
        return [seq, bytesAt.slice()] as const;
      }),
      senders: (raw[8] as Raw).map((item) => {
        const [device, counter, last, headSeq] = item as readonly [string, number, Uint8Array, number];
        return [device, { counter, hash: last.slice(), headSeq }] as const;
      }),
      roots: (raw[9] as Raw).map((item) => {
        const [epoch, root] = item as readonly [number, Uint8Array];
        return [epoch, root.slice()] as const;
      }),
      counter: raw[10] as number,
      prev: (raw[11] as Uint8Array).slice(),
      readSeq: raw[12] as number,
      removed: raw[13] as boolean,
      ownPathAt: raw[14] as number,
      sinceCommit: raw[15] as number,
      lastAt: raw[16] as number,
    };
  } catch {
    throw broken();
  }
}
