import { errors } from '../shared/errors.ts';
import type { ClientFrame, RelayFrame } from '../shared/frames.ts';
import type { Commits } from './commits.ts';
import { Descent } from './descent.ts';
import type { Live } from './live.ts';
import type { Pager } from './pager.ts';
import type { Batch } from './ports.ts';
import type { Parts } from './records.ts';
import { Recovery } from './recovery.ts';
import type { Sending } from './sending.ts';
import type { Tidings } from './tidings.ts';

type Of<Type extends RelayFrame['type']> = Extract<RelayFrame, { type: Type }>;

/** How many entries a screen begins with. */
const firstEntries = 50;
/** How long after a commit this device looks whether its person's deposit came with it. */
const checkDepositsMs = 1_000;

/** What was said before: read back over links and the vault, and passed on by links to those who come. */
export class Past {
  readonly #live: Live;
  readonly #pager: Pager;
  readonly #sending: Sending;
  readonly #commits: Commits;
  readonly #tidings: Tidings;
  /** Somebody came to whom nobody passed on the names of those who were there. */
  #namesDue = false;
  /** The place of the commit that was asked for again, until it comes. */
  #linkAskedAt: number | null = null;
  #letsGoLater = false;
  #reads: { readonly of: Parts; readonly descent: Descent; readonly recovery: Recovery } | null = null;

  constructor(o: {
    readonly live: Live;
    readonly pager: Pager;
    readonly sending: Sending;
    readonly commits: Commits;
    readonly tidings: Tidings;
  }) {
    this.#live = o.live;
    this.#pager = o.pager;
    this.#sending = o.sending;
    this.#commits = o.commits;
    this.#tidings = o.tidings;
  }

  /** What reads back, in what is open now. */
  get #reading(): { readonly descent: Descent; readonly recovery: Recovery } {
    const { parts } = this.#live;
    if (this.#reads?.of !== parts) {
      const descent = new Descent(parts, this.#tidings);
      this.#reads = { of: parts, descent, recovery: new Recovery(parts.profile, parts.membership, descent) };
    }
    return this.#reads;
  }

  /** An answer is on its way by which history may go on. */
  get isRecovering(): boolean {
    return this.#reading.recovery.pending;
  }

  /** A new socket: what was asked on the one before is asked again. */
  restart(): void {
    this.#reading.recovery.restart();
  }

  /** Epochs above this one were taken back: what opened them opens others of the same numbers no more. */
  forgetAbove(epoch: number): void {
    this.#reading.descent.forgetAbove(epoch);
  }

  /** Says of what no key has come for that it could not be followed. */
  ownUp(): void {
    this.#reading.descent.ownUp();
  }

  /** This device became live: what it owes it pays, and what a screen begins with it asks for. */
  begin(): void {
    const { chain } = this.#live.parts;
    this.#letsGoLater = false;
    this.askAgain();
    if (chain.items.length < firstEntries && chain.first > 1) void this.#pager.askEarlier(chain.first);
  }

