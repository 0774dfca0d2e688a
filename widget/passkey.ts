import type { VaultWay, WayView } from '../engine/snapshot.ts';
import { base64url, fromBase64url, utf8 } from '../shared/bytes.ts';

/** What the passkey is asked for (WebAuthn PRF, eval.first): the same for every vault; the passkey makes it another each time. */
const question = utf8('Bedside 1.0 vault passkey');
const timeoutMs = 120_000;
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

/** True where this page can ask for passkeys at all. */
export const hasPasskeys = (): boolean =>
  globalThis.PublicKeyCredential !== undefined && navigator.credentials !== undefined;

/** The 32 bytes that the passkey gave, or null where it cannot. */
function answerOf(credential: Credential | null): Uint8Array | null {
  const results = (credential as PublicKeyCredential | null)?.getClientExtensionResults() as
    | { prf?: { results?: { first?: ArrayBuffer } } }
    | undefined;
  const first = results?.prf?.results?.first;
  return first === undefined || first.byteLength < 32 ? null : new Uint8Array(first).slice(0, 32);
}

const asking = { prf: { eval: { first: question } } } as AuthenticationExtensionsClientInputs;

/**
 * A new passkey of this page's site, as a way into a vault; null where the person or the authenticator would not. Neither the
 * credential nor what it gave goes anywhere but into the sealing of the vault. `label`: what the person's list of passkeys says.
 */
export async function makePasskey(label: string): Promise<VaultWay | null> {
  const created = await navigator.credentials
    .create({
      publicKey: {
        rp: { name: location.hostname },
        // Nobody is known by it: the vault names the credential, and the passkey opens nothing else.
        user: { id: random(16), name: label, displayName: label },
        challenge: random(32),
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        attestation: 'none',
        timeout: timeoutMs,
        extensions: asking,
      },
    })
    .catch(() => null);
  if (created === null) return null;
  const id = base64url(new Uint8Array((created as PublicKeyCredential).rawId));
  const answer = answerOf(created);
  // Many give it only when the passkey is used.
  return answer === null ? usePasskey([{ kind: 'passkey', id }]) : wayOf(id, answer);
}

/** What one of the vault's passkeys gives; null where the person or the authenticator would not. */
export async function usePasskey(ways: readonly WayView[]): Promise<VaultWay | null> {
  const ids = ways.flatMap(({ kind, id }) => (kind === 'passkey' ? (fromBase64url(id) ?? []) : []));
  const found = await navigator.credentials
    .get({
      publicKey: {
        challenge: random(32),
        allowCredentials: ids.map((id) => ({ type: 'public-key', id })),
        userVerification: 'required',
        timeout: timeoutMs,
        extensions: asking,
      },
    })
    .catch(() => null);
  const answer = answerOf(found);
  if (found === null || answer === null) return null;
  return wayOf(base64url(new Uint8Array((found as PublicKeyCredential).rawId)), answer);
}

function wayOf(id: string, answer: Uint8Array): VaultWay {
  const key = base64url(answer);
  answer.fill(0);
  return { kind: 'passkey', id, key };
}
