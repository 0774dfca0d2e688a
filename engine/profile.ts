import { BedsideError } from '../shared/errors.ts';
import { type Claims, splitPassport, withoutDisclosures } from '../shared/passport.ts';
import type { AwaitedPeople } from './awaited-people.ts';
import type { Credentials } from './connection.ts';
import { hash } from './envelope.ts';
import { claimsOf } from './epoch-book.ts';
import type { Actor } from './group.ts';
import { Keyring } from './keyring.ts';
import { later } from './later.ts';
import { generateKeyPair, type Signer, type SuiteId, signerFrom } from './mls/index.ts';
import { holdToOwner, ownerMark, readOwner, writeOwner } from './owner.ts';
import { deviceJwk, holdToPlace, type PassportPlace, thumbprint, verifyPassport } from './passport.ts';
import type { Identity, IssuerKey, Ports } from './ports.ts';
import { proveDevice } from './proof.ts';
import type { OpenVault } from './sealed-vault.ts';
import { type Vault, type VaultPolicy, vaultFrom } from './vault.ts';
import { Disclosures, type LeafRule } from './verified.ts';

/** The device's key pair, among the disk's keys. */
export const keysName = 'device';
/** A passport is asked for anew when it has less than this left. */
const renewBeforeMs = 5 * 60_000;

/** Who this device is in the conversation: its key, its passport, and the issuer's keys that vouch for everyone. */
export class Profile {
  readonly conversation: string;
  readonly suite: SuiteId;
  readonly signer: Signer;
  /** H(the device's signature key): how its envelopes name it. */
  readonly device: Uint8Array;
  readonly disclosures: Disclosures;
  readonly #ports: Ports;
  readonly #keys: CryptoKeyPair;
  readonly #pinned: readonly IssuerKey[];
  #issuer: string | null;
  #owner: Uint8Array | null;
  #keyring: Keyring | null = null;
  #vault: Vault | null = null;
  #policy: VaultPolicy | null = null;
  #kept: OpenVault | null = null;
  #awaited: AwaitedPeople | null = null;
  #isRosterUnread = false;
  #passport: { readonly text: string; readonly claims: Claims } | null = null;

  private constructor(o: {
    conversation: string;
    suite: SuiteId;
    ports: Ports;
    keys: CryptoKeyPair;
    signer: Signer;
    owner: Uint8Array | null;
    saved: { issuer: string; pinned: readonly IssuerKey[]; disclosures: readonly string[] } | null;
  }) {
    this.conversation = o.conversation;
    this.suite = o.suite;
    this.signer = o.signer;
    this.device = hash(o.signer.publicKey);
    this.disclosures = new Disclosures(o.saved?.disclosures);
    this.#ports = o.ports;
    this.#keys = o.keys;
    this.#issuer = o.saved?.issuer ?? null;
    this.#owner = o.owner;
    this.#pinned = o.saved?.pinned ?? [];
    if (o.saved !== null)
      this.#keyring = new Keyring(o.saved.issuer, o.ports.identity, o.ports.clock, o.saved.pinned);
  }

  /** The device's key from the disk, or a new one: a key that was lost is never made up for, and one without records is not used again. Throws `browser-unsupported`. */
  static async open(
    conversation: string,
    suite: SuiteId,
    ports: Ports,
    saved: { issuer: string; pinned: readonly IssuerKey[]; disclosures: readonly string[] } | null,
  ): Promise<Profile> {
    // Without its records nobody knows what a key has signed already: it is another device's past, like records without a key.
    let [owner, keys] = await Promise.all([
      readOwner(ports.disk),
      saved === null ? null : ports.disk.readKeys(keysName),
    ]);
    if (keys === null) {
      try {
        keys = await generateKeyPair(suite);
      } catch {
        throw new BedsideError('browser-unsupported', 'signature keys');
      }
      await ports.disk.writeKeys(keysName, keys);
    }
    const signer = await signerFrom(suite, keys);
    return new Profile({ conversation, suite, ports, keys, signer, owner, saved });
  }

  /** True where the disk holds a device key. */
  static async isKeyed(ports: Ports): Promise<boolean> {
    return (await ports.disk.readKeys(keysName)) !== null;
  }

  get issuer(): string {
    return this.#issuer ?? '';
  }

  get pinned(): readonly IssuerKey[] {
    return this.#keyring?.pinned ?? this.#pinned;
  }

  /** This device's claims, null until the portal was asked. */
  get claims(): Claims | null {
    return this.#passport?.claims ?? null;
  }

  /** This device's own disclosures. */
  get ownDisclosures(): readonly string[] {
    return this.#passport === null ? [] : splitPassport(this.#passport.text).disclosures;
  }

