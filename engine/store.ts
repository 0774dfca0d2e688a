import { type Cbor, decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';
import { json } from '../shared/plain-page.ts';
import { bytes, count, flag, list, text } from './disk-field.ts';
import type { Drift, Unsettled } from './drift.ts';
import { hash } from './envelope.ts';
import { claimsOf } from './epoch-book.ts';
import { deriveEpochKeys } from './epoch-keys.ts';
import type { Group, Staged } from './group.ts';
import { decodeGroupState, encodeGroupState, turn } from './mls/index.ts';
import type { Disk, IssuerKey } from './ports.ts';
import type { SavedReach } from './receipts.ts';
import type { Sender } from './senders.ts';
import type { Verified } from './verified.ts';

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
  /** Epochs whose links this device has still to write, and the places of the commits that began them. */
  readonly owed: readonly (readonly [epoch: number, seq: number])[];
  /** Epochs with which a segment began, and whose roots before are kept for good. */
  readonly cuts: readonly number[];
  /** The device's own count of sealed envelopes, and the hash of the last. */
  readonly counter: number;
  readonly prev: Uint8Array;
  readonly readSeq: number;
  /** How far the others have come. */
  readonly reach: SavedReach;
  /** When this device last gave the group fresh keys, and how many messages came since anyone did. */
  readonly ownPathAt: number;
  readonly sinceCommit: number;
  /** The relay's time at the cursor. */
  readonly lastAt: number;
  /** Another took this device out of the group: it stays out, whatever its passport says. */
  readonly removed: boolean;
  /** How this device and the room came apart, and what may yet be voided. */
  readonly drift: Drift | null;
  readonly unsettled: Unsettled | null;
  /** When this device came back in by a new leaf, within the last hour, ms since 1970. */
  readonly resyncs: readonly number[];
  /** H of signature keys that it saw removed, in hex. */
  readonly gone: readonly string[];
  /** From this place on entries were not opened when they came; 0 where all were. */
  readonly unopenedFrom: number;
}

const version = 1;
const key = 'state';

const fromGroup = (group: Group): Cbor => [
  encodeGroupState(group.state),
  group.keys.root,
  group.members.map(({ leaf, signatureKey, passport }) => [leaf, signatureKey, passport]),
  group.begunBy,
  group.rosterVersion,
];

const broken = () => new BedsideError('storage-broken', 'state record');

async function toGroup(value: Cbor | undefined): Promise<Group> {
  const [encoded, rawRoot, rawMembers, begunBy, rosterVersion] = list(value, 5);
  const state = decodeGroupState(bytes(encoded));
  const root = bytes(rawRoot);
  await turn();
  const members = list(rawMembers).map((item): Verified => {
    const [leaf, rawKey, rawPassport] = list(item, 3);
    const signatureKey = bytes(rawKey);
    const passport = text(rawPassport);
    return {
      leaf: count(leaf),
      signatureKey,
      device: hash(signatureKey),
      passport,
      claims: claimsOf(passport),
    };
  });
  return {
    state,
    keys: await deriveEpochKeys(state.suite, state.groupId, state.epoch, root),
    members,
    begunBy: bytes(begunBy),
    rosterVersion: count(rosterVersion),
  };
}

async function toStaged(value: Cbor | undefined): Promise<Staged> {
  const [epoch, commit, groupInfo, record, link, next, deposits] = list(value, 7);
  return {
    epoch: count(epoch),
    commit: bytes(commit),
    groupInfo: bytes(groupInfo),
    record: bytes(record),
    link: link === null ? null : bytes(link),
    deposits: list(deposits).map(bytes),
    next: await toGroup(next),
  };
}

function toDrift(value: Cbor | undefined): Drift {
  const [kind, seq, commit, epoch, isLost] = list(value, 5);
  if (kind !== 'refused' && kind !== 'voided') throw broken();
  return { kind, seq: count(seq), commit: count(commit), epoch: count(epoch), isLost: flag(isLost) };
}

