import { concat } from '../../shared/bytes.ts';
import type { ClientFrame } from '../../shared/frames.ts';
import { groupIdBytes } from '../../shared/headers.ts';

/** Bytes with the clear headers that the room looks at and noise behind them: to the room, sealed is noise. */
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

export const commit = (groupId: Uint8Array, epoch: number, more: { link?: Uint8Array } = {}) =>
  ({
    type: 'commit',
    epoch,
    commit: concat(Uint8Array.of(0, 1, 0, 1), place(groupId, epoch), noise(200)),
    groupInfo: noise(300),
    welcome: null,
    record: noise(64),
    link: more.link ?? null,
    deposits: [noise(80)],
  }) as const satisfies ClientFrame;
