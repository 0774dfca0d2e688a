import { decodeCbor, encodeCbor } from '../shared/cbor.ts';
import { BedsideError } from '../shared/errors.ts';
import { bytes, count, list } from './disk-field.ts';
import type { SuiteId } from './mls/index.ts';
import type { Disk } from './ports.ts';
import type { OpenVault } from './sealed-vault.ts';
import { vaultOf } from './vault.ts';

const key = 'vault';
const version = 1;

/** The vault that this device opened before, or null. What cannot be read is as if it were not there: its person opens it again. */
export async function loadKept(disk: Disk, suite: SuiteId): Promise<OpenVault | null> {
  const record = await disk.read(key);
  if (record === null) return null;
  try {
    const raw = list(decodeCbor(record), 3);
    const secret = bytes(raw[1]);
    if (raw[0] !== version || secret.length !== 32) throw new BedsideError('storage-broken');
    const number = count(raw[2]);
    const vault = await vaultOf(suite, secret.slice(), { policy: 'own', version: number });
    return { vault, secret, version: number };
  } catch {
    return null;
  }
}

/** Keeps an opened vault on this device, sealed as all else is. */
export const saveKept = (disk: Disk, { secret, version: number }: OpenVault): Promise<void> =>
  disk.write(new Map([[key, encodeCbor([version, secret, number])]]));
