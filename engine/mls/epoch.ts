import { zero } from '../../shared/bytes.ts';
import { encodeGroupContext, type GroupContext } from './group-context.ts';
import {
  confirmedTranscriptHash,
  type EpochSecrets,
  epochSecretFrom,
  interimTranscriptHash,
  joinerSecret,
  secretsOf,
} from './key-schedule.ts';
import { wireFormat } from './message.ts';
import type { Suite } from './suite.ts';

/** An epoch that a commit opens. The caller zeroes `joiner` and `welcome`. */
export interface OpenedEpoch {
  readonly context: GroupContext;
  readonly secrets: EpochSecrets;
  readonly confirmationTag: Uint8Array;
  readonly interimTranscriptHash: Uint8Array;
  readonly joiner: Uint8Array;
  readonly welcome: Uint8Array;
}

/**
 * Opens the next epoch (RFC 9420 §8, §8.2). `provisional` is the new context with the old transcript hash; `content`
 * and `signature` are the commit's. Zeroes `commitSecret`. The profile has no PSK: `psk` is for checking
 * vectors.
 */
export function openEpoch(
  suite: Suite,
  o: {
    provisional: GroupContext;
    interimTranscriptHash: Uint8Array;
    content: Uint8Array;
    signature: Uint8Array;
    init: Uint8Array;
    commitSecret: Uint8Array;
    psk?: Uint8Array;
  },
): OpenedEpoch {
  const { kdf } = suite;
  const confirmed = confirmedTranscriptHash(
    kdf,
    o.interimTranscriptHash,
    wireFormat.publicMessage,
    o.content,
    o.signature,
  );
  const context = { ...o.provisional, confirmedTranscriptHash: confirmed };
  const encoded = encodeGroupContext(context);
  const joiner = joinerSecret(kdf, o.init, o.commitSecret, encoded);
  zero(o.commitSecret);
  const { welcome, epoch } = epochSecretFrom(kdf, joiner, encoded, o.psk);
  return { ...enterEpoch(suite, context, epoch), context, joiner, welcome };
}

/** The secrets, confirmation tag and interim hash of an epoch whose epoch_secret is known. Zeroes `epoch`. */
export function enterEpoch(suite: Suite, context: GroupContext, epoch: Uint8Array) {
  const { secrets, confirmation } = secretsOf(suite.kdf, epoch);
  const confirmationTag = suite.kdf.mac(confirmation, context.confirmedTranscriptHash);
  zero(epoch, confirmation);
  const interim = interimTranscriptHash(suite.kdf, context.confirmedTranscriptHash, confirmationTag);
  return { secrets, confirmationTag, interimTranscriptHash: interim };
}
