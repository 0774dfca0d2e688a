import { utf8 } from '../shared/bytes.ts';
import { codeOf, type ErrorCode } from '../shared/errors.ts';
import type { Claims } from '../shared/passport.ts';
import { wipeLeft } from './farewell.ts';
import type { Live } from './live.ts';
import type { Ports } from './ports.ts';
import type { Verified } from './verified.ts';

/** How a conversation is over on this device: what is erased then, and on whose word. */
export class Ending {
  readonly #live: Live;
  readonly #ports: Ports;
  readonly #askWhose: () => Promise<void>;

  constructor(o: { readonly live: Live; readonly ports: Ports; readonly askWhose: () => Promise<void> }) {
    this.#live = o.live;
    this.#ports = o.ports;
    this.#askWhose = o.askWhose;
  }

  /** It was over before, for this device's person alone: it is again. Throws `person-changed` where somebody else is here now. */
  async again(code: 'left' | 'group-removed'): Promise<void> {
    try {
      await this.#askWhose();
    } catch (thrown) {
      if (codeOf(thrown) === 'person-changed') throw thrown;
    }
    if (code === 'left') await this.forget(code);
    else this.#live.fail(code);
  }

  /** This device is no longer its person's way in: nothing of the conversation stays here. */
  async forget(code: 'revoked' | 'left'): Promise<void> {
    this.#live.fail(code);
    this.#live.records = null;
    if (code === 'left') await wipeLeft(this.#ports.disk);
    else await this.#ports.disk.wipe();
  }

  /**
   * Portal or relay lets this device in no more. Where access was taken back, the relay has the portal's own word for it,
   * and what is kept here goes; on anybody's word alone nothing does.
   */
  async turnedAway(code: ErrorCode): Promise<void> {
    // Whoever is here now sees nothing of it.
    if (code === 'person-changed') this.#live.records = null;
    const isRevoked = code === 'revoked' || (code === 'portal-refused' && (await this.#askRelay()));
    if (isRevoked && (await this.#isProved())) await this.forget('revoked');
    else this.#live.fail(isRevoked ? 'revoked' : code);
  }

  /** Who is given no passport any more asks the relay by the one that its leaf has. True where it says: revoked. */
  async #askRelay(): Promise<boolean> {
    const own = this.#own;
    if (own === null) return false;
    try {
      await this.#ports.wire.session(await this.#live.parts.profile.prove(own.passport));
      return false;
    } catch (thrown) {
      // Whatever else it says, the portal's refusal is the reason that stands.
      return codeOf(thrown) === 'revoked';
    }
  }

  async #isProved(): Promise<boolean> {
    const { records } = this.#live;
    const token = this.#ports.wire.revocation ?? null;
    const claims: Claims | null = records?.profile.claims ?? this.#own?.claims ?? null;
    if (records === null || claims === null || token === null) return false;
    await records.revocations.take(utf8(token), 0).catch(() => null);
    return records.revocations.covers(claims);
  }

  /** This device as it stands in the group. */
  get #own(): Verified | null {
    const group = this.#live.records?.membership.group ?? null;
    return group?.members.find(({ leaf }) => leaf === group.state.ownLeaf) ?? null;
  }
}
