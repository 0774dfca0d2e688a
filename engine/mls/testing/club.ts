import { hex, utf8 } from '../../../shared/bytes.ts';
import * as mls from '../index.ts';

/** One member in a test: its signer and its state, which is null once it was removed. */
export interface Person {
  readonly name: string;
  readonly signer: mls.Signer;
  state: mls.GroupState | null;
}

/** What everybody saw of a commit, kept so that tests can attack it. */
export interface Seen {
  readonly commit: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly next: mls.GroupState;
}

/** What a person's leaf says. */
export const leafOf = (name: string, version = 0): mls.LeafContent => ({
  identity: utf8(name),
  extensions: [{ type: 0xf0b2, data: utf8(`passport ${version} of ${name}`) }],
});

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A group of people in one process: every commit goes to everybody, and all must agree after it. */
export class Club {
  readonly suite: mls.SuiteId;
  readonly people: Person[] = [];
  readonly log: Seen[] = [];
  groupInfo: Uint8Array = new Uint8Array();
  #made = 0;

  constructor(suite: mls.SuiteId) {
    this.suite = suite;
  }

  /** A club of one. */
  static async found(suite: mls.SuiteId): Promise<Club> {
    const club = new Club(suite);
    const founder = await club.stranger();
    founder.state = await mls.createGroup({
      suite,
      groupId: utf8('club'),
      contextExtensions: [{ type: 0xf0b1, data: utf8('room') }],
      leaf: leafOf(founder.name),
      signer: founder.signer,
    });
    club.people.push(founder);
    club.groupInfo = await mls.signGroupInfo(founder.state, { signer: founder.signer, extensions: [] });
    return club;
  }

  /** A club of `size`, all but the founder joined from outside. */
  static async of(suite: mls.SuiteId, size: number): Promise<Club> {
    const club = await Club.found(suite);
    while (club.people.length < size) await club.join();
    return club;
  }

  /** One who is not in the group yet. */
  async stranger(): Promise<Person> {
    return { name: `p${this.#made++}`, signer: await mls.generateSigner(this.suite), state: null };
  }

  /** The person at a leaf. */
  at(leaf: number): Person {
    const person = this.people.find(({ state }) => state?.ownLeaf === leaf);
    if (!person) throw new Error('nobody there');
    return person;
  }

  /** Joins from outside; `instead` is the joiner's former self. */
  async join(instead?: Person): Promise<Person> {
    const person = instead
      ? { ...instead, signer: await mls.generateSigner(this.suite) }
      : await this.stranger();
    const staged = await mls.joinExternally({
      groupInfo: await mls.readGroupInfo(this.groupInfo),
      signer: person.signer,
      leaf: leafOf(person.name),
      authenticatedData: utf8('join'),
      ...(instead ? { remove: instead.state!.ownLeaf } : {}),
    });
    await this.#adopt(person, staged);
    this.people.push(person);
    return person;
  }

  /** A member's commit. Those added come in by Welcome. */
  async commit(
    by: Person,
    o: { add?: number; remove?: readonly Person[]; version?: number } = {},
  ): Promise<Person[]> {
    const added: { person: Person; keyPackage: mls.KeyPackageSecrets }[] = [];
    for (let i = 0; i < (o.add ?? 0); i++) {
      const person = await this.stranger();
      const { suite } = this;
      const leaf = leafOf(person.name);
      const keyPackage = await mls.createKeyPackage({
        suite,
        leaf,
        signer: person.signer,
        now: 1e9,
        lifetimeS: 60,
      });
      added.push({ person, keyPackage });
    }
    const staged = await mls.commitAdding(by.state!, {
      signer: by.signer,
      authenticatedData: utf8('head'),
      add: added.map(({ keyPackage }) => keyPackage.keyPackage),
      remove: (o.remove ?? []).map(({ state }) => state!.ownLeaf),
      ...(o.version === undefined ? {} : { leaf: leafOf(by.name, o.version) }),
    });
    await this.#adopt(by, staged);
    for (const { person, keyPackage } of added) {
      const { signer } = person;
      person.state = await mls.joinByWelcome({ welcome: staged.welcome!, keyPackage, signer });
      this.people.push(person);
    }
    await this.agree();
    return added.map(({ person }) => person);
  }

  async #adopt(by: Person, staged: mls.StagedCommit): Promise<void> {
    this.log.push({ commit: staged.commit, groupInfo: staged.groupInfo, next: staged.next });
    for (const person of this.people) {
      if (person === by || !person.state) continue;
      const outcome = await mls.processCommit(person.state, staged.commit);
      person.state = outcome.kind === 'processed' ? outcome.next : null;
    }
    by.state = staged.next;
    const gone = this.people.filter(({ state }) => state === null);
    for (const person of gone) this.people.splice(this.people.indexOf(person), 1);
    this.groupInfo = staged.groupInfo;
    await this.agree();
  }

  /** Throws unless all hold the same epoch: authenticator, tree hash and an exported secret. */
  async agree(): Promise<void> {
    const views = await Promise.all(
      this.people.map(async ({ state }) => {
        const exported = await mls.exportSecret(state!, 'test', utf8('context'), 32);
        return [mls.epochAuthenticator(state!), await mls.treeHash(state!), exported].map(hex).join();
      }),
    );
    if (new Set(views).size > 1) throw new Error('members disagree');
  }
}
