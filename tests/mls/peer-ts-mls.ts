import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SuiteId } from '../../engine/mls/index.ts';
import { hex, utf8 } from '../../shared/bytes.ts';
import type { Client, Peer, Sent } from './peer.ts';

/**
 * `ts-mls` 2.0.0-rc.10, by the file of its build, with what it wants beside it: the only other one that has X-Wing. Not
 * installed with the project: what it wants of @noble and @hpke is another version than what ships. What of it is used is
 * typed here, by hand.
 */
interface State {
  readonly keySchedule: { readonly exporterSecret: Uint8Array };
  readonly ratchetTree: readonly unknown[];
}
interface KeyPackage {
  readonly publicPackage: unknown;
  readonly privatePackage: unknown;
}
type Message = { readonly version: number; readonly wireformat: number } & Readonly<Record<string, unknown>>;
interface Library {
  generateKeyPackage(o: object): Promise<KeyPackage>;
  createGroup(o: object): Promise<State>;
  joinGroup(o: object): Promise<State>;
  createCommit(o: object): Promise<{ newState: State; welcome: Message | undefined; commit: Message }>;
  processMessage(o: object): Promise<{ kind: string; newState: State }>;
  createGroupInfoWithExternalPubAndRatchetTree(state: State, of: [], suite: Suite): Promise<unknown>;
  getCredentialFromLeafIndex(tree: unknown, leaf: number): { readonly identity: Uint8Array };
  mlsExporter(
    secret: Uint8Array,
    label: string,
    context: Uint8Array,
    length: number,
    suite: Suite,
  ): Promise<Uint8Array>;
  encode(encoder: unknown, value: unknown): Uint8Array;
  decode(decoder: unknown, bytes: Uint8Array): unknown;
  readonly mlsMessageEncoder: unknown;
  readonly mlsMessageDecoder: unknown;
  readonly unsafeTestingAuthenticationService: unknown;
  readonly defaultCryptoProvider: { getCiphersuiteImpl(id: number): Promise<Suite> };
}
interface Suite {
  readonly id: number;
  readonly [part: string]: unknown;
}

const version = 1;
const wire = { groupInfo: 4, keyPackage: 5 } as const;
const basic = 1;
const lifetime = () => {
  const now = BigInt(Math.floor(Date.now() / 1000));
  return { notBefore: now - 3600n, notAfter: now + 86_400n };
};

/** It has no suite of SHA-256 with X-Wing (draft-mahy-mls-xwing): put together from its own parts. */
async function suite77(folder: string): Promise<Suite> {
  const part = (file: string) =>
    import(pathToFileURL(join(folder, 'crypto/implementation/default', file)).href);
  const { makeHpke } = await part('makeHpke.js');
  const { makeHashImpl } = await part('makeHashImpl.js');
  const { makeKdf, makeKdfImpl } = await part('makeKdfImpl.js');
  const { makeNobleSignatureImpl } = await part('makeNobleSignatureImpl.js');
  const { defaultRng } = await part('rng.js');
  return {
    kdf: makeKdfImpl(makeKdf('HKDF-SHA256')),
    hash: makeHashImpl(crypto.subtle, 'SHA-256'),
    signature: await makeNobleSignatureImpl('Ed25519'),
    hpke: await makeHpke({ kem: 'X-Wing', kdf: 'HKDF-SHA256', aead: 'CHACHA20POLY1305' }),
    rng: defaultRng,
    id: 77,
  };
}

/** One client of the library. */
class TsMlsClient implements Client {
  readonly id: Uint8Array;
  /** It writes external_pub without the length of its own that RFC 9420 §12.4.3.2 gives it. */
  readonly joinExternally = null;
  readonly #library: Library;
  readonly #suite: Suite;
  #secrets: KeyPackage | null = null;
  #state: State | null = null;

  constructor(library: Library, suite: Suite, id: Uint8Array) {
    this.#library = library;
    this.#suite = suite;
    this.id = id;
  }

  get #context() {
    return { cipherSuite: this.#suite, authService: this.#library.unsafeTestingAuthenticationService };
  }

