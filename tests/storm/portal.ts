import type { Identity } from '../../engine/index.ts';
import type { SuiteId } from '../../engine/mls/index.ts';
import { jwks, mintPassport, type PortalKeys, pairwiseSub, personVaultSecret } from '../../portal/index.ts';
import { rosterOf } from '../../portal/invitations.ts';
import type { ConversationId } from '../../shared/ids.ts';

const issuer = 'https://portal.test';

interface PortalOptions {
  readonly keys: PortalKeys;
  readonly conversation: ConversationId;
  readonly suite: SuiteId;
  readonly persons: number;
  readonly now: () => number;
  readonly hasVaults: boolean;
  readonly hasSegments: boolean;
  readonly hasRosters: boolean;
}

/** A storm's portal: it lets everybody in, person 0 as the clinician. */
export class StormPortal {
  readonly #o: PortalOptions;
  /** The segment that it is at. */
  segment = 1;
  /** The version of its list of who may come: everybody. */
  rosterVersion = 1;

  constructor(o: PortalOptions) {
    this.#o = o;
  }

  /** What it gives a person's devices. `deviceId`: where it calls this one the same every time. */
  identity(person: number, deviceId: string | undefined): Identity {
    const { keys, conversation, now, hasVaults, hasSegments } = this.#o;
    const name = `p${person}`;
    const sub = pairwiseSub({ pairwiseSecret: keys.pairwiseSecret, person: name, conversation });
    return {
      passport: async ({ deviceKey }) => {
        const roster = await this.#roster();
        const passport = await mintPassport({
          keys,
          issuer,
          person: { sub, name },
          conversation,
          topic: 'clinical',
          role: person === 0 ? 'clinician' : 'patient',
          can: person === 0 ? ['read', 'write', 'invite', 'remove'] : ['read', 'write'],
          deviceKey,
          deviceId,
          hist: 'chain',
          roster,
          ...(hasSegments && { segment: this.segment }),
          lifetimeS: 14 * 24 * 3600,
          nowMs: now(),
        });
        if (!hasVaults) return { passport };
        const secret = personVaultSecret({ vaultSecret: keys.vaultSecret!, sub, conversation });
        return { passport, vault: { policy: 'portal', secret }, ...(roster && { roster: roster.token }) };
      },
      jwks: async () => jwks(keys).keys,
    };
  }

  async #roster() {
    const { keys, conversation, suite, persons, hasRosters } = this.#o;
    if (!hasRosters) return undefined;
    const members = Array.from({ length: persons }, (_, person) => ({
      id: `p${person}`,
      name: `p${person}`,
      hist: 'chain' as const,
    }));
    const invitations = { version: this.rosterVersion, members };
    return rosterOf({ keys, vaultSecret: keys.vaultSecret, issuer, conversation, suite, invitations });
  }
}
