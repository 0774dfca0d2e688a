import { utf8, zero } from '../shared/bytes.ts';
import { expand, hashLength, type SuiteId, Writer } from './mls/index.ts';

/** What an epoch's root gives (PROTOCOL.md §5.1). `kid` is public, the rest is secret. */
export interface EpochKeys {
  readonly suite: SuiteId;
  readonly groupId: Uint8Array;
  readonly epoch: number;
  /** R_e. Whoever holds it reads the epoch. */
  readonly root: Uint8Array;
  readonly kid: Uint8Array;
  readonly message: Uint8Array;
  readonly link: Uint8Array;
  readonly record: Uint8Array;
  readonly signal: Uint8Array;
}

/** The MLS exporter's label for R_e. */
export const rootLabel = 'Bedside 1.0 epoch';

/** `c = {group_id<V>; u64 epoch}`, the context of everything that an epoch derives. */
export const epochContext = (groupId: Uint8Array, epoch: number): Uint8Array =>
  new Writer().opaque(groupId).u64(epoch).done();

/** EWL(S, l, c, n) = HKDF-Expand(S, u16 n ‖ ("Bedside 1.0 " + l)<V> ‖ c<V>, n) with the suite's KDF (PROTOCOL.md §5.1). */
export const expandLabel = (
  suite: SuiteId,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Promise<Uint8Array> =>
  expand(
    suite,
    secret,
    new Writer()
      .u16(length)
      .opaque(utf8(`Bedside 1.0 ${label}`))
      .opaque(context)
      .done(),
    length,
  );

/** The keys of an epoch from its root, which is kept as given, not copied. */
export async function deriveEpochKeys(
  suite: SuiteId,
  groupId: Uint8Array,
  epoch: number,
  root: Uint8Array,
): Promise<EpochKeys> {
  const context = epochContext(groupId, epoch);
  const size = hashLength(suite);
  const derive = (label: string, length: number) => expandLabel(suite, root, label, context, length);
  const [kid, message, link, record, signal] = await Promise.all([
    derive('kid', 32),
    derive('message', size),
    derive('link', size),
    derive('record', size),
    derive('signal', size),
  ]);
  return { suite, groupId, epoch, root, kid, message, link, record, signal };
}

/** Zeroes all that is secret in them (INV-11). */
export const forgetEpochKeys = (keys: EpochKeys): void =>
  zero(keys.root, keys.message, keys.link, keys.record, keys.signal);
