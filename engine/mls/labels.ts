import { utf8 } from '../../shared/bytes.ts';
import { written } from './codec.ts';
import { openFrom, type Sealed, sealTo } from './hpke.ts';
import type { Kdf } from './kdf.ts';
import { turn } from './native.ts';
import type { Signer } from './signature.ts';
import type { Suite } from './suite.ts';

const none = new Uint8Array();
const mls = (label: string) => utf8(`MLS 1.0 ${label}`);
const pair = (label: Uint8Array, value: Uint8Array) => written((to) => to.opaque(label).opaque(value));

/** ExpandWithLabel (RFC 9420 §8). */
export function expandWithLabel(
  kdf: Kdf,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const info = written((to) => to.u16(length).opaque(mls(label)).opaque(context));
  return kdf.expand(secret, info, length);
}

/** DeriveSecret (RFC 9420 §8). */
export const deriveSecret = (kdf: Kdf, secret: Uint8Array, label: string): Uint8Array =>
  expandWithLabel(kdf, secret, label, none, kdf.size);

/** RefHash (RFC 9420 §5.2), with the whole label. */
export const refHash = (kdf: Kdf, label: string, value: Uint8Array): Uint8Array =>
  kdf.hash(pair(utf8(label), value));

/**
 * Signs SignContent (RFC 9420 §5.1.2). The label is the whole label, so that MLS passes "MLS 1.0 LeafNodeTBS" and the
 * rest of the engine "Bedside 1.0 …".
 */
export const signWithLabel = (signer: Signer, label: string, content: Uint8Array): Promise<Uint8Array> =>
  signer.sign(pair(utf8(label), content));

/** True where the signature is the key's, over this content under this whole label (RFC 9420 §5.1.2). */
export async function verifyWithLabel(
  suite: Suite,
  publicKey: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  await turn();
  return suite.scheme.verify(publicKey, pair(utf8(label), content), signature);
}

/** EncryptWithLabel (RFC 9420 §5.1.3). Throws mls-invalid for what is no public key. */
export const encryptWithLabel = (
  suite: Suite,
  publicKey: Uint8Array,
  label: string,
  context: Uint8Array,
  plain: Uint8Array,
): Promise<Sealed> => sealTo(suite, publicKey, pair(mls(label), context), none, plain);

/**
 * DecryptWithLabel (RFC 9420 §5.1.3); `publicKey`, where the caller has it, saves time. Throws mls-invalid where it
 * does not open.
 */
export const decryptWithLabel = (
  suite: Suite,
  secretKey: Uint8Array,
  label: string,
  context: Uint8Array,
  sealed: Sealed,
  publicKey?: Uint8Array | null,
): Promise<Uint8Array> => openFrom(suite, secretKey, pair(mls(label), context), none, sealed, publicKey);
