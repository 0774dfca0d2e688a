import type { Clock, Disk, Identity, Lock, Ports, Snapshot, Wire } from '../../engine/index.ts';
import { Conversation } from '../../engine/index.ts';
import type { SuiteId } from '../../engine/mls/index.ts';
import {
  conversationId,
  generatePortalKeys,
  type Invitations,
  jwks,
  mintPassport,
  type PortalKeys,
  pairwiseSub,
  personVaultSecret,
} from '../../portal/index.ts';
import { rosterOf } from '../../portal/invitations.ts';
import { BedsideError } from '../../shared/errors.ts';
import type { ConversationId } from '../../shared/ids.ts';
import type { Role } from '../../shared/passport.ts';

/** A disk in memory that outlives the conversations opened on it. */
export class TestDisk implements Disk {
  kind: 'durable' | 'memory' = 'durable';
  readonly records = new Map<string, Uint8Array>();
  readonly keys = new Map<string, CryptoKeyPair>();
  /** Writes throw while true: a full or broken disk. */
  broken = false;
  async read(key: string): Promise<Uint8Array | null> {
    return this.records.get(key)?.slice() ?? null;
  }
  async list(prefix: string): Promise<readonly (readonly [string, Uint8Array])[]> {
    return [...this.records].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  }
  async write(batch: ReadonlyMap<string, Uint8Array | null>): Promise<void> {
    if (this.broken) throw new BedsideError('storage-broken');
    for (const [key, value] of batch) {
      if (value === null) this.records.delete(key);
      else this.records.set(key, value.slice());
    }
  }
  /** What a copy of the files would have. */
  copyTo(other: TestDisk): void {
    for (const [key, value] of this.records) other.records.set(key, value.slice());
    for (const [name, pair] of this.keys) other.keys.set(name, pair);
  }
  async readKeys(name: string): Promise<CryptoKeyPair | null> {
    return this.keys.get(name) ?? null;
  }
  async writeKeys(name: string, pair: CryptoKeyPair): Promise<void> {
    this.keys.set(name, pair);
  }
  async wipe(): Promise<void> {
    this.records.clear();
    this.keys.clear();
  }
  close(): void {}
}

/** Locks by name, first come first served. */
export class TestLock implements Lock {
  readonly #tails = new Map<string, Promise<void>>();
  hold(name: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#tails.get(name) ?? Promise.resolve()).then(work);
    this.#tails.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
}

/** Real time; no jitter to speak of, so that tests are quick. `offsetMs` moves this device's clock. */
export class TestClock implements Clock {
  offsetMs = 0;
  now(): number {
    return Date.now() + this.offsetMs;
  }
  after(ms: number, then: () => void): () => void {
    const timer = setTimeout(then, ms);
    timer.unref();
    return () => clearTimeout(timer);
  }
  random(): number {
    return 0.02;
  }
}

export interface PersonOptions {
  readonly role?: Role;
  readonly can?: readonly ('read' | 'write' | 'invite' | 'remove' | 'redact' | 'export')[];
  readonly hist?: 'chain' | 'none';
  readonly deviceId?: string;
}

/** A clinic's portal in memory, with the real minting of `portal/`. */
export class TestPortal {
  readonly issuer: string;
  readonly keys: PortalKeys;
  /** What a test changes about the passports that are minted next. */
  bend: (request: Parameters<typeof mintPassport>[0]) => Parameters<typeof mintPassport>[0] = (request) =>
    request;
  published: () => readonly JsonWebKey[];
  reachable = true;
  /** Persons whom it gives no passport any more. */
  refused: ReadonlySet<string> = new Set();
  /** Who keeps people's vaults. */
  vaults: 'portal' | 'own' | 'none' = 'portal';
  /** Who may come, by the portal's signed roster, under this suite; null: it gives none. */
  invitations: Invitations | null = null;
  suite: SuiteId = 1;
  /** What a test changes about the rosters that go out next, after the passport has named them. */
  bendRoster: (token: string) => string | undefined = (token) => token;

  private constructor(issuer: string, keys: PortalKeys) {
    this.issuer = issuer;
    this.keys = keys;
    this.published = () => jwks(keys).keys as readonly JsonWebKey[];
  }

  static async open(issuer = 'https://portal.test'): Promise<TestPortal> {
    return new TestPortal(issuer, await generatePortalKeys());
  }

  /** The portal of these keys, which somebody else publishes. */
  static of(issuer: string, keys: PortalKeys): TestPortal {
    return new TestPortal(issuer, keys);
  }

  conversation(encounter = 'enc-1'): string {
    return conversationId({
      roomSecret: this.keys.roomSecret,
      patient: 'patient-1',
      encounter,
      topic: 'clinical',
    });
  }

