import * as mls from '../../engine/mls/index.ts';
import { Ghost } from '../../engine/mls/testing/attack.ts';
import { leafOf } from '../../engine/mls/testing/club.ts';
import { hex, utf8, zero } from '../../shared/bytes.ts';
import { codeOf } from '../../shared/errors.ts';
import { Dice } from '../fuzz/dice.ts';

interface Walker {
  readonly name: string;
  readonly signer: mls.Signer;
  state: mls.GroupState;
}

/** One who is not in the group any more, with a copy of all that it had, and how many more commits it listens to. */
interface Gone {
  /** Tries every secret that it had, as a key and as a guess: dear, so not everybody is one. */
  readonly ghost: Ghost | null;
  readonly state: mls.GroupState;
  left: number;
}

export interface Walk {
  readonly suite: mls.SuiteId;
  readonly seed: number;
  readonly operations: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly resumed: number;
  readonly zeroed: number;
  /** Commits that one who was gone tried to open and could not. */
  readonly refusedToGone: number;
  readonly largest: number;
  readonly seconds: number;
}

const copy = (state: mls.GroupState) => mls.decodeGroupState(mls.encodeGroupState(state));
const goneMax = 3;
const listens = 2;
/** One in so many of those who go is a ghost. */
const ghostOnceIn = { 1: 2, 77: 2, 7: 5 } as const;

/**
 * A random walk from the side of those who make commits, as no vector has it: after every operation all members agree on
 * the tree hash, the epoch authenticator and an exported secret; whoever was removed finds nothing of the new epoch with
 * all that it had; the secrets that an operation consumed are zeroed at once, so that a later step fails if anything
 * that is still needed was among them (INV-11). States go through bytes at random.
 */
export class Party {
  readonly #suite: mls.SuiteId;
  readonly #dice: Dice;
  readonly #most: number;
  readonly people: Walker[] = [];
  readonly #gone: Gone[] = [];
  readonly #kinds: Record<string, number> = {};
  #groupInfo: Uint8Array = new Uint8Array();
  #made = 0;
  #resumed = 0;
  #zeroed = 0;
  #refused = 0;
  #largest = 1;

  private constructor(suite: mls.SuiteId, dice: Dice, most: number) {
    this.#suite = suite;
    this.#dice = dice;
    this.#most = most;
  }

  static async found(suite: mls.SuiteId, dice: Dice, most: number): Promise<Party> {
    const party = new Party(suite, dice, most);
    const { name, signer } = await party.#stranger();
    const state = await mls.createGroup({
      suite,
      groupId: utf8('walk'),
      contextExtensions: [{ type: 0xf0b1, data: utf8('room') }],
      leaf: leafOf(name),
      signer,
    });
    party.people.push({ name, signer, state });
    party.#groupInfo = await mls.signGroupInfo(state, { signer, extensions: [] });
    return party;
  }

  get counts(): Pick<Walk, 'kinds' | 'resumed' | 'zeroed' | 'refusedToGone' | 'largest'> {
    const { kinds, resumed, zeroed, refusedToGone, largest } = {
      kinds: this.#kinds,
      resumed: this.#resumed,
      zeroed: this.#zeroed,
      refusedToGone: this.#refused,
      largest: this.#largest,
    };
    return { kinds, resumed, zeroed, refusedToGone, largest };
  }

  async #stranger(): Promise<{ name: string; signer: mls.Signer }> {
    return { name: `p${this.#made++}`, signer: await mls.generateSigner(this.#suite) };
  }

  /** One operation, drawn at random. */
  async step(): Promise<void> {
    const dice = this.#dice;
    const size = this.people.length;
    const by = dice.pick(this.people);
    const others = this.people.filter((person) => person !== by);
    const roll = dice.next();
    const room = size < this.#most;
    if (roll < 0.22 && room) await this.#join('external join', null);
    else if (roll < 0.32 && size > 1) await this.#join('external resync', dice.pick(others));
    else if (roll < 0.34) await this.#join('external resync', by);
    else if (roll < 0.5 && room)
      await this.#commit('add', by, { add: 1 + (size + 2 <= this.#most ? dice.below(2) : 0) });
    else if (roll < 0.62 && size > 1) await this.#commit('remove', by, { remove: [dice.pick(others)] });
    else if (roll < 0.68 && size > 2)
      await this.#commit('remove and add', by, { remove: [dice.pick(others)], add: 1 });
    else if (roll < 0.71 && size > 1) await this.#commit('sole survivor', by, { remove: others });
    else if (roll < 0.76 && size > 2) await this.#blankHalf(by);
    else await this.#commit('update', by, { version: this.#made });
    for (const person of this.people) {
      if (!dice.once(6)) continue;
      person.state = copy(person.state);
      this.#resumed += 1;
    }
  }

  /** All of one half of the tree goes; the committer is in the other. */
  async #blankHalf(by: Walker): Promise<void> {
    const half = by.state.tree.width / 2;
    const right = by.state.ownLeaf >= half;
    const remove = this.people.filter(({ state }) => state.ownLeaf >= half !== right);
    if (remove.length > 0) await this.#commit(right ? 'left half blank' : 'right half blank', by, { remove });
    else await this.#commit('update', by, {});
  }

  async #join(kind: string, former: Walker | null): Promise<void> {
    const { name, signer } =
      former === null ? await this.#stranger() : { ...(await this.#stranger()), name: former.name };
    const staged = await mls.joinExternally({
      groupInfo: await mls.readGroupInfo(this.#groupInfo),
      signer,
      leaf: leafOf(name),
      authenticatedData: utf8('join'),
      ...(former !== null && { remove: former.state.ownLeaf }),
    });
    await this.#adopt(kind, null, staged);
    this.people.push({ name, signer, state: staged.next });
    await this.#agree(kind);
  }

