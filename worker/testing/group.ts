import { concat } from '../../shared/bytes.ts';
import type { ClientFrame } from '../../shared/frames.ts';
import { groupIdBytes } from '../../shared/headers.ts';

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

export const send = (groupId: Uint8Array, epoch: number, id: number, length?: number) =>
  ({ type: 'send', id, epoch, envelope: envelope(groupId, epoch, length) }) as const satisfies ClientFrame;

const vector = (bytes: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x40 | (bytes.length >> 8), bytes.length), bytes);
const vectors = (count: number): Uint8Array =>
  concat(...Array.from({ length: count }, () => vector(noise(20))));
const u = (...bytes: number[]) => Uint8Array.of(...bytes);

/** The outline of a newcomer's commit (RFC 9420 §6, §12.4). */
const commitMessage = (groupId: Uint8Array, epoch: number): Uint8Array =>
  concat(
    u(0, 1, 0, 1),
    place(groupId, epoch),
    u(4),
    vector(noise(41)),
    u(3),
    vector(noise(40)),
    u(1),
    concat(vectors(2), u(0, 1), vectors(6), u(3), vectors(3)),
    vectors(3),
  );

/** The outline of a GroupInfo (RFC 9420 §12.4.3). */
const groupInfoMessage = (groupId: Uint8Array, epoch: number): Uint8Array =>
  concat(u(0, 1, 0, 4, 0, 1, 0, 77), place(groupId, epoch), vectors(5), noise(4), vectors(1));

export const commit = (groupId: Uint8Array, epoch: number, more: { link?: Uint8Array } = {}) =>
  ({
    type: 'commit',
    epoch,
    commit: commitMessage(groupId, epoch),
    groupInfo: groupInfoMessage(groupId, epoch + 1),
    welcome: null,
    record: noise(64),
    link: more.link ?? null,
    deposits: [noise(80)],
  }) as const satisfies ClientFrame;
