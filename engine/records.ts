import { BedsideError } from '../shared/errors.ts';
import { Arrivals } from './arrivals.ts';
import { Bell } from './bell.ts';
import { Chain } from './chain.ts';
import { Compared } from './compared.ts';
import { Delivery } from './delivery.ts';
import { Departures } from './departures.ts';
import type { Holding } from './holding.ts';
import { later } from './later.ts';
import { Membership } from './membership.ts';
import type { SuiteId } from './mls/index.ts';
import { Opener } from './opener.ts';
import { Outbox } from './outbox.ts';
import type { OwnVault } from './own-vault.ts';
import type { Ports } from './ports.ts';
import { Profile } from './profile.ts';
import { Receipts } from './receipts.ts';
import { Revocations } from './revocations.ts';
import { Senders } from './senders.ts';
import type { Signals } from './signals.ts';
import { encodeSaved, load, type Saved, savedKey } from './store.ts';
import { Timeline } from './timeline.ts';
import type { LeafRule } from './verified.ts';
import { View } from './view.ts';

const hashesKept = 64;

/** All that a conversation has in hand on this device once its records were read. */
export interface Parts {
  readonly profile: Profile;
  readonly membership: Membership;
  readonly delivery: Delivery;
  readonly senders: Senders;
  readonly chain: Chain;
  readonly opener: Opener;
  readonly timeline: Timeline;
  readonly receipts: Receipts;
  readonly arrivals: Arrivals;
  readonly compared: Compared;
  readonly revocations: Revocations;
  readonly departures: Departures;
  readonly bell: Bell;
  readonly view: View;
  /** Null until what comes later is there, and where this person keeps no vault. */
  readonly ownVault: OwnVault | null;
  /** Null until what comes later is there. */
  readonly signals: Signals | null;
  /** Likewise: until then nothing is let go of. */
  readonly holding: Holding | null;
}

/**
 * Reads the disk. Where half of it was evicted, or another version wrote it, what is left is another device's past: a
 * new device begins (an identity is never reused), with the words that were not sealed yet. Throws `storage-broken`, `browser-unsupported`; `relay-unreachable` where
 * what begins anew does not come.
 */
export async function openRecords(conversation: string, suite: SuiteId, ports: Ports): Promise<Parts> {
  const { disk } = ports;
  let saved: Saved | null;
  try {
    const [records, isKeyed] = await Promise.all([load(disk), Profile.isKeyed(ports)]);
    saved = records;
    // A device that was in before has others' commits to catch up on.
    if (saved !== null) later.ahead();
    if (saved !== null && !isKeyed) throw new BedsideError('storage-broken', 'no key');
  } catch (thrown) {
    // What cannot be read now may be readable later; what was read and is of no use never will be.
    if ((await disk.read(savedKey)) === null) throw thrown;
    await (await later.get()).beginAnew(disk);
    saved = null;
  }
  // Beside each other: on a phone each reading of a disk is a wait of its own.
  const [profile, arrivals, compared, revocations, departures, outbox] = await Promise.all([
    Profile.open(conversation, suite, ports, saved),
    Arrivals.load(disk),
    Compared.load(disk),
    Revocations.load(disk, (): LeafRule => profile.rule),
    Departures.load(disk),
    Outbox.load(disk),
  ]);
  const membership = new Membership(profile, saved);
  const senders = new Senders(saved?.senders, (saved?.unopenedFrom ?? 0) > 0);
  const chain = new Chain({
    cursor: saved?.cursor ?? 0,
    hashes: saved?.hashes ?? [],
    lastAt: saved?.lastAt ?? 0,
    forked: (item) => opener.problem(item, 'log-forked'),
  });
  const { disclosures } = profile;
  const opener = new Opener({
    chain,
    senders,
    revocations,
    departures,
    disclosures,
  });
  const timeline = new Timeline({
    chain,
    opener,
    senders,
    unopenedFrom: saved?.unopenedFrom ?? 0,
  });
  if (membership.group !== null) {
    // What stands above a drift is not of this group's epoch.
    const from = membership.drift?.seq ?? chain.cursor;
    timeline.readFrom(from + 1, membership.group.state.epoch, membership.page);
  }
  const delivery = new Delivery(outbox, saved?.counter ?? 0, saved?.prev ?? new Uint8Array(32));
  const receipts = new Receipts(saved?.readSeq ?? 0, saved?.reach ?? null);
  let ownVault: OwnVault | null = null;
  let signals: Signals | null = null;
  let holding: Holding | null = null;
  const view = new View({ disclosures, said: opener, arrivals, compared, departures });
  return {
    profile,
    membership,
    delivery,
    senders,
    chain,
    opener,
    timeline,
    receipts,
    bell: new Bell(),
    arrivals,
    compared,
    revocations,
    departures,
    view,
    get ownVault() {
      if (later.held === null || profile.vaultPolicy !== 'own') return null;
      ownVault ??= new later.held.OwnVault(profile, membership, disk);
      return ownVault;
    },
    get signals() {
      if (later.held !== null) signals ??= new later.held.Signals();
      return signals;
    },
    get holding() {
      if (later.held !== null)
        holding ??= new later.held.Holding({ chain, timeline, opener, profile, receipts });
      return holding;
    },
  };
}

/** The disk's entry for the state of all parts. Null before the portal was ever asked: there is nothing to keep. */
export function saveParts(parts: Parts): [string, Uint8Array] | null {
  const { profile, membership, senders, chain, timeline, delivery, receipts } = parts;
  if (profile.issuer === '') return null;
  const state = encodeSaved({
    issuer: profile.issuer,
    pinned: profile.pinned,
    disclosures: profile.disclosures.all,
    group: membership.group,
    staged: membership.staged,
    cursor: chain.cursor,
    hashes: chain.recentHashes(hashesKept),
    senders: senders.saved,
    roots: [...membership.roots.byEpoch],
    owed: membership.roots.owed,
    cuts: membership.roots.cuts,
    counter: delivery.counter,
    prev: delivery.prev,
    readSeq: receipts.readSeq,
    reach: receipts.saved,
    removed: membership.removed,
    ownPathAt: membership.ownPathAt,
    sinceCommit: membership.sinceCommit,
    lastAt: chain.lastAt,
    drift: membership.drift,
    unsettled: membership.unsettled,
    resyncs: membership.resyncs,
    gone: membership.gone,
    unopenedFrom: timeline.unopenedFrom || (membership.drift === null ? 0 : membership.drift.seq + 1),
  });
  return [savedKey, state];
}
