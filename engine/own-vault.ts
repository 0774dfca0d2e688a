import { equal } from '../shared/bytes.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import type { Claims } from '../shared/passport.ts';
import { Asking } from './asking.ts';
import type { Group } from './group.ts';
import { members } from './mls/index.ts';
import type { Disk } from './ports.ts';
import { readSealed, type SealedVault } from './sealed-vault.ts';
import type { VaultView, VaultWay, WayView } from './snapshot.ts';
import { readVault } from './vault.ts';
import { type Ask, keepVault, openVault, type VaultDoor, waysOf } from './vault-ways.ts';

type Answer = Extract<RelayFrame, { type: 'vault' }>;
type Send = (frame: ClientFrame) => void;
/** The device that it is on, and the group that the device is in. */
type Owner = VaultDoor['profile'] & { readonly claims: Claims | null };
type Seat = { readonly group: Group | null };

/**
 * The vault that its person keeps (PROTOCOL.md §6.5): made on the first device that is told to, opened on others by a
 * recovery code or a passkey. It is said to be there only after what the relay gave back was opened.
 */
export class OwnVault {
  readonly #profile: Owner;
  readonly #membership: Seat;
  readonly #disk: Disk;
  /** What the relay gave last on this socket; null before it was asked. */
  #answer: Answer | null = null;
  /** What it holds, as far as anybody can read it. */
  #read: SealedVault | null = null;
  #ways: readonly WayView[] = [];
  readonly #asking = new Asking<Answer>();

  constructor(profile: Owner, membership: Seat, disk: Disk) {
    this.#profile = profile;
    this.#membership = membership;
    this.#disk = disk;
  }

  /** A new socket: nobody answers what was asked on the one before. */
  restart(): void {
    this.#asking.restart();
  }

  heard(answer: Answer): void {
    this.#read = answer.sealed === null ? null : readSealed(answer.sealed);
    this.#ways = waysOf(this.#read);
    this.#answer = answer;
    this.#asking.answered(answer);
  }

  /** The relay would not. */
  refused(code: ErrorCode): void {
    this.#asking.refused(code);
  }

  /** How it stands, for the screen; null before the relay was asked. */
  get view(): VaultView | null {
    return this.#answer && { policy: 'own', state: this.#state(this.#read), ways: this.#ways };
  }

  #state(read: SealedVault | null): Extract<VaultView, { policy: 'own' }>['state'] {
    const kept = this.#profile.kept;
    const known = this.#knownVersion;
    if (read === null) return known > 0 ? 'rolled-back' : 'none';
    if (read.version < known) return 'rolled-back';
    if (kept !== null && equal(kept.vault.publicKey, read.publicKey)) return 'open';
    return read.version === known && !this.#isSaid(read.publicKey) ? 'rolled-back' : 'locked';
  }

  /** What the person's leaves say of it: signed by devices of that person. */
  get #notices() {
    const { group } = this.#membership;
    const own = this.#profile.claims?.sub;
    if (group === null) return [];
    const leaves = new Set(group.members.flatMap(({ leaf, claims }) => (claims.sub === own ? leaf : [])));
    return members(group.state).flatMap(({ leaf, extensions }) => {
      const notice = leaves.has(leaf) ? readVault(extensions) : null;
      return notice?.policy === 'own' ? notice : [];
    });
  }
  get #knownVersion(): number {
    return Math.max(0, this.#profile.kept?.version ?? 0, ...this.#notices.map(({ version }) => version));
  }
  #isSaid(publicKey: Uint8Array): boolean {
    const known = this.#knownVersion;
    return this.#notices.some((notice) => notice.version === known && equal(notice.publicKey, publicKey));
  }

  #ask(send: Send): Ask {
    return (frame) => this.#asking.ask(() => send(frame));
  }

  /** Makes a way into the vault. Throws what {@link keepVault} throws. */
  keep(wanted: VaultWay, send: Send): Promise<void> {
    return keepVault(wanted, this.#door(send));
  }

  /** Opens the vault. Throws what {@link openVault} throws. */
  open(wanted: VaultWay, send: Send): Promise<void> {
    return openVault(wanted, this.#door(send));
  }

  #door(send: Send): VaultDoor {
    return {
      ask: this.#ask(send),
      profile: this.#profile,
      disk: this.#disk,
      seen: this.#answer?.version,
      knownVersion: () => this.#knownVersion,
      isRolledBack: (read) => this.#state(read) === 'rolled-back',
    };
  }
}
