import { concat, equal, zero } from '../shared/bytes.ts';
import { expandLabel } from './epoch-keys.ts';
import type { SuiteId } from './mls/index.ts';

/**
 * One-time AEAD under a header (PROTOCOL.md §5.2): key, nonce and commitment come from the epoch's secret and the
 * whole header, whose salt is random; so no nonce can repeat, from any number of tabs, and a ciphertext opens under
 * one key only.
 */
export const saltBytes = 32;
export const commitmentBytes = 32;
const tagBytes = 16;

async function oneTime(suite: SuiteId, secret: Uint8Array, label: string, header: Uint8Array) {
  const bytes = await expandLabel(suite, secret, label, header, 76);
  const key = await crypto.subtle.importKey('raw', bytes.slice(0, 32), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  const nonce = bytes.slice(32, 44);
  const commitment = bytes.slice(44, 76);
  zero(bytes);
  return { key, nonce, commitment };
}

/** A fresh salt. */
export const salt = (): Uint8Array => crypto.getRandomValues(new Uint8Array(saltBytes));

/** `commitment ‖ AES-256-GCM(key, nonce, aad = header ‖ commitment, plain)`. `plain` is zeroed. */
export async function sealBox(
  suite: SuiteId,
  secret: Uint8Array,
  label: string,
  header: Uint8Array,
  plain: Uint8Array,
): Promise<{ commitment: Uint8Array; ciphertext: Uint8Array }> {
  const { key, nonce, commitment } = await oneTime(suite, secret, label, header);
  const additionalData = concat(header, commitment);
  const ciphertext = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData },
    key,
    plain as Uint8Array<ArrayBuffer>,
  );
  zero(plain);
  return { commitment, ciphertext: new Uint8Array(ciphertext) };
}

/** What {@link sealBox} sealed, or null where the commitment or the tag is another's. */
export async function openBox(
  suite: SuiteId,
  secret: Uint8Array,
  label: string,
  header: Uint8Array,
  box: { commitment: Uint8Array; ciphertext: Uint8Array },
): Promise<Uint8Array | null> {
  if (box.ciphertext.length < tagBytes) return null;
  const { key, nonce, commitment } = await oneTime(suite, secret, label, header);
  if (!equal(commitment, box.commitment)) return null;
  const additionalData = concat(header, commitment);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: nonce, additionalData },
        key,
        box.ciphertext as Uint8Array<ArrayBuffer>,
      ),
    );
  } catch {
    return null;
  }
}
