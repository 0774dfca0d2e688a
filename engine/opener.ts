import { hex } from '../shared/bytes.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Entry } from '../shared/frames.ts';
import type { Claims } from '../shared/passport.ts';
import { type Body, decodeBody, isChange } from './body.ts';
import type { Chain } from './chain.ts';
import type { Changes } from './changes.ts';
import type { Departures } from './departures.ts';
import { type Inner, openEnvelope } from './envelope.ts';
import { type EpochPage, isGoing, signatureKeyIn } from './epoch-book.ts';
import { later } from './later.ts';
import { mayLive } from './life.ts';
import type { Item, Line } from './line.ts';
import { turn } from './mls/index.ts';
import type { Revocations } from './revocations.ts';
import { type Senders, type Stretch, verdictCodes } from './senders.ts';
import type { Disclosures, Verified } from './verified.ts';

/** A text that quotes another, or a change, that was opened before anybody could hold it against its target. */
interface Early {
  readonly item: Item;
  readonly claims: Claims;
  readonly said: Body;
}

/** Opens entries: what each becomes on the screen, and what is known of who wrote it. */
export class Opener {
  /** Whose messages came from the room's devices, by the room's numbers for them: its word. */
  readonly people = new Map<number, string>();
  #changes: Changes | null = null;
  #early: Early[] = [];
  #lacks = false;
  readonly #chain: Chain;
  readonly #senders: Senders;
  readonly #revocations: Revocations;
  readonly #departures: Departures;
  readonly #disclosures: Disclosures;

  constructor(o: {
    readonly chain: Chain;
    readonly senders: Senders;
    readonly revocations: Revocations;
    readonly departures: Departures;
    readonly disclosures: Disclosures;
  }) {
    this.#chain = o.chain;
    this.#senders = o.senders;
    this.#revocations = o.revocations;
    this.#departures = o.departures;
    this.#disclosures = o.disclosures;
  }

  /** What was said of messages here. Null until what comes later is there: what was opened by then is gone over once more. */
  get changes(): Changes | null {
    if (this.#changes !== null || later.held === null) return this.#changes;
    this.#changes = new later.held.Changes({
      itemAt: (seq) => this.#chain.itemAt(seq),
      personOf: (device) => this.people.get(device),
    });
    for (const early of this.#early.splice(0)) this.#relate(early);
    for (const item of this.#chain.items) this.#changes.opened(item);
    return this.#changes;
  }

  /** True where something was said of messages here, or lives for a time, and what heeds it did not come. */
  get lacks(): boolean {
    return this.#lacks && this.changes === null;
  }

  /** Nothing that was opened counts any more. */
  clear(): void {
    this.#changes?.clear();
    this.#early = [];
  }

  /** Holds what speaks of an earlier message against that. */
  #relate(early: Early): void {
    const { item, claims, said } = early;
    const { changes } = this;
    if (changes === null) this.#early.push(early);
    else if (isChange(said)) changes.add(item, claims, said);
    else if (said.kind === 'text' && said.quotes !== null) changes.quotes(item, said.quotes);
  }

