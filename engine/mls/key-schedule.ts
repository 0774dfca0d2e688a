import { utf8, zero } from '../../shared/bytes.ts';
import { nonceSize } from './aead.ts';
import { written } from './codec.ts';
import { exportFrom, exportTo } from './hpke.ts';
import type { Kdf } from './kdf.ts';
import { deriveSecret, expandWithLabel } from './labels.ts';
import { invalid } from './refusal.ts';
import type { Suite } from './suite.ts';

/**
 * The secrets of an epoch that the profile uses (RFC 9420 §8). Those of PrivateMessage and resumption are never
 * derived; `exporter` is null once it was forgotten.
 */
export interface EpochSecrets {
  readonly init: Uint8Array;
  readonly membership: Uint8Array;
  readonly external: Uint8Array;
  readonly exporter: Uint8Array | null;
  readonly authenticator: Uint8Array;
}

/** joiner_secret of the epoch that a commit opens (RFC 9420 §8). `context` is the new epoch's. */
export function joinerSecret(
  kdf: Kdf,
  init: Uint8Array,
  commit: Uint8Array,
  context: Uint8Array,
): Uint8Array {
  const extracted = kdf.extract(init, commit);
  const joiner = expandWithLabel(kdf, extracted, 'joiner', context, kdf.size);
  zero(extracted);
  return joiner;
}

/** welcome_secret and epoch_secret (RFC 9420 §8). The profile has no PSK: `psk` is for those who check vectors. */
export function epochSecretFrom(
  kdf: Kdf,
  joiner: Uint8Array,
  context: Uint8Array,
  psk: Uint8Array = new Uint8Array(kdf.size),
): { welcome: Uint8Array; epoch: Uint8Array } {
  const member = kdf.extract(joiner, psk);
  const welcome = deriveSecret(kdf, member, 'welcome');
  const epoch = expandWithLabel(kdf, member, 'epoch', context, kdf.size);
  zero(member);
  return { welcome, epoch };
}

/** The secrets of an epoch, and the key of its confirmation tag, which is used once and not kept (RFC 9420 §8). */
export function secretsOf(kdf: Kdf, epoch: Uint8Array): { secrets: EpochSecrets; confirmation: Uint8Array } {
  const derive = (label: string) => deriveSecret(kdf, epoch, label);
  return {
    secrets: {
      init: derive('init'),
      membership: derive('membership'),
      external: derive('external'),
      exporter: derive('exporter'),
      authenticator: derive('authentication'),
    },
    confirmation: derive('confirm'),
  };
}

/** The key and nonce under which a Welcome carries the GroupInfo (RFC 9420 §12.4.3.1). */
export function welcomeKey(suite: Suite, welcome: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const none = new Uint8Array();
  return {
    key: expandWithLabel(suite.kdf, welcome, 'key', none, suite.aead.keySize),
    nonce: expandWithLabel(suite.kdf, welcome, 'nonce', none, nonceSize),
  };
}

/** MLS-Exporter (RFC 9420 §8.5). Throws mls-invalid where the exporter was forgotten. */
export function exportFromEpoch(
  kdf: Kdf,
  exporter: Uint8Array | null,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  if (!exporter) throw invalid('exporter was forgotten');
  const derived = deriveSecret(kdf, exporter, label);
  const secret = expandWithLabel(kdf, derived, 'exported', kdf.hash(context), length);
  zero(derived);
  return secret;
}

const externalLabel = utf8('MLS 1.0 external init secret');

/** A fresh init_secret for one who joins from outside, and its encapsulation (RFC 9420 §8.3). Throws mls-invalid. */
export const externalInitTo = (suite: Suite, externalPub: Uint8Array) =>
  exportTo(suite, externalPub, externalLabel, suite.kdf.size);

/** The init_secret that a joiner sent (RFC 9420 §8.3). Throws mls-invalid. */
export async function externalInitFrom(
  suite: Suite,
  external: Uint8Array,
  enc: Uint8Array,
): Promise<Uint8Array> {
  const { secretKey } = await suite.kem.derive(external);
  const init = await exportFrom(suite, secretKey, enc, externalLabel, suite.kdf.size);
  zero(secretKey);
  return init;
}

/** confirmed_transcript_hash after a commit (RFC 9420 §8.2); `content` is its FramedContent. */
export const confirmedTranscriptHash = (
  kdf: Kdf,
  interim: Uint8Array,
  wireFormat: number,
  content: Uint8Array,
  signature: Uint8Array,
): Uint8Array =>
  kdf.hash(written((to) => to.fixed(interim).u16(wireFormat).fixed(content).opaque(signature)));

/** interim_transcript_hash after a commit (RFC 9420 §8.2). */
export const interimTranscriptHash = (kdf: Kdf, confirmed: Uint8Array, tag: Uint8Array): Uint8Array =>
  kdf.hash(written((to) => to.fixed(confirmed).opaque(tag)));
