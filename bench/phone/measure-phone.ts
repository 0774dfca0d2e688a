import { assetsDir } from '../../scripts/build.ts';
import { serveRelay } from '../../tests/support/workerd.ts';
import type { BenchBrowser } from '../browser.ts';
import { type BenchPortal, tenant } from '../portal.ts';
import { buildWhereNeeded } from '../sizes.ts';
import type { Table } from '../table.ts';
import { firstScreenTable, measureFirstScreen } from './first-screen.ts';
import { joiningTable, measureJoining } from './joining.ts';
import { manyTable, measureMany } from './many.ts';

/** What a person with a slow phone waits for, with the built files over the real relay. `count`: messages in the long conversation. */
export async function measurePhone(
  { browser, portal }: { readonly browser: BenchBrowser; readonly portal: BenchPortal },
  { rounds, count }: { readonly rounds: number; readonly count: number },
): Promise<Table[]> {
  await buildWhereNeeded();
  portal.assets(assetsDir);
  const relay = await serveRelay({ name: tenant, issuer: portal.origin });
  const world = { browser, portal, relay: relay.origin };
  try {
    return [
      firstScreenTable(await measureFirstScreen(world, rounds)),
      joiningTable(await measureJoining(world, rounds)),
      manyTable(await measureMany(world, count)),
    ];
  } finally {
    await relay.remove();
  }
}
