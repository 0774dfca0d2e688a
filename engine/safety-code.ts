import { sha256 } from '@noble/hashes/sha2.js';
import { utf8 } from '../shared/bytes.ts';
import { epochAuthenticator, type GroupState, Writer } from './mls/index.ts';

/**
 * The safety code of an epoch: 30 digits in six groups of five, from
 * H("Bedside 1.0 code"<V> ‖ epoch_authenticator<V> ‖ group_id<V>) (PROTOCOL.md §5.5). Equal on two screens: the same
 * group, the same members, the same keys. Each group is five bytes, big-endian, modulo 100000.
 */
export function safetyCode(epochAuthenticator: Uint8Array, groupId: Uint8Array): string {
  const digest = sha256(
    new Writer().opaque(utf8('Bedside 1.0 code')).opaque(epochAuthenticator).opaque(groupId).done(),
  );
  const groups: string[] = [];
  for (let at = 0; at < 30; at += 5) {
    let value = 0;
    for (const byte of digest.subarray(at, at + 5)) value = (value * 256 + byte) % 100_000;
    groups.push(String(value).padStart(5, '0'));
  }
  return groups.join(' ');
}

/** The {@link safetyCode} of the epoch that a group is in. */
export const codeOfGroup = (state: GroupState): string =>
  safetyCode(epochAuthenticator(state), state.groupId);
