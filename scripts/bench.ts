/**
 * `npm run bench`: figures, each beside a baseline that is measured in the same run, because ratios travel from machine to
 * machine and absolute numbers do not. It judges nothing and exits 0: `(aim …)` stands beside what was aimed at.
 *
 *   npm run bench                                 all of it, within 8 minutes
 *   npm run bench -- --quick                      fewer rounds, within 2 minutes; noisier
 *   npm run bench -- --only crypto,mls            some of: crypto, mls, relay, sizes, open, phone
 *   npm run bench -- --json figures.json          the same tables as JSON, unrounded
 *
 * crypto  envelopes sealed and opened a second, beside bare WebCrypto (Node and Chromium)
 * mls     create, external join, update, process at 2, 8 and 32 members (Node and Chromium)
 * relay   messages a second and latencies through the whole relay under `workerd serve`, beside the smallest Durable
 *         Object that stores and broadcasts (bench/relay/naive-object.js) and a Node broadcast that stores nothing;
 *         the load comes from a process of its own, and every message is checked to arrive once everywhere
 * sizes   bytes that a browser fetches until a person can write
 * open    a conversation of 10,000 messages opened, beside the same envelopes opened alone
 * phone   the built widget on a slow phone over the real relay: how soon it can be written in, how long it does not answer,
 *         typing, scrolling and memory with 10,000 messages, beside a page that has nothing or next to nothing in it
 *
 * Everything listens on the loopback only, on ports that are free, with data in temporary folders that are removed.
 * Run it on a machine that does nothing else: the generator, the relay and the baselines share its cores.
 */
import { writeFile } from 'node:fs/promises';
import { cpus, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { BenchBrowser } from '../bench/browser.ts';
import { cryptoTable, measureCrypto } from '../bench/crypto.ts';
import { identityAt } from '../bench/identity.ts';
import { measureMls, mlsTable } from '../bench/mls.ts';
import { measureOpen, openTable } from '../bench/open.ts';
import { measurePhone } from '../bench/phone/measure-phone.ts';
import { BenchPortal } from '../bench/portal.ts';
import { measureRelay } from '../bench/relay/relay.ts';
import { measureSizes } from '../bench/sizes.ts';
import { render, type Table } from '../bench/table.ts';
import { conversationId } from '../portal/index.ts';
import { memoryDisk } from '../widget/ports/memory-disk.ts';

const sections = ['crypto', 'mls', 'relay', 'sizes', 'open', 'phone'] as const;
type Section = (typeof sections)[number];
const node = `Node ${process.versions.node.split('.')[0]}`;

interface Plan {
  readonly json: string | null;
  readonly only: readonly Section[];
  readonly quick: boolean;
}

function plan(): Plan {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const only = (values.only?.split(',') ?? sections) as Section[];
  const unknown = only.find((name) => !sections.includes(name));
  if (unknown !== undefined) throw new Error(`--only: ${unknown} is none of ${sections.join(', ')}`);
  return { json: values.json ?? null, only, quick: values.quick };
}

/** Runs one section and hands out its tables as they are done. */
async function run(
  section: Section,
  world: { portal: BenchPortal; browser: BenchBrowser | null; quick: boolean },
): Promise<Table[]> {
  const { portal, browser, quick } = world;
  if (section === 'crypto') {
    const options = quick ? { count: 400, rounds: 3 } : { count: 1000, rounds: 5 };
    const inNode = await measureCrypto(options);
    const places = [[node, inNode] as const];
    if (browser !== null) places.push([browser.version, await browser.measure('crypto', options)]);
    return [cryptoTable(places)];
  }
  if (section === 'mls') {
    const options = { rounds: quick ? 3 : 7 };
    const tables = [mlsTable(node, await measureMls(options))];
    if (browser !== null) tables.push(mlsTable(browser.version, await browser.measure('mls', options)));
    return tables;
  }
  if (section === 'relay') {
    const { envelopeBytes: bytes } = await measureCrypto({ count: 1, rounds: 1 });
    const times = quick
      ? { rounds: 1, saturateMs: 500, paceMs: 800 }
      : { rounds: 3, saturateMs: 1500, paceMs: 4000 };
    return measureRelay(portal, { bytes, ...times });
  }
  if (section === 'sizes') return [await measureSizes(browser, portal)];
  if (section === 'phone') {
    if (browser === null) throw new Error('no Chromium');
    return measurePhone(
      { browser, portal },
      quick ? { rounds: 1, count: 2_000 } : { rounds: 3, count: 10_000 },
    );
  }
  const count = quick ? 1_000 : 10_000;
  const { roomSecret } = portal.keys;
  const encounter = crypto.randomUUID();
  const conversation = conversationId({ roomSecret, patient: 'bench', encounter, topic: 'clinical' });
  if (browser !== null)
    return [openTable(browser.version, await browser.measure('open', { count, conversation }))];
  const world2 = {
    conversation,
    disk: async () => memoryDisk(),
    identity: (person: string) => identityAt(portal.origin, person),
  };
  return [openTable(node, await measureOpen(world2, count))];
}

async function bench({ json, only, quick }: Plan): Promise<void> {
  const started = performance.now();
  const portal = await BenchPortal.open();
  const browser = await BenchBrowser.open(portal);
  const machine = `${cpus().length} cores, ${platform()}, ${node}, ${browser?.version ?? 'no Chromium'}`;
  console.log(`${machine}${quick ? ', --quick' : ''}`);
  const tables: Table[] = [];
  const missing: { section: Section; why: string }[] = [];
  try {
    for (const section of sections.filter((name) => only.includes(name))) {
      try {
        for (const table of await run(section, { portal, browser, quick })) {
          tables.push(table);
          console.log(render(table));
        }
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        missing.push({ section, why });
        console.log(`\n${section}: could not be measured: ${why}`);
      }
    }
  } finally {
    await browser?.close();
    await portal.close();
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`\n${seconds} s`);
  if (json !== null)
    await writeFile(json, `${JSON.stringify({ machine, quick, seconds, tables, missing }, null, 2)}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
await bench(plan());
