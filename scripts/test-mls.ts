/**
 * `npm run test:mls`: the vectors and tests of tests/mls and engine/mls, then random walks from the creators' side.
 *
 *   npm run test:mls                              vectors, 2,000 operations a suite, another seed every time
 *   npm run test:mls -- --operations 200 --seed 7
 *   npm run test:mls -- --only vectors            or walks, or peer; --suites 1,7 walks those only
 *
 * With BEDSIDE_MLS_PEER naming the file of @wireapp/core-crypto's module, or BEDSIDE_MLS_PEER_TS that of ts-mls, also
 * tests/mls/peer.ts against those. Neither is installed with the project: one is under the GPL, the other wants older
 * versions of what ships.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as mls from '../engine/mls/index.ts';
import { type Peer, peerRun } from '../tests/mls/peer.ts';
import { openMls } from '../tests/mls/peer-openmls.ts';
import { tsMls } from '../tests/mls/peer-ts-mls.ts';
import { walk } from '../tests/mls/walk.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    only: { type: 'string', default: 'vectors,walks,peer' },
    suites: { type: 'string', default: '1,77,7' },
  },
});
const operations = Number(values.operations);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isSafeInteger(operations) || !Number.isSafeInteger(seed))
  throw new Error('--operations, --seed: not a whole number');
const only = values.only.split(',');
const suites = mls.suiteIds.filter((id) => values.suites.split(',').map(Number).includes(id));
let failed = 0;
const fail = (thrown: unknown) => {
  failed += 1;
  console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown);
};

if (only.includes('vectors')) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const ran = spawnSync(process.execPath, [vitest, 'run', '--project', 'node', 'tests/mls', 'engine/mls'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (ran.status !== 0) failed += 1;
}

/** A commit under P-384 costs every member ten times what it costs under X25519; the tree's shapes are the same. */
const mostOf = { 1: 9, 77: 8, 7: 5 } as const;
if (only.includes('walks')) {
  console.log(`walks: seed ${seed}`);
  for (const suite of suites) {
    try {
      const { kinds, resumed, zeroed, refusedToGone, largest, seconds } = await walk({
        suite,
        seed,
        operations,
        most: mostOf[suite],
      });
      const drawn = Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`);
      console.log(
        `suite ${suite}, seed ${seed}: ${operations} operations, all agreed after each, ${seconds.toFixed(0)} s\n` +
          `  ${drawn.join(', ')}\n` +
          `  up to ${largest} members, ${resumed} states resumed from bytes, ${zeroed} secrets zeroed, ` +
          `${refusedToGone} commits tried in vain by those removed`,
      );
    } catch (thrown) {
      fail(thrown);
    }
  }
}

const peers: Readonly<Record<string, (path: string) => Promise<Peer>>> = {
  BEDSIDE_MLS_PEER: openMls,
  BEDSIDE_MLS_PEER_TS: tsMls,
};
if (only.includes('peer'))
  for (const [name, open] of Object.entries(peers)) {
    const path = process.env[name];
    if (path === undefined) {
      console.warn(`peer: SKIPPED. ${name} names no other implementation.`);
      continue;
    }
    const peer = await open(path);
    for (const suite of peer.suites.filter((id) => suites.includes(id))) {
      try {
        for (const line of await peerRun(peer, suite)) console.log(`${peer.name}, suite ${suite}: ${line}`);
      } catch (thrown) {
        fail(thrown);
      }
    }
  }
process.exit(failed === 0 ? 0 : 1);
