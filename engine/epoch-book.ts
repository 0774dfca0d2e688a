import { base64url, fromBase64url } from '../shared/bytes.ts';
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

/** What a reader should be told about two epochs' members, before and after. */
export function movements(before: readonly Verified[], after: readonly Verified[]): Movement[] {
  const keyOf = (member: Verified) => base64url(member.device);
  const keysBefore = new Set(before.map(keyOf));
  const keysAfter = new Set(after.map(keyOf));
  const personIn = (list: readonly Verified[], sub: string) => list.some(({ claims }) => claims.sub === sub);
  const came = after.filter((member) => !keysBefore.has(keyOf(member)));
  const went = before.filter((member) => !keysAfter.has(keyOf(member)));
  // The same device, by the portal's word, on a new leaf: it lost its storage and came back.
  const again = came.filter(({ claims }) => went.some((other) => sameDevice(other.claims, claims)));
  const gone = went.filter(({ claims }) => !again.some((other) => sameDevice(other.claims, claims)));
  return [
    ...again.map(({ claims }): Movement => ({ notice: 'rejoined', claims })),
    ...gone.map(({ claims }): Movement => {
      return { notice: personIn(after, claims.sub) ? 'device-removed' : 'left', claims };
    }),
    ...came
      .filter((member) => !again.includes(member))
      .map(({ claims }): Movement => {
        return { notice: personIn(before, claims.sub) ? 'device-added' : 'joined', claims };
      }),
  ];
}

const sameDevice = (a: Claims, b: Claims) => a.sub === b.sub && a.did === b.did;

/** The claims of a passport that was verified before it was saved. Throws `passport-malformed`. */
export const claimsOf = (passport: string): Claims =>
  readClaims(jsonPart(fromBase64url(splitPassport(passport).jwt.split('.')[1] ?? '')));
