import { utf8 } from '../shared/bytes.ts';
import { groupIdBytes } from '../shared/headers.ts';
import { limits } from '../shared/limits.ts';
import { isPadded, pad } from './envelope.ts';
import type { EpochKeys } from './epoch-keys.ts';
import { Reader, type Signer, signWithLabel, verifyWithLabel, Writer } from './mls/index.ts';
import { commitmentBytes, openBox, salt, saltBytes, sealBox } from './sealed-box.ts';

/**
 * The record that stands with a commit (PROTOCOL.md §5.4): who was in the epoch that it leaves and who is in the one
 * that it begins, for whoever reads the log backwards and has no tree of that time. Sealed in the epoch that it begins.
 *
 *   RecordHeader = {u8 1; group_id<V>; u64 epoch; kid[32]; salt[32]}
 *   Record       = {tree_hash<V>; members<V> of {u8 when; u32 leaf; signature_key<V>; passport<V>; disclosures<V> of text<V>}}
 *   sealed       = RecordHeader ‖ commitment[32] ‖ AES-256-GCM(Record ‖ {u32 author; Sign("record", RecordHeader ‖ Record)<V>} ‖ zeros as in the envelope)<V>
 */
export interface RecordMember {
  /** 1: in the epoch before only; 2: in the one that begins only; 3: in both. */
  readonly when: number;
  readonly leaf: number;
  readonly signatureKey: Uint8Array;
  readonly passport: string;
  readonly disclosures: readonly string[];
}
export interface EpochRecord {
  readonly treeHash: Uint8Array;
  readonly members: readonly RecordMember[];
}

const version = 1;
const headerBytes = 1 + 1 + groupIdBytes + 8 + 32 + saltBytes;
const signLabel = 'Bedside 1.0 record';
const boxLabel = 'record key';

/** Seals the record of `keys.epoch` as the member at leaf `author`. */
export async function sealRecord(
  keys: EpochKeys,
  record: EpochRecord,
  author: number,
  signer: Signer,
): Promise<Uint8Array> {
  const header = new Writer()
    .u8(version)
    .opaque(keys.groupId)
    .u64(keys.epoch)
    .fixed(keys.kid)
    .fixed(salt())
    .done();
  const content = new Writer()
    .opaque(record.treeHash)
    .vector(record.members, (to, member) =>
      to
        .u8(member.when)
        .u32(member.leaf)
        .opaque(member.signatureKey)
        .opaque(utf8(member.passport))
        .vector(member.disclosures, (inner, disclosure) => inner.opaque(utf8(disclosure))),
    )
    .done();
  const signature = await signWithLabel(signer, signLabel, new Writer().fixed(header).fixed(content).done());
  const plain = pad(new Writer().fixed(content).u32(author).opaque(signature).done());
  const { commitment, ciphertext } = await sealBox(keys.suite, keys.record, boxLabel, header, plain);
  return new Writer().fixed(header).fixed(commitment).opaque(ciphertext).done();
}

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
