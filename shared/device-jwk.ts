import { base64url } from './bytes.ts';

/**
 * The public JWK of a device's signature key, given in MLS encoding: members in the order that RFC 7638 §3.2 hashes.
 * `suite`: the group's; 7 has P-384 keys, the others Ed25519.
 */
export function deviceJwk(suite: number, signatureKey: Uint8Array): JsonWebKey {
  if (suite !== 7) return { crv: 'Ed25519', kty: 'OKP', x: base64url(signatureKey) };
  const half = (signatureKey.length - 1) / 2;
  return {
    crv: 'P-384',
    kty: 'EC',
    x: base64url(signatureKey.subarray(1, 1 + half)),
    y: base64url(signatureKey.subarray(1 + half)),
  };
}
