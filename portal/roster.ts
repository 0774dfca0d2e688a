import { createHash } from 'node:crypto';
import { base64url } from '../shared/bytes.ts';
import { BedsideError } from '../shared/errors.ts';
import { passportAudience } from '../shared/passport.ts';
import { readRoster, rosterType, splitRoster } from '../shared/roster.ts';
import { checkedIssuer } from './issuer.ts';
import type { PortalKeys } from './keys.ts';
import { signToken } from './sign.ts';

/** Who may come to one conversation. */
export interface RosterRequest {
  readonly keys: Pick<PortalKeys, 'signingKey'>;
  readonly issuer: string;
  readonly conversation: string;
  /** Rises with every change of the list, and never falls. */
  readonly version: number;
  readonly members: readonly {
    /** The person as their passports name them: `pairwiseSub`. */
    readonly sub: string;
    /** Shown to the members, never to the relay, until the person has come. */
    readonly name?: string | undefined;
    /** `vaultPublicKey`: what is said before the person came is deposited to it. Left out: nothing is. */
    readonly vault?: Uint8Array | undefined;
  }[];
  /** The clock, ms since 1970. For tests. */
  readonly nowMs?: number | undefined;
}

/** A roster, signed. Throws `request-malformed` for what members' devices would refuse. */
export async function mintRoster(request: RosterRequest): Promise<string> {
  const payload = {
    iss: checkedIssuer(request.issuer),
    aud: passportAudience,
    iat: Math.floor((request.nowMs ?? Date.now()) / 1000),
    conv: request.conversation,
    rv: request.version,
    members: request.members.map(({ sub, name, vault }) => ({
      sub,
      ...(name !== undefined && { name }),
      ...(vault !== undefined && { vault: base64url(vault) }),
    })),
  };
  const token = await signToken(request.keys, rosterType, payload);
  try {
    // The readers' own code is the check, as with passports.
    readRoster(payload);
    splitRoster(token);
  } catch (thrown) {
    throw new BedsideError(
      'request-malformed',
      thrown instanceof BedsideError ? thrown.message : 'unreadable',
    );
  }
  return token;
}

/** The hash by which passports name a roster: `rh`. */
export const rosterHash = (token: string): string => createHash('sha256').update(token).digest('base64url');
