/**
 * RFC 9420 in a small profile (PROTOCOL.md, DESIGN §4): create, external commit, member commit with Add and Remove,
 * Welcome, GroupInfo, exporter. Handshakes are PublicMessages, proposals go by value, every commit has a path. No PSK,
 * no PrivateMessage, no Update, no ReInit. This is the front door; nothing else in here is for others to import.
 */
import { openFrom, sealTo } from './hpke.ts';
import type { KeyPair } from './kem.ts';
import { verifyWithLabel as verify } from './labels.ts';
import type { Signer } from './signature.ts';
import { type SuiteId, suiteOf } from './suite.ts';

export { commitAdding } from './adds.ts';
export { Reader, readWhole, Writer, written } from './codec.ts';
export { commit } from './commit.ts';
export { createGroup } from './create.ts';
export type { Extension } from './extension.ts';
export { type GroupInfoView, readGroupInfo } from './group-info.ts';
export {
  consumedBy,
  contextExtensions,
  epochAuthenticator,
  exportSecret,
  forgetExporter,
  type GroupState,
  members,
  signGroupInfo,
  treeHash,
} from './group-state.ts';
export { joinByWelcome, joinExternally } from './join.ts';
export {
  createKeyPackage,
  type KeyPackageSecrets,
  type KeyPackageView,
  readKeyPackageMessage as readKeyPackage,
} from './key-package.ts';
export { signWithLabel } from './labels.ts';
export type { LeafContent } from './leaf-node.ts';
export type { Member } from './member.ts';
export { turn } from './native.ts';
export { type Outcome, type Processed, peekCommit, processCommit } from './process.ts';
export type { Sender } from './public-message.ts';
export type { Signer } from './signature.ts';
export type { StagedCommit } from './stage.ts';
export { decodeGroupState, encodeGroupState } from './state-codec.ts';
export { prepareSuite, type SuiteId, suiteIds } from './suite.ts';

/**
 * A device's key pair, native, its private half non-extractable. Throws mls-unsupported where WebCrypto lacks the
 * scheme.
 */
export const generateKeyPair = async (suite: SuiteId): Promise<CryptoKeyPair> =>
  suiteOf(suite).scheme.generate();

/** The signer of a native key pair. */
export const signerFrom = async (suite: SuiteId, pair: CryptoKeyPair): Promise<Signer> =>
  suiteOf(suite).scheme.signer(pair);

/** A signer that lives in memory only; made by @noble where WebCrypto has no Ed25519. */
export const generateSigner = async (suite: SuiteId): Promise<Signer> => suiteOf(suite).scheme.memory();

/** True where the signature is the key's, over this content under this whole label (RFC 9420 §5.1.2). */
export const verifyWithLabel = async (
  suite: SuiteId,
  publicKey: Uint8Array,
  label: string,
  content: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> => verify(suiteOf(suite), publicKey, label, content, signature);

/**
 * HPKE in base mode, one message (RFC 9180 §6.1). With `ikm`, 64 bytes as hard to guess as a key and used for this one
 * plaintext only, the same bytes come out for the same input. Throws mls-invalid for what is no public key.
 */
export const hpkeSeal = async (
  suite: SuiteId,
  publicKey: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
  ikm?: Uint8Array | undefined,
): Promise<{ enc: Uint8Array; ciphertext: Uint8Array }> =>
  sealTo(suiteOf(suite), publicKey, info, aad, plain, ikm);

/** Opens what hpkeSeal sealed (RFC 9180 §6.1). Throws mls-invalid where it was not sealed so. */
export const hpkeOpen = async (
  suite: SuiteId,
  secretKey: Uint8Array,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Uint8Array> => openFrom(suiteOf(suite), secretKey, info, aad, { enc, ciphertext });

/** A fresh HPKE key pair; the secret half is the bytes of RFC 9180 §7.1.2 (X-Wing: the seed of 32). */
export const hpkeKeyPair = async (suite: SuiteId): Promise<KeyPair> => suiteOf(suite).kem.generate();

/** DeriveKeyPair (RFC 9180 §7.1.3): the same pair for the same input, which must be as hard to guess as a key. */
export const hpkeDerive = async (suite: SuiteId, ikm: Uint8Array): Promise<KeyPair> =>
  suiteOf(suite).kem.derive(ikm);

/** Nh: bytes of the suite's hash. */
export const hashLength = (suite: SuiteId): number => suiteOf(suite).kdf.size;

/** HKDF-Expand of the suite (RFC 5869 §2.3). */
export const expand = async (
  suite: SuiteId,
  secret: Uint8Array,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> => suiteOf(suite).kdf.expand(secret, info, length);

/** HKDF-Extract of the suite (RFC 5869 §2.2). */
export const extract = async (suite: SuiteId, salt: Uint8Array, ikm: Uint8Array): Promise<Uint8Array> =>
  suiteOf(suite).kdf.extract(salt, ikm);
