import { fromBase64url, zero } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { hash } from './envelope.ts';
import { expandLabel } from './epoch-keys.ts';
import { extensionTypes } from './leaf.ts';
import {
  type Extension,
  extract,
  hashLength,
  hpkeDerive,
  Reader,
  type SuiteId,
  Writer,
} from './mls/index.ts';
import type { VaultGrant } from './ports.ts';

/**
 * A person's vault in one conversation (PROTOCOL.md §6): a key pair to which every epoch's root is deposited, so that a
 * new or wiped device reads what the person could read before, with nobody online. Whoever has the secret has the vault.
 */
export interface Vault {
  /** What stands in the person's leaves. */
  readonly extension: Extension;
  /** H(public key): how deposits name it. */
  readonly name: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
  /** Marks the deposits that the person's own devices made. */
  readonly seal: Uint8Array;
}

/** Who keeps the secret, as the leaf says it. */
export const vaultPolicies = { portal: 1, own: 2 } as const;
export type VaultPolicy = keyof typeof vaultPolicies;

/** What a leaf says of its person's vault. */
export interface VaultNotice {
  readonly policy: VaultPolicy;
  /** Of the sealed blob: never goes back. 0 where there is none. */
  readonly version: number;
  readonly publicKey: Uint8Array;
}

const secretBytes = 32;
const publicKeyBytesMax = 2048;

/** The vault of a secret of 32 bytes; the secret is zeroed. */
export async function vaultOf(
  suite: SuiteId,
  secret: Uint8Array,
  of: { readonly policy: VaultPolicy; readonly version: number },
): Promise<Vault> {
  const context = new Writer().u16(suite).done();
  const size = hashLength(suite);
  const prk = await extract(suite, new Uint8Array(), secret);
  const ikm = await expandLabel(suite, prk, 'vault key', context, size);
  const seal = await expandLabel(suite, prk, 'vault seal', context, size);
  zero(secret, prk);
  const { publicKey, secretKey } = await hpkeDerive(suite, ikm);
  return {
    extension: vaultExtension({ ...of, publicKey }),
    name: hash(publicKey),
    publicKey,
    secretKey,
    seal,
  };
}

/** The vault that the portal's answer opens, or null where it opens none. Throws `portal-refused` for what is no secret. */
export async function vaultFrom(suite: SuiteId, grant: VaultGrant | undefined): Promise<Vault | null> {
  if (grant?.policy !== 'portal') return null;
  const secret = fromBase64url(grant.secret);
  if (secret?.length !== secretBytes) throw new BedsideError('portal-refused', 'vault secret');
  return vaultOf(suite, secret, { policy: 'portal', version: 0 });
}

/** LeafNode extension 0xF0B3: `{u8 1; u8 policy; u64 version; public<V>}`. */
export const vaultExtension = (notice: VaultNotice): Extension => ({
  type: extensionTypes.vault,
  data: new Writer()
    .u8(1)
    .u8(vaultPolicies[notice.policy])
    .u64(notice.version)
    .opaque(notice.publicKey)
    .done(),
});

/** What a leaf's extensions say of a vault; null where they say nothing that this version understands: nobody is kept out for it. */
export function readVault(extensions: readonly Extension[]): VaultNotice | null {
  const data = extensions.find(({ type }) => type === extensionTypes.vault)?.data;
  if (data === undefined) return null;
  try {
    const reader = new Reader(data);
    if (reader.u8() !== 1) return null;
    const number = reader.u8();
    const policy = (Object.keys(vaultPolicies) as VaultPolicy[]).find((it) => vaultPolicies[it] === number);
    const version = reader.u64();
    const publicKey = reader.opaque(publicKeyBytesMax);
    reader.done();
    return policy === undefined ? null : { policy, version, publicKey };
  } catch {
    return null;
  }
}
