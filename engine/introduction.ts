import { utf8 } from '../shared/bytes.ts';
import { limits } from '../shared/limits.ts';
import { Reader, Writer } from './mls/index.ts';

/**
 * The body of an introduction (PROTOCOL.md §5.2): disclosures of passports in the group, `disclosures<V> of text<V>`,
 * said to the members and never to the relay. Anyone may pass on anyone's: only the portal can have made them.
 */
export const encodeIntroduction = (disclosures: readonly string[]): Uint8Array =>
  new Writer().vector(disclosures, (to, disclosure) => to.opaque(utf8(disclosure))).done();

/** The disclosures in a body, or none where it is not one. */
export function decodeIntroduction(body: Uint8Array): readonly string[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const reader = new Reader(body);
    const disclosures = reader.vector(limits.membersMax * 4, (from) => text.decode(from.opaque(1024)));
    reader.done();
    return disclosures;
  } catch {
    return [];
  }
}
