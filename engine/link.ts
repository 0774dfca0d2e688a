import { equal } from '../shared/bytes.ts';
import type { Entry } from '../shared/frames.ts';
import { groupIdBytes } from '../shared/headers.ts';
import { limits } from '../shared/limits.ts';
import { deriveEpochKeys, type EpochKeys } from './epoch-keys.ts';
import { saysCut } from './leaf.ts';
import { hashLength, Reader, type Signer, signWithLabel, verifyWithLabel, Writer } from './mls/index.ts';
import { commitmentBytes, openBox, salt, saltBytes, sealBox } from './sealed-box.ts';

/**
 * A link (PROTOCOL.md §5.3): the root of the epoch before, sealed under a key of this one, signed by the member who
 * decided that readers of this epoch may read that one.
 *
 *   LinkHeader = {u8 1; group_id<V>; u64 e; u64 e_prev; kid_e[32]; kid_prev[32]; u32 author; salt[32]}
 *   Link       = LinkHeader ‖ commitment[32] ‖ AES-256-GCM(R_prev<V>)<V> ‖ Sign("link", all before)<V>
 */
const version = 1;
const headerBytes = 1 + 1 + groupIdBytes + 8 + 8 + 32 + 32 + 4 + saltBytes;
const signLabel = 'Bedside 1.0 link';
const boxLabel = 'link key';

/** The link that stands at a commit. Over a cut none counts, whoever wrote it. */
export const linkAt = ({ body, link }: Pick<Entry, 'body' | 'link'>): Uint8Array | null =>
  saysCut(body) ? null : link;

/** Writes the link from `keys` back to `previous`, as the member at leaf `author`. */
export async function writeLink(
  keys: EpochKeys,
  previous: EpochKeys,
  author: number,
  signer: Signer,
): Promise<Uint8Array> {
  const header = new Writer()
    .u8(version)
    .opaque(keys.groupId)
    .u64(keys.epoch)
    .u64(previous.epoch)
    .fixed(keys.kid)
    .fixed(previous.kid)
    .u32(author)
    .fixed(salt())
    .done();
  const plain = new Writer().opaque(previous.root).done();
  const { commitment, ciphertext } = await sealBox(keys.suite, keys.link, boxLabel, header, plain);
  const signed = new Writer().fixed(header).fixed(commitment).opaque(ciphertext).done();
  return new Writer()
    .fixed(signed)
    .opaque(await signWithLabel(signer, signLabel, signed))
    .done();
}

/**
 * The keys of the epoch before `keys.epoch`, or null where the link is not one that a member of `keys.epoch` wrote, or
 * the root in it is not the one that its header names.
 */
export async function openLink(
  keys: EpochKeys,
  link: Uint8Array,
  signatureKeyOf: (leaf: number) => Uint8Array | null,
): Promise<EpochKeys | null> {
  try {
    const reader = new Reader(link);
    if (reader.u8() !== version) return null;
    const groupId = reader.opaque(groupIdBytes);
    const epoch = reader.u64();
    const epochBefore = reader.u64();
    const kid = reader.fixed(32);
    const kidBefore = reader.fixed(32);
    const author = reader.u32();
    reader.fixed(saltBytes);
    const commitment = reader.fixed(commitmentBytes);
    const ciphertext = reader.opaque(limits.linkBytesMax);
    const signedLength = reader.position;
    const signature = reader.opaque(1024);
    reader.done();
    const ours = equal(groupId, keys.groupId) && epoch === keys.epoch && equal(kid, keys.kid);
    if (!ours || epochBefore !== epoch - 1) return null;
    const key = signatureKeyOf(author);
    if (key === null) return null;
    const signed = link.subarray(0, signedLength);
    if (!(await verifyWithLabel(keys.suite, key, signLabel, signed, signature))) return null;
    const header = link.subarray(0, headerBytes);
    const plain = await openBox(keys.suite, keys.link, boxLabel, header, { commitment, ciphertext });
    if (plain === null) return null;
    const inside = new Reader(plain);
    const root = inside.opaque(64);
    inside.done();
    if (root.length !== hashLength(keys.suite)) return null;
    const before = await deriveEpochKeys(keys.suite, keys.groupId, epochBefore, root);
    return equal(before.kid, kidBefore) ? before : null;
  } catch {
    return null;
  }
}
