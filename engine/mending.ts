import type { Entry } from '../shared/frames.ts';
import { limits } from '../shared/limits.ts';
import type { Commits } from './commits.ts';
import { bodyTypes, encodeText } from './envelope.ts';
import { type Item, textIn } from './line.ts';
import type { Live } from './live.ts';
import type { Taken } from './membership.ts';
import { saveRow } from './outbox.ts';
import type { Past } from './past.ts';
import type { Batch } from './ports.ts';
import type { Sending } from './sending.ts';
import type { Steering } from './steering.ts';
import type { Tidings } from './tidings.ts';

/** What a commit did, of one kind. */
export type Is<Kind extends Taken['kind']> = Extract<Taken, { kind: Kind }>;

/** One entry on its way in: what is saved with it, and what happens once it is. */
export interface Arrival {
  readonly entry: Entry;
  readonly item: Item;
  readonly batch: Batch;
  readonly after: (step: () => Promise<void>) => void;
}

/** Takes in what brings this device and the room apart, and into one epoch again (decisions/voids.md). */
export class Mending {
  readonly #live: Live;
  readonly #steering: Steering;
  readonly #commits: Commits;
  readonly #sending: Sending;
  readonly #past: Past;
  readonly #tidings: Tidings;

  constructor(o: {
    readonly live: Live;
    readonly steering: Steering;
    readonly commits: Commits;
    readonly sending: Sending;
    readonly past: Past;
    readonly tidings: Tidings;
  }) {
    this.#live = o.live;
    this.#steering = o.steering;
    this.#commits = o.commits;
    this.#sending = o.sending;
    this.#past = o.past;
    this.#tidings = o.tidings;
  }

  /** Commits that were voided stand again. */
  restored({ entry, after }: Arrival, { drift }: Is<'restored'>): void {
    const { membership, timeline } = this.#live.parts;
    const { group, page } = membership;
    timeline.readFrom(entry.seq + 1, group!.state.epoch, page, drift.seq);
    after(() => this.#inLine());
  }

  /** Back in by a new leaf: what was said in epochs that were taken back opens for nobody. */
  returned({ entry, item, batch, after }: Arrival, { before, drift }: Is<'returned'>): void {
    const { timeline, membership, delivery, senders, profile, arrivals, departures } = this.#live.parts;
    const group = membership.group!;
    // History is still to be read over it.
    this.#tidings.tell(item, before.members, group.members);
    item.entry = entry;
    const known = new Set(before.members.map(({ claims }) => claims.did));
    arrivals.note(
      group.members.filter(({ claims }) => !known.has(claims.did)),
      group.members,
      entry.at,
    );
    for (const known of [arrivals, departures]) batch.set(...known.save(group.members));
    this.#past.forgetAbove(drift.epoch);
    const voided = drift.kind === 'voided' ? drift.commit : null;
    timeline.readFrom(entry.seq + 1, group.state.epoch, membership.page, drift.seq, voided);
    this.#commits.remove(membership.unwanted);
    if (voided !== null) this.#takeBack(voided, drift.seq, batch);
    delivery.groupBegan(senders.last(profile.device), batch);
    this.#sending.introduce(profile.ownDisclosures, batch);
    after(() => this.#inLine());
    this.#live.after(limits.resyncWaitMs, async () => this.#past.ownUp());
  }

  /** A void stands in the log: the room went back. */
  voided({ entry, item, batch, after }: Arrival): void {
    const { chain, opener, timeline, membership } = this.#live.parts;
    const { drift } = membership;
    timeline.unsteady(entry.seq);
    const did = membership.voided(entry);
    if (did === 'rejoin') after(async () => this.#commits.again());
    else if (did === 'voided') {
      // What this device could not follow may be read later, over this.
      opener.problem(item, 'group-refused', entry);
      this.#doubt(membership.drift!.commit, entry.seq, batch);
      after(async () => this.#steering.steer());
    } else if (did === 'healed') {
      if (entry.device === this.#live.device) this.#commits.voided(entry.id);
      // What its committer said in between was said in an epoch that this device is not in.
      for (const between of chain.unopenedAbove(drift!.seq))
        if (between.entry?.kind === 'message') opener.problem(between, 'envelope-wrong-epoch', between.entry);
      after(() => this.#inLine());
    }
  }

  /** This device and the room are in one epoch again. */
  async #inLine(): Promise<void> {
    const { membership, delivery } = this.#live.parts;
    delivery.again();
    if (!this.#live.isCurrent) return;
    this.#live.ready();
    this.#steering.arrived();
    await this.#past.descend();
    this.#past.checkDeposits();
    this.#past.askLink();
    if (membership.staged !== null) this.#commits.send();
    await this.#commits.make();
    await this.#sending.flush();
  }

  /**
   * What this device said in a stretch that a void takes back is kept until it is known whether that stands: by then the
   * screen may have been closed, and nobody else can say it again.
   */
  #doubt(from: number, to: number, batch: Batch): void {
    const { chain, delivery } = this.#live.parts;
    const { outbox } = delivery;
    for (const item of chain.items) {
      const line = textIn(item);
      if (item.seq <= from || item.seq >= to || line?.device !== this.#live.device) continue;
      if (outbox.rows.some(({ storedAt }) => storedAt === item.seq)) continue;
      const row = outbox.add(bodyTypes.text, encodeText(line.text), item.at);
      row.storedAt = item.seq;
      row.state = 'stored';
      batch.set(...saveRow(row));
    }
  }

  /**
   * A stretch between two places opens for nobody now. This device's own texts in it are its person's again; others' are
   * shown as what they are to whoever reads later.
   */
  #takeBack(from: number, to: number, batch: Batch): void {
    const { chain, opener, delivery } = this.#live.parts;
    this.#doubt(from, to, batch);
    for (const row of delivery.outbox.rows)
      if (row.storedAt !== null && row.storedAt > from && row.storedAt < to) {
        row.storedAt = null;
        delivery.refuse(row, 'stale-epoch', batch);
      }
    for (const item of chain.items) {
      if (item.seq <= from || item.seq >= to) continue;
      const line = textIn(item);
      if (line?.device === this.#live.device) item.lines = item.lines.filter((one) => one !== line);
      else if (line) opener.problem(item, 'envelope-wrong-epoch');
    }
  }
}
