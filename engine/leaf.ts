import { utf8 } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { commitDataVersions, senderAt } from '../shared/headers.ts';
import type { Claims } from '../shared/passport.ts';
import { type Extension, type LeafContent, Reader, Writer } from './mls/index.ts';

/**
 * What stands in the group's tree and context beside MLS itself (PROTOCOL.md §4.2). The relay sees all of it:
 * pseudonyms and passports without disclosures, nothing else.
 */
export const extensionTypes = {
  /** GroupContext: which conversation this group is. Never changes. */
  conversation: 0xf0b1,
  /** LeafNode: the passport, without disclosures. */
  passport: 0xf0b2,
  /** LeafNode: the person's vault key (PROTOCOL.md §6.1). */
  vault: 0xf0b3,
  /** GroupInfo: the log head that its commit was built on. */
  head: 0xf0b4,
} as const;

/** Who a leaf says it is: `{iss<V>; sub<V>; did<V>}`, the MLS basic credential's identity. */
export interface LeafIdentity {
  readonly issuer: string;
  readonly person: string;
  readonly device: string;
}

const invalid = (detail: string) => new BedsideError('group-rule', detail);

/** A leaf for this passport, and for the person's vault where there is one. */
export function leafFor(passport: string, claims: Claims, vault: Extension | null = null): LeafContent {
  const identity = new Writer()
    .opaque(utf8(claims.iss))
    .opaque(utf8(claims.sub))
    .opaque(utf8(claims.did))
    .done();
  const extensions = [{ type: extensionTypes.passport, data: utf8(passport) }];
  return { identity, extensions: vault === null ? extensions : [...extensions, vault] };
}

const text = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/** The identity in a leaf. Throws `group-rule`. */
export function readIdentity(identity: Uint8Array): LeafIdentity {
  try {
    const reader = new Reader(identity);
    const parts = [text(reader.opaque(256)), text(reader.opaque(256)), text(reader.opaque(256))] as const;
    reader.done();
    return { issuer: parts[0], person: parts[1], device: parts[2] };
  } catch {
    throw invalid('identity');
  }
}

/** The passport in a leaf. Throws `group-rule`. */
export function readLeafPassport(extensions: readonly Extension[]): string {
  const found = extensions.filter(({ type }) => type === extensionTypes.passport);
  if (found.length !== 1) throw invalid('one passport a leaf');
  try {
    return text(found[0]!.data);
  } catch {
    throw invalid('passport is not text');
  }
}

/** The group's immutable name: `{u8 1; iss<V>; conv<V>}`. */
export const conversationExtension = (issuer: string, conversation: string): Extension => ({
  type: extensionTypes.conversation,
  data: new Writer().u8(1).opaque(utf8(issuer)).opaque(utf8(conversation)).done(),
});

/** The log head that a commit builds on: `{u8 1; u64 seq; hash[32]}`, GroupInfo's 0xF0B4. */
export interface LogHead {
  readonly seq: number;
  readonly hash: Uint8Array;
}
export const encodeHead = (head: LogHead): Uint8Array => encodeCommitData(head, false);
/** Throws `group-rule`. */
export function readHead(bytes: Uint8Array): LogHead {
  const { isCut, ...head } = readCommitData(bytes);
  if (isCut) throw invalid('head version');
  return head;
}

const { onward, cut } = commitDataVersions;

/** A commit's authenticated_data: `{u8 1, or 2 where it cuts history; u64 seq; hash[32]}`. */
export const encodeCommitData = (head: LogHead, isCut: boolean): Uint8Array =>
  new Writer()
    .u8(isCut ? cut : onward)
    .u64(head.seq)
    .fixed(head.hash)
    .done();
/** Throws `group-rule`. */
export function readCommitData(bytes: Uint8Array): LogHead & { readonly isCut: boolean } {
  try {
    const reader = new Reader(bytes);
    const version = reader.u8();
    if (version !== onward && version !== cut) throw invalid('head version');
    const data = { seq: reader.u64(), hash: reader.fixed(32), isCut: version === cut };
    reader.done();
    return data;
  } catch {
    throw invalid('head');
  }
}

/**
 * True where a commit that members took says that it cuts history. That stands in the clear, and in the log's hash: who
 * reads backwards needs no tree of that time, and nobody's word.
 */
export const saysCut = (commit: Uint8Array): boolean =>
  // Of a PublicMessage: a member's sender has its leaf behind it; then authenticated_data, whose length is one byte.
  commit[senderAt + (commit[senderAt] === 1 ? 6 : 2)] === cut;
