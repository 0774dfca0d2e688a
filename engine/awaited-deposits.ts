import { base64url, concat, equal, zero } from '../shared/bytes.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import { sealDeposit } from './deposit.ts';
import { hash } from './envelope.ts';
import { type EpochKeys, epochContext, expandLabel } from './epoch-keys.ts';
import type { Verified } from './verified.ts';

type Answer = Extract<RelayFrame, { type: 'deposits' }>;
/** A person's room in an epoch, but for the deposit to its own vault. */
const checksMax = limits.depositsAddedMax - 1;

const ikmBytes = 64;

/** An epoch and who is in it. */
interface Page {
  readonly keys: EpochKeys;
  readonly members: readonly Verified[];
}
type Beside = (members: readonly Verified[]) => readonly { readonly publicKey: Uint8Array }[];

/**
 * The deposit to the vault of somebody who never came: the same bytes whoever of the epoch makes it, so that each member
 * can tell whether it stands, and bring it where it does not. Null for what is no public key.
 */
export async function awaitedDeposit(keys: EpochKeys, publicKey: Uint8Array): Promise<Uint8Array | null> {
  const { suite, groupId, epoch, root } = keys;
  const context = concat(epochContext(groupId, epoch), hash(publicKey));
  const ikm = await expandLabel(suite, root, 'awaited', context, ikmBytes);
  const deposit = await sealDeposit(keys, publicKey, null, ikm);
  zero(ikm);
  return deposit;
}

/**
 * Sees to it that who has not come yet has a deposit of the current epoch, whatever its committer brought: every member
 * makes the same one, and so can tell (PROTOCOL.md §6.2).
 */
export class AwaitedDeposits {
  readonly #beside: Beside;
  /** The vaults of {@link #epoch} that were looked after. */
  #done = new Set<string>();
  #epoch = 0;

  /** `beside`: who is awaited beside these members. */
  constructor(beside: Beside) {
    this.#beside = beside;
  }

  #vaults(page: Page | null): readonly { readonly name: Uint8Array; readonly publicKey: Uint8Array }[] {
    const people = page === null ? [] : this.#beside(page.members);
    return people.map(({ publicKey }) => ({ name: hash(publicKey), publicKey }));
  }

  /** Those that go with the commit that begins this epoch, beside these members. */
  async of(keys: EpochKeys, members: readonly Verified[]): Promise<readonly Uint8Array[]> {
    const people = this.#beside(members);
    const sealed = await Promise.all(people.map(({ publicKey }) => awaitedDeposit(keys, publicKey)));
    return sealed.filter((deposit) => deposit !== null);
  }

  /** The questions whether they stand, of the current epoch. */
  questions(page: Page | null): readonly ClientFrame[] {
    const epoch = page?.keys.epoch ?? 0;
    if (epoch !== this.#epoch) this.#done = new Set();
    this.#epoch = epoch;
    const vaults = this.#vaults(page)
      .filter(({ name }) => !this.#done.has(base64url(name)))
      .slice(0, checksMax);
    return vaults.map(({ name }): ClientFrame => ({ type: 'deposits', epoch, vault: name }));
  }

  /** Takes an answer: the deposit that is missing, null where none is. */
  async take(page: Page | null, { epoch, vault, deposits }: Answer): Promise<ClientFrame | null> {
    const found = this.#vaults(page).find(({ name }) => equal(name, vault));
    if (page === null || found === undefined || epoch !== page.keys.epoch || epoch !== this.#epoch)
      return null;
    const name = base64url(vault);
    if (this.#done.has(name)) return null;
    const deposit = await awaitedDeposit(page.keys, found.publicKey);
    if (deposit === null) return null;
    this.#done.add(name);
    if (deposits.some((one) => equal(one, deposit))) return null;
    return { type: 'deposit', epoch, deposit };
  }
}
