import { base64url, equal, fromBase64url, zero } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { saveKept } from './kept-vault.ts';
import type { SuiteId } from './mls/index.ts';
import type { Disk } from './ports.ts';
import {
  type OpenVault,
  openSealed,
  readSealed,
  type SealedVault,
  sealVault,
  type WayKey,
  wayKinds,
} from './sealed-vault.ts';
import type { VaultWay, WayView } from './snapshot.ts';

/** Asks the relay about the vault. Rejects with what it says. */
export type Ask = (frame: ClientFrame) => Promise<Extract<RelayFrame, { type: 'vault' }>>;

/** What making and opening a way needs of the device (own-vault.ts). */
export interface VaultDoor {
  readonly ask: Ask;
  readonly profile: {
    readonly suite: SuiteId;
    readonly conversation: string;
    readonly kept: OpenVault | null;
    useVault(opened: OpenVault): void;
  };
  readonly disk: Disk;
  /** The version of the vault that its person was shown; undefined where none was. */
  readonly seen: number | undefined;
  /** The latest version that this device or a leaf of its person knows. */
  knownVersion(): number;
  /** True where this is an older one than the group knows. */
  isRolledBack(read: SealedVault | null): boolean;
}

/** The ways in, for the screen. */
export const waysOf = (read: SealedVault | null): readonly WayView[] =>
  (read?.ways ?? []).flatMap(({ kind, id }) => {
    const name = (Object.keys(wayKinds) as (keyof typeof wayKinds)[]).find((it) => wayKinds[it] === kind);
    return name === undefined ? [] : { kind: name, id: base64url(id) };
  });

/**
 * Makes a way into the vault: of the one that this device has, or of a new one in place of any that it cannot open.
 * Resolves when what the relay gave back was opened by that way. Throws `vault-refused` where another device was
 * quicker, `vault-locked` where what came back does not open, and what the relay says.
 */
export async function keepVault(wanted: VaultWay, door: VaultDoor): Promise<void> {
  const way = wayKey(wanted);
  const { ask, profile, seen } = door;
  const { suite, conversation, kept } = profile;
  const { version: stood, sealed: before } = await ask({ type: 'vault' });
  const read = before === null ? null : readSealed(before);
  const same = kept !== null && read !== null && equal(kept.vault.publicKey, read.publicKey);
  // Nobody replaces a vault that they did not see there.
  if (!same && stood !== seen) throw new BedsideError('vault-refused');
  const secret = same ? kept.secret.slice() : crypto.getRandomValues(new Uint8Array(32));
  const version = Math.max(stood, door.knownVersion()) + 1;
  const { sealed } = await sealVault({ suite, conversation, version }, secret, way, same ? read.ways : []);
  await ask({ type: 'keep', version, sealed });
  const back = await ask({ type: 'vault' });
  const opened = back.sealed === null ? null : await openSealed({ suite, conversation }, back.sealed, way);
  zero(way.key);
  if (opened === null || !equal(opened.secret, secret))
    throw new BedsideError('vault-locked', 'not as it was kept');
  zero(secret);
  await saveKept(door.disk, opened);
  profile.useVault(opened);
}

/** Opens the vault. Throws `vault-locked` where this does not open it, `vault-rolled-back` where it is an older one than the group knows. */
export async function openVault(wanted: VaultWay, door: VaultDoor): Promise<void> {
  const way = wayKey(wanted);
  const { ask, profile } = door;
  const { suite, conversation } = profile;
  const { sealed } = await ask({ type: 'vault' });
  const opened = sealed === null ? null : await openSealed({ suite, conversation }, sealed, way);
  zero(way.key);
  if (opened === null) throw new BedsideError('vault-locked');
  if (door.isRolledBack(readSealed(sealed!))) throw new BedsideError('vault-rolled-back');
  await saveKept(door.disk, opened);
  profile.useVault(opened);
}

function wayKey({ kind, id, key }: VaultWay): WayKey {
  const [idBytes, keyBytes] = [fromBase64url(id), fromBase64url(key)];
  if (idBytes === null || keyBytes === null || keyBytes.length < 16)
    throw new BedsideError('vault-locked', 'no key');
  return { kind, id: idBytes, key: keyBytes };
}