  /** What this device owes to others, and asks of its own vault. */
  settle(): void {
    const { membership, profile } = this.#live.parts;
    if ((membership.roots.owes || this.#namesDue) && membership.drift === null)
      this.#live.after(membership.waitMs(), () => this.#pay());
    this.checkDeposits();
    if (profile.vaultPolicy === 'own') this.#live.send({ type: 'vault' });
  }

  /**
   * After somebody came in from outside: one of those who were there passes on the names, and writes the link to the past
   * where the care team's policy says so. The first in the tree at once, the next after a moment, if still needed.
   */
  welcome(newcomers: ReadonlySet<number>, seq: number): void {
    const { membership } = this.#live.parts;
    const arrived = membership.group!.members.filter(({ leaf }) => newcomers.has(leaf));
    if (arrived.every(({ claims }) => claims.hist === 'chain'))
      membership.roots.owe(membership.group!.state.epoch, seq);
    if (newcomers.size > 0) this.#namesDue = true;
    this.#live.after(membership.waitMs(newcomers), () => this.#pay());
  }

  /** Somebody passed on others' names. */
  introduced(): void {
    this.#namesDue = false;
  }

  /** Writes the links that are owed, and says the names. While it catches up it cannot: it does when it is current. */
  async #pay(): Promise<void> {
    const { membership, profile } = this.#live.parts;
    if (!this.#live.isCurrent || membership.drift !== null) return;
    if (!(await this.#sendLinks()) && !this.#namesDue) return;
    this.#namesDue = false;
    const names = membership.group!.members.flatMap(({ claims }) => profile.disclosures.of(claims));
    if (names.length === 0) return;
    const batch: Batch = new Map();
    this.#sending.introduce(names, batch);
    await this.#live.write(batch);
    await this.#sending.flush();
  }

  /** True where there were links to write. */
  async #sendLinks(): Promise<boolean> {
    if (!this.#live.isCurrent) return false;
    const links = await this.#live.parts.membership.writeLinks();
    for (const link of links) this.#live.send(link);
    return links.length > 0;
  }

  /** The room would not take a link. */
  linkRefused(frame: Of<'refused'>): void {
    const { retry } = errors[frame.code];
    if (retry === 'never') this.#live.parts.membership.roots.forgive(frame.id);
    else if (retry === 'later')
      this.#live.once('links', Math.max(frame.retryMs, 500), async () => void (await this.#sendLinks()));
  }

  /** The link that history waits for may have been written while this device was away: its commit is asked for again. */
  askLink(): void {
    const seq = this.#reading.descent.linkAwaitedAt;
    this.#linkAskedAt = this.#live.isCurrent ? seq : null;
    if (!this.#live.isCurrent || seq === null) return;
    this.#live.send({ type: 'page', direction: 'before', seq: seq + 1, limit: 1 });
  }

  /** What was asked for and did not come is asked for anew. */
  askAgain(): void {
    this.#live.parts.holding?.sleep.restart();
    this.askLink();
    this.letGo();
  }

  async linked(frame: Of<'linked'>): Promise<void> {
    const { membership } = this.#live.parts;
    const held = membership.roots.byEpoch.size;
    await membership.linked(frame.epoch, frame.link);
    if (this.#reading.descent.linked(frame.epoch, frame.seq, frame.link)) {
      await this.descend();
      this.askLink();
    }
    if (membership.roots.byEpoch.size !== held) await this.#live.write(new Map());
  }

  /** Reads back as far as there are keys; where there is a vault, asks it for those that no link gave. */
  async descend(): Promise<void> {
    const { chain, delivery, membership } = this.#live.parts;
    const { descent, recovery } = this.#reading;
    await descent.descend();
    const batch: Batch = new Map();
    delivery.settle(chain, membership, batch);
    if (batch.size > 0) await this.#live.write(batch);
    await this.#sending.expire();
    if (!this.#live.isCurrent) return;
    this.#live.send(recovery.question());
    // Whoever left before this device came is met here.
    this.#commits.awaitPutOut();
  }

  async deposited(frame: Of<'deposits'>): Promise<void> {
    const { profile, membership } = this.#live.parts;
    const { opened, send } = await this.#reading.recovery.take(frame);
    this.#live.send(send);
    this.#live.send((await profile.awaited?.deposits.take(membership.group, frame)) ?? null);
    if (opened) await this.descend();
  }

  /** The room would not answer about deposits, or not take one. */
  depositRefused(frame: Of<'refused'>): void {
    if (errors[frame.code].retry !== 'later') return;
    this.#reading.recovery.forget(frame.id);
    this.#live.once('descend', Math.max(frame.retryMs, 500), () => this.descend());
    this.checkDeposits(frame.retryMs);
  }

  /** A moment after an epoch began: did its commit bring a deposit to one's own vault, and to those of who has not come? */
  checkDeposits(leastMs = 0): void {
    const { profile, membership } = this.#live.parts;
    const { recovery } = this.#reading;
    const waitMs = leastMs + Math.round(checkDepositsMs * (1 + this.#live.clock.random()));
    this.#checkIn('deposits', waitMs, () => recovery.checks());
    this.#checkIn(
      'awaited',
      waitMs + membership.waitMs(),
      () => profile.awaited?.deposits.questions(membership.group) ?? [],
    );
  }

  #checkIn(kind: 'deposits' | 'awaited', ms: number, questions: () => readonly ClientFrame[]): void {
    this.#live.once(kind, ms, async () => {
      if (!this.#live.isCurrent || this.#live.parts.membership.drift !== null) return;
      for (const question of questions()) this.#live.send(question);
    });
  }

  /** A page of history, or the one commit that was asked for again. */
  async paged(frame: Of<'page'>): Promise<void> {
    const { chain, holding } = this.#live.parts;
    const [entry] = frame.entries;
    if (frame.entries.length === 1 && entry!.seq >= chain.first) {
      this.#linkAskedAt = null;
      const { kind, id, link, seq } = entry!;
      if (kind === 'commit' && link !== null) await this.linked({ type: 'linked', epoch: id + 1, seq, link });
      return;
    }
    if (await holding?.sleep.take(frame)) {
      await this.#sending.expire();
      return this.letGo();
    }
    const waiting = this.#pager.earlierCame();
    if (waiting === null) return;
    try {
      chain.prepend(frame.base, frame.entries);
      holding?.fetched(this.#live.clock.now());
      await this.descend();
      this.letGo();
    } finally {
      for (const loaded of waiting) loaded();
    }
  }

  /** Somebody has on a screen what stands around `seq`: it stays for now, and goes when that is not said again. */
  reading(seq: number, by: string): void {
    this.#live.parts.holding?.reading(seq, by, this.#live.clock.now());
    this.letGo();
  }

  /** Wakes what sleeps where somebody reads. Lets go of lines that nobody does, or has them sleep; not while a page is on its way that follows on from them, nor while the group is mended. */
  letGo(): void {
    const { records, clock } = this.#live;
    if (records === null || records.membership.drift !== null) return;
    const { holding } = records;
    if (holding === null) return;
    if (this.#live.isCurrent) this.#live.send(holding.sleep.next(clock.now()));
    if (this.#pager.loadingEarlier || this.#linkAskedAt !== null) return;
    holding.letGo(clock.now());
    const staysMs = holding.staysMs(clock.now());
    if (staysMs === null || this.#letsGoLater) return;
    this.#letsGoLater = true;
    this.#live.after(staysMs, async () => {
      this.#letsGoLater = false;
      this.letGo();
    });
  }
}
