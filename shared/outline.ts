import { equal } from './bytes.ts';
import { BedsideError } from './errors.ts';
import { type ClearHeader, commitDataVersions, commitHeader, senderAt } from './headers.ts';

/**
 * The outline of what the room stores for others without being able to check it: every length where RFC 9420 has one,
 * nothing left over. It keeps noise from moving a room's epoch; what is inside, only members can judge.
 */
export class Skimmer {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** True where nothing is left. */
  get isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Past so many bytes; they are returned. Throws `commit-foreign` where there are fewer. */
  skip(count: number): Uint8Array {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw foreign('ends early');
    this.#at += count;
    return this.#bytes.subarray(at, at + count);
  }

  /** A big-endian number of so many bytes. */
  number(size: number): number {
    let value = 0;
    for (const byte of this.skip(size)) value = value * 256 + byte;
    return value;
  }

  /** Past `opaque<V>` (RFC 9420 §2.1.2); its inside is returned. */
  opaque(): Uint8Array {
    const first = this.number(1);
    if (first >> 6 === 3) throw foreign('length');
    let length = first & 0x3f;
    for (let more = (1 << (first >> 6)) - 1; more > 0; more--) length = length * 256 + this.number(1);
    return this.skip(length);
  }

  /** Past so many `opaque<V>`. */
  opaques(count: number): void {
    for (let i = 0; i < count; i++) this.opaque();
  }
}

const foreign = (detail: string) => new BedsideError('commit-foreign', detail);

/** Past a LeafNode whose source is a commit (RFC 9420 §7.2). */
function skimLeaf(from: Skimmer): void {
  from.opaques(2); // encryption_key, signature_key
  if (from.number(2) !== 1) throw foreign('credential');
  from.opaques(6); // identity; versions, suites, extensions, proposals, credentials
  if (from.number(1) !== 3) throw foreign('leaf source');
  from.opaques(3); // parent_hash, extensions, signature
}

/** What stands in the clear of a commit: its header, and the place in the log that its `authenticated_data` names, PROTOCOL.md §4.2. */
export interface CommitOutline extends ClearHeader {
  /** null where that is no log head, which its takers refuse. */
  readonly headSeq: number | null;
}

/** `u8 1 or 2 ‖ u64 seq ‖ hash[32]`. */
function headSeqIn(data: Uint8Array): number | null {
  const from = new Skimmer(data, 0);
  const versions: readonly number[] = Object.values(commitDataVersions);
  return data.length === 41 && versions.includes(from.number(1)) ? from.number(8) : null;
}

/**
 * The outline of an MLSMessage that is a commit with a path by a member or a newcomer (RFC 9420 §6, §12.4). Throws
 * `commit-foreign`.
 */
export function skimCommit(bytes: Uint8Array): CommitOutline {
  const header = commitHeader(bytes);
  const from = new Skimmer(bytes, senderAt);
  const sender = from.number(1);
  if (sender === 1) from.skip(4);
  else if (sender !== 4) throw foreign('sender');
  const headSeq = headSeqIn(from.opaque());
  if (from.number(1) !== 3) throw foreign('not a commit');
  from.opaque(); // proposals
  if (from.number(1) !== 1) throw foreign('no path');
  skimLeaf(from);
  from.opaques(sender === 1 ? 4 : 3); // nodes, signature, confirmation_tag, and a member's membership_tag
  if (!from.isDone) throw foreign('left over');
  return { ...header, headSeq };
}

/**
 * Holds an MLSMessage to the outline of a GroupInfo of this group and epoch (RFC 9420 §12.4.3). Throws `commit-foreign`.
 */
export function skimGroupInfo(bytes: Uint8Array, expected: ClearHeader): void {
  const from = new Skimmer(bytes, 0);
  if (from.number(4) !== 0x0001_0004) throw foreign('not a GroupInfo');
  from.skip(4); // version, suite
  if (!equal(from.opaque(), expected.groupId)) throw foreign('another group');
  if (from.number(8) !== expected.epoch) throw foreign('another epoch');
  from.opaques(5); // tree_hash, confirmed_transcript_hash, extensions; extensions, confirmation_tag
  from.skip(4); // signer
  from.opaque(); // signature
  if (!from.isDone) throw foreign('left over');
}
