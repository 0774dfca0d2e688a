/**
 * The world, as the engine knows it. The widget plugs browser ports in, tests plug seeded ones, the connector Node's.
 * Every port that fails throws a BedsideError; the codes are named at each.
 */

/** The relay, over HTTP and WebSocket. */
export interface Wire {
  /**
   * Trades a passport and a DPoP proof for a ticket: `POST /v1/session`. Throws what the relay answered, or
   * `relay-unreachable`, or `relay-invalid`.
   */
  session(request: { readonly passport: string; readonly proof: string }): Promise<Session>;
  /** The URL that a DPoP proof for {@link session} names (`htu`): origin and path. */
  readonly sessionUrl: string;
  /** How far the relay's clock is ahead of this device's, ms, where it has said so. */
  readonly skewMs?: number;
  /** The portal's token, where the relay gave one with its last `revoked`. */
  readonly revocation?: string | null;
  /** Opens a socket. Never throws: failure is `closed`. Handlers are called in order, each after the last returned. */
  connect(session: Session, on: SocketEvents): Socket;
}
export interface Session {
  /** The room's name at the relay, as the relay gave it. */
  readonly room: string;
  readonly ticket: string;
}
export interface SocketEvents {
  opened(): void;
  /** A binary message. */
  frame(bytes: Uint8Array): void;
  /** The heartbeat's answer. */
  pong(): void;
  /** Once, last. `code`: the WebSocket close code. */
  closed(code: number): void;
}
export interface Socket {
  send(bytes: Uint8Array): void;
  ping(): void;
  close(): void;
}

/** What goes to the disk in one, by key; null deletes. */
export type Batch = Map<string, Uint8Array | null>;

/**
 * A place for one conversation's records. What it keeps is sealed by the port, under a key that does not leave it.
 * A batch lands whole or not at all, and is durable when `write` resolves (INV-2). Throws `storage-broken`.
 */
export interface Disk {
  /** `memory`: nothing outlives the page. */
  readonly kind: 'durable' | 'memory';
  read(key: string): Promise<Uint8Array | null>;
  /** Keys with this prefix, in order, with their values. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  /** null deletes. */
  write(batch: ReadonlyMap<string, Uint8Array | null>): Promise<void>;
  /** The device's key pairs, private halves non-extractable, kept as handles beside the records. */
  readKeys(name: string): Promise<CryptoKeyPair | null>;
  writeKeys(name: string, pair: CryptoKeyPair): Promise<void>;
  /** Forgets everything of this conversation. */
  wipe(): Promise<void>;
  close(): void;
}

/** One writer a device (INV-8). */
export interface Lock {
  /**
   * Runs `work` while holding the lock of that name; waits for it as long as needed. `work` ends the hold by
   * resolving; `lost` aborts when the lock was taken away.
   */
  hold(name: string, work: () => Promise<void>): Promise<void>;
}

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls once after so many ms; returns a cancel. */
  after(ms: number, then: () => void): () => void;
  /** Uniform in [0, 1). For jitter only. */
  random(): number;
}

/** Signs that the network or the person may be back. */
export interface Wake {
  /** Calls at each; returns a cancel. */
  listen(then: () => void): () => void;
}

/** A public key of an issuer, as its JWKS lists it. */
export type IssuerKey = JsonWebKey & { readonly kid?: string };

/** Who keeps a person's vault (PROTOCOL.md §6.3). `portal`: the portal made its secret, 32 bytes in base64url. `own`: the person. */
export type VaultGrant = { readonly policy: 'portal'; readonly secret: string } | { readonly policy: 'own' };

/** The portal: who says who is who. */
export interface Identity {
  /**
   * A fresh passport for this device's public key, and where policy keeps vaults at the portal, the vault's secret.
   * Throws `portal-unreachable`, `portal-refused`.
   */
  passport(request: { readonly conversation: string; readonly deviceKey: JsonWebKey }): Promise<{
    readonly passport: string;
    readonly vault?: VaultGrant | undefined;
    /** Who may come (PROTOCOL.md §3.8), where the passport names one. */
    readonly roster?: string | undefined;
  }>;
  /** The issuer's JWKS, from the issuer's own origin. Throws `portal-unreachable`. */
  jwks(issuer: string): Promise<readonly IssuerKey[]>;
  /**
   * Said before `person-changed` is thrown: the portal's passport is for this person, by pseudonym, and the records are
   * another's. The host opens this person's own.
   */
  isOther?(person: string): Promise<void>;
}

export interface Ports {
  readonly wire: Wire;
  readonly disk: Disk;
  readonly lock: Lock;
  readonly clock: Clock;
  readonly wake: Wake;
  readonly identity: Identity;
}