  #message(wireformat: number, name: string, content: unknown): Uint8Array {
    const { encode, mlsMessageEncoder } = this.#library;
    return encode(mlsMessageEncoder, { version, wireformat, [name]: content });
  }

  #read(bytes: Uint8Array): Message {
    return this.#library.decode(this.#library.mlsMessageDecoder, bytes) as Message;
  }

  async #keys(): Promise<KeyPackage> {
    this.#secrets ??= await this.#library.generateKeyPackage({
      credential: { credentialType: basic, identity: this.id },
      capabilities: {
        versions: [version],
        ciphersuites: [this.#suite.id],
        extensions: [],
        proposals: [],
        credentials: [basic],
      },
      lifetime: lifetime(),
      cipherSuite: this.#suite,
    });
    return this.#secrets;
  }

  async create(groupId: Uint8Array): Promise<void> {
    const { publicPackage: keyPackage, privatePackage: privateKeyPackage } = await this.#keys();
    const context = this.#context;
    this.#state = await this.#library.createGroup({ context, groupId, keyPackage, privateKeyPackage });
  }

  enters(): void {}

  async keyPackage(): Promise<Uint8Array> {
    return this.#message(wire.keyPackage, 'keyPackage', (await this.#keys()).publicPackage);
  }

  async welcome(message: Uint8Array): Promise<void> {
    const { publicPackage: keyPackage, privatePackage: privateKeys } = await this.#keys();
    const { welcome } = this.#read(message);
    this.#state = await this.#library.joinGroup({ context: this.#context, welcome, keyPackage, privateKeys });
  }

  async hear(commit: Uint8Array): Promise<void> {
    const { newState } = await this.#library.processMessage({
      context: this.#context,
      state: this.#state,
      message: this.#read(commit),
    });
    this.#state = newState;
  }

  async #commit(extraProposals: readonly unknown[]): Promise<Sent> {
    const { newState, welcome, commit } = await this.#library.createCommit({
      context: this.#context,
      state: this.#state,
      wireAsPublicMessage: true,
      ratchetTreeExtension: true,
      extraProposals,
    });
    this.#state = newState;
    const { encode, mlsMessageEncoder } = this.#library;
    return {
      commit: encode(mlsMessageEncoder, commit),
      groupInfo: await this.#groupInfo(),
      welcome: welcome === undefined ? null : encode(mlsMessageEncoder, welcome),
    };
  }

  async #groupInfo(): Promise<Uint8Array> {
    const { createGroupInfoWithExternalPubAndRatchetTree: make } = this.#library;
    return this.#message(wire.groupInfo, 'groupInfo', await make(this.#state!, [], this.#suite));
  }

  update(): Promise<Sent> {
    return this.#commit([]);
  }

  add(keyPackage: Uint8Array): Promise<Sent> {
    return this.#commit([{ proposalType: 1, add: { keyPackage: this.#read(keyPackage)['keyPackage'] } }]);
  }

  remove(id: Uint8Array): Promise<Sent> {
    const { ratchetTree } = this.#state!;
    const identityAt = (leaf: number) => {
      try {
        return hex(this.#library.getCredentialFromLeafIndex(ratchetTree, leaf).identity);
      } catch {
        return '';
      }
    };
    const removed = ratchetTree.findIndex((_, leaf) => identityAt(leaf) === hex(id));
    return this.#commit([{ proposalType: 3, remove: { removed } }]);
  }

  exported(): Promise<Uint8Array> {
    const { exporterSecret } = this.#state!.keySchedule;
    return this.#library.mlsExporter(exporterSecret, 'exporter', new Uint8Array(), 32, this.#suite);
  }
}

/** The library, as a peer. */
export async function tsMls(path: string): Promise<Peer> {
  const library = (await import(pathToFileURL(path).href)) as Library;
  const suiteOf = (suite: SuiteId) =>
    suite === 77 ? suite77(dirname(path)) : library.defaultCryptoProvider.getCiphersuiteImpl(suite);
  return {
    name: 'ts-mls',
    suites: [77, 1, 7],
    // Its commits come without a path where they are made of Adds, as they may, or of a Remove, as they must not.
    refuses: {
      add: 'mls-invalid: commit without a path',
      remove: 'mls-invalid: commit without a path',
      join: 'mls-invalid: added by a commit without a path',
    },
    idOf: (number) => utf8(`person ${number}`),
    open: async (suite, id) => new TsMlsClient(library, await suiteOf(suite), id),
  };
}
