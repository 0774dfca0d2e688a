import { base64url, equal, fromBase64url, zero } from '../shared/bytes.ts';
import { BedsideError, type ErrorCode } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { saveKept } from './kept-vault.ts';
import type { Membership } from './membership.ts';
import { members } from './mls/index.ts';
import type { Disk } from './ports.ts';
import type { Profile } from './profile.ts';
import { openSealed, readSealed, sealVault, type WayKey, wayKinds } from './sealed-vault.ts';
import type { VaultView, VaultWay } from './snapshot.ts';
import { readVault } from './vault.ts';

type Answer = Extract<RelayFrame, { type: 'vault' }>;
type Send = (frame: ClientFrame) => void;
type Ask = (frame: ClientFrame) => Promise<Answer>;

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
  #asked = false;
  #waiting: { resolve(answer: Answer): void; reject(thrown: BedsideError): void }[] = [];

  constructor(profile: Profile, membership: Membership, disk: Disk) {
    this.#profile = profile;
    this.#membership = membership;
    this.#disk = disk;
  }

  /** A new socket: nobody answers what was asked on the one before. */
  restart(): void {
    this.#asked = false;
    this.refused('relay-unreachable', true);
  }

  /** The question whether there is one, once a socket. */
  question(): ClientFrame | null {
    if (this.#profile.vaultPolicy !== 'own' || this.#asked) return null;
    this.#asked = true;
    return { type: 'vault' };
  }

  heard(answer: Answer): void {
    this.#answer = answer;
    this.#waiting.shift()?.resolve(answer);
  }

  /** The relay would not: whoever waits is told, all of them where the socket is gone. */
  refused(code: ErrorCode, all = false): void {
    for (const { reject } of this.#waiting.splice(0, all ? this.#waiting.length : 1))
      reject(new BedsideError(code));
  }

  /** How it stands, for the screen. */
  get view(): VaultView | null {
    const { vaultPolicy } = this.#profile;
    if (vaultPolicy !== 'own') return vaultPolicy === null ? null : { policy: vaultPolicy };
    const answer = this.#answer;
    if (answer === null) return { policy: 'own', state: 'unknown', ways: [] };
    const read = answer.sealed === null ? null : readSealed(answer.sealed);
    const ways = (read?.ways ?? []).flatMap(({ kind, id }) => {
      const name = (Object.keys(wayKinds) as (keyof typeof wayKinds)[]).find((it) => wayKinds[it] === kind);
      return name === undefined ? [] : { kind: name, id: base64url(id) };
    });
    return { policy: 'own', state: this.#state(read), ways };
  }

  #state(read: ReturnType<typeof readSealed>): Extract<VaultView, { policy: 'own' }>['state'] {
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
    return (frame) =>
      new Promise<Answer>((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
        send(frame);
      });
  }

  /**
   * Makes a way into the vault: of the one that this device has, or of a new one in place of any that it cannot open.
   * Resolves when what the relay gave back was opened by that way. Throws `vault-refused` where another device was
   * quicker, `vault-locked` where what came back does not open, and what the relay says.
   */
  async keep(wanted: VaultWay, send: Send): Promise<void> {
    const way = wayKey(wanted);
    const ask = this.#ask(send);
    const { suite, conversation, kept } = this.#profile;
    const seen = this.#answer?.version;
    const { version: stood, sealed: before } = await ask({ type: 'vault' });
    const read = before === null ? null : readSealed(before);
    const same = kept !== null && read !== null && equal(kept.vault.publicKey, read.publicKey);
    // Nobody replaces a vault that they did not see there.
    if (!same && stood !== seen) throw new BedsideError('vault-refused');
    const secret = same ? kept.secret.slice() : crypto.getRandomValues(new Uint8Array(32));
    const version = Math.max(stood, this.#knownVersion) + 1;
    const { sealed } = await sealVault({ suite, conversation, version }, secret, way, same ? read.ways : []);
    await ask({ type: 'keep', version, sealed });
    const back = await ask({ type: 'vault' });
    const opened = back.sealed === null ? null : await openSealed({ suite, conversation }, back.sealed, way);
    zero(way.key);
    if (opened === null || !equal(opened.secret, secret))
      throw new BedsideError('vault-locked', 'not as it was kept');
    zero(secret);
    await saveKept(this.#disk, opened);
    this.#profile.useVault(opened);
  }

  /** Opens the vault. Throws `vault-locked` where this does not open it, `vault-rolled-back` where it is an older one than the group knows. */
  async open(wanted: VaultWay, send: Send): Promise<void> {
    const way = wayKey(wanted);
    const { suite, conversation } = this.#profile;
    const { sealed } = await this.#ask(send)({ type: 'vault' });
    const opened = sealed === null ? null : await openSealed({ suite, conversation }, sealed, way);
    zero(way.key);
    if (opened === null) throw new BedsideError('vault-locked');
    if (this.#state(readSealed(sealed!)) === 'rolled-back') throw new BedsideError('vault-rolled-back');
    await saveKept(this.#disk, opened);
    this.#profile.useVault(opened);
  }
}

function wayKey({ kind, id, key }: VaultWay): WayKey {
  const [idBytes, keyBytes] = [fromBase64url(id), fromBase64url(key)];
  if (idBytes === null || keyBytes === null || keyBytes.length < 16)
    throw new BedsideError('vault-locked', 'no key');
  return { kind, id: idBytes, key: keyBytes };
}