  /** What everyone in the group is held to. */
  get rule(): LeafRule {
    if (this.#keyring === null) throw new BedsideError('internal', 'no passport yet');
    return { suite: this.suite, conversation: this.conversation, keyring: this.#keyring };
  }

  /** Who keeps the person's vault, by the portal's word; null: nobody. */
  get vaultPolicy(): VaultPolicy | null {
    return this.#policy;
  }

  /** Who may still come; null while no passport named a roster: then nobody. */
  get awaited(): AwaitedPeople | null {
    return this.#awaited;
  }

  /** The person's own vault, once it was opened on this device. */
  get kept(): OpenVault | null {
    return this.#kept;
  }

  /** The person's own vault is open now. */
  useVault(opened: OpenVault): void {
    this.#kept = opened;
    this.#vault = opened.vault;
  }

  /** The person's vault in this conversation, null where there is none, or it is locked. */
  get vault(): Vault | null {
    return this.#vault;
  }

  get actor(): Actor {
    if (this.#passport === null) throw new BedsideError('internal', 'no passport yet');
    const { text, claims } = this.#passport;
    return { signer: this.signer, passport: withoutDisclosures(text), claims, vault: this.#vault };
  }

  /**
   * What opens a session: a passport that is good for a while, without disclosures, and a proof that it is this
   * device's. It is the person's own, for this conversation and this device, before anybody sees it; that the portal
   * signed it is checked while the session is asked for. Throws `portal-*`, `passport-*`; `portal-changed` where the
   * conversation has another issuer now, `person-changed` where the portal's page is another person's.
   */
  async credentials(): Promise<Credentials> {
    const { clock } = this.#ports;
    const known = this.#passport;
    const isOld = (known?.claims.exp ?? 0) * 1000 < clock.now() + renewBeforeMs;
    const { text, trusted } =
      known === null || isOld || this.#isRosterUnread
        ? await this.#ask()
        : { text: known.text, trusted: Promise.resolve() };
    return { ...(await this.prove(withoutDisclosures(text))), trusted };
  }

  /** A passport of this device's with the proof that goes with it. */
  async prove(passport: string): Promise<{ readonly passport: string; readonly proof: string }> {
    const { clock, wire } = this.#ports;
    const proof = await proveDevice({
      suite: this.suite,
      keys: this.#keys,
      signatureKey: this.signer.publicKey,
      url: wire.sessionUrl,
      passport,
      nowMs: clock.now() + (wire.skewMs ?? 0),
    });
    return { passport, proof };
  }

  /** Asks the portal for a new passport, and all that comes with it. Throws what {@link credentials} throws. */
  async renew(): Promise<void> {
    const { trusted } = await this.#ask();
    await trusted;
  }

  /** A new passport, and when it may be believed. */
  async #ask(): Promise<{ readonly text: string; readonly trusted: Promise<void> }> {
    const { identity, clock } = this.#ports;
    const { signer, suite, conversation } = this;
    const answer = await identity.passport({ conversation, deviceKey: deviceJwk(suite, signer.publicKey) });
    const read = claimsOf(answer.passport);
    const issuer = read.iss;
    if (this.#issuer !== null && this.#issuer !== issuer) throw new BedsideError('portal-changed', 'issuer');
    await holdToOwner(this.#owner, read.sub, identity);
    this.#keyring ??= new Keyring(issuer, identity, clock, this.#pinned);
    const jkt = thumbprint(suite, signer.publicKey);
    const place: PassportPlace = { issuer, conversation, jkt, nowMs: clock.now(), fresh: true };
    holdToPlace(read, place);
    const trusted = this.#trust(answer, this.#keyring, place);
    trusted.catch(() => {});
    return { text: answer.passport, trusted };
  }

  /** Takes a passport once the portal's signature holds. */
  async #trust(
    { passport, vault, roster }: Awaited<ReturnType<Identity['passport']>>,
    keyring: Keyring,
    place: PassportPlace,
  ): Promise<void> {
    const { suite } = this;
    const claims = await verifyPassport(passport, keyring, place);
    // Where what reads it does not come, nobody is awaited, and it is asked for with the next session.
    const reader = claims.rh === null ? null : await later.get().catch(() => null);
    this.#isRosterUnread = claims.rh !== null && reader === null;
    if (reader !== null) this.#awaited ??= await reader.AwaitedPeople.load(this.#ports.disk);
    await this.#awaited?.take(roster, claims, this.rule);
    this.#policy = vault?.policy ?? null;
    if (vault?.policy !== 'own') this.#kept = null;
    else this.#kept ??= await (await later.get()).loadKept(this.#ports.disk, suite);
    this.#vault = this.#kept?.vault ?? (await vaultFrom(suite, vault));
    this.#issuer = place.issuer;
    if (this.#owner === null) {
      this.#owner = ownerMark(claims.sub);
      await writeOwner(this.#ports.disk, this.#owner);
    }
    this.#passport = { text: passport, claims };
    for (const disclosure of this.ownDisclosures) this.disclosures.add(disclosure);
  }
}
