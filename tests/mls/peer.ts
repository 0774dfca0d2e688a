import * as mls from '../../engine/mls/index.ts';
import { hex, utf8 } from '../../shared/bytes.ts';

/** What a client sent with a commit, each an MLSMessage. */
export interface Sent {
  readonly commit: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly welcome: Uint8Array | null;
}

/** One client of another implementation. What goes in and out are MLSMessages (RFC 9420 §6). */
export interface Client {
  readonly id: Uint8Array;
  create(groupId: Uint8Array): Promise<void>;
  /** It is about to enter this group. */
  enters(groupId: Uint8Array): void;
  keyPackage(): Promise<Uint8Array>;
  welcome(message: Uint8Array): Promise<void>;
  hear(commit: Uint8Array): Promise<void>;
  update(): Promise<Sent>;
  add(keyPackage: Uint8Array): Promise<Sent>;
  remove(id: Uint8Array): Promise<Sent>;
  /** Null where it does not join by a GroupInfo, nor give one by which others join, as RFC 9420 §12.4.3.2 says. */
  readonly joinExternally: ((groupInfo: Uint8Array) => Promise<Sent>) | null;
  /** MLS-Exporter("exporter", "", 32) (RFC 9420 §8.5). */
  exported(): Promise<Uint8Array>;
}

/** An independent implementation of RFC 9420. */
export interface Peer {
  readonly name: string;
  readonly suites: readonly mls.SuiteId[];
  /** How our profile refuses an Add of its own, a Remove (null: it does not), and to join a group that it created. */
  readonly refuses: { readonly add: string; readonly remove: string | null; readonly join: string };
  idOf(number: number): Uint8Array;
  open(suite: mls.SuiteId, id: Uint8Array): Promise<Client>;
}

interface Ours {
  readonly id: Uint8Array;
  readonly signer: mls.Signer;
  state: mls.GroupState;
}

/** A group of both, in which every commit goes to everybody. */
class Mixed {
  readonly #peer: Peer;
  readonly #suite: mls.SuiteId;
  readonly #groupId: Uint8Array;
  readonly ours: Ours[] = [];
  readonly theirs: Client[] = [];
  readonly lines: string[] = [];
  #groupInfo: Uint8Array = new Uint8Array();
  #made = 0;

  constructor(peer: Peer, suite: mls.SuiteId, name: string) {
    this.#peer = peer;
    this.#suite = suite;
    this.#groupId = utf8(name.padEnd(32, '.'));
  }

