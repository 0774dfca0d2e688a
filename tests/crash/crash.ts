import { makeGroupId } from '../../worker/testing/group.ts';
import { Dice } from '../fuzz/dice.ts';
import { serveRelay, type Workerd } from '../support/workerd.ts';
import { Clinic, type Device, tenantName } from './clinic.ts';
import { Ledger } from './ledger.ts';
import { readLog, Writer } from './writer.ts';

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  readonly rooms: number;
  readonly writers: number;
  /** Messages and commits that the relay said were stored. */
  readonly acked: number;
  /** Of those, commits. */
  readonly commits: number;
  /** Entries that anyone was told. */
  readonly told: number;
  /** Found in a log after a kill though nobody had been told: the sender sent them again, and they are there once. */
  readonly storedUnacked: number;
  readonly resent: number;
  readonly seconds: number;
  readonly integrity: readonly string[];
  readonly wrongs: readonly string[];
}

interface Ward {
  readonly ledger: Ledger;
  readonly writers: readonly Writer[];
  readonly auditor: Device;
}

/** A room with three who write, the first of whom commits, and one who reads all of it after every kill. */
async function openWard(clinic: Clinic, seed: number, number: number, origin: () => string): Promise<Ward> {
  const conversation = clinic.conversation(`room-${number}`);
  const ledger = new Ledger(makeGroupId());
  const writers = await Promise.all(
    [0, 1, 2].map(
      async (place) =>
        new Writer({
          device: await clinic.device(conversation, `writer-${place}`),
          ledger,
          dice: new Dice(seed, number, place),
          origin,
          commits: place === 0,
        }),
    ),
  );
  return { ledger, writers, auditor: await clinic.device(conversation, 'auditor') };
}

/** A random instant: one time in four any, such as while sockets are opened; else one with a random number of acks behind it. */
async function instant(dice: Dice, acked: () => number): Promise<void> {
  if (dice.once(4)) return sleep(dice.below(400));
  const enough = acked() + 10 + dice.below(400);
  for (const until = Date.now() + 3000; acked() < enough && Date.now() < until; ) await sleep(1);
  await sleep(dice.below(20));
}

/** Reads a room's whole log and holds it to everything that was ever said of it. `said`: by the kill. */
async function audit({ ledger, auditor }: Ward, origin: string, said = ledger.said()): Promise<number> {
  const { entries, head, hash } = await readLog(auditor, origin);
  ledger.audit(entries, head, hash, said);
  return entries.filter(({ kind }) => kind === 'commit').length;
}

/**
 * Kills the relay `kills` times with SIGKILL at random instants, under load from six devices in two rooms, and starts it
 * again on the same data. After every kill both logs are read from the first entry and compared with all that the relay
 * ever said.
 *
 * What SIGKILL can and cannot show. The process dies; the machine does not, so what was written reaches the disk whether
 * or not it was synced. Locally, workerd opens SQLite with journal_mode=WAL and synchronous=FULL: the WAL is fsynced at
 * every commit, one implicit transaction a turn of the event loop, and the output gate holds acks and entries until then
 * (by strace: recv, fsync, send). In production the gate waits for the storage relay service instead: the WAL has gone to
 * five followers of which three have confirmed, and it goes to object storage every 16 MB or 10 s. A power cut was not
 * tested anywhere; that fsync precedes the send is what there is for it.
 */
export async function crash(o: {
  readonly kills: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
}): Promise<CrashReport> {
  const started = performance.now();
  const dice = new Dice(o.seed);
  const clinic = await Clinic.open();
  let relay: Workerd | null = null;
  const wards: Ward[] = [];
  const integrity: string[] = [];
  let commits = 0;
  try {
    relay = await serveRelay({ name: tenantName, issuer: clinic.issuer });
    const alive = relay;
    for (const number of [0, 1]) wards.push(await openWard(clinic, o.seed, number, () => alive.origin));
    const runs = wards.flatMap(({ writers }) => writers.map((writer) => writer.run()));
    const wrong = () => wards.some(({ ledger }) => ledger.wrongs.length > 0);
    for (let kill = 1; kill <= o.kills && !wrong(); kill++) {
      await instant(dice, () => wards.reduce((sum, { ledger }) => sum + ledger.acked, 0));
      await relay.kill();
      const said = wards.map(({ ledger }) => ledger.said());
      await relay.start();
      await Promise.all(wards.map((ward, place) => audit(ward, alive.origin, said[place]!)));
      o.say?.(
        `kill ${kill}: ${said.reduce((sum, { acks }) => sum + acks.size, 0)} acked so far, both logs read and right`,
      );
    }
    if (!wrong()) {
      await Promise.all(wards.flatMap(({ writers }) => writers.map((writer) => writer.finish(60_000))));
      for (const ward of wards) commits += await audit(ward, relay.origin);
    }
    for (const { writers } of wards) for (const writer of writers) writer.stop();
    await Promise.all(runs);
    await relay.kill();
    integrity.push(...(await integrityOf(relay.databases('Room'))));
  } finally {
    for (const { writers } of wards) for (const writer of writers) writer.stop();
    await relay?.remove();
    await clinic.close();
  }
  const counts = wards.flatMap(({ writers }) => writers.map((writer) => writer.counts));
  const wrongs = wards.flatMap(({ ledger }) => ledger.wrongs);
  const written = counts.reduce((total, { written }) => total + written, 0);
  const acked = wards.reduce((total, { ledger }) => total + ledger.acked, 0);
  if (wrongs.length === 0 && acked !== written + commits)
    wrongs.push(`${written} messages and ${commits} commits, ${acked} acked`);
  for (const word of integrity) if (word !== 'ok') wrongs.push(`integrity_check: ${word}`);
  return {
    seed: o.seed,
    kills: o.kills,
    rooms: wards.length,
    writers: counts.length,
    acked,
    commits,
    told: wards.reduce((total, { ledger }) => total + ledger.told, 0),
    storedUnacked: counts.reduce((total, it) => total + it.storedUnacked, 0),
    resent: counts.reduce((total, it) => total + it.resent, 0),
    seconds: (performance.now() - started) / 1000,
    integrity,
    wrongs,
  };
}

/** What SQLite says of each room's database. */
async function integrityOf(rooms: string): Promise<string[]> {
  const { DatabaseSync } = await import('node:sqlite');
  const { readdir } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const words: string[] = [];
  for (const name of await readdir(rooms)) {
    if (!name.endsWith('.sqlite') || name === 'metadata.sqlite') continue;
    const db = new DatabaseSync(join(rooms, name));
    words.push(String(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0]));
    db.close();
  }
  return words;
}

/** The report in words. */
export const summary = (report: CrashReport): string =>
  [
    `${report.kills} kills, ${report.acked} acked (${report.commits} of them commits), 0 lost, 0 twice, order and hashes unchanged`,
    `${report.told} entries told, ${report.resent} frames sent again, ${report.storedUnacked} of them stored before and not acked`,
    `${report.writers} devices in ${report.rooms} rooms, integrity_check ${report.integrity.join(', ')}, seed ${report.seed}, ${report.seconds.toFixed(0)} s`,
  ].join('\n');
