import type { ConversationId } from '../shared/ids.ts';
import type { PortalKeys } from './keys.ts';
import { pairwiseSub, personVaultSecret } from './names.ts';
import { mintRoster, rosterHash } from './roster.ts';
import { type Suite, vaultPublicKey } from './vault-key.ts';

/** A person who may come. */
export interface Invited {
  readonly id: string;
  /** Shown to the members, never to the relay, until the person has come. */
  readonly name?: string | undefined;
  /** `chain`: what is said before they ever came is theirs to read, as soon as they do, with nobody online. Default `none`. */
  readonly hist?: 'chain' | 'none' | undefined;
}

/** Everybody who may come to a conversation, and the list's version: a higher one after every change. */
export interface Invitations {
  readonly version: number;
  readonly members: readonly Invited[];
}

/**
 * The roster of these people, with the public keys of the vaults that `vaultSecret` makes; undefined: the portal keeps
 * none. Throws `request-malformed`.
 */
export async function rosterOf(o: {
  readonly keys: PortalKeys;
  readonly vaultSecret: string | undefined;
  readonly issuer: string;
  readonly conversation: ConversationId;
  readonly suite: Suite;
  readonly invitations: Invitations;
}): Promise<{ readonly token: string; readonly version: number; readonly hash: string }> {
  const { keys, vaultSecret, issuer, conversation, suite } = o;
  const { version } = o.invitations;
  const members = o.invitations.members.map(({ id, name, hist }) => {
    const sub = pairwiseSub({ pairwiseSecret: keys.pairwiseSecret, person: id, conversation });
    if (hist !== 'chain' || vaultSecret === undefined) return { sub, name };
    const secret = personVaultSecret({ vaultSecret, sub, conversation });
    return { sub, name, vault: vaultPublicKey(suite, secret) };
  });
  const token = await mintRoster({ keys, issuer, conversation, version, members });
  return { token, version, hash: rosterHash(token) };
}