  /**
   * Opens a message or a redaction. `again`: its place among the others was looked at before. `key`: of the line that it
   * becomes. Its inner, where it holds.
   */
  async open(
    item: Item,
    page: EpochPage,
    direction: 'forward' | 'backward' | 'again' | Stretch,
    key = `s${item.seq}`,
  ): Promise<Inner | null> {
    await turn();
    const { entry } = item;
    item.entry = null;
    if (entry === null) return null;
    if (entry.withdrawn !== null) {
      this.#senders.absent(entry.device, entry.id, item.hash);
      item.lines = [{ kind: 'withheld', key, device: entry.device }];
      this.changes?.opened(item);
      return null;
    }
    if (page.keys === null) {
      this.problem(item, 'envelope-unkeyed');
      return null;
    }
    const { members } = page;
    if (members === null) {
      this.problem(item, 'record-invalid');
      return null;
    }
    const opened = await openEnvelope(page.keys, entry.body, signatureKeyIn(members));
    if (opened.kind === 'unreadable') {
      this.problem(item, opened.code);
      return null;
    }
    const { inner } = opened;
    const isAgain = direction === 'again';
    if (!isAgain && this.#chain.denies(item, inner.headSeq, inner.head)) {
      this.problem(item, 'log-forked');
      return null;
    }
    const verdict = isAgain
      ? 'clear'
      : typeof direction === 'string'
        ? this.#senders[direction](inner, entry.body, entry.device)
        : this.#senders.within(direction, inner, entry.body);
    if (verdict === 'replayed') {
      this.problem(item, verdictCodes.replayed);
      return null;
    }
    if (!isAgain) this.#chain.remember(item, inner.headSeq, inner.head);
    const { claims } = members.find(({ leaf }) => leaf === inner.leaf)!;
    if (this.#revocations.standsBefore(item.seq, claims)) {
      // The room takes nothing from a device whose access ended: here it did.
      this.problem(item, 'envelope-forged');
      return null;
    }
    this.people.set(entry.device, claims.sub);
    item.author = claims;
    const isTold = verdict === 'gap' && direction === 'forward';
    item.below = { device: hex(inner.device), counter: inner.counter - 1, hash: inner.prev, isTold };
    const lines: Line[] = [];
    if (verdict === 'gap') lines.push({ kind: 'problem', key: `s${item.seq}.gap`, code: verdictCodes.gap });
    const said = decodeBody(inner.type, inner.body);
    if (said === 'unknown' || said === 'malformed') {
      lines.push({
        kind: 'problem',
        key,
        code: said === 'unknown' ? 'message-unknown' : 'envelope-malformed',
      });
    } else if (said.kind === 'introduction') {
      for (const disclosure of said.disclosures) this.#disclosures.add(disclosure);
    } else if (said.kind === 'leave') {
      lines.push(this.#leave(item, members, claims));
    } else if (said.kind === 'text') {
      const { text, quotes, lifeMs } = said;
      const expiresAt = lifeMs === 0 || !mayLive(claims, lifeMs) ? null : item.at + lifeMs;
      lines.push({ kind: 'text', key, claims, text, device: entry.device, quotes, expiresAt });
    }
    item.lines = lines;
    if (typeof said === 'object' && (isChange(said) || isRemark(said))) {
      // Before it is shown, what was taken back or has expired is hidden.
      if (this.changes === null)
        await later.get().catch(() => {
          this.#lacks = true;
        });
      this.#relate({ item, claims, said });
    }
    this.changes?.opened(item);
    return inner;
  }

  /** A person's word that it leaves, in an epoch with these members: shown here, and no more where it was taken out. */
  #leave(item: Item, members: readonly Verified[], claims: Claims): Line {
    const meant = this.#departures.note(members, claims.sub, item.seq);
    const isTold = (line: Line) =>
      line.kind === 'notice' &&
      isGoing(line.movement) &&
      meant.some(({ jkt }) => jkt === line.movement.claims.jkt);
    for (const above of this.#chain.items)
      if (above.seq > item.seq && above.lines.some(isTold))
        above.lines = above.lines.filter((line) => !isTold(line));
    return { kind: 'notice', key: `s${item.seq}`, movement: { notice: 'left', claims } };
  }

  /** Says on an entry's line what is wrong with it. `kept`: the entry, where it is still to be read over. */
  problem(item: Item, code: ErrorCode, kept: Entry | null = null): void {
    item.lines = [{ kind: 'problem', key: `s${item.seq}`, code }];
    item.entry = kept;
    this.changes?.opened(item);
  }
}

/** True where a text says more than its words: what it answers, or how long it is shown. */
const isRemark = (said: Body): boolean => said.kind === 'text' && (said.quotes !== null || said.lifeMs > 0);
