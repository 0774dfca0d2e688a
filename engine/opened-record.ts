import { groupIdBytes } from '../shared/headers.ts';
import { limits } from '../shared/limits.ts';
import { isPadded } from './envelope.ts';
import type { EpochKeys } from './epoch-keys.ts';
import { Reader, verifyWithLabel, Writer } from './mls/index.ts';
import { boxLabel, type EpochRecord, signLabel } from './record.ts';
import { commitmentBytes, openBox, saltBytes } from './sealed-box.ts';

const headerBytes = 1 + 1 + groupIdBytes + 8 + 32 + saltBytes;

/** The record in these bytes, or null where no member of `keys.epoch` sealed it. */
export async function openRecord(keys: EpochKeys, sealed: Uint8Array): Promise<EpochRecord | null> {
  try {
    const reader = new Reader(sealed);
    const header = reader.fixed(headerBytes);
    const commitment = reader.fixed(commitmentBytes);
    const ciphertext = reader.opaque(limits.recordBytesMax);
    reader.done();
    const plain = await openBox(keys.suite, keys.record, boxLabel, header, { commitment, ciphertext });
    if (plain === null) return null;
    const inside = new Reader(plain);
    const treeHash = inside.opaque(64);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const members = inside.vector(2 * limits.membersMax, (from) => ({
      when: from.u8(),
      leaf: from.u32(),
      signatureKey: from.opaque(256),
      passport: text.decode(from.opaque(limits.passportBytesMax)),
      disclosures: from.vector(16, (inner) => text.decode(inner.opaque(1024))),
    }));
    const contentLength = inside.position;
    const author = inside.u32();
    const signature = inside.opaque(1024);
    if (!isPadded(plain, inside.position)) return null;
    const key = members.find(({ when, leaf }) => when >= 2 && leaf === author)?.signatureKey;
    if (key === undefined) return null;
    const signed = new Writer().fixed(header).fixed(plain.subarray(0, contentLength)).done();
    return (await verifyWithLabel(keys.suite, key, signLabel, signed, signature))
      ? { treeHash, members }
      : null;
  } catch {
    return null;
  }
}