function toUnsettled(value: Cbor | undefined): Unsettled {
  const [person, epoch, hashes] = list(value, 3);
  return { person: text(person), epoch: count(epoch), hashes: list(hashes).map((item) => bytes(item)) };
}

function toReach(value: Cbor | undefined): SavedReach {
  const [taken, read, owners] = list(value, 3);
  return {
    everyone: { taken: count(taken), read: count(read) },
    owners: list(owners).map((item) => {
      const [device, person] = list(item, 2);
      return [count(device), text(person)] as const;
    }),
  };
}

/** The issuer's keys in a JSON text. */
function toKeys(json: string): IssuerKey[] {
  const keys: unknown = JSON.parse(json);
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null)) throw broken();
  return keys as IssuerKey[];
}

/** The bytes of the record. */
export function encodeSaved(saved: Saved): Uint8Array {
  const { staged, drift, unsettled } = saved;
  const { everyone, owners } = saved.reach;
  return encodeCbor([
    version,
    saved.issuer,
    json(saved.pinned),
    saved.disclosures,
    saved.group === null ? null : fromGroup(saved.group),
    staged === null
      ? null
      : [
          staged.epoch,
          staged.commit,
          staged.groupInfo,
          staged.record,
          staged.link,
          fromGroup(staged.next),
          staged.deposits,
        ],
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
    saved.owed,
    drift === null ? null : [drift.kind, drift.seq, drift.commit, drift.epoch, drift.isLost],
    unsettled === null ? null : [unsettled.person, unsettled.epoch, unsettled.hashes],
    saved.resyncs,
    saved.gone,
    saved.unopenedFrom,
    [everyone.taken, everyone.read, owners],
    saved.cuts,
  ]);
}

/** The key under which {@link encodeSaved}'s bytes lie on the disk. */
export const savedKey = key;

/** What was saved, or null on a first visit. Throws `storage-broken` where the record is not one that this version wrote. */
export async function load(disk: Disk): Promise<Saved | null> {
  const record = await disk.read(key);
  if (record === null) return null;
  try {
    const raw = list(decodeCbor(record), 25);
    if (raw[0] !== version) throw broken();
    return {
      issuer: text(raw[1]),
      pinned: toKeys(text(raw[2])),
      disclosures: list(raw[3]).map(text),
      group: raw[4] === null ? null : await toGroup(raw[4]),
      staged: raw[5] === null ? null : await toStaged(raw[5]),
      cursor: count(raw[6]),
      hashes: list(raw[7]).map((item) => {
        const [seq, hashAt] = list(item, 2);
        return [count(seq), bytes(hashAt)] as const;
      }),
      senders: list(raw[8]).map((item) => {
        const [device, counter, last, headSeq] = list(item, 4);
        return [
          text(device),
          { counter: count(counter), hash: bytes(last), headSeq: count(headSeq) },
        ] as const;
      }),
      roots: list(raw[9]).map((item) => {
        const [epoch, root] = list(item, 2);
        return [count(epoch), bytes(root)] as const;
      }),
      counter: count(raw[10]),
      prev: bytes(raw[11]),
      readSeq: count(raw[12]),
      removed: flag(raw[13]),
      ownPathAt: count(raw[14]),
      sinceCommit: count(raw[15]),
      lastAt: count(raw[16]),
      owed: list(raw[17]).map((item) => {
        const [epoch, seq] = list(item, 2);
        return [count(epoch), count(seq)] as const;
      }),
      drift: raw[18] === null ? null : toDrift(raw[18]),
      unsettled: raw[19] === null ? null : toUnsettled(raw[19]),
      resyncs: list(raw[20]).map((at) => count(at)),
      gone: list(raw[21]).map(text),
      unopenedFrom: count(raw[22]),
      reach: toReach(raw[23]),
      cuts: list(raw[24]).map((epoch) => count(epoch)),
    };
  } catch {
    throw broken();
  }
}
