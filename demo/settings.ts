import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatePortalKeys, type PortalKeys, portalKeysFrom } from '../portal/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const portFrom = (name: string, standard: number): number => {
  const port = Number(process.env[name] ?? standard);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${name} is not a port`);
  return port;
};

export const port = portFrom('PORTAL_PORT', 8080);
/** The portal's own address: its origin, and the issuer that its passports name. */
export const issuer = `http://127.0.0.1:${port}`;
export const relay = `http://${process.env['RELAY_HOST'] || '127.0.0.1'}:${portFrom('RELAY_PORT', 8787)}`;
/** The name under which the relay knows this clinic. */
export const tenant = 'riverside';
export const dataDir = process.env['BEDSIDE_DATA'] || join(root, '.bedside');

/** The text of a file of secrets, made on the first start and readable by its owner alone. */
function kept(name: string, make: () => string): string {
  const dir = join(dataDir, 'portal');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(dir, name), make(), { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
  return readFileSync(join(dir, name), 'utf8');
}

export const keys: PortalKeys = portalKeysFrom(
  JSON.parse(kept('keys.json', () => JSON.stringify(generatePortalKeys(), null, 2))),
);
/** Who keeps people's vaults in this clinic: the portal, or (`BEDSIDE_VAULTS=own`) the people themselves. */
export const vaults = process.env['BEDSIDE_VAULTS'] === 'own' ? 'own' : 'portal';
export const sessionSecret = kept('session-secret', () => randomBytes(32).toString('base64url'));
