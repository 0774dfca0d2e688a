import { equal } from '../shared/bytes.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { Asking } from './asking.ts';
import { later } from './later.ts';
import type { Membership } from './membership.ts';
import { members } from './mls/index.ts';
import type { Disk } from './ports.ts';
import type { Profile } from './profile.ts';
import type { SealedVault } from './sealed-vault.ts';
import type { VaultView, VaultWay, WayView } from './snapshot.ts';
import { readVault } from './vault.ts';
import type { Ask, VaultDoor } from './vault-ways.ts';

type Answer = Extract<RelayFrame, { type: 'vault' }>;
type Send = (frame: ClientFrame) => void;

/**
 * The vault that its person keeps (PROTOCOL.md §6.5): made on the first device that is told to, opened on others by a
 * recovery code or a passkey. It is said to be there only after what the relay gave back was opened.
 */
export class OwnVault {
  readonly #profile: Profile;
  readonly #membership: Membership;
  readonly #disk: Disk;
  /** What the relay gave last on this socket; null before it was asked. */
  #answer: Answer | null = null;
  /** What it holds, as far as anybody can read it. */
  #read: SealedVault | null = null;
  #ways: readonly WayView[] = [];
  #asked = false;
  readonly #asking = new Asking<Answer>();

  constructor(profile: Profile, membership: Membership, disk: Disk) {
    this.#profile = profile;
    this.#membership = membership;
    this.#disk = disk;
  }

  /** A new socket: nobody answers what was asked on the one before. */
  restart(): void {
    this.#asked = false;
    this.#asking.restart();
  }

  /** The question whether there is one, once a socket. */
  question(): ClientFrame | null {
    if (this.#profile.vaultPolicy !== 'own' || this.#asked) return null;
    this.#asked = true;
    return { type: 'vault' };
  }

  async heard(answer: Answer): Promise<void> {
    this.#read = null;
    this.#ways = [];
    if (answer.sealed !== null) {
      const { readSealed, waysOf } = await later.get();
      this.#read = readSealed(answer.sealed);
      this.#ways = waysOf(this.#read);
    }
    this.#answer = answer;
    this.#asking.answered(answer);
  }

  /** The relay would not. */
  refused(code: ErrorCode): void {
    this.#asking.refused(code);
  }

  /** How it stands, for the screen. */
  get view(): VaultView | null {
    const { vaultPolicy } = this.#profile;
    if (vaultPolicy !== 'own') return vaultPolicy === null ? null : { policy: vaultPolicy };
    if (this.#answer === null) return { policy: 'own', state: 'unknown', ways: [] };
    return { policy: 'own', state: this.#state(this.#read), ways: this.#ways };
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

  /** Makes a way into the vault. Throws what {@link Part.get} and keepVault throw. */
  async keep(wanted: VaultWay, send: Send): Promise<void> {
    await (await later.get()).keepVault(wanted, this.#door(send));
  }

  /** Opens the vault. Throws what {@link Part.get} and openVault throw. */
  async open(wanted: VaultWay, send: Send): Promise<void> {
    await (await later.get()).openVault(wanted, this.#door(send));
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
