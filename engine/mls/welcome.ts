import { equal, zero } from '../../shared/bytes.ts';
import { bounds } from './bounds.ts';
import { type Reader, readWhole, written } from './codec.ts';
import type { Sealed } from './hpke.ts';
import { type KeyPackage, keyPackageRef } from './key-package.ts';
import { welcomeKey } from './key-schedule.ts';
import { decryptWithLabel, encryptWithLabel } from './labels.ts';
import { readHeader, wireFormat, writeHeader } from './message.ts';
import { readSealed } from './received-path.ts';
import { invalid, unsupported } from './refusal.ts';
import type { Suite } from './suite.ts';
import { writeSealed } from './update-path.ts';

/** What those newly added need (RFC 9420 §12.4.3.1). */
export interface Welcome {
  readonly suite: number;
  readonly secrets: readonly { readonly newMember: Uint8Array; readonly sealed: Sealed }[];
  readonly encryptedGroupInfo: Uint8Array;
}

/** What a Welcome tells one of them. `pskBytes` is the rest of the struct, its list of PSKs, unread. */
export interface GroupSecrets {
  readonly joiner: Uint8Array;
  readonly pathSecret: Uint8Array | null;
}

/** Reads a Welcome struct. */
export const readWelcome = (from: Reader): Welcome => ({
  suite: from.u16(),
  secrets: from.vector(bounds.leavesMax, () => ({ newMember: from.opaque(255), sealed: readSealed(from) })),
  encryptedGroupInfo: from.opaque(),
});

/** The Welcome in an MLSMessage. Throws mls-malformed or mls-unsupported. */
export const welcomeIn = (message: Uint8Array): Welcome =>
  readWhole(message, (from) => {
    readHeader(from, wireFormat.welcome);
    return readWelcome(from);
  });

/** The MLSMessage of a Welcome. */
export const encodeWelcome = (welcome: Welcome): Uint8Array =>
  written((to) =>
    writeHeader(to, wireFormat.welcome)
      .u16(welcome.suite)
      .vector(welcome.secrets, (inner, { newMember, sealed }) => writeSealed(inner.opaque(newMember), sealed))
      .opaque(welcome.encryptedGroupInfo),
  );

/** Reads a GroupSecrets struct. Throws mls-unsupported for one with a PSK. */
export function readGroupSecrets(from: Reader): GroupSecrets {
  const joiner = from.opaque(255);
  const pathSecret = from.optional((inner) => inner.opaque(255));
  if (from.length() > 0) throw unsupported('welcome with a PSK');
  return { joiner, pathSecret };
}

/** Makes the one Welcome for all who were added. `groupInfo` is the struct, encoded. */
export async function makeWelcome(
  suite: Suite,
  o: {
    welcome: Uint8Array;
    joiner: Uint8Array;
    groupInfo: Uint8Array;
    added: readonly { keyPackage: KeyPackage; pathSecret: Uint8Array | null }[];
  },
): Promise<Welcome> {
  const { key, nonce } = welcomeKey(suite, o.welcome);
  const encryptedGroupInfo = await suite.aead.seal(key, nonce, new Uint8Array(), o.groupInfo);
  zero(key);
  const secrets = [];
  for (const { keyPackage, pathSecret } of o.added) {
    const plain = written((to) =>
      to
        .opaque(o.joiner)
        .optional(pathSecret, (at, secret) => at.opaque(secret))
        .opaque(new Uint8Array()),
    );
    const sealed = await encryptWithLabel(suite, keyPackage.initKey, 'Welcome', encryptedGroupInfo, plain);
    zero(plain);
    secrets.push({ newMember: keyPackageRef(suite, keyPackage), sealed });
  }
  return { suite: suite.id, secrets, encryptedGroupInfo };
}

/**
 * The GroupSecrets, encoded, that a Welcome has for a key package. Throws mls-invalid where it has none, or they do
 * not open.
 */
export async function openGroupSecrets(
  suite: Suite,
  welcome: Welcome,
  keyPackage: KeyPackage,
  initKey: Uint8Array,
): Promise<Uint8Array> {
  if (welcome.suite !== suite.id || keyPackage.suite !== suite.id) throw invalid('welcome of another suite');
  const ref = keyPackageRef(suite, keyPackage);
  const mine = welcome.secrets.find(({ newMember }) => equal(newMember, ref));
  if (!mine) throw invalid('welcome for somebody else');
  return decryptWithLabel(suite, initKey, 'Welcome', welcome.encryptedGroupInfo, mine.sealed);
}

/** The GroupInfo struct, encoded, in a Welcome. Throws mls-invalid where it does not open. */
export async function openGroupInfo(suite: Suite, welcome: Welcome, secret: Uint8Array): Promise<Uint8Array> {
  const { key, nonce } = welcomeKey(suite, secret);
  const plain = await suite.aead.open(key, nonce, new Uint8Array(), welcome.encryptedGroupInfo);
  zero(key);
  return plain;
}
