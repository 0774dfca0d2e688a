import { entryKinds } from '../../shared/frames.ts';
import { serveRelay, Workerd } from '../../tests/support/workerd.ts';
import { type BenchPortal, tenant } from '../portal.ts';
import { median, type Table } from '../table.ts';
import { Generator, startBroadcast } from './children.ts';
import type { Load } from './load.ts';
import type { Target } from './peers.ts';
import { type Stored, storedIn } from './stored.ts';

const sizes = [2, 10, 50] as const;
const inFlight = 64;
const pacePerSecond = 100;
interface Measured {
  readonly saturated: readonly Load[];
  readonly paced: Load;
}

/**
 * The relay, the smallest Durable Object that stores and broadcasts, and a Node broadcast that stores nothing: each with
 * the same messages in one room, by turns. `bytes`: of an envelope.
 */
export async function measureRelay(
  portal: BenchPortal,
  o: {
    readonly bytes: number;
    readonly rounds: number;
    readonly saturateMs: number;
    readonly paceMs: number;
  },
): Promise<Table[]> {
  const [relay, naive, plain] = await Promise.all([
    serveRelay({ name: tenant, issuer: portal.origin }),
    Workerd.serve({ entry: 'bench/relay/naive-object.js', objects: { ROOMS: 'NaiveRoom' }, vars: {} }),
    startBroadcast(),
  ]);
  const generator = new Generator();
  const targets: readonly (readonly [name: string, target: Target])[] = [
    ['Bedside', { kind: 'bedside', origin: relay.origin, portal: portal.origin, keys: portal.keys }],
    ['naive object', { kind: 'plain', origin: naive.origin }],
    ['Node ws, nothing stored', { kind: 'plain', origin: plain.origin }],
  ];
  const measured = new Map<string, Measured>();
  const stored = new Map<string, Stored>();
  try {
    for (const peers of sizes) {
      for (const [room, target] of targets)
        await generator.ask({ do: 'enter', room, target, peers, bytes: o.bytes });
      const saturated = new Map<string, Load[]>(targets.map(([room]) => [room, []]));
      for (let round = 0; round < o.rounds; round++)
        for (const [room] of targets)
          saturated
            .get(room)!
            .push((await generator.ask({ do: 'saturate', room, inFlight, ms: o.saturateMs }))!);
      for (const [room] of targets) {
        const paced = await generator.ask({ do: 'pace', room, perSecond: pacePerSecond, ms: o.paceMs });
        measured.set(`${room} ${peers}`, { saturated: saturated.get(room)!, paced: paced! });
        await generator.ask({ do: 'leave', room });
      }
    }
  } finally {
    await generator.stop();
    await plain.stop();
    await relay.stop();
    await naive.stop();
  }
  try {
    stored.set('Bedside', await storedIn(relay.databases('Room'), 'entries', `kind = ${entryKinds.message}`));
    stored.set('naive object', await storedIn(naive.databases('NaiveRoom'), 'messages', 'true'));
  } finally {
    await relay.remove();
    await naive.remove();
  }
  const names = targets.map(([name]) => name);
  return [saturatedTable(names, measured, o.bytes), pacedTable(names, measured), storedTable(stored)];
}

function saturatedTable(
  names: readonly string[],
  measured: ReadonlyMap<string, Measured>,
  bytes: number,
): Table {
  const of = (name: string, peers: number, what: keyof Load) =>
    median(measured.get(`${name} ${peers}`)!.saturated.map((load) => load[what]));
  return {
    section: 'relay',
    title: `Relay, saturated: ${inFlight} in flight from all N sockets of one room, ${bytes}-byte envelopes`,
    columns: [
      'server',
      'N',
      'messages/s',
      '÷ naive',
      '÷ Node ws',
      'ack p50 ms',
      'ack p99 ms',
      'generator CPU',
    ],
    rows: sizes.flatMap((peers) =>
      names.map((name) => {
        const rate = of(name, peers, 'perSecond');
        return [
          name,
          peers,
          Math.round(rate),
          rate / of(names[1]!, peers, 'perSecond'),
          rate / of(names[2]!, peers, 'perSecond'),
          of(name, peers, 'ackP50'),
          of(name, peers, 'ackP99'),
          of(name, peers, 'busy'),
        ];
      }),
    ),
    notes: [
      '(aim: ÷ naive ≥ 3 at N = 10)  generator CPU: share of one core; near 1, the generator is the limit',
      'Bedside: workerd serve, real sessions, frames and credit; stored before told. medians over rounds',
    ],
  };
}

function pacedTable(names: readonly string[], measured: ReadonlyMap<string, Measured>): Table {
  return {
    section: 'relay',
    title: `Relay at ${pacePerSecond} messages/s in one room: ms`,
    columns: ['server', 'N', 'ack p50', 'ack p99', 'deliver p50', 'deliver p99'],
    rows: sizes.flatMap((peers) =>
      names.map((name) => {
        const { ackP50, ackP99, deliverP50, deliverP99 } = measured.get(`${name} ${peers}`)!.paced;
        return [name, peers, ackP50, ackP99, deliverP50, deliverP99];
      }),
    ),
    notes: ['(aim: Bedside ack p50 ≤ 3)  from the send to the sender’s own entry, and to every other socket'],
  };
}

const storedTable = (stored: ReadonlyMap<string, Stored>): Table => ({
  section: 'relay',
  title: 'Relay, stored: from the SQLite files that the runs above left',
  columns: ['server', 'messages', 'rows a message', 'bytes a message'],
  rows: [...stored].map(([name, { messages, rowsEach, bytesEach }]) => [name, messages, rowsEach, bytesEach]),
  notes: [
    'rows: in the messages’ table and its indexes. Devices’ rows, written now and then, are not counted here',
  ],
});
