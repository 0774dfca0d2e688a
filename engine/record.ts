import { utf8 } from '../shared/bytes.ts';
import { pad } from './envelope.ts';
import type { EpochKeys } from './epoch-keys.ts';
import { type Signer, signWithLabel, Writer } from './mls/index.ts';
import { salt, sealBox } from './sealed-box.ts';

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
/** What a record is signed, and sealed, as. */
export const signLabel = 'Bedside 1.0 record';
export const boxLabel = 'record key';

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
