import { fromBase64url } from '../shared/bytes.ts';
import type { Claims } from '../shared/passport.ts';
import { jsonPart, readClaims, splitPassport } from '../shared/passport.ts';
import type { EpochKeys } from './epoch-keys.ts';
import type { Verified } from './verified.ts';

/** Who was in an epoch, and its keys where this device may read it. */
export interface EpochPage {
  readonly keys: EpochKeys | null;
  /** null: nobody's record says who they were. */
  readonly members: readonly Verified[] | null;
}

/** The signature key of a leaf among these members, or null. */
export const signatureKeyIn =
  (members: readonly Verified[]) =>
  (leaf: number): Uint8Array | null =>
    members.find((member) => member.leaf === leaf)?.signatureKey ?? null;

/** A change of who is there, in words for the screen. */
export interface Movement {
  readonly notice:
    | 'joined'
    | 'left'
    | 'device-added'
    | 'device-removed'
    | 'rejoined'
    | 'revoked'
    | 'device-revoked';
  readonly claims: Claims;
}

/** True where somebody went. */
export const isGoing = ({ notice }: Movement): boolean => notice === 'left' || notice === 'device-removed';

/** The claims of a passport that was verified before it was saved. Throws `passport-malformed`. */
export const claimsOf = (passport: string): Claims =>
  readClaims(jsonPart(fromBase64url(splitPassport(passport).jwt.split('.')[1] ?? '')));