  identity(person: string, options: PersonOptions = {}): Identity {
    return {
      passport: async ({ conversation, deviceKey }) => {
        if (!this.reachable) throw new BedsideError('portal-unreachable');
        if (this.refused.has(person)) throw new BedsideError('portal-refused');
        const sub = pairwiseSub({ pairwiseSecret: this.keys.pairwiseSecret, person, conversation });
        const { vaultSecret } = this.keys;
        const roster =
          this.invitations === null
            ? undefined
            : await rosterOf({
                keys: this.keys,
                vaultSecret: this.vaults === 'portal' ? vaultSecret : undefined,
                issuer: this.issuer,
                conversation: conversation as ConversationId,
                suite: this.suite,
                invitations: this.invitations,
              });
        const passport = await mintPassport(
          this.bend({
            keys: this.keys,
            issuer: this.issuer,
            person: { sub, name: person },
            conversation,
            topic: 'clinical',
            role: options.role ?? 'patient',
            can: options.can ?? ['read', 'write'],
            deviceKey: deviceKey as never,
            hist: options.hist ?? 'chain',
            deviceId: options.deviceId,
            lifetimeS: 7 * 24 * 3600,
            roster,
          } as Parameters<typeof mintPassport>[0]),
        );
        const token = roster && this.bendRoster(roster.token);
        if (this.vaults === 'own') return { passport, vault: { policy: 'own' }, roster: token };
        if (this.vaults === 'none' || vaultSecret === undefined) return { passport, roster: token };
        const secret = personVaultSecret({ vaultSecret, sub, conversation });
        return { passport, vault: { policy: 'portal', secret }, roster: token };
      },
      jwks: async () => {
        if (!this.reachable) throw new BedsideError('portal-unreachable');
        return this.published();
      },
    };
  }
}

/** Resolves once the snapshot satisfies `test`; rejects with what it was after `ms`. */
export function until(
  talk: Conversation,
  test: (snapshot: Snapshot) => boolean,
  ms = 5000,
): Promise<Snapshot> {
  return new Promise((resolve, reject) => {
    const done = (end: () => void) => {
      clearTimeout(timer);
      talk.removeEventListener('change', look);
      end();
    };
    const look = () => {
      if (test(talk.snapshot)) done(() => resolve(talk.snapshot));
    };
    const timer = setTimeout(() => {
      const { state, failure, lines, history } = talk.snapshot;
      const shown = lines.map((line) =>
        line.kind === 'text'
          ? `${line.text}:${line.state}`
          : line.kind === 'problem'
            ? line.code
            : line.kind === 'removed'
              ? line.why
              : line.kind === 'asleep'
                ? `${line.count} asleep`
                : line.notice,
      );
      done(() =>
        reject(
          new Error(
            `not so after ${ms} ms: ${JSON.stringify({ state, failure, history, shown })} ${String((talk.lastBug as Error | null)?.stack)}`,
          ),
        ),
      );
    }, ms);
    talk.addEventListener('change', look);
    look();
  });
}

export const texts = (snapshot: Snapshot): string[] =>
  snapshot.lines.flatMap((line) => (line.kind === 'text' ? [line.text] : []));
export const problems = (snapshot: Snapshot): string[] =>
  snapshot.lines.flatMap((line) => (line.kind === 'problem' ? [line.code] : []));

/** A device: a conversation on a disk of its own, that can be closed and opened again. */
export class TestDevice {
  readonly disk = new TestDisk();
  readonly clock = new TestClock();
  readonly #wire: () => Wire;
  readonly #identity: Identity;
  readonly #conversation: string;
  readonly #suite: SuiteId;
  readonly #lock = new TestLock();
  talk: Conversation;

  constructor(o: { wire: () => Wire; identity: Identity; conversation: string; suite?: SuiteId }) {
    this.#wire = o.wire;
    this.#identity = o.identity;
    this.#conversation = o.conversation;
    this.#suite = o.suite ?? 1;
    this.talk = this.#make();
  }

  get ports(): Ports {
    return {
      wire: this.#wire(),
      disk: this.disk,
      lock: this.#lock,
      clock: this.clock,
      wake: { listen: () => () => {} },
      identity: this.#identity,
    };
  }

  #make(): Conversation {
    return new Conversation({ conversation: this.#conversation, ports: this.ports, suite: this.#suite });
  }

  /** Closes what is open and opens it anew from the disk, as a reload does. */
  async reload(): Promise<void> {
    await this.talk.stop();
    this.talk = this.#make();
    this.talk.start();
  }

  async ready(): Promise<Snapshot> {
    this.talk.start();
    return until(this.talk, ({ state }) => state === 'ready');
  }
}