  async #commit(
    kind: string,
    by: Walker,
    o: { add?: number; remove?: readonly Walker[]; version?: number },
  ): Promise<void> {
    const added: { name: string; signer: mls.Signer; keyPackage: mls.KeyPackageSecrets }[] = [];
    for (let i = 0; i < (o.add ?? 0); i++) {
      const { name, signer } = await this.#stranger();
      const leaf = leafOf(name);
      const keyPackage = await mls.createKeyPackage({
        suite: this.#suite,
        leaf,
        signer,
        now: 1e9,
        lifetimeS: 60,
      });
      added.push({ name, signer, keyPackage });
    }
    const staged = await mls.commitAdding(by.state, {
      signer: by.signer,
      authenticatedData: utf8('head'),
      add: added.map(({ keyPackage }) => keyPackage.keyPackage),
      remove: (o.remove ?? []).map(({ state }) => state.ownLeaf),
      ...(o.version !== undefined && { leaf: leafOf(by.name, o.version) }),
    });
    await this.#adopt(kind, by, staged);
    for (const { name, signer, keyPackage } of added) {
      const state = await mls.joinByWelcome({ welcome: staged.welcome!, keyPackage, signer });
      this.people.push({ name, signer, state });
    }
    await this.#agree(kind);
  }

  async #adopt(kind: string, by: Walker | null, staged: mls.StagedCommit): Promise<void> {
    const leaving: Walker[] = [];
    const consumed: (readonly Uint8Array[])[] = [staged.consumed];
    for (const person of this.people) {
      if (person === by) continue;
      const outcome = await mls.processCommit(person.state, staged.commit);
      if (outcome.kind === 'removed') {
        if ('next' in outcome) throw new Error(`${kind}: one who was removed was given the next epoch`);
        leaving.push(person);
        continue;
      }
      consumed.push(outcome.consumed);
      person.state = outcome.next;
    }
    for (const person of leaving) {
      this.people.splice(this.people.indexOf(person), 1);
      if (this.#gone.length >= goneMax) this.#gone.shift();
      this.#gone.push({
        ghost: this.#dice.once(ghostOnceIn[this.#suite]) ? new Ghost(copy(person.state)) : null,
        state: copy(person.state),
        left: listens,
      });
    }
    if (by !== null) by.state = staged.next;
    for (const secrets of consumed) {
      zero(...secrets);
      this.#zeroed += secrets.length;
    }
    this.#groupInfo = staged.groupInfo;
    this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
    await this.#keepOut(kind, staged, leaving.length);
  }

  /** Those who are gone try what they have on the commit that just was. The last `fresh` were taken out by it. */
  async #keepOut(kind: string, staged: mls.StagedCommit, fresh: number): Promise<void> {
    const seen = { commit: staged.commit, groupInfo: staged.groupInfo, next: staged.next };
    const reference = hex(await mls.exportSecret(staged.next, 'test', utf8('context'), 32));
    for (const [place, gone] of [...this.#gone].entries()) {
      if (await gone.ghost?.hears(seen)) throw new Error(`${kind}: one who was removed heard it`);
      if (hex(await mls.exportSecret(gone.state, 'test', utf8('context'), 32)) === reference)
        throw new Error(`${kind}: one who was removed exports the same`);
      if (place < this.#gone.length - fresh) {
        const code = await mls.processCommit(gone.state, staged.commit).then(
          () => 'taken',
          (thrown) => codeOf(thrown),
        );
        if (code !== 'mls-stale-epoch') throw new Error(`${kind}: a commit by an old state: ${code}`);
      }
      this.#refused += 1;
      gone.left -= 1;
    }
    for (const gone of this.#gone.filter(({ left }) => left <= 0))
      this.#gone.splice(this.#gone.indexOf(gone), 1);
  }

  async #agree(kind: string): Promise<void> {
    this.#largest = Math.max(this.#largest, this.people.length);
    const views = await Promise.all(
      this.people.map(async ({ state }) => {
        const exported = await mls.exportSecret(state, 'test', utf8('context'), 32);
        return [mls.epochAuthenticator(state), await mls.treeHash(state), exported].map(hex).join();
      }),
    );
    if (new Set(views).size !== 1) throw new Error(`${kind}: members disagree`);
    const view = await mls.readGroupInfo(this.#groupInfo);
    const places = this.people.map(({ state }) => state.ownLeaf).sort((a, b) => a - b);
    if (view.members.map(({ leaf }) => leaf).join() !== places.join())
      throw new Error(`${kind}: others are in the tree`);
  }
}

/** Walks `operations` steps. Throws, naming suite, seed and step, where one goes wrong. */
export async function walk(o: {
  readonly suite: mls.SuiteId;
  readonly seed: number;
  readonly operations: number;
  readonly most: number;
}): Promise<Walk> {
  const { suite, seed, operations } = o;
  const started = performance.now();
  const party = await Party.found(suite, new Dice(seed, suite), o.most);
  for (let step = 1; step <= operations; step++) {
    try {
      await party.step();
    } catch (thrown) {
      throw new Error(`suite ${suite}, seed ${seed}, step ${step}: ${String(thrown)}`, { cause: thrown });
    }
  }
  return { suite, seed, operations, ...party.counts, seconds: (performance.now() - started) / 1000 };
}
