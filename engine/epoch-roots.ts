import { equal } from '../shared/bytes.ts';
import type { ClientFrame } from '../shared/frames.ts';
import { signatureKeyIn } from './epoch-book.ts';
import { deriveEpochKeys, type EpochKeys } from './epoch-keys.ts';
import type { Group } from './group.ts';
import { later } from './later.ts';
import { saysCut } from './leaf.ts';
import type { Signer } from './mls/index.ts';

/**
 * Roots of epochs that ended, each kept only until a link in the log leads to it (DESIGN §4 g), and the links that this
 * device has still to write.
 */
export class EpochRoots {
  readonly byEpoch: Map<number, Uint8Array>;
  /** Epochs whose links stand in the log. */
  readonly #linked = new Set<number>();
  /** Epochs whose links this device has still to write, and the places of the commits that began them. */
  readonly #owed: Map<number, number>;
  /** Epochs with which a segment begins: no link leads back from there. */
  readonly #cuts: Set<number>;

  constructor(
    roots: Iterable<readonly [epoch: number, root: Uint8Array]>,
    owed: Iterable<readonly [epoch: number, seq: number]>,
    cuts: Iterable<number>,
  ) {
    this.byEpoch = new Map(roots);
    this.#owed = new Map(owed);
    this.#cuts = new Set(cuts);
  }

  /** Those of the cuts that part this device from a root it keeps, for the disk: whatever link comes later, it is kept. */
  get cuts(): readonly number[] {
    return [...this.#cuts].filter((epoch) => this.byEpoch.has(epoch - 1));
  }

  /** What is owed, for the disk: whoever dies before a link is written writes it afterwards. */
  get owed(): readonly (readonly [epoch: number, seq: number])[] {
    return [...this.#owed];
  }

  get owes(): boolean {
    return this.#owed.size > 0;
  }

  /** The group's epoch ended. */
  keep({ state, keys }: Group): void {
    this.byEpoch.set(state.epoch, keys.root);
  }

  /** A commit that was taken began this epoch. */
  began(epoch: number, commit: Uint8Array): void {
    if (saysCut(commit)) this.#cuts.add(epoch);
  }

  /** Epochs above this one were taken back: what is known of them belongs to nobody's history. */
  forgetAbove(epoch: number): void {
    for (const known of [this.byEpoch, this.#linked, this.#owed, this.#cuts])
      for (const one of [...known.keys()]) if (one > epoch) known.delete(one);
  }

  /** Roots that links lead to go; but for those of this epoch and later, from which a void would take the way. */
  dropBelow(epoch: number): void {
    for (const kept of [...this.byEpoch.keys()])
      if (this.#linked.has(kept + 1) && !this.#owed.has(kept) && kept < epoch) this.byEpoch.delete(kept);
  }

  /** `epoch` came by the commit at `seq` without a link: this device may write it, as soon as it can be heard; over a cut never. */
  owe(epoch: number, seq: number): void {
    const isOpen = !this.#linked.has(epoch) && !this.#cuts.has(epoch);
    if (isOpen && this.byEpoch.has(epoch - 1)) this.#owed.set(epoch, seq);
  }

  /** The commit that began an epoch stands at another place now. */
  moved(epoch: number, seq: number): void {
    if (this.#owed.has(epoch)) this.#owed.set(epoch, seq);
  }

  /** Somebody else's link of this epoch stands already. */
  forgive(epoch: number): void {
    this.#owed.delete(epoch);
  }

  /** A link from `epoch` stands in the log. True where it is right: the root behind it may go. */
  async linked(group: Group, epoch: number, link: Uint8Array): Promise<boolean> {
    const root = this.byEpoch.get(epoch - 1);
    const keys = await this.keysOf(group, epoch);
    if (root === undefined || keys === null || this.#cuts.has(epoch)) return false;
    const { openLink } = await later.get();
    const opened = await openLink(keys, link, signatureKeyIn(group.members));
    if (opened === null || !equal(opened.root, root)) return false;
    this.#owed.delete(epoch);
    this.#linked.add(epoch);
    return true;
  }

  /** The links that this device owes, oldest first: of the current epoch, and of those that followed each other too fast. */
  async writeLinks(group: Group, signer: Signer): Promise<ClientFrame[]> {
    const { writeLink } = await later.get();
    const frames: ClientFrame[] = [];
    for (const [epoch, seq] of [...this.#owed].sort(([a], [b]) => a - b)) {
      const [keys, before] = [await this.keysOf(group, epoch), await this.keysOf(group, epoch - 1)];
      if (keys === null || before === null) this.#owed.delete(epoch);
      else {
        const link = await writeLink(keys, before, group.state.ownLeaf, signer);
        frames.push({ type: 'link', epoch, seq, link });
      }
    }
    return frames;
  }

  /** The keys of an epoch whose root this device still holds. */
  async keysOf({ state, keys }: Group, epoch: number): Promise<EpochKeys | null> {
    const { suite, groupId } = state;
    if (state.epoch === epoch) return keys;
    const root = this.byEpoch.get(epoch);
    return root === undefined ? null : deriveEpochKeys(suite, groupId, epoch, root);
  }
}