  async newOurs(): Promise<{ id: Uint8Array; signer: mls.Signer; leaf: mls.LeafContent }> {
    const id = this.#peer.idOf(++this.#made);
    const signer = await mls.generateSigner(this.#suite);
    return { id, signer, leaf: { identity: id, extensions: [] } };
  }

  async newTheirs(): Promise<Client> {
    const client = await this.#peer.open(this.#suite, this.#peer.idOf(++this.#made));
    client.enters(this.#groupId);
    return client;
  }

  async weCreate(): Promise<void> {
    const { id, signer, leaf } = await this.newOurs();
    const groupId = this.#groupId;
    const state = await mls.createGroup({ suite: this.#suite, groupId, contextExtensions: [], leaf, signer });
    this.ours.push({ id, signer, state });
  }

  async theyCreate(): Promise<void> {
    const theirs = await this.newTheirs();
    await theirs.create(this.#groupId);
    this.theirs.push(theirs);
  }

  async #tell(commit: Uint8Array, by: Ours | Client | null): Promise<void> {
    for (const person of [...this.ours]) {
      if (person === by) continue;
      const outcome = await mls.processCommit(person.state, commit);
      if (outcome.kind === 'processed') person.state = outcome.next;
      else this.ours.splice(this.ours.indexOf(person), 1);
    }
    for (const person of this.theirs) if (person !== by) await person.hear(commit);
  }

  /** One of ours commits; `add`: one of each side, by Welcome. */
  async weCommit(o: { add?: 'ours' | 'theirs'; remove?: Ours | Client } = {}): Promise<void> {
    const by = this.ours[0]!;
    const newTheirs = o.add === 'theirs' ? await this.newTheirs() : null;
    const newOurs = o.add === 'ours' ? await this.newOurs() : null;
    const secrets =
      newOurs &&
      (await mls.createKeyPackage({
        ...newOurs,
        suite: this.#suite,
        now: Date.now() / 1000,
        lifetimeS: 86400,
      }));
    const packages = [secrets?.keyPackage, await newTheirs?.keyPackage()].filter((it) => it !== undefined);
    const gone = o.remove;
    const removed = gone && mls.members(by.state).find(({ identity }) => hex(identity) === hex(gone.id));
    const staged = await mls.commitAdding(by.state, {
      signer: by.signer,
      authenticatedData: utf8('head'),
      add: packages,
      remove: removed ? [removed.leaf] : [],
    });
    this.#goes(gone);
    await this.#tell(staged.commit, by);
    by.state = staged.next;
    this.#groupInfo = staged.groupInfo;
    if (newTheirs) {
      await newTheirs.welcome(staged.welcome!);
      this.theirs.push(newTheirs);
    }
    if (newOurs && secrets) {
      const { id, signer } = newOurs;
      const state = await mls.joinByWelcome({ welcome: staged.welcome!, keyPackage: secrets, signer });
      this.ours.push({ id, signer, state });
    }
  }

  #goes(person: Ours | Client | undefined): void {
    const at = this.theirs.indexOf(person as Client);
    if (at >= 0) this.theirs.splice(at, 1);
  }

  async #theySent(by: Client, { commit, groupInfo }: Sent): Promise<void> {
    await this.#tell(commit, by);
    this.#groupInfo = groupInfo;
  }

  async theyUpdate(): Promise<void> {
    const by = this.theirs[0]!;
    await this.#theySent(by, await by.update());
  }

  async theyAdd(): Promise<void> {
    const by = this.theirs[0]!;
    const own = await this.newOurs();
    const secrets = await mls.createKeyPackage({
      ...own,
      suite: this.#suite,
      now: Date.now() / 1000,
      lifetimeS: 86400,
    });
    const sent = await by.add(secrets.keyPackage);
    await this.#theySent(by, sent);
    const { id, signer } = own;
    const state = await mls.joinByWelcome({ welcome: sent.welcome!, keyPackage: secrets, signer });
    this.ours.push({ id, signer, state });
  }

  async theyRemove(gone: Ours | Client): Promise<void> {
    const by = this.theirs[0]!;
    this.#goes(gone);
    await this.#theySent(by, await by.remove(gone.id));
  }

  /** By the GroupInfo of whoever committed last. */
  async weJoin(): Promise<void> {
    const { id, signer, leaf } = await this.newOurs();
    const groupInfo = await mls.readGroupInfo(this.#groupInfo);
    const staged = await mls.joinExternally({ groupInfo, signer, leaf, authenticatedData: utf8('join') });
    await this.#tell(staged.commit, null);
    this.ours.push({ id, signer, state: staged.next });
    this.#groupInfo = staged.groupInfo;
  }

  async theyJoin(): Promise<void> {
    const theirs = await this.newTheirs();
    await this.#theySent(theirs, await theirs.joinExternally!(this.#groupInfo));
    this.theirs.push(theirs);
  }

  /** Does what our profile refuses, and sees it refused; the group has parted then. */
  async refusal(what: string, message: string, work: () => Promise<void>): Promise<void> {
    const said = await work().then(
      () => 'taken',
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
    if (said !== message) throw new Error(`${what}: ${said}`);
    this.lines.push(`${what}: refused, as our profile says`);
  }

  /** Does it, and compares what everybody exports. */
  async step(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      throw new Error(`${this.lines.length} steps agreed, then not: ${what}: ${String(thrown)}`, {
        cause: thrown,
      });
    }
    const ours = await Promise.all(
      this.ours.map(({ state }) => mls.exportSecret(state, 'exporter', new Uint8Array(), 32)),
    );
    const theirs = await Promise.all(this.theirs.map((it) => it.exported()));
    if (new Set([...ours, ...theirs].map(hex)).size !== 1) throw new Error(`${what}: exporters differ`);
    this.lines.push(`${what}: ${ours.length} of ours and ${theirs.length} of theirs agree`);
  }
}

/**
 * Both directions under one suite: everybody exports the same after each step. What our profile does not take of the peer is
 * seen refused: a commit without a path, which RFC 9420 §12.4 allows for Adds, and not for a Remove (DESIGN §4). Answers a
 * line a step; throws at the first on which the two do not agree.
 */
export async function peerRun(peer: Peer, suite: mls.SuiteId): Promise<string[]> {
  const one = new Mixed(peer, suite, 'we-create');
  await one.weCreate();
  await one.step('they join ours by Welcome', () => one.weCommit({ add: 'theirs' }));
  await one.step('our update', () => one.weCommit());
  await one.step('their update', () => one.theyUpdate());
  await one.step('we add one of ours', () => one.weCommit({ add: 'ours' }));
  await one.step('we add one of theirs', () => one.weCommit({ add: 'theirs' }));
  await one.step('we remove one of ours', () => one.weCommit({ remove: one.ours[1]! }));
  await one.step('we remove one of theirs', () => one.weCommit({ remove: one.theirs[1]! }));
  await one.step('we add one of ours', () => one.weCommit({ add: 'ours' }));
  const { add, remove, join } = peer.refuses;
  const joinsExternally = one.theirs[0]!.joinExternally !== null;
  if (remove === null) await one.step('they remove one of ours', () => one.theyRemove(one.ours[1]!));
  else await one.step('we remove it', () => one.weCommit({ remove: one.ours[1]! }));
  await one.step('our update', () => one.weCommit());
  await one.step('we join from outside, by our GroupInfo', () => one.weJoin());
  if (joinsExternally) await one.step('they join from outside, by our GroupInfo', () => one.theyJoin());
  await one.step('their update', () => one.theyUpdate());
  await one.refusal('they add, by a commit without a path', add, () => one.theyAdd());

  const two = new Mixed(peer, suite, 'they-create');
  await two.theyCreate();
  await two.step('their update, alone', () => two.theyUpdate());
  if (joinsExternally) {
    await two.step('they join from outside, by their GroupInfo', () => two.theyJoin());
    await two.refusal('we join theirs from outside', join, () => two.weJoin());
  } else await two.refusal('we join theirs by Welcome', join, () => two.theyAdd());

  const three = new Mixed(peer, suite, 'they-remove');
  if (remove !== null) {
    await three.weCreate();
    await three.step('they join ours by Welcome', () => three.weCommit({ add: 'theirs' }));
    await three.step('we add one of ours', () => three.weCommit({ add: 'ours' }));
    await three.refusal('they remove one of ours, by a commit without a path', remove, () =>
      three.theyRemove(three.ours[1]!),
    );
  }
  return [...one.lines, ...two.lines, ...three.lines];
}
