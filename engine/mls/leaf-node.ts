import {
  basicCredential,
  type Capabilities,
  capabilitiesFor,
  mls10,
  readCapabilities,
  satisfies,
  writeCapabilities,
} from './capabilities.ts';
import { type Reader, readWhole, Writer, written } from './codec.ts';
import { type Extension, isDefaultExtension, readExtensions, writeExtensions } from './extension.ts';
import { signWithLabel, verifyWithLabel } from './labels.ts';
import { invalid, malformed, unsupported } from './refusal.ts';
import type { Signer } from './signature.ts';
import type { Suite } from './suite.ts';

/** How a leaf came into its tree, and what that makes it carry (RFC 9420 §7.2). Lifetimes are Unix seconds. */
export type LeafSource =
  | { readonly kind: 'key-package'; readonly notBefore: bigint; readonly notAfter: bigint }
  | { readonly kind: 'update' }
  | { readonly kind: 'commit'; readonly parentHash: Uint8Array };

/** What a member says of itself in its leaf: the identity of a basic credential, and extensions. */
export interface LeafContent {
  readonly identity: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** A member's place in the tree (RFC 9420 §7.2). `encoded` is the whole of it, `signed` all before the signature. */
export interface LeafNode extends LeafContent {
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  readonly capabilities: Capabilities;
  readonly source: LeafSource;
  readonly signature: Uint8Array;
  readonly encoded: Uint8Array;
  readonly signed: Uint8Array;
}

function u64(from: Reader): bigint {
  const high = BigInt(from.u32());
  return (high << 32n) | BigInt(from.u32());
}

function readSource(from: Reader): LeafSource {
  const source = from.u8();
  if (source === 1) return { kind: 'key-package', notBefore: u64(from), notAfter: u64(from) };
  if (source === 2) return { kind: 'update' };
  if (source === 3) return { kind: 'commit', parentHash: from.opaque(255) };
  throw malformed('leaf node source');
}

function writeSource(to: Writer, source: LeafSource): void {
  if (source.kind === 'key-package') {
    to.u8(1).u64(Number(source.notBefore)).u64(Number(source.notAfter));
  } else if (source.kind === 'commit') {
    to.u8(3).opaque(source.parentHash);
  } else {
    to.u8(2);
  }
}

/** Reads a LeafNode. Throws mls-unsupported for a credential that is not basic. */
export function readLeafNode(from: Reader): LeafNode {
  const start = from.position;
  const encryptionKey = from.opaque();
  const signatureKey = from.opaque();
  if (from.u16() !== basicCredential) throw unsupported('credential type');
  const identity = from.opaque();
  const capabilities = readCapabilities(from);
  const source = readSource(from);
  const extensions = readExtensions(from);
  const signed = from.since(start);
  const signature = from.opaque();
  const encoded = from.since(start);
  return {
    encryptionKey,
    signatureKey,
    identity,
    capabilities,
    source,
    extensions,
    signature,
    encoded,
    signed,
  };
}

/** LeafNodeTBS: a leaf made inside a group is bound to it and to its place; one from a KeyPackage is not. */
const toBeSigned = (signed: Uint8Array, kind: LeafSource['kind'], groupId: Uint8Array, index: number) =>
  kind === 'key-package' ? signed : written((to) => to.fixed(signed).opaque(groupId).u32(index));

const label = 'MLS 1.0 LeafNodeTBS';

/** Makes and signs a leaf. `groupId` and `index` are not looked at for a KeyPackage's. */
export async function makeLeafNode(
  signer: Signer,
  content: LeafContent & { encryptionKey: Uint8Array; source: LeafSource },
  groupId: Uint8Array,
  index: number,
): Promise<LeafNode> {
  const { identity, extensions, encryptionKey, source } = content;
  const writer = new Writer().opaque(encryptionKey).opaque(signer.publicKey);
  writer.u16(basicCredential).opaque(identity);
  writeCapabilities(writer, capabilitiesFor(extensions));
  writeSource(writer, source);
  writeExtensions(writer, extensions);
  const signed = writer.done();
  const signature = await signWithLabel(signer, label, toBeSigned(signed, source.kind, groupId, index));
  // Read back, so that the leaf shares no bytes with what the caller gave.
  return readWhole(writer.opaque(signature).done(), readLeafNode);
}

/** True where the leaf's signature is its own key's, for this group and place (RFC 9420 §7.3). */
export function isLeafSigned(suite: Suite, leaf: LeafNode, groupId: Uint8Array, index: number) {
  const content = toBeSigned(leaf.signed, leaf.source.kind, groupId, index);
  return verifyWithLabel(suite, leaf.signatureKey, label, content, leaf.signature);
}

/** Checks all of RFC 9420 §7.3 that needs neither key nor clock. Throws mls-invalid. */
export function checkLeafNode(suite: Suite, leaf: LeafNode, context: readonly Extension[]): void {
  const { versions, suites, credentials, extensions } = leaf.capabilities;
  if (!versions.includes(mls10) || !suites.includes(suite.id) || !credentials.includes(basicCredential)) {
    throw invalid('leaf does not list what it uses');
  }
  if (!leaf.extensions.every(({ type }) => isDefaultExtension(type) || extensions.includes(type))) {
    throw invalid('leaf extension not in its capabilities');
  }
  if (!satisfies(leaf.capabilities, context)) throw invalid('leaf lacks a required capability');
}
