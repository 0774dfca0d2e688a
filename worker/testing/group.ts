import { concat, fromBase64url, hex, utf8 } from '../../shared/bytes.ts';
import type { ClientFrame } from '../../shared/frames.ts';
import { groupIdBytes } from '../../shared/headers.ts';
import { sha256 } from '../sha256.ts';

/** Bytes with the headers and the outline that the room looks at, and noise in them: to the room, sealed is noise. */
export const makeGroupId = (): Uint8Array => crypto.getRandomValues(new Uint8Array(groupIdBytes));
const noise = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

function place(groupId: Uint8Array, epoch: number): Uint8Array {
  const bytes = new Uint8Array(1 + groupIdBytes + 8);
  bytes[0] = groupIdBytes;
  bytes.set(groupId, 1);
  new DataView(bytes.buffer).setBigUint64(1 + groupIdBytes, BigInt(epoch));
  return bytes;
}

export const envelope = (groupId: Uint8Array, epoch: number, length = 256): Uint8Array =>
  concat(Uint8Array.of(1), place(groupId, epoch), noise(length));

const commitsMade = new Map<string, Uint8Array>();
const nameOf = (groupId: Uint8Array, epoch: number) => `${hex(groupId)}/${epoch}`;

/** The hash of the commit that was made here last to begin this epoch. */
export const begunBy = (groupId: Uint8Array, epoch: number): Uint8Array =>
  commitsMade.get(nameOf(groupId, epoch)) ?? new Uint8Array(32);

export const send = (groupId: Uint8Array, epoch: number, id: number, length?: number) =>
  ({
    type: 'send',
    id,
    epoch,
    begunBy: begunBy(groupId, epoch),
    envelope: envelope(groupId, epoch, length),
  }) as const satisfies ClientFrame;

const vector = (bytes: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x40 | (bytes.length >> 8), bytes.length), bytes);
const vectors = (count: number): Uint8Array =>
  concat(...Array.from({ length: count }, () => vector(noise(20))));
const u = (...bytes: number[]) => Uint8Array.of(...bytes);

/** A Remove by value (RFC 9420 §12.1.3). */
const removal = (leaf: number): Uint8Array => u(1, 0, 3, 0, 0, leaf >> 8, leaf & 255);

/** The outline of a newcomer's commit, or of the member's at `by` (RFC 9420 §6, §12.4). */
const commitMessage = (
  groupId: Uint8Array,
  epoch: number,
  { remove = [], by, headSeq }: { remove?: readonly number[]; by?: number; headSeq?: number },
): Uint8Array =>
  concat(
    u(0, 1, 0, 1),
    place(groupId, epoch),
    by === undefined ? u(4) : u(1, 0, 0, 0, by),
    // Without one, no log head: takers would refuse it, the room does not ask.
    vector(headSeq === undefined ? noise(40) : concat(u(1, 0, 0, 0, 0, 0, 0, 0, headSeq), noise(32))),
    u(3),
    vector(concat(...remove.map(removal))),
    u(1),
    concat(vectors(2), u(0, 1), vectors(6), u(3), vectors(3)),
    vectors(by === undefined ? 3 : 4),
  );

/** Who sits at a leaf, as the tree in a GroupInfo shows it. */
export interface LeafOf {
  readonly key: { readonly jwk: { readonly x?: string } };
  readonly sub: string;
}

const leafNode = ({ key, sub }: LeafOf): Uint8Array =>
  concat(
    u(1, 1),
    vector(noise(32)),
    vector(fromBase64url(key.jwk.x!)!),
    u(0, 1),
    vector(concat(vector(noise(3)), vector(utf8(sub)), vector(noise(3)))),
    vectors(5),
    u(3),
    vectors(3),
  );

/** The outline of a GroupInfo (RFC 9420 §12.4.3), with a tree of these leaves, blank parents between. */
const groupInfoMessage = (groupId: Uint8Array, epoch: number, leaves: readonly LeafOf[]): Uint8Array => {
  const nodes = leaves.flatMap((leaf, i) => (i === 0 ? [leafNode(leaf)] : [u(0), leafNode(leaf)]));
  const tree = concat(u(0, 2), vector(vector(concat(...nodes))));
  return concat(
    u(0, 1, 0, 4, 0, 1, 0, 77),
    place(groupId, epoch),
    vectors(3),
    vector(tree),
    vectors(1),
    noise(4),
    vectors(1),
  );
};

export const commit = (
  groupId: Uint8Array,
  epoch: number,
  more: {
    link?: Uint8Array;
    /** Leaves that it removes; `by`: the committer's own leaf, where it is a member's commit. */
    remove?: readonly number[];
    by?: number;
    /** The place in the log that it names. */
    headSeq?: number;
    /** The tree of the epoch that it begins. */
    leaves?: readonly LeafOf[];
  } = {},
) => {
  const message = commitMessage(groupId, epoch, more);
  commitsMade.set(nameOf(groupId, epoch + 1), sha256(message));
  return {
    type: 'commit',
    epoch,
    commit: message,
    groupInfo: groupInfoMessage(groupId, epoch + 1, more.leaves ?? []),
    welcome: null,
    record: noise(64),
    link: more.link ?? null,
    deposits: [noise(80)],
  } as const satisfies ClientFrame;
};
