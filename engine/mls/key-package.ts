import { equal } from '../../shared/bytes.ts';
import { mls10 } from './capabilities.ts';
import { type Reader, readWhole, written } from './codec.ts';
import { type Extension, readExtensions, writeExtensions } from './extension.ts';
import { refHash, signWithLabel, verifyWithLabel } from './labels.ts';
import {
  checkLeafNode,
  isLeafSigned,
  type LeafContent,
  type LeafNode,
  makeLeafNode,
  readLeafNode,
} from './leaf-node.ts';
import { readHeader, wireFormat, writeHeader } from './message.ts';
import { invalid } from './refusal.ts';
import type { Signer } from './signature.ts';
import { type Suite, type SuiteId, suiteId, suiteOf } from './suite.ts';

/** What a client leaves behind so that others can add it while it is away (RFC 9420 §10). */
export interface KeyPackage {
  readonly version: number;
  readonly suite: number;
  readonly initKey: Uint8Array;
  readonly leaf: LeafNode;
  readonly extensions: readonly Extension[];
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
  readonly signed: Uint8Array;
}

/**
 * A key package, as an MLSMessage, and the secrets that a Welcome to it needs: opaque, and to be kept as the group
 * state is.
 */
export interface KeyPackageSecrets {
  readonly keyPackage: Uint8Array;
  readonly secrets: Uint8Array;
}

const label = 'MLS 1.0 KeyPackageTBS';

/** Reads a KeyPackage struct. */
export function readKeyPackage(from: Reader): KeyPackage {
  const start = from.position;
  const version = from.u16();
  const suite = from.u16();
  const initKey = from.opaque();
  const leaf = readLeafNode(from);
  const extensions = readExtensions(from);
  const signed = from.since(start);
  const signature = from.opaque();
  return { version, suite, initKey, leaf, extensions, signature, encoded: from.since(start), signed };
}

/** The KeyPackage in an MLSMessage. Throws mls-malformed or mls-unsupported. */
export const keyPackageIn = (message: Uint8Array): KeyPackage =>
  readWhole(message, (from) => {
    readHeader(from, wireFormat.keyPackage);
    return readKeyPackage(from);
  });

/** KeyPackageRef (RFC 9420 §5.2). */
export const keyPackageRef = (suite: Suite, keyPackage: KeyPackage): Uint8Array =>
  refHash(suite.kdf, 'MLS 1.0 KeyPackage Reference', keyPackage.encoded);

/**
 * Checks a key package for a group (RFC 9420 §10.1). Throws mls-invalid. Lifetimes are the caller's to check, who has
 * a clock; members cannot, or they would disagree.
 */
export async function checkKeyPackage(
  suite: Suite,
  keyPackage: KeyPackage,
  context: readonly Extension[],
): Promise<void> {
  const { leaf } = keyPackage;
  if (keyPackage.version !== mls10 || keyPackage.suite !== suite.id) throw invalid('key package suite');
  if (leaf.source.kind !== 'key-package') throw invalid('key package leaf source');
  if (equal(keyPackage.initKey, leaf.encryptionKey)) throw invalid('key package uses one key twice');
  checkLeafNode(suite, leaf, context);
  const signed = await Promise.all([
    isLeafSigned(suite, leaf, new Uint8Array(), 0),
    verifyWithLabel(suite, leaf.signatureKey, label, keyPackage.signed, keyPackage.signature),
  ]);
  if (!signed.every(Boolean)) throw invalid('key package signature');
}

/** True where `now`, in Unix seconds, is inside the lifetime that the key package gives itself (RFC 9420 §7.2). */
export function isAlive({ leaf: { source } }: KeyPackage, now: number): boolean {
  return source.kind === 'key-package' && now >= Number(source.notBefore) && now <= Number(source.notAfter);
}

/** What a key package says of its owner. `notBefore` and `notAfter` are Unix seconds. */
export interface KeyPackageView extends LeafContent {
  readonly suite: SuiteId;
  readonly signatureKey: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * Parses a key package and verifies its signatures (RFC 9420 §10.1). Throws mls-malformed, mls-unsupported or
 * mls-invalid.
 */
export async function readKeyPackageMessage(message: Uint8Array): Promise<KeyPackageView> {
  const keyPackage = keyPackageIn(message);
  const { leaf } = keyPackage;
  await checkKeyPackage(suiteOf(keyPackage.suite), keyPackage, []);
  const { identity, signatureKey, extensions, source } = leaf;
  if (source.kind !== 'key-package') throw invalid('key package leaf source');
  const [notBefore, notAfter] = [Number(source.notBefore), Number(source.notAfter)];
  return { suite: suiteId(keyPackage.suite), identity, signatureKey, extensions, notBefore, notAfter };
}

/** A fresh key package, valid from `now` − 1 h (clocks differ) for `lifetimeS` seconds; `now` is in Unix seconds. */
export async function createKeyPackage(o: {
  suite: SuiteId;
  leaf: LeafContent;
  signer: Signer;
  now: number;
  lifetimeS: number;
}): Promise<KeyPackageSecrets> {
  const suite = suiteOf(o.suite);
  const [init, encryption] = [await suite.kem.generate(), await suite.kem.generate()];
  const source = {
    kind: 'key-package',
    notBefore: BigInt(Math.max(0, Math.floor(o.now) - 3600)),
    notAfter: BigInt(Math.floor(o.now + o.lifetimeS)),
  } as const;
  const content = { ...o.leaf, encryptionKey: encryption.publicKey, source };
  const leaf = await makeLeafNode(o.signer, content, new Uint8Array(), 0);
  const signed = written((to) => {
    to.u16(mls10).u16(suite.id).opaque(init.publicKey).fixed(leaf.encoded);
    writeExtensions(to, []);
  });
  const signature = await signWithLabel(o.signer, label, signed);
  return {
    keyPackage: written((to) => writeHeader(to, wireFormat.keyPackage).fixed(signed).opaque(signature)),
    secrets: written((to) => to.opaque(init.secretKey).opaque(encryption.secretKey)),
  };
}

/** The secret keys that createKeyPackage kept. Throws mls-malformed. */
export const keyPackageSecretsIn = (secrets: Uint8Array): { init: Uint8Array; encryption: Uint8Array } =>
  readWhole(secrets, (from) => ({ init: from.opaque(), encryption: from.opaque() }));
